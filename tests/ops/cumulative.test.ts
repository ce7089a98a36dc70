/** Cumulative operations, linear recurrences and positions of extremes: loops, NumPy's edge cases, derivatives at zeros and ties. */

import {
  argmax,
  argmin,
  type Arr,
  array,
  checkGrads,
  cummax,
  cummin,
  cumprod,
  cumsum,
  grad,
  jacobian,
  jit,
  linearRecurrence,
  vmap,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectSame as sameOnBothTargets, special, uniform } from "../compile/support.ts";
import { expectSame } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const cumulative = { cumsum, cumprod, cummax, cummin } as const;
const names = Object.keys(cumulative) as (keyof typeof cumulative)[];

const combine = {
  cumsum: (a: number, b: number) => a + b,
  cumprod: (a: number, b: number) => a * b,
  cummax: (a: number, b: number) => Math.max(a, b),
  cummin: (a: number, b: number) => Math.min(a, b),
} as const;

/** Lines of every number (whole vectors, single ones, a last lane) and both layouts: along the last axis and along others. */
const shapes = [[7], [1], [5, 3], [3, 5], [4, 1], [1, 4], [3, 17], [17, 3], [2, 9, 3], [2, 3, 16], [16, 2], [2, 16]];

describe("cumulative operations", () => {
  it.each(names)("%s combines each element with all before it", (name) => {
    const values = [2, -3, 0.5, 4, -1];
    const expected = values.map((_, i) => values.slice(0, i + 1).reduce(combine[name]));
    const f = cumulative[name];
    expect(f(array(values)).toNested()).toEqual(expected);
    const back = values.map((_, i) => values.slice(i).reduceRight((a, b) => combine[name](a, b)));
    expect(f(array(values), 0, { reverse: true }).toNested()).toEqual(back);
    expectSame([f(array([values, values]), -1)], [array([expected, expected])]);
    expectSame([f(array([values]).T, 0)], [array([expected]).T]);
    // Without an axis in row-major order, as NumPy.
    expectSame([f(array([values.slice(0, 2), values.slice(2, 4)]))], [array(expected.slice(0, 4))]);
  });

  it.each(names)("%s has the same bits compiled, for lines of every number and layout", (name) => {
    const f = cumulative[name];
    for (const shape of shapes) {
      for (let axis = 0; axis < shape.length; axis++) {
        for (const reverse of [false, true]) {
          for (const dtype of ["f64", "f32", "i32"] as const) {
            const x = uniform(shape, 3, dtype, dtype === "i32" ? -99999 : -2, dtype === "i32" ? 99999 : 2);
            sameOnBothTargets((a) => f(a, axis, { reverse }), [x]);
          }
        }
      }
    }
    sameOnBothTargets((a) => f(a.T.slice(null, [null, null, -2]), 0), [uniform([6, 4], 1)]);
  });

  it.each(names)("%s passes NaN, infinities and signed zeros as NumPy", (name) => {
    const f = cumulative[name];
    sameOnBothTargets((a) => f(a), [array(special)]);
    sameOnBothTargets((a) => f(a, 0), [array(special.map((value) => [value, -value]))]);
    expect(Object.is(f(array([-0])).item(), -0)).toBe(true);
    expect(f(array([1, NaN, 2])).toNested()).toEqual([1, NaN, NaN]);
  });

  it.each(names)("%s of no elements is empty", (name) => {
    for (const shape of [[0], [0, 3], [3, 0]]) {
      sameOnBothTargets((a) => cumulative[name](a, 0), [zeros(shape)]);
      sameOnBothTargets((a) => cumulative[name](a, -1), [zeros(shape)]);
    }
    const total = (a: Arr): Arr => cumulative[name](a, 0).sum();
    expect(grad(total)(zeros([0, 2])).shape).toEqual([0, 2]);
  });

  it("wrap around as integers, and count bools", () => {
    const x = array([2147483647, 1, 7], { dtype: "i32" });
    expect(cumsum(x).toNested()).toEqual([2147483647, -2147483648, -2147483641]);
    expect(cumprod(array([65537, 65537, 65537], { dtype: "i32" })).toNested()).toEqual([65537, 131073, 196609]);
    expect(cumsum(array([true, false, true]))).toEqual(array([1, 1, 2], { dtype: "i32" }));
  });

  it("round f32 once an element", () => {
    const x = array(new Float32Array(10_000).fill(0.1));
    expect(x.cumsum().toArray().at(-1)).toBe(Math.fround(10_000 * Math.fround(0.1)));
  });

  it.each(names)("%s of a map is the map of it", (name) => {
    const f = cumulative[name];
    const x = uniform([3, 4, 5], 2);
    expectSame([vmap((a: Arr) => f(a, 1))(x)], [f(x, 2)]);
    expectSame([jit(vmap((a: Arr) => f(a, 0), { in: 2, out: 2 }))(x)], [f(x, 0)]);
  });

  it("name the axis that is not there", () => {
    expect(messageOf(() => cumsum(zeros([2]), 1))).toMatchInlineSnapshot(
      `"AxisError in cumsum(): expected an axis from -1 to 0 of shape [2], received 1."`,
    );
    expect(messageOf(() => cummax(zeros([2, 3]), -3))).toMatchInlineSnapshot(
      `"AxisError in cummax(): expected an axis from -2 to 1 of shape [2, 3], received -3."`,
    );
  });
});

