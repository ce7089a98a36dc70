/** Gaussian process: a belief about a function everywhere, from its values at some points. */
import { array, type Arr } from "../../../src/index.ts";
import { checkOptions, option, type OptionChecks, OptionError } from "../../../src/internal.ts";
import { drive } from "../../drive/drive.ts";
import { lbfgsb } from "../../minimize/lbfgsb/lbfgsb.ts";
import { defaultStop, judge } from "../../fit/judge.ts";
import type { SmoothProblem } from "../../problem/vector-problem.ts";
import type { KernelName } from "./kernel.ts";
import { type PaddedData, processPrograms, type ProcessPosterior } from "./process-programs.ts";

/** What a Gaussian process supposes. */
export interface ProcessOptions {
  /** How values at neighbouring points are alike. Default "matern52". */
  readonly kernel?: KernelName | undefined;
  /** Taken as they are. Default: those of the greatest marginal likelihood. */
  readonly hyperparameters?: Hyperparameters | undefined;
  /** Where to begin to look for them, besides a start of our own. */
  readonly near?: Hyperparameters | undefined;
}

/** The numbers of a kernel, in the units of points and values. */
export interface Hyperparameters {
  /** How far values stay alike along each coordinate, shape [d]. */
  readonly lengthScales: readonly number[];
  /** Standard deviation of the function. */
  readonly signal: number;
  /** Standard deviation of a single value around the function. */
  readonly noise: number;
}

/** A Gaussian process of mean zero that has seen some values. */
export interface GaussianProcess {
  readonly kernel: KernelName;
  readonly hyperparameters: Hyperparameters;
  /** log p(values | points, hyperparameters). */
  readonly logMarginalLikelihood: number;
  /** The belief about the function at a point: mean and standard deviation. */
  predict(point: readonly number[] | Float64Array): { readonly mean: number; readonly deviation: number };
  /** What the compiled programs take. */
  readonly posterior: ProcessPosterior;
}

/** Observations are padded to the next of these powers of two, so that one program serves many counts. */
const leastPadded = 16;
/** Length scales against the extent of the points: below, every point stands alone; above, the coordinate has no effect. */
const lengthRange: readonly [number, number] = [0.03, 30];
/** Variance of the signal against the mean square of the values. */
const signalRange: readonly [number, number] = [1e-2, 1e4];
/** Variance of the noise against the same. */
const noiseRange: readonly [number, number] = [1e-8, 1];

/** Checks of the options. */
const checks: OptionChecks<ProcessOptions> = {
  kernel: option.choice("matern52", "rbf"),
  hyperparameters: option.object,
  near: option.object,
};

/**
 * A Gaussian process with values at some points. Its length scales, one a coordinate, its variance and its noise are those
 * of the greatest marginal likelihood, found by L-BFGS-B through exact gradients.
 *
 * @param points  shape [n, d], n and d at least 1
 * @param values  shape [n]; the process has mean zero, so subtract theirs
 * @throws OptionError when there are not as many values as points, or any is not finite
 * @example
 * ```ts
 * import { gaussianProcess } from "fluxion/inference";
 * const x = [0, 0.2, 0.4, 0.6, 0.8, 1];
 * const process = gaussianProcess(x.map((each) => [each]), x.map((each) => Math.sin(6 * each)), { kernel: "rbf" });
 * const { mean } = process.predict([0.5]);
 * console.log(Math.abs(mean - Math.sin(3)) < 0.01); // → true
 * ```
 * @see Rasmussen & Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1 and section 5.4
 */
export function gaussianProcess(
  points: readonly (readonly number[] | Float64Array)[],
  values: readonly number[] | Float64Array,
  options: ProcessOptions = {},
): GaussianProcess {
  checkOptions(options, checks, "gaussianProcess");
  const { kernel = "matern52", hyperparameters, near } = options;
  const dimensions = points[0]?.length ?? 0;
  const finite = points.every((point) => point.length === dimensions && point.every(Number.isFinite));
  if (dimensions === 0 || points.length !== values.length || !finite || !values.every(Number.isFinite)) {
    throw new OptionError({
      where: "gaussianProcess",
      expected: "finite points of one length, and a finite value for each",
      received: `${points.length} points in ${dimensions} dimensions and ${values.length} values`,
    });
  }
  const data = padded(points, values, dimensions);
  const { likelihood, posterior, belief } = processPrograms[kernel];
  const logs =
    hyperparameters === undefined ? mostLikely(kernel, data, scalesOf(points, values), near) : logsOf(hyperparameters);
  const asArray = array(logs);
  const known = posterior(asArray, data);
  return {
    kernel,
    hyperparameters: hyperparametersOf(logs),
    logMarginalLikelihood: -likelihood(asArray, data).value.item(),
    posterior: known,
    predict: (point) => {
      const { mean, deviation } = belief(array(Float64Array.from(point)), known);
      return { mean: mean.item(), deviation: deviation.item() };
    },
  };
}

