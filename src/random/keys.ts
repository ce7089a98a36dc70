/** Random numbers from keys: the same key gives the same numbers, on any machine and in any order of asking. */
import { describeValue, OptionError } from "../errors/index.ts";
import { Stream } from "./stream.ts";
import { threefry } from "../primitives/random/threefry.ts";

/** What random numbers follow from: four 32-bit words, plain data that can be stored. */
export type Key = readonly [number, number, number, number];

/** The third word of counters: numbers drawn from a key, keys folded from it and text absorbed by it never meet. */
const FOLD = 1;
const TEXT = 2;

/**
 * The key of a seed.
 *
 * @param seed  a whole number of up to 53 bits, or text
 * @throws OptionError for a number that is not whole
 * @example
 * ```ts
 * import { streams } from "fluxion";
 * const run = streams.key("decay-1");
 * const [first, second] = [streams.fold(run, 0), streams.fold(run, 1)]; // as many independent keys as there are whole numbers
 * console.log(streams.normals(first, 2)[0] === streams.normals(first, 5)[0], streams.normals(first, 1)[0] === streams.normals(second, 1)[0]); // → true false
 * ```
 */
export function key(seed: number | string): Key {
  if (typeof seed === "string") return absorbed(seed);
  requireWhole("key", seed);
  return fold([0, 0, 0, 0], seed);
}

/**
 * The key number `index` of those that follow from a key. Different numbers give different keys, whose random numbers are
 * independent of each other and of those of the key itself.
 *
 * @param index  a whole number of up to 53 bits
 * @throws OptionError when it is not whole
 */
export function fold(parent: Key, index: number): Key {
  requireKey("fold", parent);
  requireWhole("fold", index);
  // The words of a negative number in two's complement.
  return encrypted(parent, [index >>> 0, Math.floor(index / 4294967296) >>> 0, FOLD, 0]);
}

/**
 * Uniform numbers in (0, 1), neither end included, on a grid of 2^52. The first numbers do not depend on how many are asked for.
 *
 * @returns shape [n]
 * @throws  OptionError for what is no key, such as the seed of one, or a number that is not whole
 */
export function uniforms(from: Key, n: number): Float64Array {
  requireKey("uniforms", from);
  requireCount("uniforms", n);
  const stream = new Stream(from);
  return new Float64Array(n).map(() => stream.uniform());
}

/**
 * Standard normal numbers. The first numbers do not depend on how many are asked for.
 *
 * @returns shape [n]
 * @throws  OptionError for what is no key, such as the seed of one, or a number that is not whole
 */
export function normals(from: Key, n: number): Float64Array {
  requireKey("normals", from);
  requireCount("normals", n);
  const stream = new Stream(from);
  return new Float64Array(n).map(() => stream.normal());
}

/**
 * Whole numbers from 0 to below `below`, each as likely as any other to one part in 2^52 / below.
 *
 * @returns shape [n]
 * @throws OptionError unless `below` is a whole number from 1 to 2^31
 */
export function integers(from: Key, n: number, below: number): Int32Array {
  requireKey("integers", from);
  requireCount("integers", n);
  if (!(Number.isInteger(below) && below >= 1 && below <= 2147483648)) {
    throw new OptionError({
      where: "integers",
      path: "below",
      expected: "a whole number from 1 to 2^31",
      received: describeValue(below),
    });
  }
  const stream = new Stream(from);
  return new Int32Array(n).map(() => Math.floor(stream.uniform() * below));
}

/** The numbers from 0 to n - 1 in random order, every order as likely as any other. */
export function permutation(from: Key, n: number): Int32Array {
  requireKey("permutation", from);
  requireCount("permutation", n);
  const order = new Int32Array(n).map((_, i) => i);
  const stream = new Stream(from);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(stream.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function encrypted(under: Key, counter: Key): Key {
  const words = new Uint32Array(4);
  threefry(under, counter, words);
  return [words[0]!, words[1]!, words[2]!, words[3]!];
}

/** A hash of text: each block of it encrypts the counter that the last one left, which is added to the outcome. */
function absorbed(text: string): Key {
  let state: Key = [text.length, 0, TEXT, 0];
  for (let start = 0; start < text.length; start += 8) {
    const unit = (i: number): number => (start + i < text.length ? text.charCodeAt(start + i) : 0);
    const word = (i: number): number => (unit(2 * i) | (unit(2 * i + 1) << 16)) >>> 0;
    const out = encrypted([word(0), word(1), word(2), word(3)], state);
    state = [out[0] ^ state[0], out[1] ^ state[1], out[2] ^ state[2], out[3] ^ state[3]];
  }
  return encrypted([0, 0, 0, 0], state);
}

function requireWhole(where: string, value: number): void {
  if (Number.isSafeInteger(value)) return;
  throw new OptionError({
    where,
    expected: "a whole number of at most 53 bits",
    received: describeValue(value),
    hint: where === "key" ? "Text is a seed too." : undefined,
  });
}

/** Text and numbers index like lists, and all would be one key: the seed of a key is not taken for it. */
function requireKey(where: string, value: unknown): void {
  if (Array.isArray(value) && value.length === 4 && value.every((word) => Number.isInteger(word))) return;
  const isSeed = typeof value === "string" || typeof value === "number";
  throw new OptionError({
    where,
    path: "key",
    expected: "a key, four whole numbers",
    received: describeValue(value),
    hint: isSeed ? `Make one of it: key(${JSON.stringify(value)}).` : 'Make one with key("seed"), or fold(key, index).',
  });
}

function requireCount(where: string, n: unknown): void {
  if (Number.isInteger(n) && (n as number) >= 0) return;
  throw new OptionError({ where, path: "n", expected: "a whole number of at least 0", received: describeValue(n) });
}
