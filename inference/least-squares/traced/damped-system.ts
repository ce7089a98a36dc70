/** Damped systems as array programs: the step of Levenberg-Marquardt from triangles of fixed shape. */
import { type Arr, eye, zeros } from "../../../src/array/index.ts";
import {
  add,
  concat,
  expandDims,
  matMul,
  mul,
  neg,
  qr,
  slice,
  sqrt,
  square,
  sub,
  sum,
  triangularSolve,
} from "../../../src/ops/index.ts";

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

/** The z that minimises || R z + c ||² + damping || z ||²; the damping is positive. */
export function dampedSolution({ triangle, offset }: TracedSystem, damping: Arr): DampedSolution {
  const n = triangle.shape[1]!;
  const system = concat([triangle, expandDims(offset, 1)], 1);
  const ridge = concat([mul(sqrt(damping), eye(n)), zeros([n, 1])], 1);
  const { r } = qr(concat([system, ridge], 0));
  const whole = slice(r, [0, n], [0, n]);
  return { step: triangularSolve(whole, neg(slice(r, [0, n], n)), { lower: false }), triangle: whole };
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
