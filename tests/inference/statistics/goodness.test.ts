/** Chi-squared probabilities and information criteria against closed forms and references. */
import { describe, expect, it } from "vitest";
import { special } from "fluxion";
import { chiSquaredProbability, goodnessOfFit } from "fluxion/inference";

/** For even dof: Q(k, x) = e^-x sum_{i<k} x^i / i!, summed from its largest term. */
function evenTail(k: number, x: number): number {
  let term = Math.exp(-x);
  let sum = term;
  for (let i = 1; i < k; i++) {
    term *= x / i;
    sum += term;
  }
  return sum;
}

describe("chi-squared probability", () => {
  it("gives the probabilities of the reference fits", () => {
    // Cosmology reference values, quoted to nine and thirteen digits.
    expect(chiSquaredProbability(46.2478676953, 34)!).toBeCloseTo(0.0784185602, 9);
    expect(chiSquaredProbability(22.7926207078, 4)! / 1.392957095574e-4 - 1).toBeCloseTo(0, 10);
  });

  it.each([1, 2, 3, 5, 10, 17, 25, 60, 100])("is the Poisson sum for %d pairs of degrees of freedom", (pairs) => {
    for (const x of [1e-8, 0.01, 0.5, 1, 2.5, 7, 16, 17, 30, 60, 100, 130, 300]) {
      const expected = evenTail(pairs, x);
      // Both sides round some hundred terms or factors; tails keep their relative accuracy.
      expect(Math.abs(chiSquaredProbability(2 * x, 2 * pairs)! / expected - 1)).toBeLessThan(2e-13);
    }
  });

  it("is the complementary error function for one degree of freedom", () => {
    // erfc(sqrt(x)) at x = 0.5, 2, 4.5: the two-sided normal tails at 1, 2 and 3 sigma (A&S 26.2).
    expect(chiSquaredProbability(1, 1)!).toBeCloseTo(0.31731050786291415, 14);
    expect(chiSquaredProbability(4, 1)!).toBeCloseTo(0.04550026389635842, 14);
    expect(chiSquaredProbability(9, 1)! / 0.002699796063260207 - 1).toBeCloseTo(0, 12);
  });

  it("obeys the recurrence Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1) for half-integers", () => {
    let gamma = Math.sqrt(Math.PI) / 2; // Gamma(3/2)
    for (let a = 0.5; a < 30; a++) {
      for (const x of [0.3, 4, 11, 29]) {
        const step = Math.exp(a * Math.log(x) - x) / gamma;
        expect(special.gammaQ(a + 1, x).item() - special.gammaQ(a, x).item()).toBeCloseTo(step, 13);
      }
      gamma *= a + 1;
    }
  });

  it("stays between the ends of its domain", () => {
    expect(special.gammaQ(3, 0).item()).toBe(1);
    expect(special.gammaQ(3, Number.POSITIVE_INFINITY).item()).toBe(0);
    expect(special.gammaQ(-1, 2).item()).toBeNaN();
    expect(special.gammaQ(2, -1).item()).toBeNaN();
    // The median of a gamma variate of large shape is a - 1/3 + O(1/a).
    expect(special.gammaQ(1e4, 1e4 - 1 / 3).item()).toBeCloseTo(0.5, 6);
  });
});

describe("goodness of fit", () => {
  it("counts as the reference fit does", () => {
    const fit = goodnessOfFit(46.2478676953, 38, 4);
    expect(fit.dof).toBe(34);
    expect(fit.aic).toBeCloseTo(54.2478676953, 9);
    expect(fit.bic).toBeCloseTo(60.7982123342, 9);
    expect(fit.reduced).toBeCloseTo(46.2478676953 / 34, 14);
  });

  it("says nothing of probability without degrees of freedom", () => {
    expect(goodnessOfFit(0, 4, 4)).toMatchObject({ dof: 0, probability: null, reduced: null });
    expect(goodnessOfFit(1, 4, 9)).toMatchObject({ dof: -5, probability: null, reduced: null });
  });
});
