/** Flat directions: the coordinates that an objective does not depend on, found by asking it once more. */
import type { Box } from "./box.ts";
import type { NaturalScale } from "./scale.ts";

/** What has to be asked of an objective. */
export interface FlatnessProbe {
  /** Size of the objective, against which a change is judged. */
  readonly size: number;
  /** Derivative of the objective, or length of its Jacobian column, at the point found. */
  slope(i: number): number;
  /** Objective and the same derivative at another point. */
  at(point: Float64Array, i: number): { readonly value: number; readonly slope: number };
}

/** A change of the objective across a coordinate's whole width below this fraction is rounding. */
const negligible = 1e-13;
/** How far along a coordinate the second look is taken, in natural lengths. */
const probeLength = 2 ** -10;

/**
 * Coordinates with neither slope nor curvature. A slope alone may vanish by symmetry, so each suspect is asked again at a
 * distance: it is flat only if value and slope still say nothing.
 *
 * @returns the positions of the flat coordinates, and how many probes it took
 */
export function flatCoordinates(
  point: Float64Array,
  value: number,
  box: Box,
  scale: NaturalScale,
  probe: FlatnessProbe,
): { readonly flat: readonly number[]; readonly evaluations: number } {
  let evaluations = 0;
  const flat = Array.from(point.keys()).filter((i) => {
    // Only bounds tell what a small slope is; without them none but an exact zero is suspicious.
    const isNegligible = (slope: number): boolean => Math.abs(slope) * scale.width[i]! <= negligible * probe.size;
    const isFlat = (slope: number): boolean => slope === 0 || (scale.width[i]! > 0 && isNegligible(slope));
    if (box.lower[i] === box.upper[i] || !isFlat(probe.slope(i))) return false;
    const move = probeLength * scale.length[i]!;
    const elsewhere = point.slice();
    elsewhere[i] = Math.max(point[i]! + (point[i]! + move <= box.upper[i]! ? move : -move), box.lower[i]!);
    evaluations++;
    const there = probe.at(elsewhere, i);
    return isFlat(there.slope) && Math.abs(there.value - value) <= negligible * probe.size;
  });
  return { flat, evaluations };
}
