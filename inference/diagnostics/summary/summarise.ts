/** summarise: the posterior of each quantity in a line of numbers, with the errors that sampling leaves. */
import { checkOptions, option, DataError } from "../../../src/internal.ts";
import { areUsable, type ChainDraws, checkChains, pooled } from "../measures/draws.ts";
import { mean, quantileOfSorted, sorted, standardDeviation } from "../measures/moments.ts";
import {
  deviationMonteCarloError,
  meanMonteCarloError,
  quantileMonteCarloError,
} from "../measures/monte-carlo-error.ts";
import { quantityDiagnostics, type QuantityDiagnostics } from "../verdict/quantity.ts";

/** A number estimated from draws, with its Monte Carlo standard error, both in the unit of the quantity. */
export interface MonteCarloEstimate {
  readonly value: number;
  /** NaN when it cannot be told. */
  readonly error: number;
}

/** What draws say of one quantity. */
export interface QuantitySummary extends QuantityDiagnostics {
  readonly unit: string;
  readonly mean: MonteCarloEstimate;
  /** Standard deviation. */
  readonly deviation: MonteCarloEstimate;
  /** In the order in which they were asked for. */
  readonly quantiles: readonly (MonteCarloEstimate & { readonly probability: number })[];
}

/** What to summarise. */
export interface SummariseOptions {
  /** Probabilities of the quantiles. Default 0.05, 0.5 and 0.95. */
  readonly quantiles?: readonly number[] | undefined;
}

/**
 * Mean, standard deviation and quantiles of each quantity, each with its Monte Carlo error, beside R-hat and effective sample
 * sizes. `summaryTable` prints them.
 *
 * @throws DataError when the chains of a quantity differ in length, or a quantile is not of a probability
 * @example
 * ```ts
 * import { summarise } from "fluxion/inference";
 * import { streams } from "fluxion";
 * const chains = [1, 2, 3, 4].map((seed) => streams.normals(streams.key(seed), 1000));
 * const [row] = summarise([{ path: "x", unit: "m", chains }]);
 * console.log(row!.deviation.value.toFixed(2), row!.mean.error.toFixed(3)); // → 0.99 0.017
 * ```
 */
export function summarise(draws: readonly ChainDraws[], options: SummariseOptions = {}): readonly QuantitySummary[] {
  checkOptions(options, { quantiles: option.each(option.fraction) }, "summarise");
  const probabilities = options.quantiles ?? [0.05, 0.5, 0.95];
  const odd = probabilities.findIndex((probability) => !(probability >= 0 && probability <= 1));
  if (odd >= 0) {
    throw new DataError({
      where: "summarise",
      path: `quantiles[${odd}]`,
      expected: "a probability from 0 to 1",
      received: String(probabilities[odd]),
    });
  }
  return draws.map((quantity) => {
    const { unit, chains } = quantity;
    checkChains(chains, "summarise", quantity.path);
    const usable = areUsable(chains);
    const all = pooled(chains);
    const ordered = sorted(all);
    return {
      ...quantityDiagnostics(quantity, "summarise"),
      unit,
      mean: { value: mean(all), error: meanMonteCarloError(chains) },
      deviation: {
        value: standardDeviation(all),
        error: usable ? deviationMonteCarloError(chains) : Number.NaN,
      },
      quantiles: probabilities.map((probability) => ({
        probability,
        value: quantileOfSorted(ordered, probability),
        error: quantileMonteCarloError(chains, probability),
      })),
    };
  });
}
