/** Indexed rows: an axis of an array addressed by an array of indices, as gather and the scatters see it. */

import type { Arr } from "../../array/arr.ts";
import { type HostArray, rowMajorData } from "../../array/host-array.ts";
import { type ArrayType, sameShape, type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeType, DTypeError, IndexError, ShapeError } from "../../errors/index.ts";
import { broadcast } from "../movement/shape.ts";
import { bind } from "../../program/bind.ts";
import type { Attributes, Batching, BatchResult, Primitive, Value } from "../../program/primitive.ts";

/** Axis `axis` of the array is indexed; the first `batchRank` axes are shared by array and indices. */
export type GatherAttributes = Readonly<{ axis: number; batchRank: number }>;

/** As gather; `shape` is that of the result. */
export type ScatterAttributes = Readonly<{ shape: readonly number[]; axis: number; batchRank: number }>;

export function gatheredShape(shape: Shape, indexShape: Shape, { axis, batchRank }: GatherAttributes): number[] {
  return [...shape.slice(0, axis), ...indexShape.slice(batchRank), ...shape.slice(axis + 1)];
}

export function checkIndexing(
  where: string,
  shape: Shape,
  index: ArrayType,
  { axis, batchRank }: GatherAttributes,
): void {
  if (!(axis >= batchRank && axis < shape.length)) {
    throw new AxisError({
      where,
      expected: `an axis from ${batchRank} to ${shape.length - 1}`,
      received: String(axis),
    });
  }
  if (index.dtype !== "i32") {
    throw new DTypeError({
      where,
      expected: "i32 indices",
      received: describeType(index),
      hint: 'Convert with cast(indices, "i32").',
    });
  }
  if (!sameShape(shape.slice(0, batchRank), index.shape.slice(0, batchRank))) {
    throw new ShapeError({
      where,
      expected: `indices that begin with [${shape.slice(0, batchRank).join(", ")}]`,
      received: describeType(index),
    });
  }
}

/**
 * Visits every element of a gather: where it stands in the array and in the gathered result, both row-major.
 * Axes are [batch, before, axis, after] in the array and [batch, before, index, after] in the result.
 */
export function visitRows(
  where: string,
  shape: Shape,
  index: HostArray,
  { axis, batchRank }: GatherAttributes,
  each: (inArray: number, inResult: number) => void,
): void {
  const batch = sizeOf(shape.slice(0, batchRank));
  const before = sizeOf(shape.slice(batchRank, axis));
  const length = shape[axis]!;
  const after = sizeOf(shape.slice(axis + 1));
  const perBatch = sizeOf(index.shape.slice(batchRank));
  const at = rowMajorData(index, "i32");
  for (let b = 0; b < batch; b++) {
    for (let p = 0; p < before; p++) {
      for (let i = 0; i < perBatch; i++) {
        const position = at[b * perBatch + i]!;
        if (position < 0 || position >= length) {
          throw new IndexError({
            where,
            path: `indices[${b * perBatch + i}]`,
            expected: `0 <= index < ${length}`,
            received: String(position),
          });
        }
        const outer = b * before + p;
        for (let a = 0; a < after; a++)
          each((outer * length + position) * after + a, (outer * perBatch + i) * after + a);
      }
    }
  }
}

/** The check of updates against the array that they go to. */
export function checkUpdates(
  where: string,
  shape: Shape,
  index: ArrayType,
  updates: ArrayType,
  at: GatherAttributes,
): void {
  checkIndexing(where, shape, index, at);
  const expected = gatheredShape(shape, index.shape, at);
  if (sameShape(expected, updates.shape)) return;
  throw new ShapeError({
    where,
    expected: `updates of shape [${expected.join(", ")}]`,
    received: describeType(updates),
  });
}

/** Batching of a scatter of updates alone: the result has the axis in front, and indices that all share stay as they are. */
export const batchScatter =
  (primitive: () => Primitive<ScatterAttributes>): Batching<ScatterAttributes> =>
  ([index, updates], [indexMapped, updatesMapped], { shape, axis, batchRank }, size) => {
    const operands = [index!, updates!];
    const attributes = { shape: [size, ...shape], axis: axis + 1, batchRank };
    if (indexMapped !== true && batchRank === 0) {
      return { outputs: bind(primitive(), operands, attributes), mapped: [true] };
    }
    const mapped = [indexMapped === true, updatesMapped === true];
    return bindInBatch(primitive(), operands, mapped, { ...attributes, batchRank: batchRank + 1 }, size);
  };

/** All operands with the batch axis in front, repeated where one had none. */
export function bindInBatch<A extends Attributes>(
  primitive: Primitive<A>,
  operands: readonly Value[],
  mapped: readonly boolean[],
  attributes: A,
  size: number,
): BatchResult {
  const full = operands.map((operand, i) => {
    const arr = operand as Arr;
    return mapped[i] === true ? arr : broadcast(arr, [size, ...arr.shape]);
  });
  return { outputs: bind(primitive, full, attributes), mapped: [true] };
}
