/** Starts: where the chains begin, each at a point of its own or scattered about one, as wide as the density there. */
import { fold, Stream, type Key, ParameterError } from "../../../src/internal.ts";
import { type Density, rowOf } from "../dynamics/density.ts";
import { firstMetric } from "../tuning/initial-metric.ts";
import { deviationOf } from "../dynamics/metric.ts";

/** So many tries to find a finite density before a chain begins at its centre. */
const TRIES = 100;

/** About which points chains start, and how far from them. */
export interface StartPlan {
  /** One point for each chain, or a single one for all; shape [n] each. */
  readonly centres: readonly Float64Array[];
  /** Scatter in standard deviations. */
  readonly spread: number;
  /** Covariance that tells the standard deviations, by rows; null for the curvature at the centre. */
  readonly covariance: Float64Array | null;
}

/**
 * Points to start from, shape [chains, n].
 *
 * @throws ParameterError when the log density or its gradient is not finite at a centre
 */
export function scatteredStarts(
  density: Density,
  { centres, spread, covariance }: StartPlan,
  chains: number,
  key: Key,
): Float64Array {
  const single = rowOf(density, 0);
  const isFinite = (position: Float64Array): boolean => {
    single.positions.set(position);
    single.run();
    return Number.isFinite(single.values[0]) && single.gradients.every(Number.isFinite);
  };
  centres.forEach((centre, k) => {
    if (isFinite(centre)) return;
    throw new ParameterError({
      where: "sample",
      path: centres.length === 1 ? "initial" : `starts[${k}]`,
      expected: "parameters at which the log density and its gradient are finite",
      received: describe(single),
      hint: "Start from a fit, which finds parameters that the data allow, or look for NaN in the data: firstNaN says where it begins.",
    });
  });
  const metrics = spread > 0 ? centres.map((centre) => firstMetric(single, centre, covariance, "dense")) : [];
  const starts = new Float64Array(chains * single.size);
  for (let chain = 0; chain < chains; chain++) {
    const stream = new Stream(fold(key, chain));
    const which = centres.length === 1 ? 0 : chain;
    let position = centres[which]!;
    for (let trial = 0; trial < TRIES && spread > 0; trial++) {
      const normals = position.map(() => stream.normal());
      const move = deviationOf(metrics[which]!, normals);
      const tried = position.map((value, i) => value + spread * move[i]!);
      if (!isFinite(tried)) continue;
      position = tried;
      break;
    }
    starts.set(position, chain * single.size);
  }
  return starts;
}

/** What is wrong where the density has just run. */
function describe({ values, gradients }: Density): string {
  if (!Number.isFinite(values[0])) return `log density ${values[0]}`;
  return `log density ${values[0]} with a gradient that holds ${gradients.find((slope) => !Number.isFinite(slope))}`;
}
