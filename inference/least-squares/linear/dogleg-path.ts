/** Dogleg path: down the steepest descent to the Cauchy point, then straight to the minimum of the linear model. */
import { dot, norm } from "../../linear-algebra/vectors.ts";
import type { ReducedSystem } from "../../linear-algebra/triangularise.ts";
import type { Box } from "../../problem/box.ts";

/** Where on the path a step ended: at its end, on the second leg, or on the first. */
export type DoglegPart = "gauss-newton" | "between" | "steepest-descent";

/** A step along the path. */
export interface DoglegStep {
  readonly step: Float64Array;
  readonly part: DoglegPart;
}

/**
 * The point of the path that lies on the radius, or its end if that is within. The model falls along both legs: the first
 * follows the gradient along the faces of the box that it meets, the second ends at the model's minimum over the box.
 *
 * @see Powell (1970), A hybrid method for nonlinear equations
 */
export function doglegStep(system: ReducedSystem, box: Box, full: Float64Array, radius: number): DoglegStep {
  if (norm(full) <= radius) return { step: full, part: "gauss-newton" };
  const corner = cauchyPoint(system, box, radius);
  const length = norm(corner);
  if (length >= radius) return { step: corner, part: "steepest-descent" };
  // || corner + t (full - corner) || = radius has one root between 0 and 1.
  const leg = full.map((value, i) => value - corner[i]!);
  const square = dot(leg, leg);
  const along = dot(corner, leg);
  const gap = (radius - length) * (radius + length);
  const root = Math.sqrt(along * along + square * gap);
  // The form without cancellation.
  const fraction = Math.min(1, along > 0 ? gap / (along + root) : (root - along) / square);
  return { step: corner.map((value, i) => value + fraction * leg[i]!), part: "between" };
}

/**
 * The first minimum of the model along the steepest descent, bent along the bounds, and no longer than the radius. In
 * scaled coordinates the descent is that of the ellipsoid that the columns' lengths make.
 */
function cauchyPoint({ rows, offset }: ReducedSystem, box: Box, radius: number): Float64Array {
  const n = box.lower.length;
  const z = new Float64Array(n);
  const residual = offset.slice();
  const direction = new Float64Array(n);
  for (let k = 0; k < rows.length; k++) {
    for (let j = k; j < n; j++) direction[j] = direction[j]! - rows[k]![j]! * offset[k]!;
  }
  for (let face = 0; face <= n; face++) {
    for (let j = 0; j < n; j++) {
      const isBlocked = direction[j]! < 0 ? z[j]! <= box.lower[j]! : z[j]! >= box.upper[j]!;
      if (isBlocked) direction[j] = 0;
    }
    const image = Float64Array.from(rows, (row) => dot(row, direction));
    const curvature = dot(image, image);
    const slope = dot(image, residual);
    if (!(slope < 0)) break;
    const minimum = -slope / curvature;
    let reach = minimum;
    for (let j = 0; j < n; j++) {
      if (direction[j] === 0) continue;
      const bound = direction[j]! < 0 ? box.lower[j]! : box.upper[j]!;
      reach = Math.min(reach, (bound - z[j]!) / direction[j]!);
    }
    const edge = toRadius(z, direction, radius);
    const move = Math.min(reach, edge);
    for (let j = 0; j < n; j++) {
      const moved = z[j]! + move * direction[j]!;
      z[j] = Math.min(Math.max(moved, box.lower[j]!), box.upper[j]!);
    }
    if (move === edge || move === minimum) break;
    for (let k = 0; k < residual.length; k++) residual[k] = residual[k]! + move * image[k]!;
  }
  return z;
}

/** How far along a direction the radius is reached. */
function toRadius(z: Float64Array, direction: Float64Array, radius: number): number {
  const square = dot(direction, direction);
  const along = dot(z, direction);
  const gap = radius * radius - dot(z, z);
  return gap / (along + Math.sqrt(along * along + square * gap));
}
