/** jackknife: errors and bias from estimates that leave out one row, or one block of rows, at a time. */
import type { Arr } from "../../../src/index.ts";
import { checkOptions, option, runCheck, type OptionChecks, type RunOf } from "../../../src/internal.ts";
import type { ParameterCovariance } from "../../fisher/parameter-covariance.ts";
import { squareMatrix } from "../../linear-algebra/square-matrix.ts";
import type { Estimator, PreparedEstimator } from "./estimator.ts";
import {
  failureNote,
  type FailedReplicate,
  meanOf,
  replicate,
  type ReplicateRun,
  type ReplicateState,
  type ReplicateStatus,
  scatterOf,
  stacked,
} from "./replicates.ts";
import { resamplingSummary } from "./summary.ts";
import { type Rows, rowsOfData } from "./rows.ts";

/** How to leave out. */
export interface JackknifeOptions {
  /** How it runs: `progress` is told of each estimate, and `signal` heard before it. */
  readonly run?: RunOf<"progress" | "signal"> | undefined;
  /** Rows left out at a time, neighbours in the data: for rows that are correlated over less than that. Default 1. */
  readonly blockSize?: number | undefined;
}

/** What leaving out has shown. */
export interface Jackknife<Q> extends ParameterCovariance<Q> {
  /** "complete"; "some-failed": what is left was computed from fewer estimates; "cancelled". */
  readonly status: ReplicateStatus;
  /** The estimate from all data. */
  readonly params: Q;
  /** Standard errors; zero where something was held fixed. */
  readonly standardErrors: Q;
  /** The same in one list, in the order of `paths`. */
  readonly errors: readonly number[];
  /** Bias of the estimate, to first order in one over the number of rows. */
  readonly bias: Q;
  /** The estimate less its bias. */
  readonly corrected: Q;
  /** Covariance, shape [q, q]. */
  readonly covariance: Arr;
  /** Estimates without each block in turn, shape [blocks, q]; failed ones left out. */
  readonly replicates: Arr;
  /** Acceleration of each number: how fast its error changes with its value, for BCa intervals. */
  readonly accelerations: readonly number[];
  readonly failures: readonly FailedReplicate[];
  /** How it went and what to do next, in a sentence. */
  readonly explain: string;
  /** A table of estimates with errors, to print. */
  summary(): string;
}

/** Checks of the options. */
const checks: OptionChecks<JackknifeOptions> = {
  run: runCheck(["progress", "signal"], { target: "the estimator takes it: statistic(f, { run: { target } })" }),
  blockSize: option.whole(1),
};

/**
 * The jackknife: variance (g - 1)/g Σ (θ₋ⱼ - θ̄)² and bias (g - 1)(θ̄ - θ) from the estimates without each of g blocks of rows.
 * It suits smooth estimates; a median needs the bootstrap.
 *
 * @param estimator  a `statistic`, or a fit: `leastSquaresEstimator`, `minimumEstimator`
 * @param data  a tree of arrays with one leading axis in common
 * @throws   FitError naming data without rows, or an estimate that does not exist
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { jackknife, statistic } from "fluxion/inference";
 * const spread = statistic((x: Arr) => x.sub(x.mean()).square().mean());
 * const { params, corrected } = jackknife(spread, array([1, 2, 3, 4]));
 * console.log(params.item(), corrected.item().toFixed(6)); // → 1.25 1.666667
 * ```
 * @see Efron (1982), The jackknife, the bootstrap and other resampling plans, SIAM
 */
export function jackknife<D, Q, P>(
  estimator: Estimator<D, Q, P>,
  data: D,
  options: JackknifeOptions = {},
): Jackknife<Q> {
  checkOptions(options, checks, "jackknife");
  const rows = rowsOfData(data, options.blockSize ?? 1, "jackknife");
  return jackknifeOf(estimator.prepare(data, "jackknife"), rows, options.run ?? {});
}

/** The jackknife of an estimator that is compiled already. */
export function jackknifeOf<D, Q, P>(
  prepared: PreparedEstimator<D, Q, P>,
  rows: Rows<D>,
  run: Omit<ReplicateRun, "label">,
): Jackknife<Q> {
  const all = Array.from({ length: rows.count }, (_, row) => row);
  const { state, status } = replicate(
    rows.count,
    (left) => prepared.estimate(rows.taken(all.filter((row) => row !== left))),
    { ...run, label: "jackknife" },
  );
  return conclude(prepared, state, status);
}

function conclude<D, Q, P>(
  { numbers, paths, free, treeOf, spreadOf }: PreparedEstimator<D, Q, P>,
  { estimates, failures, done }: ReplicateState,
  status: ReplicateStatus,
): Jackknife<Q> {
  const groups = estimates.length;
  const size = numbers.length;
  const mean = meanOf(estimates, size);
  const covariance = scatterOf(estimates, mean, groups > 1 ? (groups - 1) / groups : Number.NaN);
  const errors = Float64Array.from(covariance, (row, i) => Math.sqrt(row[i]!));
  const bias = mean.map((value, i) => (groups - 1) * (value - numbers[i]!));
  const notes = [`Errors from ${groups} estimates, each without one part of the data.`];
  if (status === "cancelled") notes.push("Cancelled: the parts not left out are missing from the errors.");
  if (failures.length > 0) notes.push(failureNote(failures, done));
  const explain = notes.join(" ");
  return {
    status,
    params: treeOf(numbers),
    ...{ free, paths, failures, explain },
    standardErrors: spreadOf(errors),
    errors: Array.from(errors),
    bias: spreadOf(bias),
    corrected: treeOf(numbers.map((value, i) => value - bias[i]!)),
    covariance: squareMatrix(covariance),
    replicates: stacked(estimates, size),
    accelerations: Array.from(numbers, (_, i) => acceleration(estimates, mean, i)),
    summary: () => resamplingSummary(paths, numbers, errors, bias, [explain]),
  };
}

/** Σ d³ / (6 (Σ d²)^(3/2)), d the deviations of the mean from the estimates; zero where nothing varies. */
function acceleration(estimates: readonly Float64Array[], mean: Float64Array, i: number): number {
  let [squares, cubes] = [0, 0];
  for (const estimate of estimates) {
    const deviation = mean[i]! - estimate[i]!;
    squares += deviation ** 2;
    cubes += deviation ** 3;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}
