/** Digests: SHA-256 of data, by which two runs know that they were given the same. */
import { type Arr, ones } from "../array/index.ts";
import { formatProgram } from "../program/print.ts";
import type { Program } from "../program/program.ts";
import { programsOf } from "../program/sub-programs.ts";
import { DerivativeError } from "../errors/index.ts";
import { map } from "../tree/index.ts";
import { trace, vjp } from "../transforms/index.ts";
import { encode, type Json } from "./encode.ts";

/**
 * SHA-256 of plain data (typed arrays and arrays included), the same whatever the order of an object's keys.
 *
 * @returns  "sha256:" and 64 hexadecimal digits
 * @throws   DataError naming the place of what is no plain data
 * @example
 * ```ts
 * import { digest } from "fluxion/inference";
 * console.log(digest({ a: 1, b: 2 }) === digest({ b: 2, a: 1 })); // → true
 * ```
 */
export function digest(value: unknown): string {
  return textDigest(JSON.stringify(sorted(encode(value, "value"))));
}

/**
 * SHA-256 of what a function does to arguments like these: its program and the data it closes over. Two functions that
 * compute the same from the same data have the same digest, wherever they are written; another number in the data is
 * another digest.
 *
 * @throws what tracing the function throws
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { functionDigest } from "fluxion/inference";
 * const model = (data: Arr) => (x: Arr) => x.sub(data).square().sum();
 * const [one, same, other] = [[1, 2], [1, 2], [1, 3]].map((data) => functionDigest(model(array(data)), [0]));
 * console.log(one === same, one === other); // → true false
 * ```
 */
export function functionDigest<Args extends readonly unknown[]>(
  f: (...args: Args) => unknown,
  args: readonly unknown[],
): string {
  // The arguments only lend their shapes; trace reports what does not fit.
  const { program } = trace(f as (...args: readonly unknown[]) => unknown)(...(args as never[]));
  const forward = [formatProgram(program), dataOf(program)];
  // A custom rule is no part of the program before the derivative is taken.
  return digest(holdsRule(program) ? [...forward, derivativeOf(f, args)] : forward);
}

/** Whether a derivative in the program, or in one within it, is given by its author. */
function holdsRule(program: Program): boolean {
  return program.equations.some(
    (equation) => equation.primitive.family === "custom" || programsOf(equation).some(holdsRule),
  );
}

/** The program of the pullback, with its data; null where f cannot be differentiated by reverse mode. */
function derivativeOf(f: (...args: never[]) => unknown, args: readonly unknown[]): unknown {
  const pulled = (...given: readonly unknown[]): unknown => {
    // The arguments are those of f.
    const { value, pullback } = vjp(f as (...args: readonly unknown[]) => unknown, ...(given as never[]));
    return pullback(map((leaf: Arr) => ones(leaf.shape, { dtype: leaf.dtype }), value as never));
  };
  try {
    const { program } = trace(pulled)(...(args as never[]));
    return [formatProgram(program), dataOf(program)];
  } catch (error) {
    if (error instanceof DerivativeError) return null;
    throw error;
  }
}

/** The arrays that a program and the programs within it close over. */
function dataOf(program: Program): Arr[] {
  const within = program.equations.flatMap((equation) => programsOf(equation).flatMap(dataOf));
  return [...program.constants.map(({ value }) => value), ...within];
}

/** SHA-256 of a text. */
export function textDigest(text: string): string {
  return `sha256:${sha256(new TextEncoder().encode(text))}`;
}

function sorted(json: Json): Json {
  if (typeof json !== "object" || json === null) return json;
  if (isList(json)) return json.map(sorted);
  const keys = Object.keys(json).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(json[key]!)]));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** Fractional parts of the roots of the first primes: 32 bits of each, found by integer roots so that none is mistyped. */
function fractions(count: number, root: (scaled: bigint) => bigint): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return Uint32Array.from(primes, (p) => Number(BigInt.asUintN(32, root(BigInt(p)))));
}

function integerRoot(value: bigint, degree: bigint): bigint {
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return low;
}

const initialHash = fractions(8, (p) => integerRoot(p << 64n, 2n));
const roundConstants = fractions(64, (p) => integerRoot(p << 96n, 3n));

/** @see FIPS 180-4, section 6.2 */
function sha256(bytes: Uint8Array): string {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const hash = initialHash.slice();
  const words = new Uint32Array(64);
  const tail = new Uint8Array(128);
  const whole = Math.floor(bytes.length / 64);
  tail.set(bytes.subarray(64 * whole));
  tail[bytes.length - 64 * whole] = 0x80;
  const bits = new DataView(tail.buffer, 64 * (blocks - whole) - 8);
  bits.setUint32(0, Math.floor(bytes.length / 2 ** 29));
  bits.setUint32(4, (bytes.length * 8) % 2 ** 32);
  for (let block = 0; block < blocks; block++) {
    if (block < whole) compress(hash, words, bytes, 64 * block);
    else compress(hash, words, tail, 64 * (block - whole));
  }
  return Array.from(hash, (word) => word.toString(16).padStart(8, "0")).join("");
}

function compress(hash: Uint32Array, w: Uint32Array, bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const at = offset + 4 * i;
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15]!, w[i - 2]!];
    const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 =
      h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + roundConstants[i]! + w[i]!;
    const t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] = hash[i]! + word));
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
