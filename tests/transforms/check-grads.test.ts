/** checkGrads and gradientReport: right derivatives pass, wrong ones fail by name, and differences know what they are good for. */

import {
  abs,
  type Arr,
  array,
  checkGrads,
  customVjp,
  floor,
  gradientReport,
  mul,
  sin,
  stopGradient,
  sum,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { extrapolatedDifference } from "../../src/transforms/differences.ts";
import { messageOf } from "../support/message-of.ts";

interface Params {
  readonly halo: { readonly mass: Arr; readonly shape: Arr };
  readonly count: Arr;
}
const point = { halo: { mass: 2, shape: array([0.5, -1.5]) }, count: array(3, { dtype: "i32" }) };
const model = ({ halo, count }: Params): Arr => sum(sin(mul(halo.mass, halo.shape))).mul(count);

/** x², with a derivative that is wrong by `factor`. */
const squareWithFactor = (factor: number): ((x: Arr) => Arr) =>
  customVjp((x: Arr) => x.square(), {
    forward: (x) => ({ value: x.square(), residuals: x }),
    backward: (x, ct) => [mul(ct, x).mul(2 * factor)],
  });

describe("a report", () => {
  it("has a row for every element of every floating-point leaf, in both modes", () => {
    const { passed, rows } = gradientReport(model, [point]);
    expect(passed).toBe(true);
    expect(rows.map(({ path, index, mode }) => `${path}[${index}] ${mode}`)).toEqual([
      "params.halo.mass[0] forward",
      "params.halo.mass[0] reverse",
      "params.halo.shape[0] forward",
      "params.halo.shape[0] reverse",
      "params.halo.shape[1] forward",
      "params.halo.shape[1] reverse",
    ]);
    const exact = 3 * 2 * Math.cos(-3);
    for (const row of rows.slice(-2)) {
      expect(row.autodiff).toBeCloseTo(exact, 13);
      expect(Math.abs(row.numeric - exact)).toBeLessThanOrEqual(row.numericError);
      expect(row.error).toBeLessThan(1e-10);
      expect(row).toMatchObject({ order: 1, passed: true });
    }
  });

  it("checks second derivatives when asked, one mode when asked, on either target", () => {
    const { rows } = gradientReport(model, [point], { order: 2, modes: ["reverse"], target: "reference" });
    expect(rows.map(({ order, mode, passed }) => [order, mode, passed])).toEqual([
      [1, "reverse", true],
      [1, "reverse", true],
      [1, "reverse", true],
      [2, "reverse", true],
      [2, "reverse", true],
      [2, "reverse", true],
    ]);
  });

  it("names several arguments by position", () => {
    const { rows } = gradientReport((x: Arr, p: { y: Arr }) => mul(x, p.y), [2, { y: 3 }], { modes: ["forward"] });
    expect(rows.map(({ path, autodiff }) => [path, autodiff])).toEqual([
      ["arguments[0]", 3],
      ["arguments[1].y", 2],
    ]);
  });
});

describe("a wrong derivative", () => {
  it("fails, named by its leaf and element", () => {
    const wrong = squareWithFactor(0.5);
    const f = (p: { good: Arr; lens: readonly [{ bad: Arr }] }): Arr =>
      sum(p.good.exp()).add(sum(wrong(p.lens[0].bad)));
    expect(
      messageOf(() => checkGrads(f, [{ good: array([1, 2]), lens: [{ bad: array([0, 3]) }] }])),
    ).toMatchInlineSnapshot(
      `"DerivativeError at params.lens[0].bad[1] in f(): expected 6 by differences, received 3 by forward mode, relative error 5.0e-1. 2 of 8 derivatives disagree. Look for a custom derivative, or a point where f is not smooth."`,
    );
    function chiSquared(x: Arr): Arr {
      return wrong(x);
    }
    expect(messageOf(() => checkGrads(chiSquared, [2], { modes: ["reverse"] }))).toMatchInlineSnapshot(
      `"DerivativeError at params in chiSquared(): expected 4 by differences, received 2 by reverse mode, relative error 5.0e-1. 1 of 1 derivatives disagree. Look for a custom derivative, or a point where f is not smooth."`,
    );
  });

  it("is found down to the tolerance, and no further", () => {
    const error = 1e-4;
    expect(gradientReport(squareWithFactor(1 + error), [3]).passed).toBe(false);
    expect(gradientReport(squareWithFactor(1 + error), [3], { tolerance: 2 * error }).passed).toBe(true);
    expect(gradientReport(squareWithFactor(1 + 1e-5), [3], { tolerance: 1e-6 }).passed).toBe(false);
  });

  it("is found at second order where only that is wrong", () => {
    const f = customVjp((x: Arr) => x.square(), {
      forward: (x) => ({ value: x.square(), residuals: x }),
      backward: (x, ct) => [mul(ct, stopGradient(x)).mul(2)],
    });
    expect(gradientReport(f, [3]).passed).toBe(true);
    expect(messageOf(() => checkGrads(f, [3], { order: 2 }))).toMatchInlineSnapshot(
      `"DerivativeError at params in checkGrads(): expected 1.0806046 by differences, received 0 by forward mode, second derivative, relative error 1.0e+0. 2 of 4 derivatives disagree. Look for a custom derivative, or a point where f is not smooth."`,
    );
  });

  it("is found where a function is not smooth", () => {
    expect(gradientReport((x: Arr) => abs(x), [0]).passed).toBe(false);
    expect(gradientReport((x: Arr) => abs(x), [0.1]).passed).toBe(true);
  });
});

describe("what differences cannot see", () => {
  it("is allowed for: a small slope on a large value", () => {
    const f = (p: { large: Arr; small: Arr }): Arr => mul(p.large, 1e6).add(mul(p.small, 1e-3));
    const { passed, rows } = gradientReport(f, [{ large: 1, small: 1 }]);
    expect(passed).toBe(true);
    // 10⁶ is rounded to 10⁻¹⁰, over steps of 10⁻²: about 10⁻⁸ of a derivative of 10⁻³.
    expect(rows.at(-1)!.numericError).toBeGreaterThan(1e-9);
  });

  it("is allowed for: f32", () => {
    const x = array([0.3, 1.2], { dtype: "f32" });
    checkGrads((v: Arr) => sum(sin(v)), [x]);
    expect(gradientReport((v: Arr) => sum(squareWithFactor(1.1)(v)), [x]).passed).toBe(false);
  });

  it("is a leaf that does nothing: exactly zero on both sides", () => {
    const { rows } = gradientReport((p: { used: Arr; unused: Arr }) => p.used.square(), [{ used: 2, unused: 5 }]);
    expect(rows[0]).toMatchObject({ path: "params.unused", autodiff: 0, numeric: 0, passed: true });
  });
});

describe("extrapolated differences", () => {
  const options = { precision: 2 ** -52, round: (x: number): number => x };

  it.each<[string, (x: number) => number, (x: number) => number, readonly number[]]>([
    ["exp", Math.exp, Math.exp, [-3, 0, 1, 5]],
    ["sin of 1000 x", (x) => Math.sin(1000 * x), (x) => 1000 * Math.cos(1000 * x), [0.3, 1]],
    ["1 / x", (x) => 1 / x, (x) => -1 / (x * x), [1e-6, 1, 1e8]],
    ["x⁵", (x) => x ** 5, (x) => 5 * x ** 4, [-2, 1e-3, 40]],
  ])("of %s lie within their own error", (_name, f, slope, points) => {
    for (const at of points) {
      const { derivative, error } = extrapolatedDifference(f, { at, ...options });
      expect(Math.abs(derivative - slope(at))).toBeLessThanOrEqual(4 * error);
      expect(error).toBeLessThan(1e-7 * Math.abs(slope(at)));
    }
  });

  it("are NaN where the function is", () => {
    expect(extrapolatedDifference(Math.log, { at: 0, ...options }).derivative).toBeNaN();
  });
});

describe("what checkGrads refuses", () => {
  it("a function that returns no scalar, and operations without derivative", () => {
    expect(messageOf(() => checkGrads((x: Arr) => x, [array([1, 2])]))).toMatchInlineSnapshot(
      `"ShapeError in checkGrads(): expected a function that returns a scalar, received f64[2]. Reduce the result, for example by the sum of its product with fixed weights."`,
    );
    expect(messageOf(() => checkGrads((p: { x: Arr }) => floor(p.x), [{ x: 1.5 }]))).toMatchInlineSnapshot(
      `"DerivativeError at params.x (tests/transforms/check-grads.test.ts): floor has no derivative (piecewise constant). Hold its argument fixed with floor(stopGradient(x)), or give a derivative of your own with customVjp."`,
    );
  });
});
