/** Bounded linear least squares: the linear problem inside every step, solved exactly over the box. */
import { norm } from "../../linear-algebra/vectors.ts";
import type { ReducedSystem } from "../../linear-algebra/triangularise.ts";
import type { Box } from "../../problem/box.ts";
import { freeMinimum } from "./free-minimum.ts";

/**
 * Minimises || R z + c ||² + damping || z ||² over a box that holds z = 0, by an active-set method started from zero.
 * Among equal minimisers it returns one without motion in the directions that R cannot see.
 *
 * @see Stark & Parker (1995), Bounded-variable least squares: an algorithm and applications
 */
export function boundedLinear(system: ReducedSystem, box: Box, damping: number): Float64Array {
  const { rows, offset } = system;
  const n = box.lower.length;
  const z = new Float64Array(n);
  if (isInside(z, box)) {
    // Nearly always the minimum is inside too, and there is nothing to hold.
    const all = freeMinimum(system, offset, Array.from(z.keys()), z, damping);
    if (isInside(all, box)) return all;
  }
  const residual = offset.slice();
  const slopes = new Float64Array(n);
  const findSlopes = (): void => {
    for (let j = 0; j < n; j++) slopes[j] = damping * z[j]!;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      for (let j = 0; j < n; j++) slopes[j] = slopes[j]! + row[j]! * residual[k]!;
    }
  };
  findSlopes();
  const firstSize = norm(offset);
  /** -1 held at the lower bound, 1 at the upper, 0 free. */
  const held = new Int8Array(n);
  for (let j = 0; j < n; j++) {
    if (box.lower[j] === 0 && slopes[j]! >= 0) held[j] = -1;
    else if (box.upper[j] === 0 && slopes[j]! <= 0) held[j] = 1;
  }
  for (let round = 0; round < 10 * n + 10; round++) {
    const free: number[] = [];
    for (let j = 0; j < n; j++) if (held[j] === 0) free.push(j);
    const step = freeMinimum(system, residual, free, z, damping);
    let fraction = 1;
    let blocking = -1;
    for (let k = 0; k < free.length; k++) {
      if (step[k] === 0) continue;
      const j = free[k]!;
      const bound = step[k]! < 0 ? box.lower[j]! : box.upper[j]!;
      const reach = (bound - z[j]!) / step[k]!;
      if (reach < fraction) {
        fraction = Math.max(reach, 0);
        blocking = k;
      }
    }
    for (let k = 0; k < free.length; k++) z[free[k]!] = z[free[k]!]! + fraction * step[k]!;
    if (blocking < 0 && free.length === n) break;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      let change = 0;
      for (let k = 0; k < free.length; k++) change += row[free[k]!]! * step[k]!;
      residual[i] = residual[i]! + fraction * change;
    }
    if (blocking >= 0) {
      const j = free[blocking]!;
      held[j] = step[blocking]! < 0 ? -1 : 1;
      z[j] = held[j] === -1 ? box.lower[j]! : box.upper[j]!;
      continue;
    }
    // At the minimum over the free coordinates: let go of the bound that holds back the most.
    const size = norm(residual);
    let released = -1;
    let strongest = 0;
    findSlopes();
    for (let j = 0; j < n; j++) {
      if (held[j] === 0 || box.lower[j] === box.upper[j]) continue;
      const columnSize = norm(Float64Array.from(rows, (row) => row[j]!));
      const pull = (held[j]! * slopes[j]!) / (columnSize * size + damping * Math.abs(z[j]!));
      // What is left of the residual carries the rounding of what it was.
      const rounding = 1e-12 + (8 * Number.EPSILON * columnSize * firstSize) / (columnSize * size);
      if (pull > Math.max(strongest, rounding)) {
        strongest = pull;
        released = j;
      }
    }
    if (released < 0) break;
    held[released] = 0;
  }
  return z;
}

/** True where no bound is reached. */
function isInside(z: Float64Array, { lower, upper }: Box): boolean {
  for (let j = 0; j < z.length; j++) if (!(z[j]! > lower[j]! && z[j]! < upper[j]!)) return false;
  return true;
}
