/** Runs a function interpreted and compiled, and compares. */

import { type Arr, array, type DType, trace } from "fluxion";
import { expect } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import type { Program } from "../../src/program/program.ts";

type Results = Arr | readonly Arr[];

/** The closed program of a function of arrays, for arguments like these. */
export function programOf(f: (...xs: Arr[]) => Results, args: readonly Arr[]): Program {
  return trace(f)(...args).program;
}

/** Both targets' outputs. */
export function runBoth(program: Program, args: readonly Arr[]): { interpreted: Arr[]; compiled: Arr[] } {
  const compiled = compile(program, "wasm");
  const first = compiled.run(args);
  const second = compiled.run(args);
  // The same input gives the same bits, whatever the first run left in memory.
  second.forEach((arr, i) => expect(bytesOf(arr)).toEqual(bytesOf(first[i]!)));
  return { interpreted: compile(program, "reference").run(args), compiled: first };
}

export function bytesOf(arr: Arr): Uint8Array {
  const data = arr.toArray();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Compares element by element: |a - b| <= tolerance · max(1, |b|), NaN equal to NaN, infinities and (at tolerance 0) signed
 * zeros exactly.
 */
export function expectClose(actual: Arr, expected: Arr, tolerance: number, label = ""): void {
  expect([actual.dtype, [...actual.shape]], label).toEqual([expected.dtype, [...expected.shape]]);
  const [a, b] = [actual.toArray(), expected.toArray()];
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (tolerance === 0 ? Object.is(x, y) : x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    if (!(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y)))) {
      expect.fail(`${label} element ${i}: compiled ${x}, interpreted ${y}`);
    }
  }
}

/** Interprets and compiles `f`, and compares all outputs; 0 asks for equal bits but for the sign of NaN. */
export function expectSame(f: (...xs: Arr[]) => Results, args: readonly Arr[], tolerance = 0): void {
  const program = programOf(f, args);
  const { interpreted, compiled } = runBoth(program, args);
  expect(compiled.length).toBe(interpreted.length);
  compiled.forEach((arr, i) => expectClose(arr, interpreted[i]!, tolerance, `output ${i}`));
}

/** A generator of numbers in [0, 1): xorshift, so that a seed says everything. */
export function random(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** Numbers in [low, high), of a shape and type. */
export function uniform(shape: readonly number[], seed: number, dtype: DType = "f64", low = -2, high = 2): Arr {
  const next = random(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Array.from({ length: size }, () => {
    const value = low + (high - low) * next();
    return dtype === "i32" ? Math.floor(value) : dtype === "bool" ? Number(value > (low + high) / 2) : value;
  });
  return array(data, { dtype, shape: [...shape] });
}

/** Where elementary functions and arithmetic meet their limits. */
export const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1.5, -2.5, 1e308, -1e308, 1e-300];
