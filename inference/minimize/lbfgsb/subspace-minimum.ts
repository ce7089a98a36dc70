/** Subspace minimum: the quadratic model minimised over the coordinates that the Cauchy point left free. */
import { factoriseLu, solveLu } from "../../linear-algebra/dense-lu.ts";
import { type Box, longestStep, stepWithin } from "../../problem/box.ts";
import type { CauchyPoint } from "./cauchy-point.ts";
import { addColumns, type CompactMatrix, freeProducts, timesColumns, timesMiddle } from "./compact-matrix.ts";

/**
 * Minimises the model over the free coordinates without bounds, by the direct primal method, and brings the result back
 * into the box: by projection where that is a descent direction, else by cutting the step from the Cauchy point short.
 *
 * @returns the target point, or null when the reduced system is singular
 * @see Byrd, Lu, Nocedal & Zhu (1995), section 5.1; Morales & Nocedal (2011), ACM TOMS 38, 7, for the projection
 */
export function subspaceMinimum(
  x: Float64Array,
  gradient: Float64Array,
  box: Box,
  matrix: CompactMatrix,
  cauchy: CauchyPoint,
): Float64Array | null {
  const { isFree, free, point } = cauchy;
  const { theta } = matrix;
  if (free === 0) return point;
  const n = x.length;
  // Gradient of the model at the Cauchy point, over the free coordinates.
  const reduced = new Float64Array(n);
  addColumns(matrix, timesMiddle(matrix, cauchy.reach), reduced);
  for (let i = 0; i < n; i++) {
    reduced[i] = isFree[i] === 0 ? 0 : gradient[i]! + theta * (point[i]! - x[i]!) - reduced[i]!;
  }
  // (theta I - W_F M W_Fᵀ)⁻¹ by Sherman-Morrison-Woodbury: a system of the size of M.
  const solved = solveMiddle(matrix, cauchy, timesColumns(matrix, reduced));
  if (solved === null) return null;
  const step = new Float64Array(n);
  addColumns(matrix, solved, step);
  let descent = 0;
  const projected = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    step[i] = isFree[i] === 0 ? 0 : -reduced[i]! / theta - step[i]! / (theta * theta);
    projected[i] = Math.min(Math.max(point[i]! + step[i]!, box.lower[i]!), box.upper[i]!);
    descent += (projected[i]! - x[i]!) * gradient[i]!;
  }
  if (descent < 0) return projected;
  return stepWithin(point, Math.min(1, longestStep(point, step, box)), step, box);
}

/** (I - M W_FᵀW_F / theta)⁻¹ M v. */
function solveMiddle(matrix: CompactMatrix, { isFree, free }: CauchyPoint, v: Float64Array): Float64Array | null {
  const size = v.length;
  if (size === 0) return v;
  const products = freeProducts(matrix, isFree, free);
  const system = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += matrix.middle[i * size + k]! * products[k * size + j]!;
      system[i * size + j] = (i === j ? 1 : 0) - sum / matrix.theta;
    }
  }
  const factors = factoriseLu(system, size);
  if (factors === null) return null;
  const solution = solveLu(factors, timesMiddle(matrix, v));
  return solution.every(Number.isFinite) ? solution : null;
}
