/** Scaling matrices to magnitudes around 1, and small steps on rows that factorisations share. */

import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { type Count, forRange } from "./code.ts";
import {
  assign,
  choose,
  element,
  isGreater,
  isLess,
  largerOf,
  magnitudeOf,
  negative,
  newReal,
  not,
  over,
  push,
  type Real,
  storeAt,
  times,
} from "./expressions.ts";

export const BYTES = 8;

/** A sum of squares below this, of a vector that was scaled, counts as zero. */
export const NEGLIGIBLE_SQUARE = 2 ** -960;

/** The power of two at or below the largest magnitude of `count` neighbours; NaN where one is not finite. */
export function powerOfTwoScale(f: FunctionBuilder, at: Local, count: number): Local {
  const scale = newReal(f, 0);
  forRange(f, 0, count, (i) => {
    assign(f, scale, largerOf(scale, magnitudeOf(element(at, [i, BYTES]))));
  });
  // The exponent alone; of zero and of subnormal numbers the least that a normal number has.
  const exponent: Real = (g) => {
    push(g, scale);
    g.op("i64.reinterpret_f64");
    g.i64Const(0x7ff0000000000000n);
    g.op("i64.and");
    g.op("f64.reinterpret_i64");
  };
  assign(f, scale, choose(isLess(scale, Infinity), largerOf(exponent, 2 ** -1022), NaN));
  return scale;
}

/** Divides `count` neighbours by a number. */
export function divideBy(f: FunctionBuilder, at: Local, count: Count, divisor: Real): void {
  forRange(f, 0, count, (i) => {
    storeAt(f, [at, [i, BYTES]], over(element(at, [i, BYTES]), divisor));
  });
}

/** Multiplies `count` neighbours by a number. */
export function multiplyBy(f: FunctionBuilder, at: Local, count: Count, factor: Real): void {
  forRange(f, 0, count, (i) => {
    storeAt(f, [at, [i, BYTES]], times(element(at, [i, BYTES]), factor));
  });
}

/** Sets `count` neighbours to a number. */
export function fillWith(f: FunctionBuilder, at: Local, count: Count, value: Real): void {
  forRange(f, 0, count, (i) => {
    storeAt(f, [at, [i, BYTES]], value);
  });
}

/** Zeros `count` rows of as many elements, and ones on the diagonal. */
export function fillIdentity(f: FunctionBuilder, at: Local, count: number): void {
  f.get(at);
  f.i32Const(0);
  f.i32Const(count * count * BYTES);
  f.memory("memory.fill");
  forRange(f, 0, count, (i) => {
    storeAt(f, [at, [i, (count + 1) * BYTES]], 1);
  });
}

/** Negates the row at `row` if its component of largest magnitude, the first of equals, is negative, and the row at `beside` with it. */
export function makeLargestPositive(
  f: FunctionBuilder,
  [row, count]: readonly [Local, number],
  beside?: readonly [Local, number],
): void {
  const largest = newReal(f, 0);
  forRange(f, 0, count, (k) => {
    const each = newReal(f, element(row, [k, BYTES]));
    isGreater(magnitudeOf(each), magnitudeOf(largest))(f);
    f.if(() => {
      assign(f, largest, each);
    });
    f.release(each);
  });
  isLess(largest, 0)(f);
  f.if(() => {
    for (const [at, length] of beside === undefined ? [[row, count] as const] : [[row, count] as const, beside]) {
      forRange(f, 0, length, (k) => {
        storeAt(f, [at, [k, BYTES]], negative(element(at, [k, BYTES])));
      });
    }
  });
  f.release(largest);
}

/** Runs `body` where a scale is a number, else `otherwise`. */
export function ifFinite(f: FunctionBuilder, scale: Local, body: () => void, otherwise: () => void): void {
  not(isLess(scale, Infinity))(f);
  f.if(otherwise, body);
}
