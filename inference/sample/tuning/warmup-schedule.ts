/** The schedule of a warm-up: a stretch to find the bulk, windows that double in which the metric is learnt, a stretch for the step size. */

/** Where windows begin and end, in iterations from 0. */
export interface WarmupSchedule {
  /** Iterations of warm-up. */
  readonly length: number;
  /** The first iteration whose draw counts for the metric. */
  readonly firstDraw: number;
  /** Iterations after which the metric is renewed, each the last of its window. */
  readonly windowEnds: readonly number[];
}

const FIRST = 75;
const LAST = 50;
const SHORTEST_WINDOW = 25;
/** Below this there is no time for windows; the step size alone is adapted. */
const LEAST = 20;

/**
 * The schedule of Stan: 75 iterations, windows of 25, 50, 100, ... the last of which takes what would be too short for
 * another, and 50 iterations; in proportion where the warm-up is shorter than 150.
 *
 * @see Stan Reference Manual, section "Automatic parameter tuning"
 */
export function warmupSchedule(length: number): WarmupSchedule {
  if (length < LEAST) return { length, firstDraw: length, windowEnds: [] };
  const fits = FIRST + SHORTEST_WINDOW + LAST <= length;
  const first = fits ? FIRST : Math.floor(0.15 * length);
  const last = fits ? LAST : Math.floor(0.1 * length);
  const slowEnd = length - last;
  const windowEnds: number[] = [];
  let width = fits ? SHORTEST_WINDOW : slowEnd - first;
  for (let start = first; start < slowEnd;) {
    // The next window is twice as wide; where it would not fit, this one takes the rest.
    const end = start + 3 * width > slowEnd ? slowEnd : start + width;
    windowEnds.push(end - 1);
    start = end;
    width *= 2;
  }
  return { length, firstDraw: first, windowEnds };
}
