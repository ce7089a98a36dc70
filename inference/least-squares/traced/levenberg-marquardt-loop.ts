/** Levenberg-Marquardt as one loop of an array program of fixed shapes, so that a whole fit compiles and maps over batches. */
import {
  ones,
  zeros,
  abs,
  add,
  all,
  any,
  cond,
  div,
  equal,
  expandDims,
  greater,
  greaterEqual,
  isFinite,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  matMul,
  max,
  maximum,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  transpose,
  where,
  whileLoop,
  jacobian,
  jvp,
  vjp,
  type Arr,
} from "../../../src/index.ts";
import {
  boundedSolution,
  type DampedSolution,
  dampedSolution,
  normalSolution,
  reduced,
  squaresOf,
  type TracedBox,
  tracedDecrease,
  type TracedSystem,
} from "./damped-system.ts";

/** Residuals of a vector over a box, and how to go about them. */
export interface TracedProblem {
  /** Shape [n] to [m]. */
  readonly residuals: (point: Arr) => Arr;
  readonly lower: Arr;
  readonly upper: Arr;
  /** Whether any bound is finite. */
  readonly isBounded: boolean;
  readonly maxSteps: number;
  readonly valueTolerance: number;
  readonly valueScale: number;
  readonly stepTolerance: number;
  readonly firstDamping: number;
  readonly acceleration: "none" | "geodesic";
}

/** Where a fit ended. */
export interface TracedEnd {
  /** Shape [n]. */
  readonly point: Arr;
  /** 0 after `maxSteps`, 1 converged, 2 stalled, 3 not finite at the start; i32. */
  readonly status: Arr;
  /** Steps tried, i32. */
  readonly steps: Arr;
  /** What the next full step is expected to lower the sum of squares by. */
  readonly expectedDecrease: Arr;
}

/** What is known at a point. */
interface Linearised {
  readonly point: Arr;
  readonly value: Arr;
  /** Largest length of each column so far. */
  readonly columnSize: Arr;
  /** The system in scaled coordinates, columns of coordinates that are held being zero. */
  readonly triangle: Arr;
  readonly offset: Arr;
  readonly expectedDecrease: Arr;
  readonly expectedStep: Arr;
}

interface Loop extends Linearised {
  readonly damping: Arr;
  readonly growth: Arr;
  readonly status: Arr;
  readonly steps: Arr;
}

const [running, converged, stalled, broken] = [0, 1, 2, 3];
/** The numbers of `levenbergMarquardt`: see there. */
const [largestEasing, firstGrowth, largestBend] = [5, 3, 0.75];
const [slightDamping, slightDecrease, leastAgreement, goodAgreement] = [1e-3, 1e-9, 1e-4, 0.75];
const [tellingLength, roundingFraction, zeroFraction, noiseFraction] = [1e-10, 1e-9, 1e-24, 2 ** -43];
/** Damping so slight that it only keeps directions still whose singular value is below 1e-10 of a column. */
const nearlyNone = 1e-20;

