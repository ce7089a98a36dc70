/** Indexing by data: gather reads at indices, scatterAdd adds at indices; each is the other's transpose. */

import { perElement } from "../work.ts";
import ndarray from "ndarray";
import { rowMajorData } from "../../array/host-array.ts";
import { allocate, type DType } from "../../array/dtype.ts";
import { rowMajorStrides } from "../../array/shape.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { indices, knownValue, rule, transposeRule, typeOf, uniform } from "../../program/derivative.ts";
import {
  batchScatter,
  bindInBatch,
  checkIndexing,
  checkUpdates,
  type GatherAttributes,
  gatheredShape,
  type ScatterAttributes,
  visitRows,
} from "./indexed-rows.ts";
import type { Primitive } from "../../program/primitive.ts";

export const gather: Primitive<GatherAttributes> = {
  name: "gather",
  outputTypes([x, index], attributes) {
    checkIndexing("gather", x!.shape, index!, attributes);
    return [{ shape: gatheredShape(x!.shape, index!.shape, attributes), dtype: x!.dtype }];
  },
  reference([x, index], attributes, types) {
    const dtype: DType = types[0]!.dtype;
    const shape = gatheredShape(x!.shape, index!.shape, attributes);
    const out = allocate(dtype, shape);
    const data = rowMajorData(x!, dtype);
    visitRows("gather", x!.shape, index!, attributes, (inArray, inResult) => {
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
    return bindInBatch(gather, [x!, index!], [xMapped === true, indexMapped === true], attributes, size);
  },
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
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
    checkUpdates("scatterAdd", shape, index!, updates!, attributes);
    return [{ shape, dtype: updates!.dtype }];
  },
  reference([index, updates], attributes, types) {
    const dtype: DType = types[1]!.dtype;
    const { shape } = attributes;
    const out = allocate(dtype, shape);
    const data = rowMajorData(updates!, dtype);
    visitRows("scatterAdd", shape, index!, attributes, (inArray, inResult) => {
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
  batch: batchScatter(() => scatterAdd),
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
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
