/** What residuals do not determine: combinations are named, errors are infinite, nothing is NaN. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, stack } from "fluxion";
import { huber, leastSquares, type SolutionFields } from "fluxion/inference";

const t = array([0, 1, 2, 3]);
const y = array([2, 1.2, 0.7, 0.45]);
interface Product {
  readonly gain: Arr;
  readonly flux: Arr;
  readonly rate: Arr;
}
/** Only the product of gain and flux is seen. */
const product = ({ gain, flux, rate }: Product): Arr => exp(t.mul(rate).neg()).mul(gain.mul(flux)).sub(y);

/** Every number that a solution tells. */
function numbersOf(fit: SolutionFields<Readonly<Record<string, Arr>>>): number[] {
  const trees = [fit.params, fit.gradient, fit.standardErrors()];
  return [fit.value, fit.gradientNorm, ...trees.flatMap((tree) => Object.values(tree).map((leaf) => leaf.item()))];
}

describe("directions that residuals do not determine", () => {
  it("are named with their weights, along a curved valley too", () => {
    const fit = leastSquares(product, { gain: 1, flux: 3, rate: 1 });
    expect(fit.status).toBe("converged");
    expect(fit.unconstrained).toEqual([]);
    expect(fit.unconstrainedDirections).toHaveLength(1);
    const [direction] = fit.unconstrainedDirections;
    // Along it, one grows by the fraction by which the other shrinks.
    expect(direction!.components.map(({ path }) => path)).toEqual(["gain", "flux"]);
    expect(direction!.components[0]!.weight).toBeCloseTo(Math.SQRT1_2, 12);
    expect(direction!.components[1]!.weight).toBeCloseTo(-Math.SQRT1_2, 12);
    expect(fit.explain).toMatchInlineSnapshot(
      `"Converged in 5 steps: the next step would lower the chi-squared by less than the tolerance. The chi-squared does not determine 0.71 gain - 0.71 flux, with parameters in units of their errors were the others known; fix one parameter of it or add data."`,
    );
    const { gain, flux, rate } = fit.standardErrors();
    expect([gain.item(), flux.item()]).toEqual([Infinity, Infinity]);
    expect(rate.item()).toBeGreaterThan(0);
    expect(fit.summary()).toContain("± ∞");
  });

  it("are gone once a parameter of them is fixed, or held by a bound", () => {
    const fixed = leastSquares(product, { gain: 1, flux: 3, rate: 1 }, { free: ["flux", "rate"] });
    expect(fixed.unconstrainedDirections).toEqual([]);
    const held = leastSquares(product, { gain: 1, flux: 1, rate: 1 }, { bounds: { gain: [0, 1], flux: [0, 1] } });
    expect(held.boundsReached.map(({ path }) => path)).toEqual(["gain", "flux"]);
    expect(held.unconstrainedDirections).toEqual([]);
  });

  it("are not those that only look so from one point, by symmetry", () => {
    // At a = b the square has no slope across; beside it, it has.
    const square = ({ a, b }: { readonly a: Arr; readonly b: Arr }): Arr =>
      stack([a.sub(b).square(), a.add(b).sub(2), a.add(b).sub(2).mul(3)]);
    const fit = leastSquares(square, { a: 3, b: 3 });
    // The residual a - b is squared: at a root it is known to the square root of rounding, the sum to rounding.
    expect(fit.params.a.item()).toBeCloseTo(1, 12);
    expect(fit.params.b.item()).toBeCloseTo(1, 12);
    expect(fit.unconstrainedDirections).toEqual([]);
  });

  it("are as many as parameters exceed residuals", () => {
    const two = ({ a, b, c, d }: Readonly<Record<"a" | "b" | "c" | "d", Arr>>): Arr =>
      stack([a.add(b).add(c).sub(3), b.sub(d).mul(2).sub(1)]);
    for (const noise of ["known", "estimated"] as const) {
      const fit = leastSquares(two, { a: 0, b: 0, c: 0, d: 0 }, { noise });
      expect(fit.status).toBe("converged");
      expect(fit.unconstrainedDirections).toHaveLength(2);
      expect(fit.value).toBeLessThan(1e-24);
      expect(numbersOf(fit).some(Number.isNaN)).toBe(false);
    }
  });

  it("leave no NaN where noise is to be estimated from nothing", () => {
    // As many residuals as parameters: every point is met, and nothing is left to tell the noise by.
    const exact = ({ slope, offset }: { readonly slope: Arr; readonly offset: Arr }): Arr =>
      array([0, 1])
        .mul(slope)
        .add(offset)
        .sub(array([1, 3]));
    const fit = leastSquares(exact, { slope: 0, offset: 0 }, { noise: "estimated" });
    expect(fit.params.slope.item()).toBeCloseTo(2, 14);
    expect(fit.standardErrors().slope.item()).toBe(Infinity);
    expect(numbersOf(fit).some(Number.isNaN)).toBe(false);
    const robust = leastSquares(exact, { slope: 0, offset: 0 }, { noise: "estimated", loss: huber(0.1) });
    expect(robust.standardErrors().slope.item()).toBe(Infinity);
  });

  it("are told apart from parameters that nothing depends on", () => {
    const residuals = ({ gain, flux, rate, idle }: Product & { readonly idle: Arr }): Arr =>
      product({ gain, flux, rate }).add(idle.mul(0));
    const fit = leastSquares(residuals, { gain: 1, flux: 3, rate: 1, idle: 7 });
    expect(fit.unconstrained).toEqual(["idle"]);
    expect(fit.unconstrainedDirections.map(({ text }) => text)).toEqual(["0.71 gain - 0.71 flux"]);
  });
});
