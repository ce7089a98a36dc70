/** Arithmetic: + - × ÷ and the remainder, negation, absolute value, extremes. */

import { infinities, overflow } from "../advice.ts";
import type { Value } from "../../program/primitive.ts";
import type { Arr } from "../../array/arr.ts";
import { equal, greater, less, select } from "./comparison.ts";
import { stopGradient } from "./convert.ts";
import { round } from "./rounding.ts";
import {
  knownValue,
  nonlinear,
  notDifferentiable,
  transposeOfLinear,
  transposeRule,
  uniform,
} from "../../program/derivative.ts";
import { binary, unary } from "./family.ts";

const sum = (a: Arr, b: Arr): Arr => add(a, b);

export const neg = unary("neg", {
  reference: (x) => -x,
  jvp: (_, dx) => neg(dx),
  transpose: transposeOfLinear((ct) => neg(ct as Arr)),
  domain: "number",
  work: 1,
  fault: {},
  check: { at: uniform(-2, 2), order: 2 },
});

export const add = binary(
  "add",
  {
    reference: (x, y) => x + y,
    jvp: { x: (_, dx) => dx, y: (_, dy) => dy },
    transpose: transposeRule(([ct], operands) => operands.map(({ kind }) => (kind === "linear" ? ct! : null))),
    domain: "number",
    work: 1,
    commutes: true,
    fault: { nan: () => infinities, infinity: () => overflow },
    check: { at: [uniform(-2, 2), uniform(-2, 2)], order: 2 },
  },
  sum,
);

export const sub = binary(
  "sub",
  {
    reference: (x, y) => x - y,
    jvp: { x: (_, dx) => dx, y: (_, dy) => neg(dy) },
    transpose: transposeRule(([ct], [x, y]) => [
      x?.kind === "linear" ? ct! : null,
      y?.kind === "linear" ? neg(ct!) : null,
    ]),
    domain: "number",
    work: 1,
    commutes: false,
    fault: { nan: () => infinities, infinity: () => overflow },
    check: { at: [uniform(-2, 2), uniform(-2, 2)], order: 2 },
  },
  sum,
);

export const mul = binary(
  "mul",
  {
    reference: (x, y) => x * y,
    integer: Math.imul,
    jvp: { x: ({ y }, dx) => mul(dx, y), y: ({ x }, dy) => mul(x, dy) },
    // Bilinear: linear in one operand, the other is known.
    transpose: transposeRule(([ct], [x, y]) =>
      x?.kind === "linear" ? [mul(ct!, knownValue(y)), null] : [null, mul(knownValue(x), ct!)],
    ),
    domain: "number",
    work: 1,
    commutes: true,
    fault: {
      nan: () => `0 times infinity: a derivative that is infinite there, or an overflow before. ${infinities}`,
      infinity: () => overflow,
    },
    check: { at: [uniform(-2, 2), uniform(-2, 2)], order: 2 },
  },
  sum,
);

export const div = binary(
  "div",
  {
    reference: (x, y) => x / y,
    jvp: {
      x: ({ y }, dx) => div(dx, y),
      y: ({ y, out }, dy) => neg(mul(div(out, y), dy)), // d(x/y) = -(x/y)/y dy
    },
    transpose: transposeRule(([ct], [, y]) => [div(ct!, knownValue(y)), null]),
    work: 4,
    commutes: false,
    fault: {
      nan: ([a, b]) =>
        a === 0 && b === 0
          ? "0 / 0: choose the limit with where, and keep the denominator from zero on both sides of it."
          : infinities,
      infinity: ([, b]) => (b === 0 ? "The denominator is zero." : overflow),
    },
    check: { at: [uniform(-2, 2), uniform(0.5, 2)], order: 2 },
  },
  sum,
);

export const abs = unary("abs", {
  reference: Math.abs,
  jvp: ({ x }, dx) => select(less(x, 0), neg(dx), dx), // at 0 the right-hand derivative
  domain: "number",
  work: 1,
  fault: {},
  check: { at: uniform(0.2, 2), order: 2 },
});

export const sign = unary("sign", {
  reference: Math.sign,
  jvp: notDifferentiable("piecewise constant"),
  domain: "number",
  work: 1,
  fault: {},
  check: { at: uniform(-2, 2), order: 0 },
});

// d(x mod y) = dx - floor(x/y) dy. The whole number comes from the remainder, which is exact, so that no rounding of x/y moves it.
export const mod = binary(
  "mod",
  {
    reference: remainder,
    integer: (x, y) => (y === 0 ? 0 : remainder(x, y)),
    jvp: {
      x: (_, dx) => dx,
      y: ({ x, y, out }, dy) => neg(mul(dy, round(stopGradient(div(sub(x, out), y))))),
    },
    domain: "number",
    work: 4,
    commutes: false,
    fault: {},
    check: { at: [uniform(4.2, 5.8), uniform(1.6, 2)], order: 2 },
  },
  sum,
);

/** x - y floor(x/y), exact up to one rounding; with the sign of y where it is zero. */
function remainder(x: number, y: number): number {
  const rest = x % y;
  if (rest === 0) return y < 0 || Object.is(y, -0) ? -0 : 0;
  return rest < 0 === y < 0 ? rest : rest + y;
}

// Where x = y the derivative is shared: half to each, so that max(x, x) has the derivative of x.
const chosen = (isChosen: Value, isTie: Value, tangent: Arr): Arr =>
  select(isChosen, tangent, select(isTie, mul(tangent, 0.5), 0));

export const max = binary(
  "max",
  {
    called: "maximum",
    reference: Math.max,
    jvp: {
      x: ({ x, y }, dx) => chosen(greater(x, y), equal(x, y), dx),
      y: ({ x, y }, dy) => chosen(greater(y, x), equal(x, y), dy),
    },
    transpose: nonlinear,
    domain: "number",
    work: 1,
    commutes: true,
    fault: {},
    check: { at: [uniform(-2, 2), uniform(-2, 2)], order: 1 },
  },
  sum,
);

export const min = binary(
  "min",
  {
    called: "minimum",
    reference: Math.min,
    jvp: {
      x: ({ x, y }, dx) => chosen(less(x, y), equal(x, y), dx),
      y: ({ x, y }, dy) => chosen(less(y, x), equal(x, y), dy),
    },
    transpose: nonlinear,
    domain: "number",
    work: 1,
    commutes: true,
    fault: {},
    check: { at: [uniform(-2, 2), uniform(-2, 2)], order: 1 },
  },
  sum,
);
