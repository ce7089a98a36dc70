/** Bootstrap intervals: which percentiles of the replicates enclose a number, by five rules. */
import { hostNormalQuantile, erfc } from "../../../src/internal.ts";
import { quantileOfSorted } from "../../diagnostics/measures/moments.ts";

/**
 * How an interval is made: `percentile` takes percentiles as they are; `basic` mirrors them at the estimate; `normal` is the
 * estimate less its bias with normal errors; `bc` moves the percentiles by the bias of the median; `bca` also by the
 * acceleration, which makes its error fall as one over the number of rows.
 */
export type BootstrapIntervalKind = "percentile" | "basic" | "normal" | "bc" | "bca";

/** One number of an estimate and its replicates. */
export interface ReplicatedNumber {
  readonly estimate: number;
  /** In ascending order. */
  readonly sorted: Float64Array;
  readonly mean: number;
  readonly error: number;
  readonly acceleration: number;
}

/**
 * Both ends of an interval; NaN where all replicates lie on one side of the estimate and the rule needs both.
 *
 * @see Efron (1987), Better bootstrap confidence intervals, JASA 82, 171; DiCiccio & Efron (1996), Statistical Science 11, 189
 */
export function bootstrapEnds(
  { estimate, sorted, mean, error, acceleration }: ReplicatedNumber,
  confidence: number,
  kind: BootstrapIntervalKind,
): readonly [lower: number, upper: number] {
  const tails = [(1 - confidence) / 2, (1 + confidence) / 2] as const;
  if (kind === "normal") {
    const center = estimate - (mean - estimate);
    const [low, high] = tails.map((p) => center + error * hostNormalQuantile(p));
    return [low!, high!];
  }
  if (kind === "percentile" || kind === "basic") {
    const [low, high] = [quantileOfSorted(sorted, tails[0]), quantileOfSorted(sorted, tails[1])];
    return kind === "percentile" ? [low, high] : [2 * estimate - high, 2 * estimate - low];
  }
  if (sorted[0] === sorted.at(-1)) return [sorted[0]!, sorted[0]!];
  const a = kind === "bca" ? acceleration : 0;
  const z0 = hostNormalQuantile(fractionBelow(sorted, estimate));
  if (!Number.isFinite(z0)) return [Number.NaN, Number.NaN];
  const [low, high] = tails.map((p) => {
    const shifted = z0 + hostNormalQuantile(p);
    return quantileOfSorted(sorted, normalProbability(z0 + shifted / (1 - a * shifted)));
  });
  return [low!, high!];
}

/** The fraction of numbers below a value, those equal to it counted half. */
function fractionBelow(sorted: Float64Array, value: number): number {
  let [below, equal] = [0, 0];
  for (const number of sorted) {
    if (number < value) below++;
    else if (number === value) equal++;
  }
  return (below + equal / 2) / sorted.length;
}

function normalProbability(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2).item();
}
