/** Trust-region step: the least damping that keeps a Gauss-Newton step as short as its linear model is good. */
import { dot, norm } from "../linear-algebra/vectors.ts";
import type { ReducedSystem } from "../linear-algebra/triangularise.ts";
import type { Box } from "../problem/box.ts";
import { boundedLinear } from "./bounded-linear.ts";

/** A step in scaled coordinates. */
export interface TrustStep {
  readonly step: Float64Array;
  /** Levenberg-Marquardt damping; zero for the plain Gauss-Newton step. */
  readonly damping: number;
}

/** A damped step may miss the radius by this fraction. */
const radiusSlack = 0.1;

/**
 * Given the undamped step, returns it if it lies within the radius, else a damped one of that length.
 *
 * @see Moré (1978), The Levenberg-Marquardt algorithm: implementation and theory
 */
export function trustStep(system: ReducedSystem, box: Box, full: Float64Array, radius: number): TrustStep {
  if (norm(full) <= radius * (1 + radiusSlack)) return { step: full, damping: 0 };
  // || z(damping) || falls with damping, and never exceeds || Rᵀc || / damping.
  let low = 0;
  let high = norm(transposeTimes(system)) / radius;
  let lowLength = norm(full);
  let damping = 1e-3 * high;
  let step = full;
  for (let round = 0; round < 40; round++) {
    step = boundedLinear(system, box, damping);
    const length = norm(step);
    if (Math.abs(length - radius) <= radiusSlack * radius) break;
    let next: number;
    if (length > radius) {
      // 1 / || z || is nearly linear in the damping.
      next = damping + ((1 / radius - 1 / length) * (damping - low)) / (1 / length - 1 / lowLength);
      low = damping;
      lowLength = length;
    } else {
      next = damping - ((1 / length - 1 / radius) * (damping - low)) / (1 / length - 1 / lowLength);
      high = damping;
    }
    damping = next > low && next < high ? next : Math.max(Math.sqrt(low * high), 1e-3 * high);
  }
  return { step, damping };
}

/** By how much || R z + c ||² falls from z = 0. */
export function modelDecrease({ rows, offset }: ReducedSystem, z: Float64Array): number {
  let decrease = 0;
  rows.forEach((row, k) => {
    const change = dot(row, z);
    decrease -= change * (2 * offset[k]! + change);
  });
  return decrease;
}

function transposeTimes({ rows, offset }: ReducedSystem): Float64Array {
  const n = rows[0]?.length ?? 0;
  return Float64Array.from({ length: n }, (_, j) =>
    dot(
      Float64Array.from(rows, (row) => row[j]!),
      offset,
    ),
  );
}
