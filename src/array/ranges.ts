/** Evenly spaced numbers. */
import { fillChecks } from "./option-checks.ts";
import { checkOptions, DataError, describeValue, DTypeError } from "../errors/index.ts";
import { type Arr, fromBuffer } from "./arr.ts";
import { allocate, type DType, isFloat, type TypedArray } from "./dtype.ts";
import type { FillOptions } from "./filled.ts";
import { requireDType } from "./requirements.ts";

/**
 * The numbers `start, start + step, ...` before `stop`: shape [ceil((stop - start) / step)]. With one argument, from 0.
 *
 * @throws DataError when an argument is not finite, the step is zero, or i32 is asked for and cannot hold the numbers
 * @example
 * ```ts
 * import { arange } from "fluxion";
 * console.log(arange(3).toNested(), arange(1, 2, 0.25).toNested()); // → [ 0, 1, 2 ] [ 1, 1.25, 1.5, 1.75 ]
 * ```
 */
export function arange(stop: number, options?: FillOptions): Arr;
export function arange(start: number, stop: number, step?: number, options?: FillOptions): Arr;
export function arange(first: number, second?: number | FillOptions, step = 1, last: FillOptions = {}): Arr {
  const oneArgument = typeof second !== "number";
  const [start, stop] = oneArgument ? [0, first] : [first, second];
  const options = oneArgument ? second : last;
  checkOptions(options, fillChecks, "arange");
  const { dtype = "f64" } = options ?? {};
  requireDType(dtype, "arange");
  for (const value of [start, stop, step]) requireFinite(value, "arange");
  if (step === 0)
    throw new DataError({ where: "arange", path: "step", expected: "a step other than 0", received: "0" });
  const length = Math.max(0, Math.ceil((stop - start) / step));
  return fromBuffer(spaced("arange", length, start, step, dtype), [length], dtype);
}

/**
 * `count` numbers from `start` to `stop`, both included: shape [count]. The last is exactly `stop`.
 *
 * @throws DataError when an end is not finite or `count` is no whole number
 * @example
 * ```ts
 * import { linspace } from "fluxion";
 * console.log(linspace(0, 1, 5).toNested()); // → [ 0, 0.25, 0.5, 0.75, 1 ]
 * ```
 */
export function linspace(start: number, stop: number, count = 50, options: FillOptions = {}): Arr {
  checkOptions(options, fillChecks, "linspace");
  const { dtype = "f64" } = options;
  requireDType(dtype, "linspace");
  requireFinite(start, "linspace");
  requireFinite(stop, "linspace");
  requireCount(count, "linspace");
  const buffer = spaced("linspace", count, start, count > 1 ? (stop - start) / (count - 1) : 0, dtype);
  if (count > 1) buffer[count - 1] = dtype === "bool" ? Number(stop !== 0) : stop;
  return fromBuffer(buffer, [count], dtype);
}

/**
 * `count` numbers from `start` to `stop`, both included, each the same multiple of the one before: shape [count]. Both ends are exact.
 *
 * @param start  finite, not 0, of the sign of `stop`
 * @throws DataError when an end is 0, not finite or of the other sign, or `count` is no whole number
 * @example
 * ```ts
 * import { geomspace } from "fluxion";
 * console.log(geomspace(1, 1000, 4).toNested()); // → [ 1, 10, 100, 1000 ]
 * ```
 */
export function geomspace(start: number, stop: number, count = 50, options: FillOptions = {}): Arr {
  const where = "geomspace";
  checkOptions(options, fillChecks, where);
  const { dtype = "f64" } = options;
  requireFloat(dtype, where);
  for (const value of [start, stop]) requireFinite(value, where);
  if (start === 0 || stop === 0 || start > 0 !== stop > 0) {
    const received = `${start} and ${stop}`;
    throw new DataError({ where, expected: "two numbers of one sign, other than 0", received });
  }
  requireCount(count, where);
  const sign = Math.sign(start);
  const [first, last] = [Math.log10(Math.abs(start)), Math.log10(Math.abs(stop))];
  const buffer = allocate(dtype, [count], where);
  for (let i = 0; i < count; i++) buffer[i] = sign * 10 ** (first + (i * (last - first)) / Math.max(1, count - 1));
  if (count > 0) buffer[0] = start;
  if (count > 1) buffer[count - 1] = stop;
  return fromBuffer(buffer, [count], dtype);
}

/**
 * `count` powers base^e with evenly spaced exponents e from `start` to `stop`, both included: shape [count].
 *
 * @throws DataError when an exponent or the base is not finite, or `count` is no whole number
 * @example
 * ```ts
 * import { logspace } from "fluxion";
 * console.log(logspace(0, 3, 4).toNested(), logspace(0, 3, 4, 2).toNested()); // → [ 1, 10, 100, 1000 ] [ 1, 2, 4, 8 ]
 * ```
 */
export function logspace(start: number, stop: number, count = 50, base = 10, options: FillOptions = {}): Arr {
  const where = "logspace";
  checkOptions(options, fillChecks, where);
  const { dtype = "f64" } = options;
  requireFloat(dtype, where);
  for (const value of [start, stop, base]) requireFinite(value, where);
  requireCount(count, where);
  const buffer = allocate(dtype, [count], where);
  for (let i = 0; i < count; i++) buffer[i] = base ** (start + (i * (stop - start)) / Math.max(1, count - 1));
  if (count > 1) buffer[count - 1] = base ** stop;
  return fromBuffer(buffer, [count], dtype);
}

function requireFloat(dtype: DType, where: string): void {
  requireDType(dtype, where);
  if (isFloat(dtype)) return;
  throw new DTypeError({ where, expected: '"f64" or "f32"', received: describeValue(dtype) });
}

function requireCount(count: number, where: string): void {
  if (Number.isInteger(count) && count >= 0) return;
  throw new DataError({ where, path: "count", expected: "a whole number, 0 or more", received: describeValue(count) });
}

function spaced(where: string, length: number, start: number, step: number, dtype: DType): TypedArray {
  if (dtype === "i32" && length > 0 && !(Number.isInteger(start) && (length === 1 || Number.isInteger(step)))) {
    throw new DataError({
      where,
      expected: "whole numbers for an i32 array",
      received: `start ${start} and step ${step}`,
      hint: "Leave the element type f64, or round and convert with cast.",
    });
  }
  const buffer = allocate(dtype, [length], where);
  for (let i = 0; i < length; i++) {
    const value = start + i * step;
    buffer[i] = dtype === "bool" ? Number(value !== 0) : value;
  }
  return buffer;
}

function requireFinite(value: number, where: string): void {
  if (Number.isFinite(value)) return;
  throw new DataError({ where, expected: "finite numbers", received: describeValue(value) });
}
