/** Indexing by data: gather reads at indices, scatterAdd adds at indices; each is the other's transpose. */

import ndarray from "ndarray";
import { type Arr, type HostArray, rowMajorData } from "../array/arr.ts";
import { allocate, type DType } from "../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape, sizeOf } from "../array/shape.ts";
import { AxisError, describeType, DTypeError, IndexError, ShapeError } from "../errors/index.ts";
import { broadcastTo } from "../ops/broadcast.ts";
import { bind, bindOne } from "../program/bind.ts";
import { indices, knownValue, rule, transposeRule, typeOf, uniform } from "./derivative.ts";
import type { BatchResult, Primitive, Value } from "./primitive.ts";

/** Axis `axis` of the array is indexed; the first `batchRank` axes are shared by array and indices. */
export type GatherAttributes = Readonly<{ axis: number; batchRank: number }>;

/** As gather; `shape` is that of the result. */
export type ScatterAttributes = Readonly<{ shape: readonly number[]; axis: number; batchRank: number }>;

function gatheredShape(shape: Shape, indexShape: Shape, { axis, batchRank }: GatherAttributes): number[] {
  return [...shape.slice(0, axis), ...indexShape.slice(batchRank), ...shape.slice(axis + 1)];
}

function checkGather(where: string, shape: Shape, index: ArrayType, { axis, batchRank }: GatherAttributes): void {
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
function visit(
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

export const gather: Primitive<GatherAttributes> = {
  name: "gather",
  outputTypes([x, index], attributes) {
    checkGather("gather", x!.shape, index!, attributes);
    return [{ shape: gatheredShape(x!.shape, index!.shape, attributes), dtype: x!.dtype }];
  },
  reference([x, index], attributes, types) {
    const dtype: DType = types[0]!.dtype;
    const shape = gatheredShape(x!.shape, index!.shape, attributes);
    const out = allocate(dtype, sizeOf(shape));
    const data = rowMajorData(x!, dtype);
    visit("gather", x!.shape, index!, attributes, (inArray, inResult) => {
      out[inResult] = data[inArray]!;
    });
    return [ndarray(out, shape, rowMajorStrides(shape), 0)];
  },
  derivative: rule(([, index], [dx], { attributes }) => [
    dx == null ? null : bindOne(gather, [dx, index!], attributes),
  ]),
  transposition: transposeRule(([ct], [x, index], { axis, batchRank }) => [
    bindOne(scatterAdd, [knownValue(index), ct!], { shape: typeOf(x!).shape, axis, batchRank }),
    null,
  ]),
  batch: ([x, index], [xMapped, indexMapped], { axis, batchRank }, size) => {
    if (indexMapped !== true && batchRank === 0) {
      return { outputs: bind(gather, [x!, index!], { axis: axis + 1, batchRank }), mapped: [true] };
    }
    const attributes = { axis: axis + 1, batchRank: batchRank + 1 };
    return batchedBoth(gather, [x!, index!], [xMapped === true, indexMapped === true], attributes, size);
  },
  check: () => [
    {
      label: "axis 0",
      operands: [uniform(-2, 2, [4, 2]), indices(0, 4, [3])],
      attributes: { axis: 0, batchRank: 0 },
      order: 2,
    },
    {
      label: "axis 1",
      operands: [uniform(-2, 2, [2, 5]), indices(0, 5, [2, 2])],
      attributes: { axis: 1, batchRank: 0 },
      order: 2,
    },
    {
      label: "batched",
      operands: [uniform(-2, 2, [2, 5]), indices(0, 5, [2, 3])],
      attributes: { axis: 1, batchRank: 1 },
      order: 2,
    },
  ],
};

export const scatterAdd: Primitive<ScatterAttributes> = {
  name: "scatterAdd",
  outputTypes([index, updates], attributes) {
    const { shape } = attributes;
    checkGather("scatterAdd", shape, index!, attributes);
    const expected = gatheredShape(shape, index!.shape, attributes);
    if (!sameShape(expected, updates!.shape)) {
      throw new ShapeError({
        where: "scatterAdd",
        expected: `updates of shape [${expected.join(", ")}]`,
        received: describeType(updates!),
      });
    }
    return [{ shape, dtype: updates!.dtype }];
  },
  reference([index, updates], attributes, types) {
    const dtype: DType = types[1]!.dtype;
    const { shape } = attributes;
    const out = allocate(dtype, sizeOf(shape));
    const data = rowMajorData(updates!, dtype);
    visit("scatterAdd", shape, index!, attributes, (inArray, inResult) => {
      out[inArray]! += data[inResult]!;
    });
    return [ndarray(out, shape.slice(), rowMajorStrides(shape), 0)];
  },
  derivative: rule(([index], [, dUpdates], { attributes }) => [
    dUpdates == null ? null : bindOne(scatterAdd, [index!, dUpdates], attributes),
  ]),
  transposition: transposeRule(([ct], [index], { axis, batchRank }) => [
    null,
    bindOne(gather, [ct!, knownValue(index)], { axis, batchRank }),
  ]),
  batch: ([index, updates], [indexMapped, updatesMapped], { shape, axis, batchRank }, size) => {
    const batchedShape = [size, ...shape];
    if (indexMapped !== true && batchRank === 0) {
      return {
        outputs: bind(scatterAdd, [index!, updates!], { shape: batchedShape, axis: axis + 1, batchRank }),
        mapped: [true],
      };
    }
    const attributes = { shape: batchedShape, axis: axis + 1, batchRank: batchRank + 1 };
    return batchedBoth(
      scatterAdd,
      [index!, updates!],
      [indexMapped === true, updatesMapped === true],
      attributes,
      size,
    );
  },
  check: () => [
    {
      label: "repeated indices",
      operands: [indices(0, 3, [5]), uniform(-2, 2, [5, 2])],
      attributes: { shape: [3, 2], axis: 0, batchRank: 0 },
      order: 2,
    },
    {
      label: "batched",
      operands: [indices(0, 4, [2, 3]), uniform(-2, 2, [2, 3])],
      attributes: { shape: [2, 4], axis: 1, batchRank: 1 },
      order: 2,
    },
  ],
};

/** Array and indices each with the batch axis in front, repeated where one had none. */
function batchedBoth<A extends GatherAttributes>(
  primitive: Primitive<A>,
  operands: readonly Value[],
  mapped: readonly boolean[],
  attributes: A,
  size: number,
): BatchResult {
  const full = operands.map((operand, i) => {
    const arr = operand as Arr;
    return mapped[i] === true ? arr : broadcastTo(arr, [size, ...arr.shape]);
  });
  return { outputs: bind(primitive, full, attributes), mapped: [true] };
}
