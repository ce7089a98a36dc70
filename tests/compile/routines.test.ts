/** Linear algebra and indexing compiled: every size of block and tail, operands that lie in any way, stacks. */

import { type Arr, array, broadcastTo, eye, flip, jit, matMul, transpose, linalg } from "fluxion";
import { describe, expect, it } from "vitest";
import { type PrimitiveName, primitives } from "../../src/primitives/registry.ts";
import type { Attributes, Primitive } from "../../src/program/primitive.ts";
import { bindOne } from "../../src/program/bind.ts";
import { expectClose, expectSame, uniform } from "./support.ts";

const apply = (name: PrimitiveName, xs: readonly Arr[], attributes: Attributes): Arr =>
  bindOne(primitives[name] as unknown as Primitive, xs, attributes);

// Sums of at most 40 products of order 4, taken in another order.
const TOLERANCE = 1e-13;

const lastTwo = (x: Arr): Arr => transpose(x, [...x.shape.keys()].slice(0, -2).concat(x.rank - 1, x.rank - 2));

describe("matMul", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 13])("with %i rows", (rows) => {
    for (const inner of [1, 2, 3, 5, 8]) {
      for (const columns of [1, 2, 3, 4, 5, 6, 7, 8, 11]) {
        expectSame(matMul, [uniform([rows, inner], rows), uniform([inner, columns], columns)], TOLERANCE);
      }
    }
  });

  it("reads operands as they lie", () => {
    const [a, b] = [uniform([6, 5], 1), uniform([5, 6], 2)];
    expectSame((x) => matMul(x.T, x), [a], TOLERANCE);
    expectSame((x) => matMul(x, x.T), [a], TOLERANCE);
    expectSame(
      (x, y) => matMul(flip(x, 0).slice([null, null, 2]), flip(y, [0, 1]).slice(null, [1, 4])),
      [a, b],
      TOLERANCE,
    );
    expectSame((x, y) => [matMul(x.slice([0, 1]), y), matMul(y, x).slice(null, [0, 1])], [a, b], TOLERANCE);
    expectSame((x) => matMul(x, broadcastTo(x.slice(0).reshape(5, 1), [5, 3])), [a], TOLERANCE);
  });

  it("multiplies matrices and vectors as they lie", () => {
    const [a, v, w] = [uniform([7, 9], 1), uniform([9], 2), uniform([7], 3)];
    expectSame((m, x) => matMul(m, x.reshape(9, 1)), [a, v], TOLERANCE);
    expectSame((m, x) => matMul(m.T, x.reshape(7, 1)), [a, w], TOLERANCE);
    expectSame((m, x) => matMul(x.reshape(1, 7), m), [a, w], TOLERANCE);
    expectSame((m, x) => matMul(x.reshape(1, 9), m.T), [a, v], TOLERANCE);
    expectSame((m, x) => matMul(flip(m, 1), flip(x, 0).reshape(9, 1)), [a, v], TOLERANCE);
    expectSame((m, x) => matMul(flip(m, 0), x.reshape(9, 1)), [a, v], TOLERANCE);
    expectSame((m) => matMul(m.slice([null, null, 2], [null, null, 2]).T, m.slice([0, 4], [0, 1])), [a], TOLERANCE);
  });

  it("works on stacks, repeated ones too", () => {
    const [a, b] = [uniform([2, 3, 4, 5], 1), uniform([2, 3, 5, 6], 2)];
    expectSame(matMul, [a, b], TOLERANCE);
    expectSame((x, y) => matMul(lastTwo(y), lastTwo(x)), [a, b], TOLERANCE);
    expectSame((x, y) => matMul(x, broadcastTo(y.slice([0, 1]), [2, 3, 5, 6])), [a, b], TOLERANCE);
    expectSame((x, y) => matMul(transpose(x, [1, 0, 2, 3]), transpose(y, [1, 0, 2, 3])), [a, b], TOLERANCE);
  });

  it("of nothing is zero", () => {
    expectSame(matMul, [array([], { shape: [3, 0] }), array([], { shape: [0, 2] })]);
    expectSame(matMul, [array([], { shape: [0, 3] }), uniform([3, 2], 1)]);
    expectSame(matMul, [array([], { shape: [3, 0] }), array([], { shape: [0, 1] })]);
  });

  it("rounds f32 once and wraps integers", () => {
    expectSame(matMul, [uniform([5, 6], 1, "f32"), uniform([6, 7], 2, "f32")]);
    expectSame(matMul, [uniform([5, 6], 1, "i32", -9, 9), uniform([6, 3], 2, "i32", -9, 9)]);
  });
});

const positiveDefinite = (n: number, seed: number): Arr => {
  const a = uniform([n, n], seed);
  return matMul(a, a.T).add(eye(n).mul(n));
};