/** Minimises the sum of squares from a point of the box. */
export function levenbergMarquardtLoop(problem: TracedProblem, start: Arr): TracedEnd {
  const { residuals, lower, upper, valueTolerance, valueScale, stepTolerance, maxSteps } = problem;
  const width = where(isFinite(sub(upper, lower)), sub(upper, lower), 0);
  const relative = (step: Arr, point: Arr): Arr => {
    const size = maximum(abs(point), width);
    return max(where(equal(step, 0), 0, div(abs(step), where(greater(size, 0), size, 1))));
  };
  const inside = (point: Arr): Arr => minimum(maximum(point, lower), upper);
  /** The end of a step in the box; one that rounding leaves beside a bound is put on it. */
  const arriveAt = (point: Arr, step: Arr): Arr => {
    if (!problem.isBounded) return add(point, step);
    const to = inside(add(point, step));
    const isAt = (bound: Arr): Arr =>
      logicalAnd(
        isFinite(bound),
        lessEqual(abs(sub(to, bound)), mul(4 * Number.EPSILON, maximum(abs(bound), abs(point)))),
      );
    return where(isAt(lower), lower, where(isAt(upper), upper, to));
  };
  /** The minimum of a damped system around a point, over the box. */
  const minimumOf = (system: TracedSystem, damping: Arr, point: Arr, columnSize: Arr): DampedSolution => {
    if (!problem.isBounded) return dampedSolution(system, damping);
    const scaled = (bound: Arr): Arr => where(isFinite(bound), mul(sub(bound, point), columnSize), bound);
    return boundedSolution(system, damping, { lower: scaled(lower), upper: scaled(upper) });
  };

  const lineariseAt = (point: Arr, at: Arr, before: Arr): Linearised & { readonly isFinite: Arr } => {
    const derivatives = jacobian(residuals)(point);
    const gradient = matMul(transpose(derivatives), at);
    const columnSize = maximum(before, lengths(derivatives));
    const isHeld = heldBy({ lower, upper }, point, gradient);
    const unscale = where(
      logicalOr(isHeld, equal(columnSize, 0)),
      0,
      div(1, where(greater(columnSize, 0), columnSize, 1)),
    );
    const system = reduced(mul(derivatives, expandDims(unscale, 0)), at);
    const { step } = minimumOf(system, ones([]).mul(nearlyNone), point, columnSize);
    const move = mul(step, unscale);
    return {
      point,
      value: squaresOf(at),
      columnSize,
      ...system,
      expectedDecrease: maximum(0, tracedDecrease(system, step)),
      expectedStep: relative(move, point),
      isFinite: all(isFinite(columnSize)),
    };
  };

  const statusOf = ({ value, expectedDecrease, expectedStep }: Linearised, startValue: Arr): Arr => {
    const least = maximum(mul(valueTolerance, maximum(value, valueScale)), mul(zeroFraction, startValue));
    const isThere = logicalOr(lessEqual(expectedDecrease, least), lessEqual(expectedStep, stepTolerance));
    return where(isThere, converged, running).cast("i32");
  };

  const first = problem.isBounded ? inside(start) : start;
  const firstResiduals = residuals(first);
  const { isFinite: isUsable, ...origin } = lineariseAt(first, firstResiduals, zeros(start.shape));
  const startValue = origin.value;
  const isBroken = logicalNot(logicalAnd(isUsable, isFinite(startValue)));

  const step = (loop: Loop): Loop => {
    const { point, value, columnSize, triangle, offset, damping, growth, steps } = loop;
    const unscale = where(greater(columnSize, 0), div(1, where(greater(columnSize, 0), columnSize, 1)), 0);
    const system = { triangle, offset };
    const { step: straight, triangle: damped } = minimumOf(system, damping, point, columnSize);
    let scaledStep = straight;
    let isStraightEnough: Arr = ones([], { dtype: "bool" });
    if (problem.acceleration === "geodesic") {
      const bend = bendOf(residuals, point, mul(straight, unscale), unscale, damped, isMoving(system));
      const length = sqrt(squaresOf(straight));
      isStraightEnough = lessEqual(mul(2, sqrt(squaresOf(bend))), mul(largestBend, length));
      scaledStep = add(straight, where(isStraightEnough, bend, 0));
    }
    const to = arriveAt(point, mul(scaledStep, unscale));
    const move = sub(to, point);
    const at = residuals(to);
    const tried = squaresOf(at);
    const actual = sub(value, tried);
    const expected = tracedDecrease(system, straight);
    const noise = mul(noiseFraction, value);
    const meantToArrive = logicalAnd(
      lessEqual(damping, slightDamping),
      lessEqual(loop.expectedDecrease, mul(slightDecrease, value)),
    );
    const isNoise = logicalAnd(meantToArrive, logicalAnd(lessEqual(abs(actual), noise), lessEqual(expected, noise)));
    const agreement = where(
      isNoise,
      1,
      where(greater(expected, 0), div(actual, where(greater(expected, 0), expected, 1)), -1),
    );
    const isGood = logicalAnd(isStraightEnough, logicalAnd(isFinite(tried), greater(agreement, leastAgreement)));
    const { isFinite: accepted, ...next } = cond(
      isGood,
      () => lineariseAt(to, at, columnSize),
      () => ({
        point,
        value,
        columnSize,
        triangle,
        offset,
        expectedDecrease: loop.expectedDecrease,
        expectedStep: loop.expectedStep,
        isFinite: zeros([], { dtype: "bool" }),
      }),
    );
    const keep = (after: Arr, before: Arr): Arr => where(accepted, after, before);
    const full = keep(next.expectedDecrease, loop.expectedDecrease);
    // After a step that was held short and did not do well, no more can be expected than that step promised.
    const short = where(less(agreement, goodAgreement), minimum(full, expected), full);
    const tells = greater(relative(move, point), tellingLength);
    const reached: Linearised = {
      point: keep(next.point, point),
      value: keep(next.value, value),
      columnSize: keep(next.columnSize, columnSize),
      triangle: keep(next.triangle, triangle),
      offset: keep(next.offset, offset),
      expectedDecrease: maximum(0, where(tells, short, minimum(full, loop.expectedDecrease))),
      expectedStep: keep(next.expectedStep, loop.expectedStep),
    };
    const easing = maximum(1 / largestEasing, sub(1, square(sub(mul(2, agreement), 1)).mul(sub(mul(2, agreement), 1))));
    const nextDamping = mul(damping, where(accepted, easing, growth));
    const isStuck = logicalAnd(
      logicalNot(accepted),
      logicalOr(
        logicalNot(any(greater(abs(move), mul(4 * Number.EPSILON, abs(point))))),
        logicalNot(isFinite(nextDamping)),
      ),
    );
    const isRounding = lessEqual(reached.expectedDecrease, mul(roundingFraction, value));
    const status = where(isStuck, where(isRounding, converged, stalled), statusOf(reached, startValue));
    return {
      ...reached,
      damping: nextDamping,
      growth: where(accepted, firstGrowth, mul(2, growth)),
      status: status.cast("i32"),
      steps: add(steps, 1),
    };
  };
  const end = whileLoop(
    ({ status }: Loop) => equal(status, running),
    step,
    {
      ...origin,
      damping: ones([]).mul(problem.firstDamping),
      growth: ones([]).mul(firstGrowth),
      status: where(isBroken, broken, statusOf(origin, startValue)).cast("i32"),
      steps: zeros([], { dtype: "i32" }),
    },
    { maxSteps },
  );
  const { point, status, steps, expectedDecrease } = end;
  return { point, status, steps, expectedDecrease };
}

