/** Simulation-based calibration: ranks of parameters drawn from the prior among draws from their posterior. */
import { expect } from "vitest";
import type { Arr } from "fluxion";
import { type tree, streams } from "fluxion";
import type { GroupState, Sampler } from "fluxion/inference/methods";
import { chiSquaredProbability, sample, type SampleOptions } from "fluxion/inference";

/** A model that can be simulated: a draw of the prior, data from it, and the log posterior. */
export interface Simulated<P> {
  /** By path of a number. */
  readonly truth: Readonly<Record<string, number>>;
  readonly logDensity: (params: P) => Arr;
}

/**
 * Ranks of the truth among draws thinned to be independent, in bins, tested for evenness. The ranks of one parameter in
 * 120 data sets among 31 draws fall into 8 bins of 4: 15 expected in each, chi-squared with 7 degrees of freedom.
 *
 * @see Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based calibration, arXiv:1804.06788
 */
export function calibrate<P>(
  initial: tree.Loose<P>,
  simulate: (key: streams.Key) => Simulated<P>,
  options: Pick<SampleOptions<P, GroupState>, "spec"> & { readonly sampler: Sampler },
): Map<string, number> {
  const [sets, kept, thinning, bins] = [120, 31, 8, 8];
  const counts = new Map<string, Float64Array>();
  for (let k = 0; k < sets; k++) {
    const { truth, logDensity } = simulate(streams.fold(streams.key("calibration"), k));
    const lengths = { chains: 1, warmup: 200, draws: kept * thinning, run: { seed: k } };
    const { draws } = sample(logDensity, initial, { ...options, ...lengths });
    for (const { path, chains } of draws) {
      if (truth[path] === undefined) continue;
      let rank = 0;
      for (let i = 0; i < kept; i++) rank += chains[0]![(i + 1) * thinning - 1]! < truth[path] ? 1 : 0;
      const histogram = counts.get(path) ?? new Float64Array(bins);
      counts.set(path, histogram);
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

/** None of the probabilities is one that a right sampler has once in a thousand. */
export function expectEven(probabilities: Map<string, number>): void {
  for (const [path, probability] of probabilities)
    expect({ path, even: probability > UNLIKELY }).toEqual({ path, even: true });
}
