/** Slices at positions that data choose: one is read inside of the loop nest that uses it, one is copied over a part of an array. */

import type { DynamicSliceAttributes } from "../../../primitives/indexing/dynamic-slices.ts";
import { bytesPerElement } from "../../../array/dtype.ts";
import { rowMajorStrides, type Shape, sizeOf } from "../../../array/shape.ts";
import { Literal } from "../../../program/program.ts";
import type { Lowering } from "../../schedule/region-builder.ts";
import { sliceView, type View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { addressLocal, advance, forRange, sumOf } from "./code.ts";
import { copyRun, holdIndex } from "./elements.ts";

export const dynamicSlice: Lowering<DynamicSliceAttributes> = (
  builder,
  [x, starts],
  { attributes, results, operands },
) => {
  const { sizes } = attributes;
  const { shape } = results[0]!.type;
  if (x instanceof Literal) return [x];
  const array = x!;
  const stack = shape.slice(0, shape.length - sizes.length);
  const steps = shape.map(() => 1);
  const window = sliceView(
    array,
    shape.map(() => 0),
    shape,
    steps,
  );
  const axes = sizes.map((size, i) => ({
    index: starts instanceof Literal ? starts : startView(starts!, stack, i, shape),
    stride: array.strides[stack.length + i]!,
    last: operands[0]!.type.shape[stack.length + i]! - size,
  }));
  return [builder.indexed("dynamicSlice", window, axes)];
};

/** The start along axis `axis` of the window, seen at every position of the result. */
function startView(starts: View, stack: Shape, axis: number, shape: Shape): View {
  return {
    ...starts,
    offset: starts.offset + axis * starts.strides.at(-1)!,
    shape,
    strides: shape.map((_, i) => (i < stack.length ? starts.strides[i]! : 0)),
  };
}

/** A copy of the array, made in place where the array is not needed any more, then the update in rows as long as may be. */
export const dynamicUpdateSlice: Lowering = (builder, [x, update, starts], { operands, results }) => {
  const [, updateType, startsType] = operands.map((operand) => operand.type);
  const { type } = results[0]!;
  const target = builder.copy(x!, type);
  const source = builder.contiguous(update!, updateType!);
  const given = builder.contiguous(starts!, startsType!);
  const rank = startsType!.shape.at(-1)!;
  const stackRank = type.shape.length - rank;
  const lengths = type.shape.slice(stackRank);
  const sizes = updateType!.shape.slice(stackRank);
  const element = bytesPerElement[type.dtype];
  const strides = rowMajorStrides(lengths).map((stride) => stride * element);
  builder.add({
    kind: "routine",
    name: "dynamicUpdateSlice",
    reads: [source, given, target],
    writes: [target],
    emit(f, { address }) {
      if (sizeOf(updateType!.shape) === 0) return;
      const [array, from, start] = [target, source, given].map((view) => addressLocal(f, address(view))) as [
        Local,
        Local,
        Local,
      ];
      forRange(f, 0, sizeOf(type.shape.slice(0, stackRank)), () => {
        const first = sumOf(f, array);
        const at = f.local("i32");
        lengths.forEach((length, axis) => {
          if (length === sizes[axis]) return;
          f.get(start);
          f.load("i32.load", { offset: 4 * axis });
          f.set(at);
          holdIndex(f, at, length - sizes[axis]!);
          const moved = sumOf(f, first, [at, strides[axis]!]);
          f.get(moved);
          f.set(first);
          f.release(moved);
        });
        f.release(at);
        copyWindow(f, first, from, { lengths, sizes, strides }, 0, element);
        f.release(first);
        advance(f, array, sizeOf(lengths) * element);
        advance(f, start, 4 * rank);
      });
      f.release(array, from, start);
    },
  });
  return [target];
};

interface Window {
  readonly lengths: Shape;
  readonly sizes: Shape;
  /** Bytes from one position to the next along each axis of the array. */
  readonly strides: readonly number[];
}

/** Copies the window from axis `axis` on; moves `from` behind what was read. */
function copyWindow(f: FunctionBuilder, to: Local, from: Local, window: Window, axis: number, element: number): void {
  const { lengths, sizes, strides } = window;
  const inner = sizes.slice(axis + 1);
  const whole = inner.every((size, i) => size === lengths[axis + 1 + i]);
  if (axis >= sizes.length || whole) {
    const bytes = sizeOf(sizes.slice(axis)) * element;
    copyRun(f, to, from, bytes);
    advance(f, from, bytes);
    return;
  }
  const place = sumOf(f, to);
  forRange(f, 0, sizes[axis]!, () => {
    copyWindow(f, place, from, window, axis + 1, element);
    advance(f, place, strides[axis]!);
  });
  f.release(place);
}
