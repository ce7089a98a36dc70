/** bootstrap: errors, bias and intervals from estimates of resampled, or simulated, data. */
import { type Arr } from "../../../src/index.ts";
import {
  checkOptions,
  option,
  fold,
  integers,
  key,
  refuseFile,
  type ResumeFile,
  runCheck,
  type RunOf,
  stateOf,
  type OptionChecks,
  type Key,
  FitError,
  OptionError,
} from "../../../src/internal.ts";
import type { ParameterCovariance } from "../../fisher/parameter-covariance.ts";
import { squareMatrix } from "../../linear-algebra/square-matrix.ts";
import type { Estimate, Estimator, PreparedEstimator } from "./estimator.ts";
import { jackknifeOf } from "./jackknife.ts";
import { bootstrapEnds, type BootstrapIntervalKind } from "./percentiles.ts";
import {
  failureNote,
  type FailedReplicate,
  meanOf,
  replicate,
  type ReplicateState,
  type ReplicateStatus,
  scatterOf,
  stacked,
} from "./replicates.ts";
import { rowsOfData } from "./rows.ts";
import { resamplingSummary } from "./summary.ts";

/** How to draw. */
export interface BootstrapOptions<D, P, Resume = ReplicateState> {
  /**
   * How it runs: the draws follow from its `seed`, `progress` is told of each draw and `signal` heard before it. It goes on from the
   * state of an earlier run with the same seed and data, to more draws.
   */
  readonly run?: RunOf<"seed" | "progress" | "signal" | "resume", Resume> | undefined;
  /** Number of sets of data. Default 1000: errors to 2 %; ends of 95 % intervals want 2000 or more. */
  readonly draws?: number | undefined;
  /**
   * Parametric bootstrap: data simulated from the fitted parameters, `(p, key) => ({ ...data, y: ... })`, with random numbers
   * from `normals(key, n)` and the like. Default: rows are drawn from the data, with replacement.
   */
  readonly simulate?: ((params: P, key: Key) => D) | undefined;
  /** Rows that are drawn together, neighbours in the data. Default 1. */
  readonly blockSize?: number | undefined;
}

/** A confidence interval for every number of an estimate. */
export interface BootstrapInterval<Q> {
  readonly confidence: number;
  readonly kind: BootstrapIntervalKind;
  readonly lower: Q;
  readonly upper: Q;
  /** The same in one list, in the order of `paths`. */
  readonly ends: readonly (readonly [lower: number, upper: number])[];
}

/** What resampling has shown. */
export interface Bootstrap<Q> extends ParameterCovariance<Q> {
  /** "complete"; "some-failed": what is left was computed from fewer draws; "cancelled". */
  readonly status: ReplicateStatus;
  /** The estimate from the data. */
  readonly params: Q;
  /** Standard errors; zero where something was held fixed, NaN from fewer than two draws. */
  readonly standardErrors: Q;
  /** The same in one list, in the order of `paths`. */
  readonly errors: readonly number[];
  /** Mean of the draws less the estimate. */
  readonly bias: Q;
  /** Covariance, shape [q, q]. */
  readonly covariance: Arr;
  /** The estimates, shape [draws that succeeded, q]. */
  readonly replicates: Arr;
  readonly failures: readonly FailedReplicate[];
  /** Plain data to store; hand it to the same call as `run.resume` to go on, or for more draws. */
  readonly state: ReplicateState;
  /**
   * A confidence interval. Default "bca" for drawn rows, which leaves out each row once to measure the acceleration, and "bc"
   * for simulated data.
   *
   * @throws OptionError when the confidence is no probability, or BCa is asked of simulated data
   */
  interval(confidence?: number, kind?: BootstrapIntervalKind): BootstrapInterval<Q>;
  /** How it went and what to do next, in a sentence. */
  readonly explain: string;
  /** A table of estimates with errors, to print. */
  summary(): string;
}

