/** Reductions compiled: every subset of axes, every order of loops, every length, and sums of many terms. */

import { type Arr, array, broadcastTo, jit, transpose } from "fluxion";
import { describe, expect, it } from "vitest";
import { primitives } from "../../src/primitives/registry.ts";
import type { Primitive } from "../../src/program/primitive.ts";
import { bindOne } from "../../src/program/bind.ts";
import { expectSame, special, uniform } from "./support.ts";

const names = ["reduceSum", "reduceProd", "reduceMax", "reduceMin"] as const;

const reduce =
  (name: (typeof names)[number], axes: readonly number[]) =>
  (x: Arr): Arr =>
    bindOne(primitives[name] as unknown as Primitive, [x], { axes });

const subsets = (rank: number): number[][] =>
  Array.from({ length: 2 ** rank }, (_, mask) =>
    Array.from({ length: rank }, (_unused, axis) => axis).filter((axis) => (mask & (1 << axis)) !== 0),
  );

// At most 60 terms of order 1, added in another order: 60 roundings of 1e-16.
const TOLERANCE = 1e-14;

describe("reductions", () => {
  it.each(names)("%s over every subset of axes", (name) => {
    for (const shape of [[3], [1], [2, 3], [4, 5], [3, 4, 5], [2, 1, 7], [2, 3, 2, 4]]) {
      for (const axes of subsets(shape.length)) {
        expectSame(reduce(name, axes), [uniform(shape, 4)], TOLERANCE);
        expectSame(reduce(name, axes), [uniform(shape, 5, "i32", -9, 9)]);
        expectSame(reduce(name, axes), [uniform(shape, 6, "f32")], 1e-6);
      }
    }
  });

  it.each(names)("%s of views", (name) => {
    const x = uniform([4, 6], 9);
    for (const axes of [[0], [1], [0, 1]]) {
      expectSame((a) => reduce(name, axes)(a.T), [x], TOLERANCE);
      expectSame((a) => reduce(name, axes)(a.slice([null, null, -1], [1, null, 2])), [x], TOLERANCE);
      expectSame((a) => reduce(name, axes)(broadcastTo(a.slice(0), [3, 6])), [x], TOLERANCE);
    }
  });

  it.each(["reduceMax", "reduceMin"] as const)("%s knows NaN, infinities and signed zeros", (name) => {
    for (let length = 1; length <= special.length; length++) {
      expectSame(reduce(name, [0]), [array(special.slice(0, length))]);
      expectSame(reduce(name, [0]), [array(special.slice(-length).map((value) => (Number.isNaN(value) ? 2 : value)))]);
    }
  });

  it("of nothing is the neutral element", () => {
    expectSame(reduce("reduceSum", [0]), [array([], { shape: [0, 3] })]);
    expectSame(reduce("reduceProd", [1]), [array([], { shape: [2, 0] })]);
    expectSame(reduce("reduceSum", [0]), [array([], { shape: [0, 0] })]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 30, 31])("over %i elements", (length) => {
    expectSame((x) => [x.sum(), x.mul(x).sum(), x.max(), x.exp().min()], [uniform([length], length)], TOLERANCE);
    expectSame((x) => [x.sum(0), x.sum(1)], [uniform([length, 3], length)], TOLERANCE);
    expectSame((x) => [x.sum(0), x.sum(1)], [uniform([3, length], length)], TOLERANCE);
  });

  it("shares the loop with elementwise results and other reductions", () => {
    const f = (x: Arr): Arr[] => {
      const y = x.mul(2).add(1);
      return [y, y.sum(0), y.sum(1), y.max(), y.square().sum(), y.sub(y.sum(1, { keepDims: true }))];
    };
    expectSame(f, [uniform([5, 7], 2)], 1e-13);
  });

  it("sums f32 as f64 and rounds once", () => {
    const x = array(new Float32Array(100_000).fill(0.1));
    const total = jit((a: Arr) => a.sum())(x).item();
    expect(total).toBe(Math.fround(100_000 * Math.fround(0.1)));
    const columns = jit((a: Arr) => a.reshape(50_000, 2).sum(0))(x).toArray();
    expect(columns[0]).toBe(Math.fround(50_000 * Math.fround(0.1)));
  });

  it("adds a million terms with the error of eight partial sums", () => {
    const x = uniform([1_000_000], 1, "f64", 0, 1);
    // Kahan: the exact sum to the last place.
    let sum = 0;
    let lost = 0;
    for (const value of x.toArray()) {
      const corrected = value - lost;
      const next = sum + corrected;
      lost = next - sum - corrected;
      sum = next;
    }
    // Rounding walks at random: sqrt(125000) steps of half an ulp of 62500, relative to 500000.
    expect(Math.abs(jit((a: Arr) => a.sum())(x).item() / sum - 1)).toBeLessThan(1e-14);
  });

  it("over leading axes of a transposed array", () => {
    expectSame((x) => transpose(x, [2, 0, 1]).sum([0, 2]), [uniform([3, 4, 5], 3)], TOLERANCE);
  });
});
