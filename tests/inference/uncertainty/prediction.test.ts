/** WAIC and PSIS-LOO against ArviZ, exact leave-one-out of a normal mean, and the generalised Pareto distribution. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Arr, array, streams } from "fluxion";
import { comparePredictions, pointwiseLogLikelihood, psisLoo, waic } from "fluxion/inference";
import {
  fitGeneralizedPareto,
  generalizedParetoQuantile,
} from "../../../inference/uncertainty/prediction/generalized-pareto.ts";

interface Reference {
  readonly elpd: number;
  readonly se: number;
  readonly p: number;
  readonly pointwise: readonly number[];
}
const reference = JSON.parse(
  readFileSync(new URL("../../../fixtures/predictive-density/arviz.json", import.meta.url), "utf8"),
) as {
  readonly data: readonly number[];
  readonly mu: readonly (readonly number[])[];
  readonly sigma: readonly (readonly number[])[];
  readonly waic: Reference;
  readonly loo: readonly (Reference & {
    readonly reff: number;
    readonly paretoK: readonly number[];
    readonly threshold: number;
  })[];
};

type Normal = Readonly<{ mu: Arr; sigma: Arr }>;
const y = array([...reference.data]);
const logLikelihood = pointwiseLogLikelihood(
  ({ mu, sigma }: Normal): Arr =>
    y
      .sub(mu)
      .div(sigma)
      .square()
      .mul(-0.5)
      .sub(sigma.log())
      .sub(0.5 * Math.log(2 * Math.PI)),
  { mu: 0, sigma: 1 },
  [
    { path: "mu", chains: reference.mu },
    { path: "sigma", chains: reference.sigma },
  ],
);
const [n, draws] = [reference.data.length, 800];
// ArviZ divides variances over the observations by n, the definition by n - 1.
const spread = Math.sqrt(n / (n - 1));

describe("WAIC", () => {
  it("is that of ArviZ, but for the divisor of its variances", () => {
    const found = waic(logLikelihood);
    const { p, pointwise, elpd } = reference.waic;
    expect(logLikelihood.shape).toEqual([4, 200, n]);
    // ArviZ divides the variance over the draws by their number S, the definition by S - 1.
    const excess = 1 / (draws - 1);
    expect(found.effectiveParameters / (p * (1 + excess))).toBeCloseTo(1, 12);
    expect(found.elpd).toBeCloseTo(elpd - p * excess, 11);
    const effective = found.pointwise.effectiveParameters.toArray();
    found.pointwise.elpd.toArray().forEach((value, i) => {
      expect(value).toBeCloseTo(pointwise[i]! - (effective[i]! * excess) / (1 + excess), 12);
    });
    // Terms that differ by up to 1e-3 of the largest change the error in the third digit.
    expect(found.standardError / (reference.waic.se * spread)).toBeCloseTo(1, 2);
    expect(found.status).toBe("unreliable");
    expect(found.explain).toMatchInlineSnapshot(
      `"elpd -29.73 ± 7.3, 4.296 effective parameters. The variance of the log-likelihood exceeds 0.4 at observations 13: take psisLoo instead."`,
    );
  });
});

describe("PSIS-LOO", () => {
  it.each(reference.loo.map((loo) => ({ loo })))(
    "is that of ArviZ at a relative efficiency of $loo.reff",
    ({ loo }) => {
      const found = psisLoo(logLikelihood, { relativeEfficiency: loo.reff });
      expect(found.elpd).toBeCloseTo(loo.elpd, 10);
      expect(found.effectiveParameters).toBeCloseTo(loo.p, 10);
      expect(found.standardError / (loo.se * spread)).toBeCloseTo(1, 11);
      expect(found.largestK).toBeCloseTo(loo.threshold, 14);
      const [elpd, k] = [found.pointwise.elpd.toArray(), found.paretoK.toArray()];
      loo.pointwise.forEach((value, i) => {
        expect(elpd[i]).toBeCloseTo(value, 10);
        expect(k[i]).toBeCloseTo(loo.paretoK[i]!, 10);
      });
      // The last observation is the one far out.
      expect(found.influential).toEqual([n - 1]);
      expect(found.status).toBe("unreliable");
    },
  );

  it("says what to do about influential observations", () => {
    expect(psisLoo(logLikelihood, { relativeEfficiency: 1 }).explain).toMatchInlineSnapshot(
      `"elpd -29.71 ± 7.274, 4.275 effective parameters. Pareto k exceeds 0.66 at observations 13 (k = 0.86): fit without each of these to be sure, draw more, or take a noise model with wider tails."`,
    );
  });

  it("measures how many draws the chains are worth", () => {
    // Each draw four times over: a quarter of the draws, and a tail twice as long in proportion.
    const size = 2000;
    const likelihoodAt = (mu: Arr): Arr =>
      array([0.5, -1])
        .sub(mu.reshape(1, -1, 1))
        .square()
        .mul(-0.5);
    const mu = streams.normals(streams.key("sticky"), size / 4).map((z) => 0.3 * z);
    const sticky = likelihoodAt(array(Array.from({ length: size }, (_, k) => mu[Math.floor(k / 4)]!)));
    const [measured, quarter, whole] = [
      psisLoo(sticky),
      psisLoo(sticky, { relativeEfficiency: 0.25 }),
      psisLoo(sticky, { relativeEfficiency: 1 }),
    ].map(({ elpd }) => elpd);
    expect(Math.abs(measured! - quarter!)).toBeLessThan(Math.abs(whole! - quarter!));
    const fresh = likelihoodAt(array(streams.normals(streams.key("fresh"), size)).mul(0.3));
    const both = [psisLoo(fresh), psisLoo(fresh, { relativeEfficiency: 1 })].map(({ elpd }) => elpd);
    expect(Math.abs(both[0]! - both[1]!)).toBeLessThan(1e-3);
  });

  it("is exact leave-one-out of a normal mean, to the error of its draws", () => {
    // y ~ N(mu, 1) with a flat prior: without yᵢ the predictive is N(mean of the others, 1 + 1 / (n - 1)).
    const values = Array.from(streams.normals(streams.key("data"), 12));
    const mean = values.reduce((sum, value) => sum + value, 0) / 12;
    const size = 20_000;
    const mu = array(streams.normals(streams.key("posterior"), size))
      .div(Math.sqrt(12))
      .add(mean);
    const pointwise = array(values)
      .sub(mu.reshape(size, 1))
      .square()
      .mul(-0.5)
      .sub(0.5 * Math.log(2 * Math.PI));
    const found = psisLoo(pointwise);
    expect(found.status).toBe("reliable");
    const exact = values.map((value) => {
      const others = (12 * mean - value) / 11;
      return -0.5 * ((value - others) ** 2 / (12 / 11) + Math.log((2 * Math.PI * 12) / 11));
    });
    // Each term is a mean over 20 000 draws of numbers that vary by a tenth: 1e-3, four times over, and more far out.
    found.pointwise.elpd.toArray().forEach((value, i) => {
      expect(Math.abs(value - exact[i]!)).toBeLessThan(0.01);
    });
    // With all data the predictive is N(mean, 1 + 1 / n); the difference of the sums is the effective number.
    const whole = values.map((value) => -0.5 * ((value - mean) ** 2 / (13 / 12) + Math.log((2 * Math.PI * 13) / 12)));
    const effective = whole.reduce((sum, value, i) => sum + value - exact[i]!, 0);
    expect(Math.abs(found.effectiveParameters - effective)).toBeLessThan(0.02);
  });

  it("takes draws that are all the same, and too few for a tail", () => {
    const same = psisLoo(
      array([
        [-1, -2],
        [-1, -2],
        [-1, -2],
      ]),
    );
    expect(same.elpd).toBeCloseTo(-3, 14);
    expect(Array.from(same.paretoK.toArray())).toEqual([0, 0]);
    const few = psisLoo(
      array([
        [-1, -2],
        [-1.1, -2.1],
        [-1.2, -1.9],
      ]),
    );
    expect(Array.from(few.paretoK.toArray())).toEqual([Infinity, Infinity]);
    expect(few.status).toBe("unreliable");
  });

  it("says what it takes", () => {
    expect(() => psisLoo(array([1, 2]))).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at logLikelihood in psisLoo(): expected shape [chains, draws, observations] or [draws, observations], received [2]. pointwiseLogLikelihood makes it of draws and a function of the parameters.]`,
    );
    expect(() =>
      waic(
        array([
          [1, 2],
          [1, -Infinity],
        ]),
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at logLikelihood[..., 1] in waic(): expected finite numbers, received -Infinity at draw 1. An observation that a draw calls impossible has no leave-one-out estimate; look at the noise model there.]`,
    );
    expect(() =>
      psisLoo(
        array([
          [1, 2],
          [1, 2],
        ]),
        { relativeEfficiency: [1] },
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at relativeEfficiency in psisLoo(): expected a positive number, or one for each of 2 observations, received 1 numbers.]`,
    );
    const sum = ({ mu }: Normal): Arr => y.sub(mu).square().sum();
    const one = [{ path: "mu", chains: [[0, 1]] }];
    expect(() => pointwiseLogLikelihood(sum, { mu: 0, sigma: 1 }, one)).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at logLikelihood in pointwiseLogLikelihood(): expected the log-likelihood of each observation, shape [n], received shape []. Leave out the sum over the observations.]`,
    );
    expect(() =>
      pointwiseLogLikelihood(sum, { mu: 0, sigma: 1 }, [{ path: "tau", chains: [[0, 1]] }]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at draws in pointwiseLogLikelihood(): there are draws of tau, which the parameters do not have. The numbers of the parameters are mu, sigma.]`,
    );
  });
});

describe("comparison of models", () => {
  it("is of the same observations, with the error of the difference", () => {
    const better = psisLoo(logLikelihood);
    const worse = psisLoo(logLikelihood.sub(array(reference.data.map((_, i) => 0.1 * (i % 3)))));
    const [first, second] = comparePredictions({ worse, better });
    expect([first!.name, second!.name]).toEqual(["better", "worse"]);
    expect(first).toMatchObject({ difference: 0, differenceError: 0 });
    // 0.1 (0 + 1 + 2 + ...) over 14 observations; their variance over n - 1 times n.
    const losses = reference.data.map((_, i) => -0.1 * (i % 3));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / n;
    expect(second!.difference).toBeCloseTo(mean * n, 10);
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / (n - 1);
    expect(second!.differenceError).toBeCloseTo(Math.sqrt(n * variance), 10);
    const other = psisLoo(
      array([
        [-1, -2],
        [-1, -2],
        [-1, -2],
      ]),
    );
    expect(() => comparePredictions({ better, other })).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at better in comparePredictions(): expected PSIS-LOO of 2 observations, as other has, received PSIS-LOO of 14. Models are compared on the same data by the same method.]`,
    );
  });
});

describe("generalised Pareto", () => {
  it.each([-0.3, 0.2, 0.5, 0.9])("is recovered from draws of shape %d", (shape) => {
    const size = 4000;
    const excesses = streams
      .uniforms(streams.key(`pareto ${shape}`), size)
      .map((p) => generalizedParetoQuantile({ shape, scale: 2 }, p))
      .sort();
    const found = fitGeneralizedPareto(excesses);
    // The standard deviation of the shape is (1 + shape) / sqrt(size) at its least, 3 % at 0.9; four of it.
    expect(Math.abs(found.shape - shape)).toBeLessThan((4 * (1 + shape)) / Math.sqrt(size));
    expect(Math.abs(found.scale / 2 - 1)).toBeLessThan(0.13);
  });

  it("has the exponential quantile at shape zero", () => {
    expect(generalizedParetoQuantile({ shape: 0, scale: 2 }, 0.5)).toBeCloseTo(2 * Math.log(2), 15);
    expect(generalizedParetoQuantile({ shape: 1e-9, scale: 2 }, 0.5)).toBeCloseTo(2 * Math.log(2), 8);
    expect(generalizedParetoQuantile({ shape: 1, scale: 2 }, 0.75)).toBeCloseTo(6, 14);
  });
});
