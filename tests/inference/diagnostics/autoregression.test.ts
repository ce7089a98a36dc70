/** Effective sizes and errors of autoregressive chains, whose autocorrelations are known in closed form. */
import { describe, expect, it } from "vitest";
import { diagnostics } from "fluxion/inference";
import { streams } from "fluxion";

const [chains, length] = [4, 16384];

/** Stationary chains x_t = φ x_{t-1} + √(1 - φ²) noise, of unit variance: ρ_t = φ^t. */
function autoregressive(coefficient: number): Float64Array[] {
  return Array.from({ length: chains }, (_, c) => {
    const noise = streams.normals(streams.fold(streams.key(17), c), length);
    const x = new Float64Array(length);
    noise.forEach((e, t) => (x[t] = t === 0 ? e : coefficient * x[t - 1]! + Math.sqrt(1 - coefficient ** 2) * e));
    return x;
  });
}

/** Sum of correlations at all lags, both ways. */
function time(correlation: (lag: number) => number): number {
  let sum = 1;
  for (let lag = 1; lag < 2000; lag++) sum += 2 * correlation(lag);
  return sum;
}

describe.each([0, 0.5, 0.9, -0.4])("autoregression with coefficient %d", (coefficient) => {
  const x = autoregressive(coefficient);
  const total = chains * length;
  const expected = total / time((lag) => coefficient ** lag);
  // Geyer's sum ends after some ten times the autocorrelation time M; its variance is 2 (2 M + 1) / N of the sum squared.
  const window =
    10 *
    Math.max(
      time((lag) => Math.abs(coefficient) ** lag),
      1,
    );
  const spread = 4 * Math.sqrt((2 * (2 * window + 1)) / total);

  it("has the effective size of its mean: (1 - φ) / (1 + φ) of the draws", () => {
    expect(expected / total).toBeCloseTo((1 - coefficient) / (1 + coefficient), 12);
    expect(Math.abs(diagnostics.meanEffectiveSize(x) / expected - 1)).toBeLessThan(spread);
    // Normal scores of normal numbers are these numbers, nearly.
    expect(Math.abs(diagnostics.bulkEffectiveSize(x) / expected - 1)).toBeLessThan(spread);
  });

  it("has the effective size of its standard deviation: squares are correlated by φ^2t", () => {
    const squares = total / time((lag) => coefficient ** (2 * lag));
    expect(Math.abs(diagnostics.deviationEffectiveSize(x) / squares - 1)).toBeLessThan(spread);
  });

  it("has the effective size of its median: signs are correlated by (2/π) arcsin φ^t", () => {
    const signs = total / time((lag) => (2 / Math.PI) * Math.asin(coefficient ** lag));
    expect(Math.abs(diagnostics.quantileEffectiveSize(x, 0.5) / signs - 1)).toBeLessThan(spread);
    // The density of the median is 1 / √(2π), so its error is √(π/2) over the root of the size of its signs.
    const error = Math.sqrt(Math.PI / 2 / signs);
    // Order statistics that far apart number some √N; their spacings add ten percent of noise.
    expect(Math.abs(diagnostics.quantileMonteCarloError(x, 0.5) / error - 1)).toBeLessThan(spread / 2 + 0.1);
  });

  it("has Monte Carlo errors that cover the truth, and chains that agree", () => {
    const mean = x.reduce((sum, chain) => sum + chain.reduce((a, b) => a + b, 0), 0) / total;
    expect(Math.abs(diagnostics.meanMonteCarloError(x) * Math.sqrt(expected) - 1)).toBeLessThan(spread);
    expect(Math.abs(mean) / diagnostics.meanMonteCarloError(x)).toBeLessThan(4);
    expect(diagnostics.rHat(x)).toBeLessThan(1.01);
  });
});

describe("invariances", () => {
  const x = autoregressive(0.5).map((chain) => chain.subarray(0, 1000));

  it("of bulk, tail and R-hat under any rising function of the draws", () => {
    const heavy = x.map((chain) => chain.map((value) => Math.sinh(5 * value)));
    expect(diagnostics.bulkEffectiveSize(heavy)).toBe(diagnostics.bulkEffectiveSize(x));
    // Folding is about the median, which a rising function moves draws away from unequally: locations alone are invariant.
    expect(Math.abs(diagnostics.rHat(heavy) - diagnostics.rHat(x))).toBeLessThan(0.01);
    // A quantile between two draws may fall on the other side of neither: the same draws lie below it.
    expect(diagnostics.quantileEffectiveSize(heavy, 0.05)).toBe(diagnostics.quantileEffectiveSize(x, 0.05));
  });

  it("of sizes under units", () => {
    // A power of two changes no digit.
    const scaled = x.map((chain) => chain.map((value) => value * 2 ** -40));
    expect(diagnostics.meanEffectiveSize(scaled)).toBe(diagnostics.meanEffectiveSize(x));
    expect(diagnostics.meanMonteCarloError(scaled)).toBe(diagnostics.meanMonteCarloError(x) * 2 ** -40);
  });
});
