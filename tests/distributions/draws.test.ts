/** Draws: distributed as the cumulative function says, the same for the same seed, in the shape asked for. */

import { type Arr, array, distributions, expandDims, matMul, transpose, streams } from "fluxion";
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
  // Box & Muller (1958), Annals of Mathematical Statistics 29, 610.
  const oneNormal = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  return { uniform, normal: (count) => Float64Array.from({ length: count }, oneNormal) };
}

const COUNT = 1500;

/** How far the share of draws below any value is from the cumulative function, in the unit of its standard error. */
function kolmogorovDistance(draws: Arr, cumulative: (x: Arr) => Arr, isWhole: boolean): number {
  const drawn = Float64Array.from(draws.toArray()).sort();
  const steps = cumulative(array(drawn)).toArray();
  let distance = 0;
  for (let i = 0; i < drawn.length; i++) {
    // At the last of equal draws the empirical function is compared from above, at the first from below.
    if (drawn[i + 1] !== drawn[i]) distance = Math.max(distance, Math.abs((i + 1) / drawn.length - steps[i]!));
    if (!isWhole) distance = Math.max(distance, Math.abs(i / drawn.length - steps[i]!));
  }
  return distance * Math.sqrt(drawn.length);
}

/** Kolmogorov–Smirnov: exceeded with probability 2 exp(−2 · 1.95²) = 1e-3 by chance; the seeds are fixed. */
const FAR = 1.95;

describe.each(references.filter(({ cumulative }) => cumulative.length > 0))("$label", (reference) => {
  const distribution = reference.make(reference.parameters);

  it("draws what its cumulative function describes, from a stream and from a key", () => {
    for (const source of [streamOf(7), streams.key("draws")]) {
      const draws = distribution.draw(source, [COUNT]);
      const distance = kolmogorovDistance(draws, distribution.cumulative!, distribution.support.kind === "integer");
      expect(distance).toBeLessThan(FAR);
    }
  });

  it("draws the same for the same seed, each on the support", () => {
    const draw = (seed: number) => distribution.draw(streamOf(seed), [2, 3]);
    expect(draw(3).toNested()).toEqual(draw(3).toNested());
    expect(draw(3).toNested()).not.toEqual(draw(4).toNested());
    expect(draw(3).shape).toEqual([2, 3]);
    expect(distribution.logDensity(draw(3)).isFinite().all().item()).toBe(1);
  });
});

describe("draws by rejection and by halving, far from the middle of their parameters", () => {
  const { beta, binomial, gamma, inverseGamma, negativeBinomial, poisson, studentT } = distributions;
  it.each([
    ["gamma of small shape", gamma({ shape: 0.05 })],
    ["gamma just above 1", gamma({ shape: 1.01, rate: 3 })],
    ["gamma of large shape", gamma({ shape: 1e5 })],
    ["inverse gamma of small shape", inverseGamma({ shape: 0.4, scale: 2 })],
    ["beta towards both ends", beta({ alpha: 0.1, beta: 0.2 })],
    ["beta, narrow", beta({ alpha: 900, beta: 5 })],
    ["Student t of half a degree of freedom", studentT({ degreesOfFreedom: 0.5 })],
    ["Student t, almost normal", studentT({ degreesOfFreedom: 300, location: 3, scale: 2 })],
    ["binomial, where trials are counted", binomial({ trials: 20, probability: 0.4 })],
    ["binomial, halved once", binomial({ trials: 21, probability: 0.93 })],
    ["binomial, halved often", binomial({ trials: 10_000, probability: 0.37 })],
    ["binomial, rare", binomial({ trials: 5_000, probability: 1e-3 })],
    ["Poisson, counted", poisson({ rate: 19.5 })],
    ["Poisson, halved", poisson({ rate: 23 })],
    ["Poisson, large", poisson({ rate: 7000 })],
    ["negative binomial", negativeBinomial({ mean: 500, concentration: 1.5 })],
  ] as const)("%s", (_name, distribution) => {
    const isWhole = distribution.support.kind === "integer";
    expect(
      kolmogorovDistance(distribution.draw(streams.key("far"), [COUNT]), distribution.cumulative, isWhole),
    ).toBeLessThan(FAR);
  });

  it("sure outcomes are sure, nothing is drawn of nothing, and huge counts keep their moments", () => {
    const sure = binomial({ trials: array([0, 30, 30]), probability: array([0.5, 0, 1]) });
    expect(sure.draw(streams.key(1)).toNested()).toEqual([0, 0, 30]);
    expect(poisson({ rate: 0 }).draw(streams.key(1), [3]).toNested()).toEqual([0, 0, 0]);
    for (const huge of [binomial({ trials: 1e15, probability: 0.25 }), poisson({ rate: 1e14 })]) {
      const scaled = huge.draw(streams.key(2), [COUNT]).sub(huge.mean).div(huge.variance.sqrt());
      // A mean of 0 and a mean square of 1, to five errors of 1 and √2 in √COUNT.
      expect(Math.abs(scaled.mean().item())).toBeLessThan(5 / Math.sqrt(COUNT));
      expect(Math.abs(scaled.square().mean().item() - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(COUNT));
    }
  });

  it("a key gives the same draws in any order of asking, different keys different ones", () => {
    const law = gamma({ shape: 2 });
    const [first, second] = [streams.fold(streams.key("order"), 0), streams.fold(streams.key("order"), 1)];
    const later = law.draw(second, [4]).toNested();
    expect(law.draw(first, [4]).toNested()).not.toEqual(later);
    expect(law.draw(second, [4]).toNested()).toEqual(later);
    expect(law.draw(second, [2, 2]).reshape(-1).toNested()).toEqual(later);
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
