/** Draws: distributed as the cumulative function says, the same for the same seed, in the shape asked for. */

import { type Arr, array, distributions, expandDims, matMul, transpose } from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { references } from "./reference-values.ts";

/** A stream from a linear congruential generator (Knuth's MMIX), enough for tests of some thousand draws. */
function streamOf(seed: number): distributions.RandomStream {
  let state = BigInt(seed);
  const next = (): number => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return (Number(state >> 12n) + 0.5) / 4503599627370496;
  };
  const uniform = (count: number): Float64Array => Float64Array.from({ length: count }, next);
  const { quantile } = distributions.normal();
  return { uniform, normal: (count) => Float64Array.from(quantile(array(uniform(count))).toArray()) };
}

const COUNT = 100;

describe.each(references.filter(({ cumulative }) => cumulative.length > 0))("$label", (reference) => {
  const distribution = reference.make(reference.parameters);

  it("draws what its cumulative function describes", () => {
    const drawn = Float64Array.from(distribution.draw(streamOf(7), [COUNT]).toArray()).sort();
    const steps = distribution.cumulative!(array(drawn)).toArray();
    const isWhole = distribution.support.kind === "integer";
    let distance = 0;
    for (let i = 0; i < COUNT; i++) {
      // At the last of equal draws the empirical function is compared from above, at the first from below.
      if (drawn[i + 1] !== drawn[i]) distance = Math.max(distance, Math.abs((i + 1) / COUNT - steps[i]!));
      if (!isWhole) distance = Math.max(distance, Math.abs(i / COUNT - steps[i]!));
    }
    // Kolmogorov–Smirnov: exceeded with probability 2 exp(−2 · 1.95²) = 1e-3 by chance; the seed is fixed.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(COUNT));
  });

  it("draws the same for the same seed, each on the support", () => {
    const draw = (seed: number) => distribution.draw(streamOf(seed), [2, 3]);
    expect(draw(3).toNested()).toEqual(draw(3).toNested());
    expect(draw(3).toNested()).not.toEqual(draw(4).toNested());
    expect(draw(3).shape).toEqual([2, 3]);
    expect(distribution.logDensity(draw(3)).isFinite().all().item()).toBe(1);
  });
});

/** Mean and covariance of draws [count, n]. */
function momentsOf(draws: Arr): readonly [Arr, Arr] {
  const mean = draws.mean(0);
  const centred = draws.sub(mean);
  return [mean, matMul(transpose(centred), centred).div(draws.shape[0]!)];
}

/** Every element within 4 standard errors of its expectation; `spread` bounds the standard deviation of one draw of it. */
function expectNear(received: Arr, expected: Arr, spread: number, count: number): void {
  expect(received.sub(expected).abs().max().item()).toBeLessThan((4 * spread) / Math.sqrt(count));
}