/** The coordinates that lie on a bound and are pushed against it. */
export function heldBy({ lower, upper }: TracedBox, point: Arr, gradient: Arr): Arr {
  return logicalOr(
    logicalAnd(lessEqual(point, lower), greaterEqual(gradient, 0)),
    logicalAnd(greaterEqual(point, upper), lessEqual(gradient, 0)),
  );
}

/** Lengths of the columns of a matrix, whose squares may leave the range of numbers. */
function lengths(matrix: Arr): Arr {
  const largest = max(abs(matrix), [0]);
  const scale = where(logicalAnd(greater(largest, 0), isFinite(largest)), largest, 1);
  return mul(scale, sqrt(sum(square(div(matrix, expandDims(scale, 0))), [0])));
}

/** 1 for coordinates whose column is there. */
function isMoving({ triangle }: { readonly triangle: Arr }): Arr {
  return where(greater(max(abs(triangle), [0]), 0), 1, 0);
}

/** What bends a straight step after the residuals' second derivative along it: minus half of (TᵀT)⁻¹ Jᵀ r_vv. */
function bendOf(residuals: (point: Arr) => Arr, point: Arr, move: Arr, unscale: Arr, damped: Arr, moving: Arr): Arr {
  const slopeAlong = (x: Arr): Arr => jvp(residuals, [x], [move]).tangent;
  const second = jvp(slopeAlong, [point], [move]).tangent;
  const { pullback } = vjp(residuals, point);
  const [slope] = pullback(second);
  return mul(0.5, normalSolution(damped, mul(mul(slope, unscale), moving)));
}
