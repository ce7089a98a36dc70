/** Damped systems as array programs: the step of Levenberg-Marquardt from triangles of fixed shape. */
import {
  eye,
  ones,
  zeros,
  add,
  any,
  concat,
  div,
  expandDims,
  greater,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  matMul,
  maximum,
  min,
  minimum,
  mul,
  neg,
  notEqual,
  slice,
  sqrt,
  square,
  sub,
  sum,
  where,
  whileLoop,
  type Arr,
} from "../../../src/index.ts";
import { qr, triangularSolve } from "../../../src/internal.ts";

/** min || R z + c ||²: what z can change of min || A z + r ||². */
export interface TracedSystem {
  /** R, shape [k, n]. */
  readonly triangle: Arr;
  /** c, shape [k]. */
  readonly offset: Arr;
}

/** A step, and the triangle it came from, T with TᵀT = RᵀR + damping. */
export interface DampedSolution {
  /** Shape [n]. */
  readonly step: Arr;
  /** Shape [n, n]. */
  readonly triangle: Arr;
}

/** Reflects a matrix of shape [m, n] and its right-hand side to n rows; one that has no more rows than that stays as it is. */
export function reduced(matrix: Arr, right: Arr): TracedSystem {
  const [m, n] = matrix.shape as [number, number];
  if (m <= n) return { triangle: matrix, offset: right };
  // The last column of the triangle is the right-hand side in the basis of the others.
  const { r } = qr(concat([matrix, expandDims(right, 1)], 1));
  return { triangle: slice(r, [0, n], [0, n]), offset: slice(r, [0, n], n) };
}

/** The d that minimises || R (z + d) + c ||² + damping || z + d ||²; the damping is positive. */
export function dampedSolution({ triangle, offset }: TracedSystem, damping: Arr, z?: Arr): DampedSolution {
  const n = triangle.shape[1]!;
  const root = sqrt(damping);
  const right = z === undefined ? offset : add(offset, matMul(triangle, z));
  const system = concat([triangle, expandDims(right, 1)], 1);
  const ridge = concat([mul(root, eye(n)), expandDims(z === undefined ? zeros([n]) : mul(root, z), 1)], 1);
  const { r } = qr(concat([system, ridge], 0));
  const whole = slice(r, [0, n], [0, n]);
  return { step: triangularSolve(whole, neg(slice(r, [0, n], n)), { lower: false }), triangle: whole };
}

/** How far z may go from zero; infinite where there is no bound. */
export interface TracedBox {
  readonly lower: Arr;
  readonly upper: Arr;
}

/**
 * The damped solution as far as a box lets it go, monotonely down: to the first bound, then to the minimum over the coordinates
 * that are left, and so on. It lets go of no bound, which the next linearisation does.
 */
export function boundedSolution(system: TracedSystem, damping: Arr, { lower, upper }: TracedBox): DampedSolution {
  const n = system.triangle.shape[1]!;
  interface Loop {
    readonly z: Arr;
    /** 1 for the coordinates that have met no bound. */
    readonly free: Arr;
    readonly triangle: Arr;
    readonly done: Arr;
  }
  const end = whileLoop(
    ({ done }: Loop) => logicalNot(done),
    ({ z, free }: Loop): Loop => {
      // Columns of zeros hold their coordinates; so does a z of zero in their rows of the damping.
      const left = {
        triangle: mul(system.triangle, expandDims(free, 0)),
        offset: add(system.offset, matMul(system.triangle, mul(z, sub(1, free)))),
      };
      const { step, triangle } = dampedSolution(left, damping, mul(z, free));
      const bound = where(less(step, 0), lower, upper);
      const isMoving = logicalAnd(greater(free, 0), notEqual(step, 0));
      const reach = where(isMoving, div(sub(bound, z), where(isMoving, step, 1)), Number.POSITIVE_INFINITY);
      const fraction = maximum(0, minimum(1, min(reach)));
      const isBlocking = logicalAnd(isMoving, logicalAnd(lessEqual(reach, fraction), less(reach, 1)));
      return {
        z: where(isBlocking, bound, add(z, mul(free, mul(fraction, step)))),
        free: where(isBlocking, 0, free),
        triangle,
        done: logicalNot(any(isBlocking)),
      };
    },
    { z: zeros([n]), free: ones([n]), triangle: zeros([n, n]), done: zeros([], { dtype: "bool" }) },
    { maxSteps: n + 1 },
  );
  return { step: end.z, triangle: end.triangle };
}

/** By how much || R z + c ||² falls from z = 0. */
export function tracedDecrease({ triangle, offset }: TracedSystem, z: Arr): Arr {
  const change = matMul(triangle, z);
  return neg(sum(mul(change, add(mul(2, offset), change))));
}

/** || r ||². */
export function squaresOf(residuals: Arr): Arr {
  return sum(square(residuals));
}

/** The solution of (TᵀT) b = -right. */
export function normalSolution(triangle: Arr, right: Arr): Arr {
  const half = triangularSolve(triangle, sub(0, right), { lower: false, transposed: true });
  return triangularSolve(triangle, half, { lower: false });
}