/** Checks of the options. */
export const bootstrapChecks: OptionChecks<BootstrapOptions<unknown, unknown>> = {
  run: runCheck(["seed", "progress", "signal", "resume"], {
    target: "the estimator takes it: leastSquaresEstimator(residuals, initial, { run: { target } })",
  }),
  draws: option.whole(2),
  simulate: option.callback,
  blockSize: option.whole(1),
};

/**
 * The bootstrap: the estimate again from many sets of data, drawn by rows (pairs bootstrap) or simulated from the fit
 * (parametric bootstrap). A fit is compiled once and starts from the fit to the data.
 *
 * @param estimator  a `statistic`, or a fit: `leastSquaresEstimator`, `minimumEstimator`
 * @param data  a tree of arrays with one leading axis in common; any data where they are simulated
 * @throws   FitError naming data without rows, or an estimate that does not exist
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { bootstrap, statistic } from "fluxion/inference";
 * const data = array([1.2, 0.4, 3.1, 2.2, 0.9, 1.7, 5.3, 0.8]);
 * const found = bootstrap(statistic((x: Arr) => x.mean()), data, { draws: 2000, run: { seed: "waiting" } });
 * const { lower, upper } = found.interval(0.9);
 * console.log(found.params.item().toFixed(2), lower.item() < 1.3, upper.item() > 2.8); // → 1.95 true true
 * ```
 * @see Efron & Tibshirani (1993), An introduction to the bootstrap
 */
export function bootstrap<D, Q, P>(
  estimator: Estimator<D, Q, P>,
  data: D,
  options: BootstrapOptions<NoInfer<D>, NoInfer<P>> = {},
): Bootstrap<Q> {
  checkOptions(options, bootstrapChecks, "bootstrap");
  const { progress, signal, resume } = options.run ?? {};
  refuseFile(resume, "bootstrap");
  const { draws, estimate, conclude } = bootstrapTask(estimator, data, options, "bootstrap");
  const { state, status } = replicate(
    draws,
    estimate,
    { progress, signal, label: "bootstrap" },
    stateOf<ReplicateState>(resume),
  );
  return conclude(state, status);
}

/** A bootstrap made ready, all but its loop. */
export interface BootstrapTask<D, Q> {
  readonly draws: number;
  readonly paths: readonly string[];
  /** The data of a draw. */
  readonly drawn: (draw: number) => D;
  /** The estimate from them. */
  readonly estimate: (draw: number) => Estimate;
  readonly conclude: (state: ReplicateState, status: ReplicateStatus) => Bootstrap<Q>;
  /** Digest of what is estimated. */
  readonly digest: () => string;
}

/** Compiles, and estimates from the data themselves. */
export function bootstrapTask<D, Q, P>(
  estimator: Estimator<D, Q, P>,
  data: D,
  options: BootstrapOptions<D, P, ReplicateState | ResumeFile>,
  where: string,
): BootstrapTask<D, Q> {
  const draws = options.draws ?? 1000;
  const { simulate } = options;
  const root = key(options.run?.seed ?? 0);
  const rows = simulate === undefined ? rowsOfData(data, options.blockSize ?? 1, where) : null;
  const prepared = estimator.prepare(data, where);
  const drawn = (draw: number): D => {
    const from = fold(root, draw);
    // One of the two is there.
    return rows === null ? simulate!(prepared.params, from) : rows.taken(integers(from, rows.count, rows.count));
  };
  let measured: readonly number[] | undefined;
  const accelerations =
    rows === null ? null : (): readonly number[] => (measured ??= jackknifeOf(prepared, rows, {}).accelerations);
  return {
    draws,
    paths: prepared.paths,
    drawn,
    estimate: (draw) => prepared.estimate(drawn(draw)),
    conclude: (state, status) => conclude(prepared, state, status, accelerations),
    digest: prepared.digest,
  };
}

