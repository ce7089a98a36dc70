/** Simulation-based calibration: parameters drawn from the prior rank evenly among draws from their posterior. */
import { describe, expect, it } from "vitest";
import { type Arr, array, bounded, exp, positive, real, spec, type tree, streams } from "fluxion";
import type { GroupState, Sampler } from "fluxion/inference/methods";
import { chiSquaredProbability, nuts, sample, type SampleOptions } from "fluxion/inference";
import { Stream } from "../../../src/random/stream.ts";

/** A model that can be simulated: a draw of the prior, data from it, and the log posterior. */
interface Simulated<P> {
  readonly truth: Readonly<Record<string, number>>;
  readonly logDensity: (params: P) => Arr;
}

/**
 * Ranks of the truth among draws thinned to be independent, in bins, tested for evenness. The ranks of one parameter in
 * 120 data sets among 31 draws fall into 8 bins of 4: 15 expected in each, chi-squared with 7 degrees of freedom.
 *
 * @see Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based calibration, arXiv:1804.06788
 */
function calibrate<P>(
  initial: tree.Loose<P> & Readonly<Record<string, number>>,
  simulate: (key: streams.Key) => Simulated<P>,
  options: Pick<SampleOptions<P, GroupState>, "spec"> & { readonly sampler: Sampler },
): Map<string, number> {
  const [sets, kept, thinning, bins] = [120, 31, 8, 8];
  const counts = new Map(Object.keys(initial).map((path) => [path, new Float64Array(bins)]));
  for (let k = 0; k < sets; k++) {
    const { truth, logDensity } = simulate(streams.fold(streams.key("calibration"), k));
    const lengths = { chains: 1, warmup: 200, draws: kept * thinning, seed: k };
    const { draws } = sample(logDensity, initial, { ...options, ...lengths });
    for (const { path, chains } of draws) {
      let rank = 0;
      for (let i = 0; i < kept; i++) rank += chains[0]![(i + 1) * thinning - 1]! < truth[path]! ? 1 : 0;
      const histogram = counts.get(path)!;
      const bin = Math.floor((rank * bins) / (kept + 1));
      histogram[bin] = histogram[bin]! + 1;
    }
  }
  const expected = sets / bins;
  return new Map(
    [...counts].map(([path, histogram]) => [
      path,
      chiSquaredProbability(
        histogram.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0),
        bins - 1,
      )!,
    ]),
  );
}

/** Seeds are fixed: a probability below this would come up once in a thousand of them. */
const UNLIKELY = 1e-3;

function expectEven(probabilities: Map<string, number>): void {
  for (const [path, probability] of probabilities)
    expect({ path, even: probability > UNLIKELY }).toEqual({ path, even: true });
}

describe("simulation-based calibration", () => {
  it("of a line with normal errors", () => {
    const t = array([-1, -0.5, 0, 0.5, 1]);
    const probabilities = calibrate<{ offset: Arr; slope: Arr }>(
      { offset: 0, slope: 0 },
      (from) => {
        const [offset, slope, ...noise] = streams.normals(from, 7);
        const y = t.mul(slope!).add(offset!).add(array(noise).mul(0.7));
        return {
          truth: { offset: offset!, slope: slope! },
          logDensity: (p) =>
            y
              .sub(t.mul(p.slope).add(p.offset))
              .div(0.7)
              .square()
              .sum()
              .add(p.offset.square())
              .add(p.slope.square())
              .mul(-0.5),
        };
      },
      { sampler: nuts() },
    );
    expectEven(probabilities);
  });

  it("of a decay with a positive amplitude and a bounded rate", () => {
    const decay = spec({ amplitude: positive({ default: 1 }), rate: bounded(0, 2, { default: 1 }) });
    const t = array([0, 0.5, 1, 2, 4]);
    const probabilities = calibrate<typeof decay.params>(
      { amplitude: 1, rate: 1 },
      (from) => {
        const stream = new Stream(from);
        // Amplitude: logarithm normal about 0 with deviation 0.5. Rate: even from 0 to 2.
        const amplitude = Math.exp(0.5 * stream.normal());
        const rate = 2 * stream.uniform();
        const noise = t.toArray().map(() => 0.2 * stream.normal());
        const y = exp(t.mul(-rate)).mul(amplitude).add(array(noise));
        return {
          truth: { amplitude, rate },
          logDensity: (p) => {
            const residual = y.sub(exp(t.mul(p.rate).neg()).mul(p.amplitude)).div(0.2);
            const logAmplitude = p.amplitude.log();
            return residual.square().sum().add(logAmplitude.div(0.5).square()).mul(-0.5).sub(logAmplitude);
          },
        };
      },
      { spec: decay, sampler: nuts({ targetAcceptance: 0.9 }) },
    );
    expectEven(probabilities);
  });

  it("of a mean and a scale, with a metric from the Fisher divergence", () => {
    const group = spec({ mean: real({ default: 0 }), scale: positive({ default: 1 }) });
    const probabilities = calibrate<typeof group.params>(
      { mean: 0, scale: 1 },
      (from) => {
        const stream = new Stream(from);
        // Mean: normal with deviation 2. Scale: exponential with mean 1.
        const mean = 2 * stream.normal();
        const scale = -Math.log(stream.uniform());
        const y = array(Array.from({ length: 6 }, () => mean + scale * stream.normal()));
        return {
          truth: { mean, scale },
          logDensity: (p) =>
            y
              .sub(p.mean)
              .div(p.scale)
              .square()
              .sum()
              .add(p.mean.div(2).square())
              .mul(-0.5)
              .sub(p.scale.log().mul(6))
              .sub(p.scale),
        };
      },
      { spec: group, sampler: nuts({ metric: "fisher", targetAcceptance: 0.9 }) },
    );
    expectEven(probabilities);
  });
});
