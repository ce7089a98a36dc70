/**
 * Sums of negative zeros. A sum begins with +0, as in NumPy and XLA, so that a sum of none, of one and of many are the same number: none
 * is ever -0. Products begin with 1 and keep the sign, running sums begin with their first element.
 */

import {
  type Arr,
  array,
  broadcastTo,
  concat,
  cumprod,
  cumsum,
  dot,
  einsum,
  jit,
  linearRecurrence,
  matMul,
  mean,
  onesLike,
  prod,
  scatterAdd,
  segmentMean,
  segmentSum,
  sum,
  variance,
  vdot,
  vjp,
  vmap,
  zerosLike,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";

const shapes = [
  [1, 1],
  [1, 2],
  [3, 1],
  [4, 4],
  [17, 33],
] as const;

/** Operations on a matrix that add elements up: with nothing but zeros, +0 whatever their signs. */
const sums: Readonly<Record<string, (x: Arr) => Arr>> = {
  "of all": (x) => sum(x),
  "along columns": (x) => sum(x, 0),
  "along rows": (x) => sum(x, 1),
  "with axes kept": (x) => sum(x, [0, 1], { keepDims: true }),
  "of products": (x) => sum(x.mul(1)),
  mean: (x) => mean(x),
  "mean along an axis": (x) => mean(x, 0),
  variance: (x) => variance(x),
  segmentSum: (x) => segmentSum(x, new Array<number>(x.shape[0]!).fill(0), 2),
  segmentMean: (x) => segmentMean(x, new Array<number>(x.shape[0]!).fill(0), 1),
  "scatterAdd to zeros": (x) => scatterAdd(zerosLike(x), [0], x.slice([0, 1])),
  matMul: (x) => matMul(x, onesLike(x).T),
  "matrix times vector": (x) => matMul(x, onesLike(x.slice(0))),
  dot: (x) => dot(x.slice(0), onesLike(x.slice(0))),
  vdot: (x) => vdot(x, onesLike(x)),
  "einsum of one": (x) => einsum("ij->i", x),
  "einsum of two": (x) => einsum("ij,ij->", x, onesLike(x)),
  "einsum as a product": (x) => einsum("ij,kj->ik", x, onesLike(x)),
  matrixTrace: (x) => linalg.matrixTrace(x),
  "sum of each row, mapped": (x) => vmap((row: Arr) => row.sum())(x),
};

const inBothTargets = (f: (x: Arr) => Arr, x: Arr): readonly Arr[] => [f(x), jit(f)(x)];

const negativeZeros = (shape: readonly number[], dtype: "f64" | "f32"): Arr => broadcastTo(array(-0, { dtype }), shape);

describe.each(["f64", "f32"] as const)("sums of negative zeros in %s", (dtype) => {
  it.each(Object.entries(sums))("%s are +0", (_, f) => {
    for (const shape of shapes) {
      for (const result of inBothTargets(f, negativeZeros(shape, dtype))) {
        expect(result.dtype).toBe(dtype);
        for (const value of result.toArray()) expect(value).toBe(0);
      }
    }
  });

  it("are +0 of none, and keep -0 out of one row of a batch", () => {
    for (const result of inBothTargets((x) => sum(x, 0), negativeZeros([0, 2], dtype))) {
      expect(result).toEqual(array([0, 0], { dtype }));
    }
    const mixed = array([[-0], [2]], { dtype });
    for (const result of inBothTargets((x) => sum(x, 1), mixed)) expect(result).toEqual(array([0, 2], { dtype }));
  });

  it("are those of the derivative of a spread", () => {
    const back = (x: Arr): Arr => vjp((s: Arr) => broadcastTo(s, [1, 2]), array([[1]], { dtype })).pullback(x)[0];
    for (const result of inBothTargets(back, negativeZeros([1, 2], dtype))) {
      expect(result).toEqual(array([[0]], { dtype }));
    }
  });

  it("run from the first element on, and products from one", () => {
    const x = negativeZeros([3], dtype);
    const expected: readonly (readonly [(x: Arr) => Arr, readonly number[]])[] = [
      [(y) => cumsum(y), [-0, -0, -0]],
      [(y) => cumsum(y, 0, { reverse: true }), [-0, -0, -0]],
      [(y) => cumprod(y), [-0, 0, -0]],
      [(y) => linearRecurrence(1, y), [-0, -0, -0]],
      [
        (y) => concat([prod(y).reshape(1), prod(y.slice([0, 2])).reshape(1), prod(y.slice([0, 1])).reshape(1)]),
        [-0, 0, -0],
      ],
    ];
    for (const [f, values] of expected) {
      for (const result of inBothTargets(f, x)) expect(result).toEqual(array(values, { dtype }));
    }
  });
});
