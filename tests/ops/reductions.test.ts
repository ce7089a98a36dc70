/** Reductions: NumPy's axes, keepDims, element types and empty cases, against loops. */

import { type Arr, array, max, mean, min, ones, prod, type ReductionOptions, sum, zeros } from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";

const reductions = { sum, prod, max, min, mean } as const;
type Name = keyof typeof reductions;

/** The plain meaning of each on a list of numbers. */
const meaning: Readonly<Record<Name, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((a, b) => a + b, 0),
  prod: (values) => values.reduce((a, b) => a * b, 1),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
};

/** Groups elements by the indices that are kept, in row-major order. */
function grouped(x: Arr, axes: readonly number[]): number[][] {
  const groups = new Map<string, number[]>();
  x.toArray().forEach((value, flat) => {
    const index: number[] = [];
    let rest = flat;
    for (const length of x.shape.toReversed()) {
      index.unshift(rest % length);
      rest = Math.floor(rest / length);
    }
    const key = index.filter((_, axis) => !axes.includes(axis)).join();
    groups.set(key, [...(groups.get(key) ?? []), value]);
  });
  return [...groups.values()];
}

describe("reductions along axes", () => {
  const x = array(
    Array.from({ length: 24 }, (_, i) => Math.cos(i) * 2),
    { shape: [2, 3, 4] },
  );
  const shapeWithout = (axes: readonly number[]): number[] => [2, 3, 4].filter((_, axis) => !axes.includes(axis));

  it.each(Object.keys(reductions) as Name[])("%s is that of each group of elements", (name) => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2]), fc.constantFrom(1, -2), (axes, sign) => {
        // Axes from either end, in any order.
        const given = axes.map((axis) => (sign < 0 ? axis - 3 : axis)).reverse();
        const result = reductions[name](x, given);
        expect([...result.shape]).toEqual(shapeWithout(axes));
        const expected = grouped(x, axes).map(meaning[name]);
        result.toArray().forEach((value, i) => {
          // At most 24 terms of order one, in another order.
          expect(value).toBeCloseTo(expected[i]!, 13);
        });
        const kept = reductions[name](x, given, { keepDims: true });
        expect([...kept.shape]).toEqual([2, 3, 4].map((length, axis) => (axes.includes(axis) ? 1 : length)));
        expect(Array.from(kept.toArray())).toEqual(Array.from(result.toArray()));
      }),
      { seed: 3, numRuns: 16 },
    );
  });

  it("take one axis as a number, and all axes by default", () => {
    const m = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(sum(m, 0).toNested()).toEqual([5, 7, 9]);
    expect(sum(m, -1).toNested()).toEqual([6, 15]);
    for (const all of [undefined, null, [0, 1], [1, -2]] as const) expect(sum(m, all).item()).toBe(21);
    expect(sum(m, undefined, { keepDims: true }).toNested()).toEqual([[21]]);
    expect(sum(m, []).toNested()).toEqual(m.toNested());
  });

  it("leave a scalar as it is", () => {
    for (const f of Object.values(reductions)) expect(f(3)).toEqual(array(3));
  });

  it("read views of any strides", () => {
    const m = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(sum(m.T.slice([null, null, -1]), 1).toNested()).toEqual([9, 7, 5]);
    expect(max(m.slice(null, [0, 3, 2]), 0).toNested()).toEqual([4, 6]);
  });
});

describe("element types", () => {
  it("are kept, but for sums of bools, which count, and means of integers", () => {
    const counts = array([true, true, false]);
    expect([sum(counts), prod(counts)]).toEqual([2, 0].map((value) => array(value, { dtype: "i32" })));
    expect([max(counts), min(counts)]).toEqual([array(true), array(false)]);
    for (const dtype of ["i32", "f32", "f64"] as const) {
      for (const f of [sum, prod, max, min]) expect(f(ones([3], { dtype })).dtype).toBe(dtype);
    }
    expect(mean(array([1, 2], { dtype: "i32" }))).toEqual(array(1.5));
    expect(mean(counts).item()).toBeCloseTo(2 / 3, 15);
    expect(mean(array([1, 2], { dtype: "f32" })).dtype).toBe("f32");
  });
});

describe("special values", () => {
  it("of nothing are the neutral elements, where there is one", () => {
    expect([sum(zeros([0])).item(), prod(zeros([0])).item(), mean(zeros([0])).item()]).toEqual([0, 1, NaN]);
    expect(sum(zeros([2, 0]), 1).toNested()).toEqual([0, 0]);
    expect(sum(zeros([2, 0]), 0).toNested()).toEqual([]);
    expect(max(zeros([0, 3]), 1).toNested()).toEqual([]);
  });

  it("spread: NaN through all, infinities where they win", () => {
    const x = array([1, NaN, -Infinity, Infinity]);
    expect([sum(x), prod(x), max(x), min(x)].map((value) => value.item())).toEqual([NaN, NaN, NaN, NaN]);
    const y = array([1, -Infinity, 2]);
    expect([sum(y), max(y), min(y)].map((value) => value.item())).toEqual([-Infinity, 2, -Infinity]);
  });
});

describe("what reductions refuse", () => {
  const m = ones([2, 3]);
  const options: ReductionOptions = {};

  it("axes that are not there", () => {
    expect(messageOf(() => sum(m, 2))).toMatchInlineSnapshot(
      `"AxisError in sum(): expected an axis from -2 to 1 of shape [2, 3], received 2."`,
    );
    expect(messageOf(() => max(m, [0, -2]))).toMatchInlineSnapshot(
      `"AxisError in max(): expected each axis once, received [0, -2]."`,
    );
    expect(messageOf(() => mean(m, 0.5, options))).toMatchInlineSnapshot(
      `"AxisError in mean(): expected an axis from -2 to 1 of shape [2, 3], received 0.5."`,
    );
    expect(messageOf(() => prod(1, 0))).toMatchInlineSnapshot(
      `"AxisError in prod(): expected no axis: a scalar has none, received 0."`,
    );
  });

  it("the largest of nothing, and what is no array", () => {
    expect(messageOf(() => max(zeros([2, 0]), 1))).toMatchInlineSnapshot(
      `"ShapeError in max(): no elements to choose from. Received f64[2, 0]. Test the length before, or append a neutral element with concat."`,
    );
    expect(messageOf(() => min(zeros([0])))).toMatchInlineSnapshot(
      `"ShapeError in min(): no elements to choose from. Received f64[0]. Test the length before, or append a neutral element with concat."`,
    );
    expect(messageOf(() => sum([1, 2] as unknown as Arr))).toMatchInlineSnapshot(
      `"DTypeError in sum(): expected an Arr or a number, received a list of 2. Make an array with array(data)."`,
    );
    expect(messageOf(() => mean(undefined as unknown as Arr))).toMatchInlineSnapshot(
      `"DTypeError in mean(): expected an Arr or a number, received nothing. Is a key misspelt, or an argument missing?"`,
    );
  });
});
