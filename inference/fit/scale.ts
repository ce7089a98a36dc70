/** Natural scales: a length for each coordinate, so that methods may work in scale-free coordinates. */
import type { Box } from "../problem/box.ts";
import type { Iterate } from "./iterate.ts";

/** A length for each coordinate. */
export interface NaturalScale {
  /**
   * The width of the bounds where there are two and they are telling, else the magnitude of the starting value, else the
   * distance to the one bound there is, else 1. Each is a power of two, so that dividing by it is exact.
   */
  readonly length: Float64Array;
  /** The width of the bounds where it is telling, else 0. */
  readonly width: Float64Array;
  /** Whether bounds tell the size of every coordinate that can move; otherwise some lengths are only guesses. */
  readonly informed: boolean;
}

/** Bounds wider than this many times the starting value say nothing of the size of a coordinate. */
const widestTelling = 1e4;

/** Measures every coordinate by its bounds and its starting value. */
export function naturalScale(start: Float64Array, { lower, upper }: Box): NaturalScale {
  let informed = true;
  const width = start.map((value, i) => {
    const between = upper[i]! - lower[i]!;
    const magnitude = Math.abs(value);
    if (Number.isFinite(between) && (value === 0 || between <= widestTelling * magnitude)) return between;
    informed = false;
    return 0;
  });
  const length = start.map((value, i) => {
    if (width[i]! > 0) return powerOfTwo(width[i]!);
    if (value !== 0) return powerOfTwo(Math.abs(value));
    const toBound = Math.min(value - lower[i]!, upper[i]! - value);
    return toBound > 0 && Number.isFinite(toBound) ? powerOfTwo(toBound) : 1;
  });
  return { length, width, informed };
}

/** The natural scale of a fit, kept as long as it is the same fit. */
export function scaleKeeper(box: Box): (state: Pick<Iterate, "startPoint">) => NaturalScale {
  let of: Float64Array | null = null;
  let scale: NaturalScale | null = null;
  return ({ startPoint }) => {
    if (scale === null || of !== startPoint) {
      scale = naturalScale(startPoint, box);
      of = startPoint;
    }
    return scale;
  };
}

/** A problem that knows the natural scale of a fit of it. */
export type Scaled<Problem> = Problem & Readonly<{ scaleOf: ReturnType<typeof scaleKeeper> }>;

/** The problem with its natural scale, worked out once a fit. */
export function scaled<Problem extends Box>(problem: Problem): Scaled<Problem> {
  return { ...problem, scaleOf: scaleKeeper(problem) };
}

/** The power of two nearest to a positive number in ratio, kept clear of overflow in squares and quotients. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.min(Math.max(Math.round(Math.log2(value)), -250), 250);
}

/** The largest component of a step, each relative to the coordinate or the width of its bounds, whichever is longer. */
export function relativeStep(point: Float64Array, step: Float64Array, { width }: NaturalScale): number {
  let largest = 0;
  for (let i = 0; i < point.length; i++) {
    if (step[i] !== 0) largest = Math.max(largest, Math.abs(step[i]!) / Math.max(Math.abs(point[i]!), width[i]!));
  }
  return largest;
}

/** The largest component of a gradient, each times the size of its coordinate: a change of the objective, free of units. */
export function scaledNorm(point: Float64Array, gradient: Float64Array, { length }: NaturalScale): number {
  let largest = 0;
  for (let i = 0; i < point.length; i++) {
    const change = Math.abs(gradient[i]!) * Math.max(Math.abs(point[i]!), length[i]!);
    if (!(change <= largest)) largest = change;
  }
  return largest;
}
