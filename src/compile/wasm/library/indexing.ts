/** Gather and the scatters: elements read from places that data name, and rows added or written there. */

import type { GatherAttributes } from "../../../primitives/indexing/indexed-rows.ts";
import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import { type ArrayType, type Shape, sizeOf } from "../../../array/shape.ts";
import { Literal } from "../../../program/program.ts";
import type { Operand, RoutineContext } from "../../schedule/operation.ts";
import type { Lowering, RegionBuilder } from "../../schedule/region-builder.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { neutralElement } from "../kernel/reduce.ts";
import { addressLocal, advance, forRange, pushSum, sumOf } from "./code.ts";
import { copyRun, element, holdIndex } from "./elements.ts";

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
export const gather: Lowering<GatherAttributes> = (builder, [x, indices], { operands, attributes, results }) => {
  const { axis, batchRank } = attributes;
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

/** What the scatters without a first operand begin with, and what they do with each row. */
interface Scatter {
  readonly name: string;
  readonly begin: (builder: RegionBuilder, target: View) => void;
  readonly row: (f: FunctionBuilder, to: Local, from: Local, count: number, dtype: DType) => void;
}

function scatter({ name, begin, row }: Scatter): Lowering<GatherAttributes> {
  return (builder, [indices, updates], { operands, attributes, results }) => {
    const [indexType, updateType] = operands.map((operand) => operand.type);
    const target = builder.allocate(results[0]!.type);
    begin(builder, target);
    const write = { indices: indices!, indexType: indexType!, updates: updates!, updateType: updateType!, target };
    addScatter(builder, name, write, results[0]!.type, attributes, row);
    return [target];
  };
}

export const scatterAdd = scatter({
  name: "scatterAdd",
  begin: (builder, target) => {
    builder.fillZeros(target);
  },
  row: addRow,
});

function extremeScatter(name: string, reduction: "max" | "min"): Lowering<GatherAttributes> {
  return scatter({
    name,
    begin: (builder, target) => {
      const { dtype } = target.buffer;
      builder.copyTo(new Literal(neutralElement(reduction, dtype), dtype), target);
    },
    row: (f, to, from, count, dtype) => {
      extremeRow(f, to, from, count, dtype, reduction);
    },
  });
}

export const scatterMax = extremeScatter("scatterMax", "max");
export const scatterMin = extremeScatter("scatterMin", "min");

/** Writes over a copy of the array, which is made in place where the array is not needed any more. */
export const scatterSet: Lowering<GatherAttributes> = (
  builder,
  [x, indices, updates],
  { operands, attributes, results },
) => {
  const [, indexType, updateType] = operands.map((operand) => operand.type);
  const { type } = results[0]!;
  const target = builder.copy(x!, type);
  const write = { indices: indices!, indexType: indexType!, updates: updates!, updateType: updateType!, target };
  addScatter(builder, "scatterSet", write, type, attributes, (f, to, from, count, dtype) => {
    copyRun(f, to, from, count * bytesPerElement[dtype]);
  });
  return [target];
};

function addScatter(
  builder: RegionBuilder,
  name: string,
  write: {
    readonly indices: Operand;
    readonly indexType: ArrayType;
    readonly updates: Operand;
    readonly updateType: ArrayType;
    readonly target: View;
  },
  { shape, dtype }: ArrayType,
  attributes: GatherAttributes,
  row: Scatter["row"],
): void {
  const { indexType, target } = write;
  const index = builder.contiguous(write.indices, indexType);
  const values = builder.contiguous(write.updates, write.updateType);
  const geometry = geometryOf(shape, indexType.shape, attributes);
  const bytes = geometry.row * bytesPerElement[dtype];
  builder.add({
    kind: "routine",
    name,
    reads: [index, values, target],
    writes: [target],
    emit: (f, context) => {
      emitVisit(f, context, geometry, bytes, { array: target, index, values }, (place, value) => {
        row(f, place, value, geometry.row, dtype);
      });
    },
  });
}

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
        holdIndex(f, at, length - 1);
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

/** Adds `count` elements to those at `to`. */
function addRow(f: FunctionBuilder, to: Local, from: Local, count: number, dtype: DType): void {
  const { load, add, store } = element[dtype];
  combineRow(f, to, from, count, dtype, (target, source) => {
    f.get(target);
    f.get(target);
    f.load(load);
    f.get(source);
    f.load(load);
    f.op(add);
    f.store(store);
  });
}

/** Keeps the larger or the smaller of each two elements, NaN where one is. */
function extremeRow(
  f: FunctionBuilder,
  to: Local,
  from: Local,
  count: number,
  dtype: DType,
  reduction: "max" | "min",
): void {
  const { load, store } = element[dtype];
  combineRow(f, to, from, count, dtype, (target, source) => {
    f.get(target);
    if (dtype === "f64" || dtype === "f32") {
      f.get(target);
      f.load(load);
      f.get(source);
      f.load(load);
      f.op(`${dtype}.${reduction}`);
    } else {
      const [held, given] = [f.local("i32"), f.local("i32")];
      f.get(target);
      f.load(load);
      f.tee(held);
      f.get(source);
      f.load(load);
      f.tee(given);
      f.get(held);
      f.get(given);
      f.op(reduction === "max" ? "i32.gt_s" : "i32.lt_s");
      f.op("select");
      f.release(held, given);
    }
    f.store(store);
  });
}

function combineRow(
  f: FunctionBuilder,
  to: Local,
  from: Local,
  count: number,
  dtype: DType,
  combine: (target: Local, source: Local) => void,
): void {
  if (count === 1) {
    combine(to, from);
    return;
  }
  const bytes = bytesPerElement[dtype];
  forRange(f, 0, count, (i) => {
    const [target, source] = [sumOf(f, to, [i, bytes]), sumOf(f, from, [i, bytes])];
    combine(target, source);
    f.release(target, source);
  });
}
