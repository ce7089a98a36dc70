/** Flat directions: the coordinates that an objective or its gradient does not know, found by asking once more. */
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

/** What a second look at coordinates without slope has told. */
export interface FlatCoordinates {
  /** Positions of those that the objective does not depend on. */
  readonly flat: readonly number[];
  /** Positions of those that it depends on, though the gradient is zero here and there: the gradient has lost them. */
  readonly silent: readonly number[];
  /** How many probes it took. */
  readonly evaluations: number;
}

/**
 * Coordinates with neither slope nor curvature. A slope alone may vanish by symmetry, so each suspect is asked again at a
 * distance: it is flat only if value and slope still say nothing, and silent if the slope alone does.
 */
export function flatCoordinates(
  point: Float64Array,
  value: number,
  box: Box,
  scale: NaturalScale,
  probe: FlatnessProbe,
): FlatCoordinates {
  let evaluations = 0;
  const silent: number[] = [];
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
    const change = Math.abs(there.value - value);
    if (probe.slope(i) === 0 && there.slope === 0 && change > negligible * probe.size) silent.push(i);
    return isFlat(there.slope) && change <= negligible * probe.size;
  });
  return { flat, silent, evaluations };
}
