/** Natural scales: a length for each coordinate, so that methods may work in scale-free coordinates. */
import { norm } from "../linear-algebra/vectors.ts";
import type { Box } from "../problem/box.ts";
import type { LeafRange } from "../problem/vector-problem.ts";
import type { Iterate } from "./iterate.ts";

/** A length for each coordinate. */
export interface NaturalScale {
  /**
   * The width of the bounds where there are two and they are telling, else the root mean square of the leaf at the start, else
   * the distance to the one bound there is, else 1. The numbers of a leaf are of one kind: one that happens to start near zero
   * is no smaller than its neighbours. Each is a power of two, so that dividing by it is exact.
   */
  readonly length: Float64Array;
  /** What counts as the size of a coordinate next to zero: a millionth of its length, or of its leaf where that is shorter. */
  readonly floor: Float64Array;
  /** The width of the bounds where it is telling, else 0. */
  readonly width: Float64Array;
  /** Whether bounds tell the size of every coordinate that can move; otherwise some lengths are only guesses. */
  readonly informed: boolean;
}

/** A box whose coordinates may be known by the leaves they come from; without, each is of its own kind. */
export interface LeafBox extends Box {
  readonly leaves?: readonly Pick<LeafRange, "offset" | "size">[];
}

/** Bounds wider than this many times the starting value say nothing of the size of a coordinate. */
const widestTelling = 1e4;
/** What counts as the size of a coordinate next to zero, as a part of its natural length. */
const nextToZero = 2 ** -20;

/** Measures every coordinate by its bounds and the starting values of its leaf. */
export function naturalScale(start: Float64Array, { lower, upper, leaves }: LeafBox): NaturalScale {
  let informed = true;
  const width = new Float64Array(start.length);
  const length = new Float64Array(start.length);
  const floor = new Float64Array(start.length);
  for (const { offset, size } of leaves ?? Array.from(start, (_, offset) => ({ offset, size: 1 }))) {
    const magnitude = rootMeanSquare(start, offset, offset + size);
    for (let i = offset; i < offset + size; i++) {
      const between = upper[i]! - lower[i]!;
      const own = Math.max(magnitude, Math.abs(start[i]!));
      const isTelling = Number.isFinite(between) && (own === 0 || between <= widestTelling * own);
      width[i] = isTelling ? between : 0;
      if (!isTelling) informed = false;
      if (width[i]! > 0) length[i] = powerOfTwo(width[i]!);
      else if (magnitude > leastMagnitude) length[i] = powerOfTwo(magnitude);
      else {
        const toBound = Math.min(start[i]! - lower[i]!, upper[i]! - start[i]!);
        length[i] = toBound > 0 && Number.isFinite(toBound) ? powerOfTwo(toBound) : 1;
      }
      floor[i] = nextToZero * (magnitude > 0 ? Math.min(length[i]!, magnitude) : length[i]!);
    }
  }
  return { length, floor, width, informed };
}

/** A leaf that starts this near zero says no more of its size than one that starts at zero. */
const leastMagnitude = 2 ** -250;

/** Root mean square of some elements, safe from overflow. */
function rootMeanSquare(x: Float64Array, from: number, to: number): number {
  return to > from ? norm(x.subarray(from, to)) / Math.sqrt(to - from) : 0;
}

/** The natural scale where a fit has ended: a leaf that has grown is as large as it is now. */
export function endScale(start: Float64Array, end: Float64Array, box: LeafBox): NaturalScale {
  const [before, after] = [naturalScale(start, box), naturalScale(end, box)];
  return { ...before, length: before.length.map((length, i) => Math.max(length, after.length[i]!)) };
}

/** The natural scale of a fit, kept as long as it is the same fit. */
export function scaleKeeper(box: LeafBox): (state: Pick<Iterate, "startPoint">) => NaturalScale {
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
export function scaled<Problem extends LeafBox>(problem: Problem): Scaled<Problem> {
  return { ...problem, scaleOf: scaleKeeper(problem) };
}

/** The power of two nearest to a positive number in ratio, kept clear of overflow in squares and quotients. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.min(Math.max(Math.round(Math.log2(value)), -250), 250);
}

/**
 * What counts as the size of a coordinate at a point: itself or the width of its bounds, and next to zero a millionth of its
 * natural length.
 */
export function sizeAt(x: number, i: number, { floor, width }: NaturalScale): number {
  return Math.max(Math.abs(x), width[i]!, floor[i]!);
}

/** The largest component of a step, each relative to the size of its coordinate. */
export function relativeStep(point: Float64Array, step: Float64Array, scale: NaturalScale): number {
  let largest = 0;
  for (let i = 0; i < point.length; i++) {
    if (step[i] !== 0) largest = Math.max(largest, Math.abs(step[i]!) / sizeAt(point[i]!, i, scale));
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
