/** Bounded linear least squares: the linear problem inside every Gauss-Newton step, solved exactly over the box. */
import { dot, norm } from "../linear-algebra/vectors.ts";
import { type SingularValues, singularValues } from "../linear-algebra/singular-values.ts";
import type { ReducedSystem } from "../linear-algebra/triangularise.ts";
import type { Box } from "../problem/box.ts";

/** Directions whose singular value is below this fraction of the largest are beyond the data: no step is made in them. */
export const rankTolerance = 1e-10;

/**
 * Minimises || R z + c ||² + damping || z ||² over a box that holds z = 0, by an active-set method started from zero.
 * Among equal minimisers it returns one without motion in the directions that R cannot see.
 *
 * @see Stark & Parker (1995), Bounded-variable least squares: an algorithm and applications
 */
export function boundedLinear({ rows, offset }: ReducedSystem, box: Box, damping: number): Float64Array {
  const n = box.lower.length;
  const z = new Float64Array(n);
  const residual = offset.slice();
  const slopes = (): Float64Array => {
    const result = new Float64Array(n);
    rows.forEach((row, k) => {
      for (let j = 0; j < n; j++) result[j] = result[j]! + row[j]! * residual[k]!;
    });
    return result.map((slope, j) => slope + damping * z[j]!);
  };
  /** -1 held at the lower bound, 1 at the upper, 0 free. */
  const first = slopes();
  const held = first.map((slope, j) => {
    if (box.lower[j] === 0 && slope >= 0) return -1;
    return box.upper[j] === 0 && slope <= 0 ? 1 : 0;
  });
  const columnSize = Float64Array.from({ length: n }, (_, j) => norm(Float64Array.from(rows, (row) => row[j]!)));
  let spectrum: SingularValues | null = null;

  for (let round = 0; round < 10 * n + 10; round++) {
    const free = Array.from(held.keys()).filter((j) => held[j] === 0);
    spectrum ??= singularValues(rows.map((row) => free.map((j) => row[j]!)));
    const step = freeStep(spectrum, residual, free, z, damping);
    let fraction = 1;
    let blocking = -1;
    free.forEach((j, k) => {
      const bound = step[k]! < 0 ? box.lower[j]! : box.upper[j]!;
      const reach = step[k] === 0 ? Number.POSITIVE_INFINITY : (bound - z[j]!) / step[k]!;
      if (reach < fraction) {
        fraction = Math.max(reach, 0);
        blocking = k;
      }
    });
    free.forEach((j, k) => (z[j] = z[j]! + fraction * step[k]!));
    rows.forEach((row, k) => {
      let change = 0;
      free.forEach((j, i) => (change += row[j]! * step[i]!));
      residual[k] = residual[k]! + fraction * change;
    });
    if (blocking >= 0) {
      const j = free[blocking]!;
      held[j] = step[blocking]! < 0 ? -1 : 1;
      z[j] = held[j] === -1 ? box.lower[j]! : box.upper[j]!;
      spectrum = null;
      continue;
    }
    // At the minimum over the free coordinates: let go of the bound that holds back the most.
    const size = norm(residual);
    let released = -1;
    let strongest = 1e-12;
    slopes().forEach((slope, j) => {
      if (held[j] === 0 || box.lower[j] === box.upper[j]) return;
      const pull = (held[j]! * slope) / (columnSize[j]! * size + damping * Math.abs(z[j]!));
      if (pull > strongest) {
        strongest = pull;
        released = j;
      }
    });
    if (released < 0) break;
    held[released] = 0;
    spectrum = null;
  }
  return z;
}

/** The step of the free coordinates to the minimum over them, through the singular values of their columns. */
function freeStep(
  { values, left, right }: SingularValues,
  residual: Float64Array,
  free: readonly number[],
  z: Float64Array,
  damping: number,
): Float64Array {
  const step = new Float64Array(free.length);
  const at = Float64Array.from(free, (j) => z[j]!);
  // Damping pulls back what lies outside of the row space too.
  if (damping > 0) at.forEach((value, k) => (step[k] = -value));
  values.forEach((sigma, i) => {
    const along = dot(left[i]!, residual);
    const already = dot(right[i]!, at);
    const seen = sigma > rankTolerance * values[0]!;
    let amount = 0;
    if (damping > 0) amount = already - (sigma * along + damping * already) / (sigma * sigma + damping);
    else if (seen) amount = -along / sigma;
    right[i]!.forEach((value, k) => (step[k] = step[k]! + amount * value));
  });
  return step;
}
