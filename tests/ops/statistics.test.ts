/** Moments, norms, logSumExp, any and all: closed forms, NumPy's edge cases, derivatives where functions have kinks. */

import {
  all,
  any,
  type Arr,
  array,
  checkGrads,
  grad,
  hessian,
  jit,
  logSumExp,
  mean,
  ones,
  standardDeviation,
  variance,
  vmap,
  zeros,
  linalg,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const x = array(
  Array.from({ length: 24 }, (_, i) => Math.cos(i) * 2 + 0.1 * i),
  { shape: [2, 3, 4] },
);

/** Compiled, interpreted and mapped element by element agree. */
function expectEverywhere(f: (x: Arr) => Arr, at: Arr): void {
  // Sums of at most 24 terms in another order.
  expectClose([jit(f)(at)], [f(at)], 1e-14);
  expectClose([vmap(f)(at)], [jit(vmap(f))(at)], 1e-14);
}

describe("variance and standardDeviation", () => {
  it("are the second moment about the mean, with the correction asked for", () => {
    const sample = array([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(variance(sample).item()).toBe(4);
    expect(standardDeviation(sample).item()).toBe(2);
    expect(variance(sample, null, { correction: 1 }).item()).toBe(32 / 7);
    expect(sample.variance(0, { keepDims: true }).shape).toEqual([1]);
    expect(sample.standardDeviation().item()).toBe(2);
    expect(variance(array([1, 2], { dtype: "i32" })).item()).toBe(0.25);
    expect(variance(array([1, 2], { dtype: "f32" })).dtype).toBe("f32");
  });

  it("lose no digits to a large mean", () => {
    expect(variance(array([1e9, 1e9 + 1, 1e9 + 2])).item()).toBe(2 / 3);
  });

  it("have no value for too few elements", () => {
    expect(variance(zeros([0])).item()).toBeNaN();
    expect(variance(array([3]), null, { correction: 1 }).item()).toBeNaN();
    expect(variance(array([3])).item()).toBe(0);
    expect(variance(array([1, NaN])).item()).toBeNaN();
  });

  it("run along axes, compiled and mapped, with derivatives", () => {
    for (const axis of [0, -1, [0, 2], undefined] as const) {
      expectEverywhere((a) => variance(a, typeof axis === "object" ? [0] : undefined), x);
      checkGrads((a: Arr) => variance(a, axis, { correction: 1 }).sum(), [x], { order: 2 });
      checkGrads((a: Arr) => standardDeviation(a, axis).sum(), [x], { order: 2, tolerance: 1e-6 });
    }
  });

  it("have derivative 0 where all elements are equal", () => {
    expect(grad((a: Arr) => standardDeviation(a))(ones([3])).toNested()).toEqual([0, 0, 0]);
  });
});

describe("norm", () => {
  it.each([
    [1, 7],
    [2, 5],
    [3, Math.cbrt(27 + 64)],
    [0.5, (Math.sqrt(3) + 2) ** 2],
    [Infinity, 4],
  ])("of order %d of (3, -4)", (ord, expected) => {
    const f = (a: Arr): Arr => linalg.norm(a, null, { ord });
    expect(f(array([3, -4])).item()).toBeCloseTo(expected, 14);
    expect(jit(f)(array([3, -4])).item()).toBeCloseTo(expected, 14);
    checkGrads(f, [array([3, -4])], { order: 2 });
  });

  it("of a matrix is Frobenius', of axes that of each vector", () => {
    const m = array([
      [3, 4],
      [0, 12],
    ]);
    expect(linalg.norm(m).item()).toBe(13);
    expect(m.norm(1).toNested()).toEqual([5, 12]);
    expect(linalg.norm(m, 0, { ord: 1, keepDims: true }).toNested()).toEqual([[3, 16]]);
    expectEverywhere((a) => linalg.norm(a, -1, { ord: 4 }), x);
  });

  it("of high order neither overflows nor vanishes", () => {
    expect(linalg.norm(array([3e200, 4e200]), null, { ord: 10 }).item() / 4e200).toBeCloseTo(
      (1 + 0.75 ** 10) ** 0.1,
      14,
    );
    expect(linalg.norm(array([3e-200, 4e-200]), null, { ord: 10 }).item() / 4e-200).toBeCloseTo(
      (1 + 0.75 ** 10) ** 0.1,
      14,
    );
  });

  it.each([1, 2, 3, 1.5, Infinity])("of order %d has derivative 0 at the zero vector, and no second one", (ord) => {
    const f = (a: Arr): Arr => linalg.norm(a, null, { ord });
    expect(f(zeros([3])).item()).toBe(0);
    expect(grad(f)(zeros([3])).toNested()).toEqual([0, 0, 0]);
    expect(jit(grad(f))(zeros([3])).toNested()).toEqual([0, 0, 0]);
    // The orders 1 and ∞ are linear by pieces.
    const curvature = ord === 1 || ord === Infinity ? 0 : NaN;
    expect(hessian(f)(zeros([2])).toNested()).toEqual([
      [curvature, curvature],
      [curvature, curvature],
    ]);
    // At a zero beside others the derivative is that of the others, and 0.
    const [first, second] = grad(f)(array([0, 2])).toArray();
    expect([first, second]).toEqual([0, 1]);
  });

  it("passes NaN and infinities on, and has none for no elements", () => {
    for (const ord of [1, 2, 3, Infinity]) {
      expect(linalg.norm(array([1, NaN]), null, { ord }).item()).toBeNaN();
      expect(linalg.norm(array([1, -Infinity]), null, { ord }).item()).toBe(Infinity);
    }
    expect([1, 2, 3].map((ord) => linalg.norm(zeros([0]), null, { ord }).item())).toEqual([0, 0, 0]);
    expect(linalg.norm(array([3, 4], { dtype: "i32" })).item()).toBe(5);
    expect(linalg.norm(array([3, 4], { dtype: "f32" }), null, { ord: 3 }).dtype).toBe("f32");
  });

  it("refuses an order that is no norm", () => {
    expect(messageOf(() => linalg.norm(x, null, { ord: 0 }))).toMatchInlineSnapshot(
      `"ShapeError in norm(): expected ord above 0, received 0."`,
    );
    expect(messageOf(() => linalg.norm(x, 3))).toMatchInlineSnapshot(
      `"AxisError in norm(): expected an axis from -3 to 2 of shape [2, 3, 4], received 3."`,
    );
  });
});

describe("logSumExp", () => {
  it("is log Σ exp without overflow or underflow", () => {
    expect(logSumExp(array([0, 0])).item()).toBeCloseTo(Math.LN2, 15);
    expect(logSumExp(array([1000, 1001])).item()).toBeCloseTo(1001 + Math.log1p(Math.exp(-1)), 12);
    expect(logSumExp(array([-1000, -1001])).item()).toBeCloseTo(-1000 + Math.log1p(Math.exp(-1)), 12);
    expect(x.logSumExp().item()).toBeCloseTo(Math.log(mean(x.exp()).item() * 24), 13);
    for (const axis of [0, 1, [0, 2], undefined] as const) {
      expectClose([logSumExp(x, axis)], [x.exp().sum(axis).log()], 1e-14);
      expectClose([logSumExp(x, axis, { keepDims: true })], [x.exp().sum(axis, { keepDims: true }).log()], 1e-14);
    }
    expectEverywhere((a) => logSumExp(a), x);
    checkGrads((a: Arr) => logSumExp(a, 1).sum(), [x], { order: 2 });
  });

  it("takes logarithms of zero and infinity for what they are", () => {
    const f = (a: Arr): Arr => logSumExp(a);
    expect(f(array([-Infinity, 3])).item()).toBe(3);
    expect(f(array([-Infinity, -Infinity])).item()).toBe(-Infinity);
    expect(f(array([Infinity, 3, -Infinity])).item()).toBe(Infinity);
    expect(f(array([NaN, 3])).item()).toBeNaN();
    expect(f(zeros([0])).item()).toBe(-Infinity);
    expect(grad(f)(array([-Infinity, 3])).toNested()).toEqual([0, 1]);
    expect(grad(f)(array([-Infinity, -Infinity])).toNested()).toEqual([0, 0]);
  });

  it("weighs the exponentials, in which it is differentiable too", () => {
    const weights = array([0.5, 2, 0, 1]);
    const f = (a: Arr, w: Arr): Arr => logSumExp(a, -1, { weights: w });
    const expected = x.exp().mul(weights).sum(-1).log();
    expectClose([f(x, weights), jit(f)(x, weights)], [expected, expected], 1e-14);
    checkGrads((a: Arr, w: Arr) => f(a, w).sum(), [x, array([0.5, 2, 0.3, 1])], { order: 2 });
    // A weight of 0 takes an element out, however large it is.
    expect(f(array([1, 900]), array([1, 0])).item()).toBe(1);
    expect(f(array([1, Infinity]), array([1, 0])).item()).toBe(1);
    expect(f(array([1, 1]), array([2, -1])).item()).toBeCloseTo(1, 15);
    expect(f(array([1, 1]), array([1, -2])).item()).toBeNaN();
    expect(f(array([1, 1]), array([1, -1])).item()).toBe(-Infinity);
  });
});

describe("any and all", () => {
  const m = array([
    [0, 2, NaN],
    [0, 0, 0],
  ]);

  it("test for ≠ 0, NaN included", () => {
    expect(any(m, 1)).toEqual(array([true, false]));
    expect(all(m, 1)).toEqual(array([false, false]));
    expect(any(m, 0)).toEqual(array([false, true, true]));
    expect(m.slice(0, [1, null]).all()).toEqual(array(true));
    expect(m.any(null, { keepDims: true })).toEqual(array([[true]]));
    expect(any(m.greater(1))).toEqual(array(true));
    expectEverywhere((a) => all(a.less(3), -1), x);
  });

  it("are false and true of nothing", () => {
    expect(any(zeros([0]))).toEqual(array(false));
    expect(all(zeros([2, 0]), 1)).toEqual(array([true, true]));
  });
});
