/** Pareto smoothed weights against ArviZ, known tails, and ratios that leave nothing to weigh. */
import { describe, expect, it } from "vitest";
import { diagnostics } from "fluxion/inference";
import { streams } from "fluxion";
import { resampled } from "../../../inference/approximate/resample.ts";
import reference from "../../../fixtures/diagnostics/psis.json" with { type: "json" };

describe.each(reference.cases.map((each) => [each.name, each] as const))("%s", (_name, expected) => {
  const found = diagnostics.paretoSmoothed(Float64Array.from(expected.logRatios));

  it("has the weights and the shape of ArviZ", () => {
    // Sums over some thirty candidates of likelihoods of a hundred excesses: a few hundred roundings.
    expect(Math.abs(found.paretoK - expected.k)).toBeLessThan(1e-11);
    expected.logWeights.forEach((log, i) => {
      expect(Math.abs(Math.log(found.weights[i]!) - log)).toBeLessThan(1e-11);
    });
  });

  it("has the effective size of its weights", () => {
    const squares = found.weights.reduce((sum, weight) => sum + weight * weight, 0);
    expect(found.effectiveSize).toBeCloseTo(1 / squares, 8);
  });
});

describe("paretoSmoothed", () => {
  // exp(k x) of exponential x exceeds w with probability w^(-1/k).
  it.each([0.2, 0.5, 0.9])("finds the tail of a Pareto distribution of shape %d", (shape) => {
    const seeds = 20;
    const logs = (seed: number): Float64Array =>
      streams.uniforms(streams.fold(streams.key(3), seed), 4000).map((u) => -shape * Math.log(u));
    const found = Array.from({ length: seeds }, (_, seed) => diagnostics.paretoSmoothed(logs(seed)));
    const mean = found.reduce((sum, { paretoK }) => sum + paretoK, 0) / seeds;
    // 190 excesses with ten at a half; one shape has a standard error of (1 + k) / √190.
    const expected = (190 * shape + 5) / 200;
    expect(Math.abs(mean - expected)).toBeLessThan((4 * (1 + shape)) / Math.sqrt(190 * seeds));
    if (shape > 0.4) return;
    // The mean of w is 1 / (1 - k), its variance k² / ((1 - k)² (1 - 2 k)).
    const total = found.reduce((sum, { logMean }) => sum + Math.exp(logMean), 0) / seeds;
    const error = Math.sqrt(shape ** 2 / ((1 - shape) ** 2 * (1 - 2 * shape)) / (4000 * seeds));
    expect(Math.abs(total - 1 / (1 - shape))).toBeLessThan(4 * error);
  });

  it("leaves equal weights alone, whatever the constant", () => {
    const { weights, paretoK, effectiveSize, logMean } = diagnostics.paretoSmoothed(new Float64Array(100).fill(-1e4));
    expect([paretoK, logMean]).toEqual([0, -1e4]);
    expect(effectiveSize).toBeCloseTo(100, 10);
    expect(weights[17]).toBeCloseTo(0.01, 15);
  });

  it("gives no weight to what is not finite", () => {
    const ratios = streams.uniforms(streams.key(1), 200);
    ratios[3] = Number.NaN;
    ratios[5] = Number.NEGATIVE_INFINITY;
    const { weights } = diagnostics.paretoSmoothed(ratios);
    expect([weights[3], weights[5]]).toEqual([0, 0]);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    const none = diagnostics.paretoSmoothed(new Float64Array(10).fill(Number.NEGATIVE_INFINITY));
    expect([none.paretoK, none.effectiveSize]).toEqual([Infinity, 0]);
  });

  it("is wary of one draw that outweighs all", () => {
    const ratios = new Float64Array(100);
    ratios[7] = 50;
    expect(diagnostics.paretoSmoothed(ratios).paretoK).toBe(Infinity);
  });
});

describe("resampled", () => {
  it("takes each as often as its weight says, to one", () => {
    const weights = Float64Array.of(0.5, 0, 0.25, 0.125, 0.125);
    for (const uniform of [0.001, 0.5, 0.999]) {
      const times = new Float64Array(5);
      for (const position of resampled(weights, 100, uniform)) times[position] = times[position]! + 1;
      times.forEach((count, i) => expect(Math.abs(count - 100 * weights[i]!)).toBeLessThan(1));
    }
  });
});
