/** Curvature at the start, measured by differences of exact gradients: it tells a method how far to step. */
import { addScaled, dot, norm } from "../linear-algebra/vectors.ts";
import { naturalScale, powerOfTwo } from "../problem/scale.ts";
import type { Evaluation, SmoothProblem } from "../problem/vector-problem.ts";

/** The metric a quasi-Newton method starts from: theta I in coordinates divided by `length`. */
export interface StartMetric {
  /** Length of each coordinate, a power of two. */
  readonly length: Float64Array;
  /** Curvature of the objective per unit of the scaled coordinates. */
  readonly theta: number;
  /** Gradients it took. */
  readonly evaluations: number;
}

/** Up to this many coordinates are measured one by one. */
const fewCoordinates = 64;
/** Length of a probe in natural lengths: its error, of first order, only blurs a scale. */
const probeLength = 2 ** -17;

/**
 * Where the bounds tell the size of every coordinate, one probe along steepest descent tells the curvature. Where they
 * do not, and the coordinates are few, each is probed alone and scaled to unit curvature.
 */
export function startMetric(
  problem: SmoothProblem,
  point: Float64Array,
  at: Evaluation,
  descent: Float64Array,
): StartMetric {
  const { length, informed } = naturalScale(point, problem);
  if (informed || problem.size > fewCoordinates) return probeDescent(problem, point, at, descent, length);
  return probeEach(problem, point, at, length);
}

function probeDescent(
  problem: SmoothProblem,
  point: Float64Array,
  at: Evaluation,
  descent: Float64Array,
  length: Float64Array,
): StartMetric {
  const scaled = descent.map((slope, i) => slope * length[i]!);
  const size = norm(scaled);
  const unit = scaled.map((slope) => slope / size);
  const move = addScaled(
    point,
    probeLength,
    unit.map((value, i) => value * length[i]!),
  );
  const inside = move.map((value, i) => Math.min(Math.max(value, problem.lower[i]!), problem.upper[i]!));
  const { gradient } = problem.evaluate(inside);
  const change = gradient.map((slope, i) => (slope - at.gradient[i]!) * length[i]!);
  const curvature = Math.abs(dot(unit, change)) / probeLength;
  // Without curvature the first step is one natural length.
  const theta = Number.isFinite(curvature) && curvature > 1e-12 * size ? curvature : size;
  return { length, theta, evaluations: 1 };
}

function probeEach(problem: SmoothProblem, point: Float64Array, at: Evaluation, natural: Float64Array): StartMetric {
  const curvatures = natural.map((length, i) => {
    const step = point[i]! + probeLength * length <= problem.upper[i]! ? probeLength * length : -probeLength * length;
    const probe = point.slice();
    probe[i] = Math.max(probe[i]! + step, problem.lower[i]!);
    if (probe[i] === point[i]) return 0;
    const slope = problem.evaluate(probe).gradient[i]!;
    const curvature = Math.abs((slope - at.gradient[i]!) / (probe[i]! - point[i]!));
    // A straight coordinate steps by its natural length.
    const straight = Math.abs(at.gradient[i]!) / length;
    return Number.isFinite(curvature) && curvature > 1e-12 * straight ? curvature : straight;
  });
  const length = natural.map((own, i) => (curvatures[i]! > 0 ? powerOfTwo(1 / Math.sqrt(curvatures[i]!)) : own));
  return { length, theta: 1, evaluations: natural.length };
}
