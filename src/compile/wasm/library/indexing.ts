/** Gather and scatterAdd: elements read from places that data name, and rows added there. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import { type Shape, sizeOf } from "../../../array/shape.ts";
import { Literal } from "../../../program/program.ts";
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

/** A load inside of the loop nest that uses the values. */
export const gather: Lowering = (builder, [x, indices], { operands, attributes, results }) => {
  const { axis, batchRank } = attributes as unknown as GatherAttributes;
  const { shape } = results[0]!.type;
  const length = operands[0]!.type.shape[axis]!;
  if (x instanceof Literal) return [x];
  if (length === 0) return [new Literal(0, results[0]!.type.dtype)];
  const array = x!;
  const own = {
    shape,
    strides: array.strides.toSpliced(axis, 1, ...operands[1]!.type.shape.slice(batchRank).map(() => 0)),
  };
  const index =
    indices instanceof Literal
      ? indices
      : {
          ...indices!,
          shape,
          strides: [
            ...indices!.strides.slice(0, batchRank),
            ...shape.slice(batchRank, axis).map(() => 0),
            ...indices!.strides.slice(batchRank),
            ...array.shape.slice(axis + 1).map(() => 0),
          ],
        };
  return [builder.indexed("gather", { ...array, ...own }, [{ index, stride: array.strides[axis]!, last: length - 1 }])];
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
