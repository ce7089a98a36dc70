/** Intervals of parameters: what a posterior or a fit says of each, in the form that a forest figure compares. */
import { sortedQuantile } from "./bins.ts";
import { type FigureDraws, checkDraws, pooled } from "./chains.ts";

/** What one method says of one parameter. */
export interface ParameterInterval {
  /** Path of the parameter. */
  readonly path: string;
  /** Unit as text; empty when dimensionless. */
  readonly unit: string;
  /** Who says so: "NUTS", "Laplace". */
  readonly method: string;
  /** Median, mean or best fit. */
  readonly center: number;
  /** The interval drawn thick, such as one sigma. */
  readonly inner: readonly [low: number, high: number];
  /** The interval drawn thin, such as two sigma. */
  readonly outer?: readonly [low: number, high: number] | undefined;
}

/** Probability of one and two sigma of a Gaussian of one dimension. */
const oneSigma = 0.6826894921370859;
const twoSigma = 0.9544997361036416;

/**
 * Median and central intervals of 68.3 % and 95.4 % of each parameter, over all chains.
 *
 * @example
 * ```ts
 * import { credibleIntervals } from "fluxion/report";
 * const draws = [{ path: "rate", unit: "1/day", chains: [[1, 2, 3], [3, 4, 5]] }];
 * console.log(credibleIntervals(draws, "NUTS")[0]?.center); // → 3
 * ```
 */
export function credibleIntervals(draws: readonly FigureDraws[], method: string): ParameterInterval[] {
  checkDraws("credibleIntervals", draws);
  return draws.map((parameter) => {
    const sorted = pooled(parameter).sort();
    const central = (probability: number): [number, number] => [
      sortedQuantile(sorted, (1 - probability) / 2),
      sortedQuantile(sorted, (1 + probability) / 2),
    ];
    return {
      path: parameter.path,
      unit: parameter.unit,
      method,
      center: sortedQuantile(sorted, 0.5),
      inner: central(oneSigma),
      outer: central(twoSigma),
    };
  });
}

/** A value with its standard error as intervals of one and two sigma: what a fit or a Laplace approximation says. */
export function errorInterval(
  parameter: { readonly path: string; readonly unit: string },
  method: string,
  value: number,
  error: number,
): ParameterInterval {
  return {
    path: parameter.path,
    unit: parameter.unit,
    method,
    center: value,
    inner: [value - error, value + error],
    outer: [value - 2 * error, value + 2 * error],
  };
}