describe("derivatives of cumulative operations", () => {
  it("of sums are sums the other way", () => {
    const f = (a: Arr): Arr =>
      cumsum(a)
        .mul(array([1, 10, 100]))
        .sum();
    expect(grad(f)(array([5, 6, 7])).toNested()).toEqual([111, 110, 100]);
  });

  it("of products are right at zeros, alone and in pairs, to second order", () => {
    for (const zeroAt of [[1], [0], [3], [1, 2], [0, 3], [0, 1, 2, 3], []]) {
      const x = array([2, -3, 0.5, 4].map((value, i) => (zeroAt.includes(i) ? 0 : value)));
      // ∂p_i/∂x_j = Π_(k ≤ i, k ≠ j) x_k for j ≤ i.
      const expected = Array.from({ length: 4 }, (_, i) =>
        Array.from({ length: 4 }, (_unused, j) =>
          j > i
            ? 0
            : Array.from(x.toArray())
                .slice(0, i + 1)
                .reduce((product, value, k) => (k === j ? product : product * value), 1),
        ),
      );
      const plus = (matrix: readonly (readonly number[])[]): number[][] => matrix.map((row) => row.map((v) => v + 0));
      for (const f of [cumprod, jit((a: Arr) => cumprod(a))]) {
        expect(plus(jacobian((a: Arr) => f(a))(x).toNested() as number[][])).toEqual(plus(expected));
      }
      checkGrads((a: Arr) => cumprod(a, 0, { reverse: true }).square().sum(), [x], { order: 2 });
    }
  });

  it("of extremes go to the first element that attains them", () => {
    const x = array([1, 3, 3, 2, 5, 5]);
    const weights = array([1, 10, 100, 1000, 10_000, 100_000]);
    const f = (a: Arr): Arr => cummax(a).mul(weights).sum();
    const expected = [1, 1110, 0, 0, 110_000, 0];
    expect(grad(f)(x).toNested()).toEqual(expected);
    expect(jit(grad(f))(x).toNested()).toEqual(expected);
    const g = (a: Arr): Arr => cummin(a, 0, { reverse: true }).mul(weights).sum();
    // From the end: 5 at 5, the same at 4, 2 at 3, then 2, 2, and 1 at 0.
    expect(grad(g)(x).toNested()).toEqual([1, 0, 0, 1110, 0, 110_000]);
    expect(grad(f)(array([1, NaN, 2, NaN, 3, 4])).toNested()).toEqual([1, 111_110, 0, 0, 0, 0]);
  });
});

