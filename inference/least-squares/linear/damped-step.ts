/** Damped step: the least damping that keeps a Gauss-Newton step as short as its linear model is good. */
import { norm } from "../../linear-algebra/vectors.ts";
import type { ReducedSystem } from "../../linear-algebra/triangularise.ts";
import type { Box } from "../../problem/box.ts";
import { boundedLinear } from "./bounded-linear.ts";

/** A step in scaled coordinates. */
export interface DampedStep {
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
export function dampedStep(system: ReducedSystem, box: Box, full: Float64Array, radius: number): DampedStep {
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

function transposeTimes({ rows, offset }: ReducedSystem): Float64Array {
  const product = new Float64Array(rows[0]?.length ?? 0);
  for (let k = 0; k < rows.length; k++) {
    for (let j = k; j < product.length; j++) product[j] = product[j]! + rows[k]![j]! * offset[k]!;
  }
  return product;
}
