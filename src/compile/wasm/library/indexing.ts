/** Gather and scatterAdd: rows of elements moved to and from places that data name. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import { type Shape, sizeOf } from "../../../array/shape.ts";
import type { RoutineContext } from "../../schedule/operation.ts";
import type { Lowering } from "../../schedule/region-builder.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { addressLocal, advance, forRange, pushSum, sumOf } from "./code.ts";

interface GatherAttributes {
  readonly axis: number;
  readonly batchRank: number;
}

/**
 * The array as [batch, before, length, row], the gathered values as [batch, before, count, row]; indices as [batch, count].
 */
interface Geometry {
  readonly batch: number;
  readonly before: number;
  readonly length: number;
  readonly count: number;
  readonly row: number;
}

function geometryOf(shape: Shape, indexShape: Shape, { axis, batchRank }: GatherAttributes): Geometry {
  return {
    batch: sizeOf(shape.slice(0, batchRank)),
    before: sizeOf(shape.slice(batchRank, axis)),
    length: shape[axis]!,
    count: sizeOf(indexShape.slice(batchRank)),
    row: sizeOf(shape.slice(axis + 1)),
  };
}

export const gather: Lowering = (builder, [x, indices], { operands, attributes, results }) => {
  const [xType, indexType] = operands.map((operand) => operand.type);
  const array = builder.contiguous(x!, xType!);
  const index = builder.contiguous(indices!, indexType!);
  const target = builder.allocate(results[0]!.type);
  const geometry = geometryOf(xType!.shape, indexType!.shape, attributes as unknown as GatherAttributes);
  const bytes = geometry.row * bytesPerElement[xType!.dtype];
  builder.add({
    kind: "routine",
    name: "gather",
    reads: [array, index],
    writes: [target],
    emit: (f, context) => {
      emitVisit(f, context, geometry, bytes, { array, index, values: target }, (place, value) => {
        copyRow(f, value, place, bytes);
      });
    },
  });
  return [target];
};

export const scatterAdd: Lowering = (builder, [indices, updates], { operands, attributes, results }) => {
  const [indexType, updateType] = operands.map((operand) => operand.type);
  const index = builder.contiguous(indices!, indexType!);
  const values = builder.contiguous(updates!, updateType!);
  const target = builder.allocate(results[0]!.type);
  const { shape, dtype } = results[0]!.type;
  const geometry = geometryOf(shape, indexType!.shape, attributes as unknown as GatherAttributes);
  const bytes = geometry.row * bytesPerElement[dtype];
  builder.fillZeros(target);
  builder.add({
    kind: "routine",
    name: "scatterAdd",
    reads: [index, values],
    writes: [target],
    emit: (f, context) => {
      emitVisit(f, context, geometry, bytes, { array: target, index, values }, (place, value) => {
        addRow(f, place, value, geometry.row, dtype);
      });
    },
  });
  return [target];
};

/** Visits rows in the order of the values: the address of the row in the array that the index names, and in the values. */
function emitVisit(
  f: FunctionBuilder,
  context: RoutineContext,
  { batch, before, length, count }: Geometry,
  bytes: number,
  views: { readonly array: View; readonly index: View; readonly values: View },
  visit: (place: Local, value: Local) => void,
): void {
  if (bytes === 0 || length === 0) return;
  const array = addressLocal(f, context.address(views.array));
  const index = addressLocal(f, context.address(views.index));
  const value = addressLocal(f, context.address(views.values));
  forRange(f, 0, batch, () => {
    forRange(f, 0, before, () => {
      forRange(f, 0, count, (i) => {
        const at = f.local("i32");
        pushSum(f, index, [i, 4]);
        f.load("i32.load");
        f.set(at);
        clamp(f, at, length);
        const place = sumOf(f, array, [at, bytes]);
        visit(place, value);
        f.release(at, place);
        advance(f, value, bytes);
      });
      advance(f, array, length * bytes);
    });
    advance(f, index, 4 * count);
  });
  f.release(array, index, value);
}

/** Indices below 0 become 0, those past the end the last one. */
function clamp(f: FunctionBuilder, index: Local, length: number): void {
  f.get(index);
  f.i32Const(0);
  f.get(index);
  f.i32Const(0);
  f.op("i32.gt_s");
  f.op("select");
  f.set(index);
  f.get(index);
  f.i32Const(length - 1);
  f.get(index);
  f.i32Const(length - 1);
  f.op("i32.lt_s");
  f.op("select");
  f.set(index);
}

/** From this length on the engine's own copy is faster than a few moves. */
const LONG_ROW = 64;

function copyRow(f: FunctionBuilder, to: Local, from: Local, bytes: number): void {
  if (bytes > LONG_ROW) {
    f.get(to);
    f.get(from);
    f.i32Const(bytes);
    f.memory("memory.copy");
    return;
  }
  let offset = 0;
  const moves = [
    [16, "v128.load", "v128.store"],
    [8, "i64.load", "i64.store"],
    [4, "i32.load", "i32.store"],
    [1, "i32.load8_u", "i32.store8"],
  ] as const;
  for (const [width, load, store] of moves) {
    for (; bytes - offset >= width; offset += width) {
      f.get(to);
      f.get(from);
      f.load(load, { offset, align: 1 });
      f.store(store, { offset, align: 1 });
    }
  }
}

/** Adds `count` elements to those at `to`. */
function addRow(f: FunctionBuilder, to: Local, from: Local, count: number, dtype: DType): void {
  const bytes = bytesPerElement[dtype];
  const [load, add, store] = (
    {
      f64: ["f64.load", "f64.add", "f64.store"],
      f32: ["f32.load", "f32.add", "f32.store"],
      i32: ["i32.load", "i32.add", "i32.store"],
      bool: ["i32.load8_u", "i32.add", "i32.store8"],
    } as const
  )[dtype];
  const addAt = (target: Local, source: Local): void => {
    f.get(target);
    f.get(target);
    f.load(load);
    f.get(source);
    f.load(load);
    f.op(add);
    f.store(store);
  };
  if (count === 1) {
    addAt(to, from);
    return;
  }
  forRange(f, 0, count, (i) => {
    const [target, source] = [sumOf(f, to, [i, bytes]), sumOf(f, from, [i, bytes])];
    addAt(target, source);
    f.release(target, source);
  });
}
