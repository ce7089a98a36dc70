/** Curvature at the start, measured by differences of exact gradients: it tells a method how far to step. */
import { dot, norm } from "../../linear-algebra/vectors.ts";
import { project } from "../../problem/box.ts";
import { type LeafBox, naturalScale, powerOfTwo } from "../../fit/scale.ts";
import type { Evaluation, SmoothProblem } from "../../problem/vector-problem.ts";

/** The metric a quasi-Newton method starts from: theta I in coordinates divided by `length`. */
export interface StartMetric {
  /** Length of each coordinate, a power of two. */
  readonly length: Float64Array;
  /** Curvature of the objective per unit of the scaled coordinates. */
  readonly theta: number;
  /** False when some of it is a guess, so that what the model expects says nothing yet. */
  readonly measured: boolean;
  /** Gradients it took. */
  readonly evaluations: number;
}

/** Up to this many coordinates are measured one by one. */
const fewCoordinates = 64;
/** Length of the first probe in natural lengths: its error, of first order, only blurs a scale. */
const firstProbe = 2 ** -17;
/** A slope that changes by less than this fraction says too little; the probe is made longer by `lengthening`. */
const tellingChange = 2 ** -20;
const lengthening = 2 ** 17;
const mostProbes = 8;

/**
 * Where the bounds tell the size of every coordinate, one probe along steepest descent tells the curvature. Where they
 * do not, and the coordinates are few, each is probed alone and scaled to unit curvature.
 */
export function startMetric(
  problem: SmoothProblem & LeafBox,
  point: Float64Array,
  at: Evaluation,
  descent: Float64Array,
): StartMetric {
  const { length, informed } = naturalScale(point, problem);
  if (informed || problem.size > fewCoordinates) return probeDescent(problem, point, at, descent, length);
  return probeEach(problem, point, at, length);
}

/** One probe along steepest descent in natural lengths. */
export function probeDescent(
  problem: SmoothProblem,
  point: Float64Array,
  at: Evaluation,
  descent: Float64Array,
  length: Float64Array,
): StartMetric {
  const scaled = descent.map((slope, i) => slope * length[i]!);
  const size = norm(scaled);
  const unit = scaled.map((slope) => slope / size);
  const { curvature, evaluations } = probe(size, (distance) => {
    const moved = point.map((x, i) => x + distance * unit[i]! * length[i]!);
    const { gradient } = problem.evaluate(project(moved, problem));
    const change = gradient.map((slope, i) => (slope - at.gradient[i]!) * length[i]!);
    return { distance, change: dot(unit, change) };
  });
  // Without curvature the first step is one natural length.
  return { length, theta: curvature ?? size, measured: curvature !== null, evaluations };
}

/** One probe along each coordinate. */
function probeEach(problem: SmoothProblem, point: Float64Array, at: Evaluation, natural: Float64Array): StartMetric {
  let evaluations = 0;
  let measured = true;
  /** Curvatures per natural length. */
  const curvatures = natural.map((length, i) => {
    if (problem.lower[i] === problem.upper[i]) return 0;
    const slope = at.gradient[i]! * length;
    const result = probe(Math.abs(slope), (distance) => {
      const forward = point[i]! + distance * length <= problem.upper[i]!;
      const moved = point.slice();
      moved[i] = Math.max(point[i]! + (forward ? distance : -distance) * length, problem.lower[i]!);
      const change = problem.evaluate(moved).gradient[i]! - at.gradient[i]!;
      return { distance: (moved[i] - point[i]!) / length, change: change * length };
    });
    evaluations += result.evaluations;
    if (result.curvature === null && slope !== 0) measured = false;
    // A straight coordinate steps by its natural length.
    return result.curvature ?? Math.abs(slope);
  });
  // One without slope or curvature here may have both elsewhere: it counts as stiff as the stiffest.
  const stiffest = curvatures.reduce((most, curvature) => Math.max(most, curvature), 0);
  const length = natural.map((own, i) => own * powerOfTwo(1 / Math.sqrt(curvatures[i]! || stiffest || 1)));
  return { length, theta: 1, measured, evaluations };
}

/** Curvature along a line from the change of slope over a distance, made longer until the change means something. */
function probe(
  slope: number,
  ask: (distance: number) => { readonly distance: number; readonly change: number },
): { readonly curvature: number | null; readonly evaluations: number } {
  let wanted = firstProbe;
  for (let evaluations = 1; evaluations <= mostProbes; evaluations++, wanted *= lengthening) {
    const { distance, change } = ask(wanted);
    if (!Number.isFinite(change)) return { curvature: null, evaluations };
    if (Math.abs(change) > tellingChange * slope) return { curvature: Math.abs(change / distance), evaluations };
    // A bound, or a coordinate without any effect, makes longer probes useless.
    if (Math.abs(distance) < wanted || (slope === 0 && change === 0)) return { curvature: null, evaluations };
  }
  return { curvature: null, evaluations: mostProbes };
}