describe("vectors, matrices and angles", () => {
  const count = 4000;

  it("multivariate normal draws have its mean and covariance, by factor and by precision", () => {
    const factor = array([
      [1, 0],
      [0.6, 0.8],
    ]);
    const precision = array([
      [1.5625, -0.9375],
      [-0.9375, 1.5625],
    ]);
    for (const matrix of [{ choleskyFactor: factor }, { precision }]) {
      const pair = distributions.multivariateNormal({ mean: array([1, -1]), ...matrix });
      const [mean, covariance] = momentsOf(pair.draw(streamOf(11), [count]));
      expectNear(mean, pair.mean, 1, count);
      // A product of two correlated unit normals has a variance of at most 2.
      expectNear(covariance, pair.covariance, Math.SQRT2, count);
    }
  });

  it("Dirichlet draws have its mean and covariance, and sum to 1 for small concentrations", () => {
    const shares = distributions.dirichlet({ concentration: array([0.8, 2, 3.5]) });
    const [mean, covariance] = momentsOf(shares.draw(streamOf(12), [count]));
    expectNear(mean, shares.mean, 0.25, count);
    expectNear(covariance, shares.covariance, 0.1, count);
    const sparse = distributions.dirichlet({ concentration: array([1e-3, 1e-3]) }).draw(streamOf(13), [50]);
    expect(sparse.sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-15);
  });

  it("LKJ draws are factors of correlation matrices whose correlations have variance 1/(2η + n − 1)", () => {
    const prior = distributions.lkjCholesky({ dimension: 3, concentration: 2 });
    const few = 200;
    const draws = prior.draw(streamOf(14), [few]);
    expect(draws.square().sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-14);
    const correlations = matMul(draws, transpose(draws, [0, 2, 1]));
    // Each is 2 B − 1 with B ~ Beta(η + (n − 2)/2, same): Lewandowski et al. (2009), section 3.1. Standard deviation of ρ² < 0.2.
    const squares = correlations
      .square()
      .mean(0)
      .sub(
        array([
          [1, 1 / 6, 1 / 6],
          [1 / 6, 1, 1 / 6],
          [1 / 6, 1 / 6, 1],
        ]),
      );
    expectNear(squares, squares.mul(0), 0.2, few);
  });

  it("von Mises draws have the mean direction and its length", () => {
    for (const concentration of [0, 0.7, 6]) {
      const law = distributions.vonMises({ mean: 0.5, concentration });
      const angles = law.draw(streamOf(15), [count]);
      const length = 1 - law.circularVariance.item();
      expectNear(angles.cos().mean(), array(length * Math.cos(0.5)), 1, count);
      expectNear(angles.sin().mean(), array(length * Math.sin(0.5)), 1, count);
      expect(law.logDensity(angles).isFinite().all().item()).toBe(1);
    }
  });

  it("mixture draws have its mean and variance", () => {
    const { mixture, normal, gamma } = distributions;
    const two = mixture({ logits: array([0, 1]), components: [normal({ mean: -2 }), gamma({ shape: 2, rate: 1 })] });
    const draws = two.draw(streamOf(16), [count]);
    expectNear(draws.mean(), two.mean, 2.5, count);
    expectNear(draws.sub(two.mean).square().mean(), two.variance, 12, count);
  });

  it("parameters in a batch come after the shape asked for", () => {
    const rates = array([1, 2, 4]);
    expect(distributions.gamma({ shape: 2, rate: rates }).draw(streamOf(1), [5]).shape).toEqual([5, 3]);
    const { mixture, normal } = distributions;
    const batch = mixture({ logits: array([0, 0]), components: [normal({ mean: rates }), normal()] });
    expect(batch.draw(streamOf(1), [5]).shape).toEqual([5, 3]);
    expect(batch.logDensity(expandDims(array([0, 1]), -1)).shape).toEqual([2, 3]);
  });
});

describe("a parameter out of its range is refused where it is made", () => {
  it.each([
    ["normal", { standardDeviation: 0 }],
    ["studentT", { degreesOfFreedom: -1 }],
    ["uniform", { lower: 1, upper: 1 }],
    ["truncatedNormal", { lower: 2, upper: 1 }],
    ["gamma", { shape: 0 }],
    ["beta", { alpha: 1, beta: Infinity }],
    ["binomial", { trials: 2.5, probability: 0.5 }],
    ["poisson", { rate: -1 }],
    ["vonMises", { concentration: NaN }],
    ["lkjCholesky", { dimension: 1, concentration: 1 }],
    ["bernoulli", {}],
  ])("%s", (name, parameters) => {
    const make = distributions[name as keyof typeof distributions] as unknown as (given: unknown) => unknown;
    expect(messageOf(() => make(parameters))).toContain(`distributions.${name}`);
  });

  it("names the parameter, what it may be and what it was", () => {
    expect(messageOf(() => distributions.normal({ standardDeviation: -2 }))).toMatchInlineSnapshot(
      `"ParameterError at standardDeviation in distributions.normal(): expected finite and above 0, received -2."`,
    );
  });
});
