/** Subspace minimum: the quadratic model minimised over the coordinates that the Cauchy point left free. */
import { factoriseLu, solveLu } from "../../linear-algebra/dense-lu.ts";
import { dot, subtract } from "../../linear-algebra/vectors.ts";
import { type Box, longestStep, project } from "../../problem/box.ts";
import type { CauchyPoint } from "./cauchy-point.ts";
import { type CompactMatrix, rowOf, timesMiddle } from "./compact-matrix.ts";

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
  const { free, point } = cauchy;
  const { theta, columns } = matrix;
  if (free.length === 0) return point;
  const rows = free.map((i) => rowOf(matrix, i));
  // Gradient of the model at the Cauchy point, over the free coordinates.
  const middleReach = timesMiddle(matrix, cauchy.reach);
  const reduced = free.map((i, k) => gradient[i]! + theta * (point[i]! - x[i]!) - dot(rows[k]!, middleReach));

  // (theta I - W_F M W_Fᵀ)⁻¹ by Sherman-Morrison-Woodbury: a system of the size of M.
  const size = columns.length;
  const correction = new Float64Array(size);
  rows.forEach((row, k) => row.forEach((value, j) => (correction[j] = correction[j]! + value * reduced[k]!)));
  const solved = solveMiddle(matrix, rows, correction);
  if (solved === null) return null;
  const step = new Float64Array(x.length);
  free.forEach((i, k) => (step[i] = -reduced[k]! / theta - dot(rows[k]!, solved) / (theta * theta)));

  const projected = project(
    point.map((value, i) => value + step[i]!),
    box,
  );
  if (dot(subtract(projected, x), gradient) < 0) return projected;
  const fraction = Math.min(1, longestStep(point, step, box));
  return project(
    point.map((value, i) => value + fraction * step[i]!),
    box,
  );
}

/** (I - M W_FᵀW_F / theta)⁻¹ M v. */
function solveMiddle(matrix: CompactMatrix, rows: readonly Float64Array[], v: Float64Array): Float64Array | null {
  const size = v.length;
  if (size === 0) return v;
  // W_FᵀW_F is symmetric: half of it is summed.
  const gram = new Float64Array(size * size);
  for (const row of rows) {
    for (let i = 0; i < size; i++) {
      const value = row[i]!;
      for (let j = 0; j <= i; j++) gram[i * size + j] = gram[i * size + j]! + value * row[j]!;
    }
  }
  const system = new Float64Array(size * size);
  matrix.middle.forEach((row, i) => {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += row[k]! * gram[k >= j ? k * size + j : j * size + k]!;
      system[i * size + j] = (i === j ? 1 : 0) - sum / matrix.theta;
    }
  });
  const factors = factoriseLu(system, size);
  if (factors === null) return null;
  const solution = solveLu(factors, timesMiddle(matrix, v));
  return solution.every(Number.isFinite) ? solution : null;
}