function padded(
  points: readonly (readonly number[] | Float64Array)[],
  values: readonly number[] | Float64Array,
  dimensions: number,
): PaddedData {
  let size = leastPadded;
  while (size < points.length) size *= 2;
  const [rows, filled, mask] = [new Float64Array(size * dimensions), new Float64Array(size), new Float64Array(size)];
  points.forEach((point, i) => rows.set(point, i * dimensions));
  filled.set(values);
  mask.fill(1, 0, points.length);
  return { points: array(rows, { shape: [size, dimensions] }), values: array(filled), mask: array(mask) };
}

/** Extent of the points along each coordinate, and mean square of the values: the units that the ranges are in. */
interface Scales {
  readonly extent: readonly number[];
  readonly meanSquare: number;
}

function scalesOf(
  points: readonly (readonly number[] | Float64Array)[],
  values: readonly number[] | Float64Array,
): Scales {
  const extent = Array.from(points[0]!, (_, j) => {
    const along = points.map((point) => point[j]!);
    return Math.max(...along) - Math.min(...along) || 1;
  });
  const meanSquare = Float64Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length || 1;
  return { extent, meanSquare };
}

/** The logs of the greatest likelihood within their ranges, from a start of moderate scales and from one near by. */
function mostLikely(
  kernel: KernelName,
  data: PaddedData,
  { extent, meanSquare }: Scales,
  near: Hyperparameters | undefined,
): Float64Array {
  const ranges = [
    ...extent.map((length) => lengthRange.map((bound) => bound * length)),
    signalRange.map((bound) => bound * meanSquare),
    noiseRange.map((bound) => bound * meanSquare),
  ];
  const box = {
    lower: Float64Array.from(ranges, ([low]) => Math.log(low!)),
    upper: Float64Array.from(ranges, ([, high]) => Math.log(high!)),
  };
  const { likelihood } = processPrograms[kernel];
  const problem: SmoothProblem = {
    size: ranges.length,
    ...box,
    evaluate: (point) => {
      const { value, grad } = likelihood(array(point), data);
      return { value: value.item(), gradient: Float64Array.from(grad.toArray()) };
    },
  };
  const moderate = Float64Array.from([
    ...extent.map((length) => Math.log(0.5 * length)),
    Math.log(meanSquare),
    Math.log(1e-4 * meanSquare),
  ]);
  const starts = near === undefined ? [moderate] : [logsOf(near), moderate];
  const stop = { ...defaultStop, maxSteps: 40, valueTolerance: 1e-6, valueScale: 1, stepTolerance: 1e-4 };
  let best: { readonly value: number; readonly point: Float64Array } | null = null;
  for (const start of starts) {
    const method = lbfgsb().bind(problem);
    const { state } = drive(method, method.init(start), { maxSteps: stop.maxSteps, judge: (at) => judge(at, stop) });
    if (Number.isFinite(state.value) && (best === null || state.value < best.value)) best = state;
  }
  return best?.point ?? moderate;
}

function logsOf({ lengthScales, signal, noise }: Hyperparameters): Float64Array {
  return Float64Array.from([...lengthScales.map(Math.log), 2 * Math.log(signal), 2 * Math.log(noise)]);
}

function hyperparametersOf(logs: Float64Array): Hyperparameters {
  const d = logs.length - 2;
  return {
    lengthScales: Array.from(logs.subarray(0, d), Math.exp),
    signal: Math.exp(logs[d]! / 2),
    noise: Math.exp(logs[d + 1]! / 2),
  };
}

/** Log expected improvement below `best`, at many points at once. */
export function hopesAt(process: GaussianProcess, points: Float64Array, best: number): Float64Array {
  const d = process.hyperparameters.lengthScales.length;
  const rows: Arr = array(points, { shape: [points.length / d, d] });
  const hopes = processPrograms[process.kernel].hopes(rows, process.posterior, array(best));
  return Float64Array.from(hopes.toArray());
}

/** Log expected improvement below `best` and its gradient at a point. */
export function hopeAt(
  process: GaussianProcess,
  point: Float64Array,
  best: number,
): { readonly value: number; readonly gradient: Float64Array } {
  const { value, grad } = processPrograms[process.kernel].hope(array(point), process.posterior, array(best));
  return { value: value.item(), gradient: Float64Array.from(grad.toArray()) };
}
