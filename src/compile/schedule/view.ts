/** View: an array as affine positions in a buffer. Reshaping, transposing, slicing, flipping and broadcasting move no data. */

import { rowMajorStrides, type Shape, sizeOf } from "../../array/shape.ts";
import type { Buffer } from "./buffer.ts";

/** The counter of a loop: its value during a step runs over 0 .. length - 1, downwards when reversed. */
export class LoopCounter {
  readonly length: number;
  readonly reverse: boolean;

  constructor(length: number, reverse: boolean) {
    this.length = length;
    this.reverse = reverse;
  }
}

/** Positions that move by `stride` elements with each count of an enclosing loop. */
export interface LoopTerm {
  readonly counter: LoopCounter;
  readonly stride: number;
}

/** Element [i0, i1, …] lies at `offset + Σ i·stride + Σ counter·stride`, in elements of `buffer`. */
export interface View {
  readonly buffer: Buffer;
  readonly shape: Shape;
  readonly offset: number;
  readonly strides: readonly number[];
  readonly loops: readonly LoopTerm[];
}

/** The whole buffer in row-major order. */
export function wholeView(buffer: Buffer, shape: Shape): View {
  return { buffer, shape, offset: 0, strides: rowMajorStrides(shape), loops: [] };
}

/** True when the elements lie one after another in row-major order, wherever they begin. */
export function isContiguous({ shape, strides }: Pick<View, "shape" | "strides">): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 0) return true;
    if (length !== 1 && strides[axis] !== expected) return false;
    expected *= length;
  }
  return true;
}

/** True when the view is its buffer, element for element in order. */
export function isWhole(view: View): boolean {
  return view.offset === 0 && view.loops.length === 0 && sizeOf(view.shape) === view.buffer.size && isContiguous(view);
}

export function transposeView(view: View, permutation: readonly number[]): View {
  return {
    ...view,
    shape: permutation.map((axis) => view.shape[axis]!),
    strides: permutation.map((axis) => view.strides[axis]!),
  };
}

/** Repeats axes of length 1. */
export function broadcastView(view: View, shape: Shape): View {
  return {
    ...view,
    shape,
    strides: view.strides.map((stride, axis) => (view.shape[axis] === shape[axis] ? stride : 0)),
  };
}

export function flipView(view: View, axes: readonly number[]): View {
  const flipped = (axis: number): boolean => axes.includes(axis) && view.shape[axis]! > 0;
  return {
    ...view,
    offset: view.strides.reduce(
      (offset, stride, axis) => (flipped(axis) ? offset + (view.shape[axis]! - 1) * stride : offset),
      view.offset,
    ),
    strides: view.strides.map((stride, axis) => (flipped(axis) ? -stride : stride)),
  };
}

/** Elements start, start + step, … of each axis. */
export function sliceView(view: View, starts: readonly number[], shape: Shape, steps: readonly number[]): View {
  return {
    ...view,
    shape,
    offset: starts.reduce((offset, start, axis) => offset + start * view.strides[axis]!, view.offset),
    strides: view.strides.map((stride, axis) => stride * steps[axis]!),
  };
}

/** The elements of the step that a loop is at, of a view stacked along its leading axis. */
export function stepView(view: View, counter: LoopCounter): View {
  const [stride = 0, ...strides] = view.strides;
  return {
    ...view,
    shape: view.shape.slice(1),
    strides,
    loops: [...view.loops, { counter, stride }],
  };
}

/**
 * The same elements in row-major order under another shape, or undefined when that needs a copy: each run of old axes that
 * is walked with one stride must be a run of new axes.
 */
export function reshapeView(view: View, shape: Shape): View | undefined {
  if (sizeOf(shape) === 0) return { ...view, shape, strides: rowMajorStrides(shape) };
  const strides = new Array<number>(shape.length).fill(0);
  let axis = shape.length - 1;
  for (const run of runsOf(view)) {
    let covered = 1;
    while (covered < run.length) {
      const length = shape[axis]!;
      strides[axis] = run.stride * covered;
      covered *= length;
      axis--;
    }
    if (covered > run.length) return undefined;
  }
  return { ...view, shape, strides };
}

/** Axes merged where one stride walks through all of them, the last first. */
function runsOf({ shape, strides }: View): { length: number; readonly stride: number }[] {
  const runs: { length: number; readonly stride: number }[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const inner = runs.at(-1);
    if (inner !== undefined && strides[axis] === inner.stride * inner.length) inner.length *= length;
    else runs.push({ length, stride: strides[axis]! });
  }
  return runs;
}

/** The view with buffers that lie inside others replaced by those. */
export function resolvePlacement(view: View): View {
  let resolved = view;
  for (let target = resolved.buffer.placement; target !== undefined; target = resolved.buffer.placement) {
    // A placed buffer lies in one piece, so positions only shift.
    resolved = {
      ...resolved,
      buffer: target.buffer,
      offset: resolved.offset + target.offset,
      loops: [...resolved.loops, ...target.loops],
    };
  }
  return resolved;
}
