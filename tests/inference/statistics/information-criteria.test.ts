/** AIC, AICc and BIC by their definitions, and weights of models. */
import { describe, expect, it } from "vitest";
import { akaikeWeights, goodnessOfFit, informationCriteria } from "fluxion/inference";

describe("information criteria", () => {
  it("are those of their definitions", () => {
    const { aic, aicc, bic } = informationCriteria(100, 50, 4);
    expect(aic).toBe(108);
    expect(aicc).toBeCloseTo(108 + 40 / 45, 13);
    expect(bic).toBeCloseTo(100 + 4 * Math.log(50), 13);
    // With many data the correction goes away as 2 k (k + 1) / n.
    expect(informationCriteria(100, 1e9, 4).aicc! - 108).toBeCloseTo(4e-8, 12);
  });

  it("have no correction where there are not enough data", () => {
    expect(informationCriteria(1, 5, 4).aicc).toBeNull();
    expect(goodnessOfFit(46.2478676953, 38, 4).aicc).toBeCloseTo(54.2478676953 + 40 / 33, 12);
  });

  it("weigh models", () => {
    const weights = akaikeWeights([204, 202, 206, 206, 214]);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 15);
    expect(weights[0]! / weights[1]!).toBeCloseTo(Math.exp(-1), 14);
  });
});