describe("factorizations and solves", () => {
  it.each([1, 2, 3, 4, 5, 8, 13, 22])("of order %i", (n) => {
    const spd = positiveDefinite(n, n);
    const general = uniform([n, n], n + 1).add(eye(n).mul(4));
    expectSame(linalg.cholesky, [spd], TOLERANCE);
    for (const columns of [1, 2, 3, 5]) {
      const right = uniform([n, columns], columns);
      expectSame(linalg.solve, [general, right], TOLERANCE);
      for (const lower of [true, false]) {
        for (const transposed of [true, false]) {
          expectSame((a, b) => linalg.triangularSolve(a, b, { lower, transposed }), [general, right], TOLERANCE);
          expectSame((a, b) => linalg.triangularSolve(a.T, b, { lower, transposed }), [general, right], TOLERANCE);
        }
      }
    }
  });

  it("read the triangle that they are told to", () => {
    const spoiled = positiveDefinite(3, 1).toNested() as number[][];
    spoiled[0]![2] = NaN;
    const factor = jit(linalg.cholesky)(array(spoiled));
    expectClose(factor, linalg.cholesky(positiveDefinite(3, 1)), TOLERANCE);
    const upperGarbage = array([
      [2, NaN],
      [1, 3],
    ]);
    expectClose(
      jit((a: Arr, b: Arr) => linalg.triangularSolve(a, b, { lower: true }))(upperGarbage, array([[2], [7]])),
      array([[1], [2]]),
      0,
    );
  });

  it("say NaN where there is no factor", () => {
    const factor = jit(linalg.cholesky)(
      array([
        [1, 2],
        [2, 1],
      ]),
    ).toArray();
    expect([factor[0], factor[1], factor[2], Number.isNaN(factor[3])]).toEqual([1, 0, 2, true]);
  });

  it("pivot", () => {
    expectSame(
      linalg.solve,
      [
        array([
          [0, 1, 2],
          [1, 0, 3],
          [4, -3, 8],
        ]),
        array([[1], [2], [3]]),
      ],
      TOLERANCE,
    );
  });

  it("work on stacks and in f32", () => {
    const stack = uniform([2, 3, 4, 4], 1).add(eye(4).mul(5));
    const right = uniform([2, 3, 4, 2], 2);
    expectSame(linalg.solve, [stack, right], TOLERANCE);
    expectSame((a, b) => linalg.triangularSolve(a, b, { lower: true }), [stack, right], TOLERANCE);
    expectSame((a) => linalg.cholesky(matMul(a, lastTwo(a))), [stack], TOLERANCE);
    expectSame(linalg.solve, [stack.cast("f32"), right.cast("f32")], 1e-6);
    expectSame((a) => linalg.cholesky(a), [positiveDefinite(4, 3).cast("f32")], 1e-6);
  });

  it("leave their operands as they were", () => {
    expectSame(
      (a, b) => [linalg.solve(a, b), a.add(1), b.add(1), linalg.cholesky(a), a],
      [positiveDefinite(4, 5), uniform([4, 1], 6)],
      TOLERANCE,
    );
  });
});

const indices = (...values: number[]): Arr => array(values, { dtype: "i32" });

describe("gather and scatterAdd", () => {
  it("along any axis, with rows of any width", () => {
    for (const dtype of ["f64", "f32", "i32", "bool"] as const) {
      for (const width of [1, 2, 3, 5, 33]) {
        const x = uniform([4, 3, width], width, dtype);
        for (const axis of [0, 1, 2]) {
          expectSame((a, i) => apply("gather", [a, i], { axis, batchRank: 0 }), [x, indices(0, 0, 0)]);
        }
        expectSame(
          (a, i) => apply("gather", [a, i.reshape(2, 2)], { axis: 0, batchRank: 0 }),
          [x, indices(3, 1, 1, 0)],
        );
      }
    }
  });

  it("with shared leading axes", () => {
    const x = uniform([2, 3, 4], 1);
    const i = array(
      [
        [2, 0],
        [1, 1],
      ],
      { dtype: "i32" },
    );
    expectSame((a, at) => apply("gather", [a, at], { axis: 1, batchRank: 1 }), [x, i]);
    expectSame((a, at) => apply("gather", [a, at], { axis: 2, batchRank: 1 }), [x, i]);
    const updates = uniform([2, 2, 4], 2);
    expectSame((at, u) => apply("scatterAdd", [at, u], { shape: [2, 3, 4], axis: 1, batchRank: 1 }), [i, updates]);
  });

  it("adds repeated places in order", () => {
    for (const dtype of ["f64", "f32", "i32"] as const) {
      const updates = uniform([6, 2], 3, dtype);
      expectSame(
        (at, u) => apply("scatterAdd", [at, u], { shape: [3, 2], axis: 0, batchRank: 0 }),
        [indices(2, 0, 2, 2, 1, 0), updates],
      );
    }
    expectSame(
      (at, u) => apply("scatterAdd", [at, u.mul(2).T], { shape: [2, 3], axis: 1, batchRank: 0 }),
      [indices(2, 0, 2), uniform([3, 2], 1)],
    );
  });

  it("reads views, and holds indices to the axis", () => {
    const x = uniform([4, 3], 1);
    expectSame((a, i) => apply("gather", [flip(a.T, 0), i], { axis: 1, batchRank: 0 }).mul(2), [x, indices(3, 1)]);
    const clamped = jit((a: Arr, i: Arr) => apply("gather", [a, i], { axis: 0, batchRank: 0 }))(x, indices(-5, 99));
    expect(clamped.toNested()).toEqual([x.slice(0).toNested(), x.slice(3).toNested()]);
  });

  it("of no indices is empty, into zeros", () => {
    expectSame(
      (a, i) => apply("gather", [a, i], { axis: 0, batchRank: 0 }),
      [uniform([4, 3], 1), array([], { dtype: "i32" })],
    );
    expectSame(
      (i, u) => apply("scatterAdd", [i, u], { shape: [3, 2], axis: 0, batchRank: 0 }),
      [array([], { dtype: "i32" }), array([], { shape: [0, 2] })],
    );
  });
});
