/** Bijectors: inverse to each other, inside of their range, with the Jacobian that differentiation gives. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arr, array, bijectors, type Bijector, grad } from "fluxion";
import { messageOf } from "../../support/message-of.ts";

const seed = 20240608;
const { exponential, identity, scaledLogistic, softplus } = bijectors;
const coordinate = fc.double({ min: -30, max: 30, noNaN: true });

const cases: readonly (readonly [string, Bijector, number, number])[] = [
  ["identity", identity, -Infinity, Infinity],
  ["exponential", exponential, 0, Infinity],
  ["softplus", softplus, 0, Infinity],
  ["scaledLogistic(20, 150)", scaledLogistic(20, 150), 20, 150],
  ["scaledLogistic(-1e-3, 2e-3)", scaledLogistic(-1e-3, 2e-3), -1e-3, 2e-3],
];

describe.each(cases)("%s", (_name, bijector, lower, upper) => {
  const forward = (u: number): number => bijector.forward(u).item();
  const slope = (u: number): number => grad((x: Arr) => bijector.forward(x))(array(u)).item();

  it("stays in its range and rises", () => {
    fc.assert(
      fc.property(coordinate, coordinate, (a, b) => {
        const [x, y] = [forward(Math.min(a, b)), forward(Math.max(a, b))];
        expect(x >= lower && y <= upper && x <= y).toBe(true);
      }),
      { seed },
    );
  });

  it("is undone by its inverse", () => {
    fc.assert(
      fc.property(coordinate, (u) => {
        const x = forward(u);
        const again = bijector.inverse(x).item();
        // x is rounded to the spacing of numbers near the bounds and near x; a change of x moves u by 1 / slope. Eight roundings.
        const spacing = Number.EPSILON * Math.max(Math.abs(x), ...[lower, upper].filter(Number.isFinite).map(Math.abs));
        const moved = 8 * (spacing / slope(u) + Number.EPSILON * (Math.abs(u) + 1));
        if (moved < 0.1) expect(Math.abs(again - u)).toBeLessThanOrEqual(moved);
      }),
      { seed },
    );
  });

  it("has the log Jacobian of its derivative", () => {
    fc.assert(
      fc.property(coordinate, (u) => {
        const logSlope = Math.log(slope(u));
        // The slope is a product of a few factors, each rounded, as is its logarithm and the closed form.
        const rounding = 16 * Number.EPSILON * (Math.abs(logSlope) + 1);
        expect(Math.abs(bijector.logDetJacobian(u).item() - logSlope)).toBeLessThanOrEqual(rounding);
      }),
      { seed },
    );
  });

  it("has exact first and second derivatives where its branches meet", () => {
    const h = 1e-3;
    const central = (forward(h) - forward(-h)) / (2 * h);
    // Central differences err by h^2/6 times the third derivative, which at 0 is at most 1/8 of the width.
    const width = Number.isFinite(upper) ? upper - lower : 8;
    expect(Math.abs(slope(0) - central)).toBeLessThanOrEqual((h * h * width) / 6);
    const curvature = grad((u: Arr) => grad((x: Arr) => bijector.forward(x))(u))(array(0)).item();
    const centralCurvature = (slope(h) - slope(-h)) / (2 * h);
    expect(Math.abs(curvature - centralCurvature)).toBeLessThanOrEqual((h * h * width) / 6);
  });

  it("works element by element", () => {
    const u = array([
      [-1, 0],
      [0.5, 2],
    ]);
    expect(bijector.forward(u)).toEqual(
      array([
        [forward(-1), forward(0)],
        [forward(0.5), forward(2)],
      ]),
    );
    expect(bijector.logDetJacobian(u).shape).toEqual([2, 2]);
  });
});

describe("closed forms", () => {
  it("hold at points that can be written down", () => {
    expect(exponential.inverse(1).item()).toBe(0);
    expect(scaledLogistic(20, 150).forward(0).item()).toBe(85);
    // log 2 and log(e - 1), to one rounding of each function in between.
    expect(softplus.forward(0).item()).toBeCloseTo(Math.LN2, 15);
    expect(softplus.inverse(1).item()).toBeCloseTo(Math.log(Math.E - 1), 15);
    expect(softplus.forward(800).item()).toBe(800);
    // log(1 + exp(-800)) is below the least number, and its logarithm is -800 to all digits.
    expect(softplus.logDetJacobian(-800).item()).toBe(-800);
  });

  it("keep the digits of a small distance to either bound", () => {
    const unit = scaledLogistic(0, 1);
    // exp(-40) / (1 + exp(-40)) = 4.248354255291589e-18 (1 - 4e-18)
    expect(unit.forward(-40).item()).toBeCloseTo(4.248354255291589e-18, 32);
    expect(unit.forward(40).item()).toBe(1);
    expect(scaledLogistic(-1, 0).forward(40).item()).toBe(-unit.forward(-40).item());
  });

  it("need bounds in order", () => {
    expect(messageOf(() => scaledLogistic(1, 1))).toMatchInlineSnapshot(
      `"ParameterError in scaledLogistic(): expected finite bounds, the lower below the upper, received 1 and 1."`,
    );
  });
});
