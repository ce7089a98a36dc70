/** Tokens: 32-bit fingerprints that stand for values, equal when they were computed in the same way from the same. */

const identities = new WeakMap<object, number>();
const texts = new Map<string, number>();
let issued = 0;

/** A number of its own for each object: an operation, a function, a buffer. */
export function identityOf(object: object): number {
  let known = identities.get(object);
  if (known === undefined) identities.set(object, (known = ++issued));
  return known;
}

/** A number of its own for each text. */
export function textOf(text: string): number {
  let known = texts.get(text);
  if (known === undefined) texts.set(text, (known = ++issued));
  return known;
}

/** What stands in memory that nothing has written yet, and for all that is computed from it. */
export const UNKNOWN = 0;

/** Scatters the bits of a 32-bit number (the finaliser of MurmurHash3). */
export function scatter(bits: number): number {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The token of a sequence that begins as `before` says and goes on with `next`: the order counts. */
export function join(before: number, next: number): number {
  return scatter(Math.imul(before, 31) + next + 0x9e3779b9);
}

/** The token of a number known when the program is compiled. */
export function constantToken(value: number | bigint): number {
  return scatter(textOf(`${typeof value} ${Object.is(value, -0) ? "-0" : String(value)}`));
}

/** What an element of an input or constant holds at the start. */
export function initialToken(buffer: object, element: number): number {
  return join(identityOf(buffer), element);
}
