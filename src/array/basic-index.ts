/** Basic indexing: reads NumPy's integers, ranges, ellipsis and new axes against a shape, and says which slice they mean. */
import { describeShape, describeValue, IndexError } from "../errors/index.ts";
import type { Shape } from "./shape.ts";

/** An axis of length 1 at this place of the result. */
export const newAxis: unique symbol = Symbol("newAxis");

/** `[start, stop, step]`: NumPy's `start:stop:step`. Null, or leaving it out, means the default. */
export type IndexRange = readonly [start?: number | null, stop?: number | null, step?: number | null];

/**
 * One index: a number picks a position and drops the axis, `[start, stop, step]` takes a range, null takes the whole axis,
 * "..." as many whole axes as are left, and `newAxis` inserts an axis of length 1. Negative positions count from the end.
 */
export type BasicIndex = number | IndexRange | null | "..." | typeof newAxis;

/**
 * What to do to the array: slice each axis from `starts` to `limits` (exclusive) by `strides` (positive), then reverse the
 * axes in `flips`, then reshape to `shape`.
 */
export interface IndexPlan {
  readonly starts: readonly number[];
  readonly limits: readonly number[];
  readonly strides: readonly number[];
  /** Axes, of the array that is indexed, that a negative step reverses. */
  readonly flips: readonly number[];
  /** Axes, of the array that is indexed, that a number drops. */
  readonly squeezes: readonly number[];
  /** Axes, of the result, that `newAxis` inserts. */
  readonly newAxes: readonly number[];
  /** Shape after slicing, before axes are dropped or inserted. */
  readonly sliced: Shape;
  /** Shape of the result. */
  readonly shape: Shape;
}

/**
 * The plan for `x.slice(...indices)` where x has the given shape. Axes that no index names are taken whole.
 *
 * @throws IndexError when there are too many indices, a position is out of range, a step is zero, or an index is none
 */
export function planBasicIndex(shape: Shape, indices: readonly BasicIndex[], where = "slice"): IndexPlan {
  const spans: Span[] = [];
  const result: number[] = [];
  const newAxes: number[] = [];
  const take = (span: Span): void => {
    spans.push(span);
    if (!span.dropped) result.push(span.length);
  };
  const takeWholeUntil = (axis: number): void => {
    while (spans.length < axis) take(rangeSpan([], shape[spans.length]!, spans.length, where));
  };
  const consumed = countConsumed(shape, indices, where);
  let following = consumed;
  for (const index of indices) {
    if (index === newAxis) {
      newAxes.push(result.length);
      result.push(1);
    } else if (index === "...") {
      takeWholeUntil(shape.length - following);
    } else {
      const axis = spans.length;
      const length = shape[axis]!;
      take(
        typeof index === "number"
          ? positionSpan(index, axis, shape, where)
          : rangeSpan(index ?? [], length, axis, where),
      );
      following -= 1;
    }
  }
  takeWholeUntil(shape.length);
  const axesWhere = (holds: (span: Span) => boolean): number[] =>
    spans.flatMap((span, axis) => (holds(span) ? [axis] : []));
  return {
    starts: spans.map((span) => span.start),
    limits: spans.map((span) => span.limit),
    strides: spans.map((span) => span.stride),
    flips: axesWhere((span) => span.flipped),
    squeezes: axesWhere((span) => span.dropped),
    newAxes,
    sliced: spans.map((span) => span.length),
    shape: result,
  };
}

/** What is taken of one axis. */
interface Span {
  readonly start: number;
  readonly limit: number;
  readonly stride: number;
  readonly length: number;
  readonly flipped: boolean;
  readonly dropped: boolean;
}

/** The number of indices that take an axis each, after every index is checked to be one. */
function countConsumed(shape: Shape, indices: readonly BasicIndex[], where: string): number {
  let ellipses = 0;
  let consumed = 0;
  indices.forEach((index, position) => {
    if (index === "...") ellipses += 1;
    else if (index !== newAxis) {
      requireIndex(index, position, where);
      consumed += 1;
    }
  });
  if (ellipses > 1) throw new IndexError({ where, expected: 'at most one "..."', received: String(ellipses) });
  if (consumed > shape.length) {
    throw new IndexError({
      where,
      expected: `at most ${shape.length} ${shape.length === 1 ? "index" : "indices"} for shape ${describeShape(shape)}`,
      received: String(consumed),
    });
  }
  return consumed;
}

function requireIndex(index: unknown, position: number, where: string): void {
  if (index === null || Number.isInteger(index)) return;
  if (Array.isArray(index)) {
    const partsAreWhole = index.every((part: unknown) => part === null || part === undefined || Number.isInteger(part));
    if (partsAreWhole && index.length <= 3) return;
    throw new IndexError({
      where,
      path: `indices[${position}]`,
      expected: "[start, stop, step] of integers or null",
      received: `[${index.map((part: unknown) => (typeof part === "number" ? String(part) : describeValue(part))).join(", ")}]`,
      hint: "To pick positions from a list, use take(x, positions, axis).",
    });
  }
  const isArrayLike = typeof index === "object" && "dtype" in index;
  throw new IndexError({
    where,
    path: `indices[${position}]`,
    expected: 'an integer, [start, stop, step], null, "..." or newAxis',
    received: describeValue(index),
    hint: isArrayLike ? "To index with an array, use take(x, positions, axis) or gather." : undefined,
  });
}

function positionSpan(index: number, axis: number, shape: Shape, where: string): Span {
  const length = shape[axis]!;
  const start = index < 0 ? index + length : index;
  if (start < 0 || start >= length) {
    throw new IndexError({
      where,
      problem: `position ${index} is out of range for axis ${axis} of shape ${describeShape(shape)}`,
      hint: length === 0 ? "That axis is empty." : `Valid positions are ${-length} to ${length - 1}.`,
    });
  }
  return { start, limit: start + 1, stride: 1, length: 1, flipped: false, dropped: true };
}

/** A range reaches as far as the axis does: ends beyond it are drawn in. */
function rangeSpan([from, to, by]: IndexRange, length: number, axis: number, where: string): Span {
  const step = by ?? 1;
  if (step === 0) {
    throw new IndexError({
      where,
      problem: `the step of the range for axis ${axis} is zero`,
      hint: "Use 1, or -1 to reverse the axis.",
    });
  }
  // Where a walk may begin and end: 0 to length going up, length - 1 to -1 going down.
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clip = (position: number): number =>
    Math.min(Math.max(position < 0 ? position + length : position, lowest), highest);
  const first = from === undefined || from === null ? (step > 0 ? lowest : highest) : clip(from);
  const end = to === undefined || to === null ? (step > 0 ? highest : lowest) : clip(to);
  const count = Math.max(0, Math.ceil((end - first) / step));
  if (count === 0) return { start: 0, limit: 0, stride: 1, length: 0, flipped: false, dropped: false };
  const last = first + (count - 1) * step;
  return {
    start: Math.min(first, last),
    limit: Math.max(first, last) + 1,
    stride: count === 1 ? 1 : Math.abs(step),
    length: count,
    flipped: step < 0 && count > 1,
    dropped: false,
  };
}
