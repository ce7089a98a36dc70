/** Directions that an objective does not determine: named where they are, and not where they are only weak. */
import { describe, expect, it } from "vitest";
import { type Arr, exp } from "fluxion";
import { minimize } from "fluxion/inference";

interface Params {
  readonly a: Arr;
  readonly b: Arr;
  readonly c: Arr;
}
const start = { a: 1, b: 2, c: 3 };
const texts = (objective: (p: Params) => Arr, options = {}): string[] =>
  minimize(objective, start, options).unconstrainedDirections.map(({ text }) => text);

describe("directions that an objective does not determine", () => {
  it("are named: a sum", () => {
    const fit = minimize((p: Params) => p.a.add(p.b).sub(5).square().add(p.c.square()), start);
    expect(fit.unconstrainedDirections.map(({ text }) => text)).toEqual(["0.71 a - 0.71 b"]);
    expect(fit.explain).toContain("The objective does not determine 0.71 a - 0.71 b");
    expect(fit.standardErrors().a.item()).toBe(Number.POSITIVE_INFINITY);
    expect(fit.standardErrors().c.item()).toBeCloseTo(1, 12);
  });

  it("are named: a product, in units of sensitivity", () => {
    expect(texts((p) => p.a.mul(p.b).sub(6e5).div(100).square().add(p.c.square()))).toEqual(["0.71 a - 0.71 b"]);
  });

  it("are named: two of three", () => {
    expect(texts((p) => p.a.add(p.b).add(p.c).sub(1).square())).toHaveLength(2);
  });

  it("are named beside a curved valley, once each", () => {
    expect(texts((p) => exp(p.a.mul(p.b)).sub(p.a.mul(p.b).mul(2)).add(p.c.sub(1).square()))).toEqual([
      "0.71 a - 0.71 b",
    ]);
  });

  it("are not seen where the objective is only weak: a millionth of the curvature", () => {
    expect(texts((p) => p.a.add(p.b).sub(5).square().add(p.a.sub(p.b).square().mul(1e-6)).add(p.c.square()))).toEqual(
      [],
    );
  });

  it("are not seen where a parameter is determined at fourth order alone", () => {
    expect(texts((p) => p.a.sub(p.b).pow(4).add(p.a.add(p.b).sub(1).square()).add(p.c.square()))).toEqual([]);
  });

  it("are not what a bound holds", () => {
    // With b held by its bound, a is determined.
    const sum = (p: Params): Arr => p.a.add(p.b.mul(2)).sub(1).square().add(p.b.mul(0.1)).add(p.c.square());
    expect(texts(sum, { bounds: { b: [0, 9] } })).toEqual([]);
  });
});
