/** Random expressions: reverse mode, forward mode, compiled code, maps and differences agree on all of them. */

import {
  add,
  type Arr,
  array,
  atan,
  broadcastTo,
  clip,
  concat,
  cos,
  div,
  exp,
  expandDims,
  flip,
  grad,
  jit,
  jvp,
  log1p,
  matMul,
  maximum,
  mul,
  pow,
  reshape,
  sin,
  slice,
  sqrt,
  square,
  stack,
  sub,
  sum,
  tanh,
  transpose,
  vjp,
  vmap,
  where,
} from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extrapolatedDifference } from "../../src/transforms/differences.ts";
import { expectTree, plain } from "../support/trees.ts";

/**
 * A straight-line program over a growing list of 2 × 3 arrays. Each step reads one or two earlier values and appends a
 * bounded, smooth function of them, so that values stay of order one however the steps are drawn.
 */
type Step = readonly [operation: number, first: number, second: number];

const unary: readonly ((x: Arr) => Arr)[] = [
  sin,
  cos,
  tanh,
  atan,
  (x) => exp(mul(x, 0.2)),
  (x) => log1p(square(x)),
  (x) => sqrt(add(square(x), 1)),
  (x) => pow(add(square(x), 1), -0.5),
  (x) => flip(x, 1),
  (x) => transpose(reshape(x, [3, 2])),
  (x) => concat([slice(x, null, [1, null]), slice(x, null, [0, 1])], 1),
  (x) => broadcastTo(expandDims(sum(x, 0), 0), [2, 3]),
  (x) => mul(x, sum(x, 1, { keepDims: true })).div(4),
  (x) => broadcastTo(x.prod(1, { keepDims: true }), [2, 3]),
  (x) => stack([slice(x, 1), slice(x, 0)]),
  (x) => matMul(matMul(x, transpose(x)), x).div(10),
  (x) => mul(x, where(x.greater(0), square(x), mul(x, 0.5)).mean()),
];
const binary: readonly ((x: Arr, y: Arr) => Arr)[] = [
  add,
  sub,
  (x, y) => mul(x, tanh(y)),
  (x, y) => div(x, add(square(y), 1)),
  (x, y) => maximum(x, mul(y, 0.7)),
  (x, y) => where(x.less(y), sin(x), cos(y)),
  (x, y) => clip(x, mul(exp(y), -1), exp(y)),
];

function evaluate(steps: readonly Step[], x: Arr): Arr {
  const values = [x];
  for (const [operation, first, second] of steps) {
    const [a, b] = [values[first % values.length]!, values[second % values.length]!];
    const position = operation % (unary.length + binary.length);
    const value = position < unary.length ? unary[position]!(a) : binary[position - unary.length]!(a, b);
    values.push(clip(value, -50, 50));
  }
  // Every value takes part, with weights without symmetry.
  return values
    .map((value, i) =>
      sum(
        mul(
          value,
          array([
            [1, -0.6, 0.3],
            [0.8, -1.1, 0.5],
          ]),
        ),
      ).mul(Math.cos(i)),
    )
    .reduce(add);
}

const programs = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 8 });
// Multiples of 1/64 plus an offset no kink lies on: ties of maximum and where have no derivative to compare.
const points = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 6, maxLength: 6 }).map((list) =>
  array(
    list.map((n, i) => n / 64 + 0.0013 * (i + 1)),
    { shape: [2, 3] },
  ),
);
const run = { seed: 20240607, numRuns: 120 };
const unit = (index: number): Arr =>
  array(
    Array.from({ length: 6 }, (_, i) => (i === index ? 1 : 0)),
    { shape: [2, 3] },
  );

describe("random expressions", () => {
  it("have one gradient: reverse, forward along unit vectors, mapped, compiled", () => {
    fc.assert(
      fc.property(programs, points, (steps, x) => {
        const f = (v: Arr): Arr => evaluate(steps, v);
        const reverse = grad(f)(x);
        const expected = plain(reverse);
        const forward = Array.from({ length: 6 }, (_, i) => jvp(f, [x], [unit(i)]).tangent);
        // Sums in another order: rounding of some hundred terms of order one.
        expectTree(reshape(stack(forward), [2, 3]), expected, 1e-11);
        expectTree(vmap(grad(f))(expandDims(x, 0)), [expected], 1e-11);
        expectTree(sum(vmap((v: Arr) => vjp(f, v).pullback(1)[0])(stack([x, x])), 0), plain(mul(reverse, 2)), 1e-11);
      }),
      run,
    );
  });

  it("have the gradient that differences say, where they are smooth", () => {
    fc.assert(
      fc.property(programs, points, fc.nat({ max: 5 }), (steps, x, index) => {
        const f = (v: Arr): Arr => evaluate(steps, v);
        const elements = Array.from(x.toArray());
        const { derivative, error } = extrapolatedDifference(
          (value) => f(array(elements.with(index, value), { shape: [2, 3] })).item(),
          { at: elements[index]!, precision: 2 ** -50, round: (value) => value },
        );
        // A kink within a step shows as a large estimated error: nothing to compare.
        fc.pre(error < 1e-6);
        const exact = grad(f)(x).toArray()[index]!;
        expect(Math.abs(exact - derivative)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(exact)));
      }),
      run,
    );
  });

  it("have second derivatives that agree by reverse over reverse and forward over reverse", () => {
    fc.assert(
      fc.property(programs, points, fc.nat({ max: 5 }), (steps, x, index) => {
        const f = (v: Arr): Arr => evaluate(steps, v);
        const direction = unit(index);
        const forward = jvp(grad(f), [x], [direction]).tangent;
        const reverse = grad((v: Arr) => sum(mul(grad(f)(v), direction)))(x);
        expectTree(reverse, plain(forward), 1e-10);
      }),
      { ...run, numRuns: 60 },
    );
  });

  it("have the same value and gradient compiled", () => {
    fc.assert(
      fc.property(programs, points, (steps, x) => {
        const f = (v: Arr): Arr => evaluate(steps, v);
        expectTree(jit(f)(x), f(x).item(), 1e-12);
        expectTree(jit(grad(f))(x), plain(grad(f)(x)), 1e-11);
      }),
      { ...run, numRuns: 40 },
    );
  });
});