function conclude<D, Q, P>(
  { numbers, paths, free, treeOf, spreadOf }: PreparedEstimator<D, Q, P>,
  state: ReplicateState,
  status: ReplicateStatus,
  accelerations: (() => readonly number[]) | null,
): Bootstrap<Q> {
  const { estimates, failures, done } = state;
  const count = estimates.length;
  const size = numbers.length;
  const mean = meanOf(estimates, size);
  const covariance = scatterOf(estimates, mean, count > 1 ? 1 / (count - 1) : Number.NaN);
  const errors = Float64Array.from(covariance, (row, i) => Math.sqrt(row[i]!));
  const bias = mean.map((value, i) => value - numbers[i]!);
  const sorted = paths.map((_, i) => Float64Array.from(estimates, (estimate) => estimate[i]!).sort());
  const explain = explanation(count, failures, done, status, bias, errors, paths, accelerations !== null);
  const interval: Bootstrap<Q>["interval"] = (confidence = 0.6826894921370859, asked) => {
    const kind = asked ?? (accelerations === null ? "bc" : "bca");
    option.choice("percentile", "basic", "normal", "bc", "bca")(kind, "interval", "kind");
    checkInterval(confidence, kind, count, accelerations !== null);
    const ends = sorted.map((values, i) => {
      const acceleration = kind === "bca" ? accelerations!()[i]! : 0;
      const number = { estimate: numbers[i]!, sorted: values, mean: mean[i]!, error: errors[i]!, acceleration };
      return bootstrapEnds(number, confidence, kind);
    });
    const [lower, upper] = [0, 1].map((side) => treeOf(Float64Array.from(ends, (end) => end[side]!)));
    return { confidence, kind, lower: lower!, upper: upper!, ends };
  };
  return {
    status,
    params: treeOf(numbers),
    ...{ free, paths, failures, explain, state, interval },
    standardErrors: spreadOf(errors),
    errors: Array.from(errors),
    bias: spreadOf(bias),
    covariance: squareMatrix(covariance),
    replicates: stacked(estimates, size),
    summary: () => resamplingSummary(paths, numbers, errors, bias, [explain]),
  };
}

function checkInterval(confidence: number, kind: BootstrapIntervalKind, count: number, hasRows: boolean): void {
  const where = "interval";
  if (!(confidence > 0 && confidence < 1)) {
    throw new OptionError({
      where,
      path: "confidence",
      expected: "a probability between 0 and 1",
      received: String(confidence),
    });
  }
  if (count < 2) {
    throw new FitError({
      where,
      problem: `there are ${count} draws`,
      hint: "Intervals need at least two; hand state to run.resume.",
    });
  }
  if (kind === "bca" && !hasRows) {
    throw new OptionError({
      where,
      path: "kind",
      problem: "simulated data have no rows to leave out, which BCa needs for its acceleration",
      hint: 'Ask for "bc", or for "percentile".',
    });
  }
}

/** A bias beyond this fraction of the error shows. */
const tellingBias = 0.25;

function explanation(
  count: number,
  failures: readonly FailedReplicate[],
  done: number,
  status: ReplicateStatus,
  bias: Float64Array,
  errors: Float64Array,
  paths: readonly string[],
  hasRows: boolean,
): string {
  // The relative standard deviation of a standard deviation from B normal draws is 1 / sqrt(2 B).
  const precision = Math.ceil(100 / Math.sqrt(2 * Math.max(count, 1)));
  const notes = [`Errors from ${count} draws, good to ${precision} %.`];
  if (status === "cancelled") notes.push("Cancelled; hand this state to run.resume to go on.");
  if (failures.length > 0) notes.push(failureNote(failures, done));
  // The mean of B draws has an error of its own, which must not be taken for bias.
  const least = Math.max(tellingBias, 3 / Math.sqrt(count));
  const biased = paths.filter((_, i) => Math.abs(bias[i]!) > least * errors[i]!).map((path) => path || "the value");
  if (biased.length > 0) {
    const kind = hasRows ? "BCa" : '"bc"';
    notes.push(`Biased by more than a quarter of the error: ${biased.join(", ")}; prefer ${kind} intervals to errors.`);
  }
  return notes.join(" ");
}
