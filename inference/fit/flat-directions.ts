/** Flat directions: the coordinates that an objective or its gradient does not know, found by asking once more. */
import type { Box } from "../problem/box.ts";
import type { NaturalScale } from "./scale.ts";
import { walshSign } from "./value-noise.ts";

/** What has to be asked of an objective. */
export interface FlatnessProbe {
  /** Size of the objective, against which a change is judged. */
  readonly size: number;
  /** Derivative of the objective, or length of its Jacobian column, at the point found; null where none is taken. */
  readonly slope: ((i: number) => number) | null;
  /** Objective and the same derivatives at another point. */
  at(point: Float64Array): { readonly value: number; readonly slope: ((i: number) => number) | null };
}

/** A change of the objective across a coordinate's whole width below this fraction is rounding. */
const negligible = 1e-13;
/** Along a descent of any order up to ten, the value falls by this part of the slope at its end times the way. */
const leastShare = 0.1;
/** Patterns of signs that suspects are moved by together. */
const mostPatterns = 2;
/** How far along a coordinate the second look is taken, in natural lengths. */
const probeLength = 2 ** -10;
/** How far the last looks are taken, to tell what has no say from what is held by a step, a clip or a maximum. */
const farLengths = [2, -2, 0.7, -0.7];

/** What a second look at coordinates without slope has told. */
export interface FlatCoordinates {
  /** Positions of those that the objective does not depend on. */
  readonly flat: readonly number[];
  /** Positions of those that it depends on, though the gradient is zero here and there: the gradient has lost them. */
  readonly silent: readonly number[];
  /** Positions of those without slope along which the objective is lower beside: a saddle or a maximum. */
  readonly falling: readonly number[];
  /** How many probes it took. */
  readonly evaluations: number;
}

/**
 * Coordinates with neither slope nor curvature. A slope alone may vanish by symmetry, or at a minimum, so suspects are asked
 * again at a distance: one is flat only if value and slope still say nothing, and silent if the slope alone does. The flat are
 * looked at from afar: where the value is another there, they stand on a plateau, and are silent too.
 */
export function flatCoordinates(
  point: Float64Array,
  value: number,
  box: Box,
  scale: NaturalScale,
  probe: FlatnessProbe,
): FlatCoordinates {
  if (probe.slope === null) return unmoved(point, value, box, scale, probe);
  const { slope: slopeHere } = probe;
  // Only bounds tell what a small slope is; without them none but an exact zero is suspicious.
  const isFlat = (i: number, slope: number): boolean =>
    slope === 0 || (scale.width[i]! > 0 && Math.abs(slope) * scale.width[i]! <= negligible * probe.size);
  let evaluations = 0;
  let suspects = Array.from(point.keys()).filter((i) => box.lower[i] !== box.upper[i] && isFlat(i, slopeHere(i)));
  const silent: number[] = [];
  const falling: number[] = [];
  // Lower by what the slope there says as well: a value that is lower by rounding is no descent.
  const isLower = (there: number, along: number): boolean =>
    there < value - negligible * probe.size && along < 0 && value - there >= -leastShare * along;
  if (suspects.length > 1) {
    // One look with all of them moved clears most; others, each with signs of its own, see saddles that lie across.
    const all = suspects;
    for (let pattern = 0; pattern < Math.min(mostPatterns, all.length) && falling.length === 0; pattern++) {
      const together = point.slice();
      all.forEach(
        (i, k) => (together[i] = besides(point, i, probeLength * (walshSign(k, pattern) ? -1 : 1), box, scale)),
      );
      evaluations++;
      const there = probe.at(together);
      if (!Number.isFinite(there.value)) continue;
      const slope = (i: number): number => there.slope?.(i) ?? 0;
      const change = (i: number): number => slope(i) * (together[i]! - point[i]!);
      const sloping = all.filter((i) => !isFlat(i, slope(i)));
      suspects = suspects.filter((i) => !sloping.includes(i));
      if (sloping.length === 0) break;
      let fallsAlone = false;
      for (const i of sloping.filter((i) => change(i) < 0)) {
        const alone = point.slice();
        alone[i] = together[i]!;
        evaluations++;
        const at = probe.at(alone);
        if (!isLower(at.value, (at.slope?.(i) ?? 0) * (alone[i] - point[i]!))) continue;
        falling.push(i);
        fallsAlone = true;
      }
      const whole = sloping.reduce((sum, i) => sum + change(i), 0);
      if (!fallsAlone && isLower(there.value, whole)) falling.push(...sloping);
    }
  }
  const flat = suspects.filter((i) => {
    const elsewhere = point.slice();
    elsewhere[i] = besides(point, i, probeLength, box, scale);
    evaluations++;
    const there = probe.at(elsewhere);
    const slope = there.slope?.(i) ?? 0;
    const change = Math.abs(there.value - value);
    if (isLower(there.value, slope * (elsewhere[i] - point[i]!)) && !falling.includes(i)) falling.push(i);
    if (slopeHere(i) === 0 && slope === 0 && change > negligible * probe.size) silent.push(i);
    return isFlat(i, slope) && change <= negligible * probe.size;
  });
  const moved = (positions: readonly number[]): boolean =>
    farLengths.some((lengths) => {
      const elsewhere = point.slice();
      for (const i of positions) elsewhere[i] = clamped(point[i]! + lengths * scale.length[i]!, box, i);
      evaluations++;
      return Math.abs(probe.at(elsewhere).value - value) > negligible * probe.size;
    });
  // All at once first: what nothing depends on is mostly many.
  const plateaus = flat.length > 0 && moved(flat) ? flat.filter((i) => flat.length === 1 || moved([i])) : [];
  return {
    flat: flat.filter((i) => !plateaus.includes(i)),
    silent: [...silent, ...plateaus].sort((i, j) => i - j),
    falling: falling.sort((i, j) => i - j),
    evaluations,
  };
}

function clamped(x: number, { lower, upper }: Box, i: number): number {
  return Math.min(Math.max(x, lower[i]!), upper[i]!);
}

/** A number of natural lengths from the point along a coordinate, on the side that its bounds leave. */
function besides(point: Float64Array, i: number, lengths: number, box: Box, scale: NaturalScale): number {
  const move = lengths * scale.length[i]!;
  const isRoom = point[i]! + move <= box.upper[i]! && point[i]! + move >= box.lower[i]!;
  return clamped(point[i]! + (isRoom ? move : -move), box, i);
}

/** Without slopes: the coordinates that leave the value as it is to the last bit, near and far. */
function unmoved(
  point: Float64Array,
  value: number,
  box: Box,
  scale: NaturalScale,
  probe: FlatnessProbe,
): FlatCoordinates {
  let evaluations = 0;
  const flat = Array.from(point.keys()).filter(
    (i) =>
      box.lower[i] !== box.upper[i] &&
      [probeLength, 0.5].every((lengths) => {
        const elsewhere = point.slice();
        elsewhere[i] = besides(point, i, lengths, box, scale);
        evaluations++;
        return probe.at(elsewhere).value === value;
      }),
  );
  return { flat, silent: [], falling: [], evaluations };
}
