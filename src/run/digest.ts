/** Digests: SHA-256 of data, by which two runs know that they were given the same. */
import { type Arr, ones } from "../array/index.ts";
import { formatProgram } from "../program/print.ts";
import type { Program } from "../program/program.ts";
import { programsOf } from "../program/sub-programs.ts";
import { DerivativeError } from "../errors/index.ts";
import { map } from "../tree/index.ts";
import { trace, vjp } from "../transforms/index.ts";
import { encode, type Json } from "./encode.ts";
import { Sha256 } from "./sha256.ts";

/**
 * SHA-256 of plain data (typed arrays and arrays included), the same whatever the order of an object's keys.
 *
 * @returns  "sha256:" and 64 hexadecimal digits
 * @throws   DataError naming the place of what is no plain data
 * @example
 * ```ts
 * import { digest } from "fluxion/inference/methods";
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
 * import { functionDigest } from "fluxion/inference/methods";
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

/** SHA-256 of a text in UTF-8. */
export function textDigest(text: string): string {
  return linesDigest([text]);
}

/** SHA-256 of a text that is given by its lines, which together may be longer than a string can be. */
export function linesDigest(lines: Iterable<string>): string {
  const hash = new Sha256();
  const encoder = new TextEncoder();
  let isFirst = true;
  for (const line of lines) {
    if (!isFirst) hash.update(newline);
    hash.update(encoder.encode(line));
    isFirst = false;
  }
  return `sha256:${hash.hex()}`;
}

const newline = Uint8Array.of("\n".charCodeAt(0));

function sorted(json: Json): Json {
  if (typeof json !== "object" || json === null) return json;
  if (isList(json)) return json.map(sorted);
  const keys = Object.keys(json).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(json[key]!)]));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