describe("linearRecurrence", () => {
  it("is its own definition, forward and back", () => {
    const [a, b] = [array([9, 2, -1, 0.5]), array([1, 2, 3, 4])];
    expect(linearRecurrence(a, b).toNested()).toEqual([1, 4, -1, 3.5]);
    // 4; 3 - 4; 2 + 2 (-1); 1 + 9 · 0.
    expect(linearRecurrence(a, b, 0, { reverse: true }).toNested()).toEqual([1, 0, -1, 4]);
    expect(linearRecurrence(1, array([1, 2, 3])).toNested()).toEqual([1, 3, 6]);
    // The first factor multiplies nothing, not even an infinity.
    expect(linearRecurrence(array([Infinity, 2]), array([0, 1])).toNested()).toEqual([0, 1]);
  });

  it("has the same bits compiled, for lines of every number and layout", () => {
    for (const shape of shapes) {
      for (let axis = 0; axis < shape.length; axis++) {
        for (const dtype of ["f64", "f32"] as const) {
          const operands = [uniform(shape, 3, dtype), uniform(shape, 4, dtype)];
          for (const reverse of [false, true]) {
            sameOnBothTargets((a, b) => linearRecurrence(a, b, axis, { reverse }), operands);
          }
        }
      }
    }
  });

  it("smooths exponentially: the response to a step is 1 - a^n", () => {
    const y = linearRecurrence(0.9, array(new Float64Array(50).fill(0.1))).toArray();
    // Fifty roundings of numbers below 1.
    y.forEach((value, i) => expect(value).toBeCloseTo(1 - 0.9 ** (i + 1), 14));
    checkGrads((a: Arr, b: Arr) => linearRecurrence(a, b, 1).square().sum(), [uniform([2, 1], 5), uniform([2, 6], 6)], {
      order: 2,
    });
  });

  it("refuses shapes that do not broadcast", () => {
    expect(messageOf(() => linearRecurrence(zeros([2]), zeros([3])))).toMatchInlineSnapshot(
      `"ShapeError in linearRecurrence(): expected shapes that broadcast (equal lengths, or 1, axis by axis from the last), received [2] and [3]. Insert an axis with expandDims, or use vmap to map over one operand."`,
    );
  });
});

describe("argmax and argmin", () => {
  it("find the first of equals, the first NaN", () => {
    expect(argmax(array([1, 3, 3, 2])).item()).toBe(1);
    expect(argmin(array([2, 1, 3, 1])).item()).toBe(1);
    expect(argmax(array([1, NaN, 3, NaN])).item()).toBe(1);
    expect(argmin(array([1, NaN, -Infinity])).item()).toBe(1);
    expect(argmax(array([-0, 0])).item()).toBe(0);
    expect(argmax(array([-Infinity, -Infinity])).item()).toBe(0);
    expect(argmax(array([false, true]))).toEqual(array(1, { dtype: "i32" }));
  });

  it("run along axes, keep them, and count in row-major order without one", () => {
    const m = array([
      [1, 7, 3],
      [9, 2, 7],
    ]);
    expect(m.argmax(0).toNested()).toEqual([1, 0, 1]);
    expect(m.argmax(-1).toNested()).toEqual([1, 0]);
    expect(m.argmin(1, { keepDims: true }).toNested()).toEqual([[0], [1]]);
    expect(argmax(m).item()).toBe(3);
    expect(argmax(m, null, { keepDims: true }).toNested()).toEqual([[3]]);
    expectSame([vmap((row: Arr) => argmax(row))(m)], [m.argmax(1)]);
  });

  it("have the same positions compiled, for lines of every number and layout", () => {
    for (const shape of shapes) {
      for (let axis = 0; axis < shape.length; axis++) {
        for (const dtype of ["f64", "f32", "i32"] as const) {
          // Few different values, so that there are equals.
          const x = uniform(shape, 7, "i32", -3, 3).cast(dtype);
          sameOnBothTargets((a) => [argmax(a, axis), argmin(a, axis)], [x]);
        }
      }
    }
    sameOnBothTargets((a) => [argmax(a), argmin(a)], [array(special)]);
    for (let i = 1; i < special.length; i++) sameOnBothTargets((a) => argmax(a), [array(special.slice(0, i))]);
  });

  it("let no derivative through, so that what they pick has one", () => {
    const largest = (a: Arr): Arr => a.take(argmax(a)).square();
    expect(grad(largest)(array([1, 5, 3])).toNested()).toEqual([0, 10, 0]);
    expect(jit(grad(largest))(array([1, 5, 3])).toNested()).toEqual([0, 10, 0]);
  });

  it("refuse an empty axis", () => {
    expect(messageOf(() => argmax(zeros([0])))).toMatchInlineSnapshot(
      `"ShapeError in argmax(): no elements to choose from. Received f64[0]."`,
    );
    expect(messageOf(() => argmin(zeros([2, 0]), 1))).toMatchInlineSnapshot(
      `"ShapeError in argmin(): no elements to choose from. Received f64[2, 0]."`,
    );
    expect(argmax(zeros([0, 2]), 1).shape).toEqual([0]);
  });
});
