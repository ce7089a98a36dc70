/** Scatters that choose: scatterSet overwrites at indices, scatterMax and scatterMin keep the extreme of what meets at an index. */

import { perElement } from "../work.ts";
import ndarray from "ndarray";
import { type Arr, fromBuffer, hostOf } from "../../array/arr.ts";
import { rowMajorData } from "../../array/host-array.ts";
import { allocate, type DType } from "../../array/dtype.ts";
import { rowMajorStrides, type Shape, sizeOf } from "../../array/shape.ts";
import { describeType, DTypeError } from "../../errors/index.ts";
import { broadcast, reshapeTo } from "../movement/shape.ts";
import { div, max, mul } from "../elementwise/arithmetic.ts";
import { equal, select } from "../elementwise/comparison.ts";
import { castTo } from "../elementwise/convert.ts";
import { zerosOf } from "../../array/zeros.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { indices, knownValue, nonlinear, rule, transposeRule, typeOf, uniform } from "../../program/derivative.ts";
import {
  batchScatter,
  checkUpdates,
  type GatherAttributes,
  type ScatterAttributes,
  visitRows,
} from "./indexed-rows.ts";
import { gather, scatterAdd } from "./indexing.ts";
import type { Primitive, Value } from "../../program/primitive.ts";

/** scatterSet(x, indices, updates): x with rows overwritten; where an index occurs twice, the last in row-major order stays. */
export const scatterSet: Primitive<GatherAttributes> = {
  name: "scatterSet",
  outputTypes([x, index, updates], attributes) {
    checkUpdates("scatterSet", x!.shape, index!, updates!, attributes);
    if (x!.dtype !== updates!.dtype) {
      throw new DTypeError({
        where: "scatterSet",
        expected: `updates of type ${x!.dtype}`,
        received: describeType(updates!),
      });
    }
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  reference([x, index, updates], attributes, types) {
    const { shape, dtype } = types[0]!;
    const out = rowMajorData(x!, dtype).slice();
    const data = rowMajorData(updates!, dtype);
    visitRows("scatterSet", shape, index!, attributes, (inArray, inResult) => {
      out[inArray] = data[inResult]!;
    });
    return [ndarray(out, shape.slice(), rowMajorStrides(shape), 0)];
  },
  derivative: rule(([x, index, updates], [dx, , dUpdates], { attributes }) =>
    dx == null && dUpdates == null
      ? [null]
      : [bindOne(scatterSet, [dx ?? zerosOf(x as Arr), index!, dUpdates ?? zerosOf(updates as Arr)], attributes)],
  ),
  // An overwritten element of x receives nothing, and of updates that met only the one that stayed receives something.
  transposition: transposeRule(([ct], [x, index, updates], attributes) => {
    const at = knownValue(index) as Arr;
    return [
      x!.kind === "linear" ? bindOne(scatterSet, [ct!, at, zerosOf(typeOf(updates!))], attributes) : null,
      null,
      updates!.kind === "linear" ? cotangentOfUpdates(ct!, at, attributes) : null,
    ];
  }),
  batch: ([x, index, updates], [xMapped, indexMapped, updatesMapped], { axis, batchRank }, size) => {
    const shared = indexMapped !== true && batchRank === 0;
    const attributes = { axis: axis + 1, batchRank: shared ? 0 : batchRank + 1 };
    const withAxis = (value: Value, mapped: boolean | undefined): Arr =>
      mapped === true ? (value as Arr) : broadcast(value as Arr, [size, ...(value as Arr).shape]);
    const operands = [
      withAxis(x!, xMapped),
      shared ? index! : withAxis(index!, indexMapped),
      withAxis(updates!, updatesMapped),
    ];
    return { outputs: bind(scatterSet, operands, attributes), mapped: [true] };
  },
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    {
      label: "repeated indices",
      operands: [uniform(-2, 2, [3, 2]), indices(0, 3, [5]), uniform(-2, 2, [5, 2])],
      attributes: { axis: 0, batchRank: 0 },
      order: 2,
    },
    {
      label: "axis 1",
      operands: [uniform(-2, 2, [2, 4, 2]), indices(0, 4, [2]), uniform(-2, 2, [2, 2, 2])],
      attributes: { axis: 1, batchRank: 0 },
      order: 2,
    },
    {
      label: "batched",
      operands: [uniform(-2, 2, [2, 4]), indices(0, 4, [2, 3]), uniform(-2, 2, [2, 3])],
      attributes: { axis: 1, batchRank: 1 },
      order: 2,
    },
  ],
};

function cotangentOfUpdates(ct: Arr, index: Arr, attributes: GatherAttributes): Arr {
  const taken = bindOne(gather, [ct, index], attributes);
  const wins = winners(index, ct.shape, attributes);
  if (wins === undefined) return taken;
  const { axis, batchRank } = attributes;
  const before = ct.shape.slice(batchRank, axis).map(() => 1);
  const after = ct.shape.slice(axis + 1).map(() => 1);
  const [batch, own] = [index.shape.slice(0, batchRank), index.shape.slice(batchRank)];
  const aligned = reshapeTo(wins, [...batch, ...before, ...own, ...after]);
  return select(broadcast(aligned, taken.shape), taken, 0);
}

/** Whether each index is the last of its value: its number is the one that stays when all write theirs. Undefined when all are. */
function winners(index: Arr, shape: Shape, { axis, batchRank }: GatherAttributes): Arr | undefined {
  const [batch, own] = [index.shape.slice(0, batchRank), index.shape.slice(batchRank)];
  const numbers = broadcast(
    fromBuffer(
      Int32Array.from({ length: sizeOf(own) }, (_, i) => i),
      own,
      "i32",
    ),
    index.shape,
  );
  const attributes = { axis: batchRank, batchRank };
  const slots = zerosOf({ shape: [...batch, shape[axis]!], dtype: "i32" });
  const written = bindOne(scatterSet, [slots, index, numbers], attributes);
  const wins = equal(bindOne(gather, [written, index], attributes), numbers);
  const host = hostOf(wins);
  return host !== undefined && rowMajorData(host, "bool").every((each) => each === 1) ? undefined : wins;
}

interface Extreme {
  /** What a place holds that no index names: of floats, and of i32. */
  readonly empty: { readonly float: number; readonly integer: number };
  readonly combine: (a: number, b: number) => number;
}

function extreme(name: "scatterMax" | "scatterMin", { empty, combine }: Extreme): Primitive<ScatterAttributes> {
  const primitive: Primitive<ScatterAttributes> = {
    name,
    outputTypes([index, updates], attributes) {
      checkUpdates(name, attributes.shape, index!, updates!, attributes);
      if (updates!.dtype === "bool") {
        throw new DTypeError({ where: name, expected: "f64, f32 or i32 updates", received: describeType(updates!) });
      }
      return [{ shape: attributes.shape, dtype: updates!.dtype }];
    },
    reference([index, updates], attributes, types) {
      const dtype: DType = types[1]!.dtype;
      const { shape } = attributes;
      const out = allocate(dtype, shape).fill(dtype === "i32" ? empty.integer : empty.float);
      const data = rowMajorData(updates!, dtype);
      visitRows(name, shape, index!, attributes, (inArray, inResult) => {
        out[inArray] = combine(out[inArray]!, data[inResult]!);
      });
      return [ndarray(out, shape.slice(), rowMajorStrides(shape), 0)];
    },
    // As of max: the mean of the tangents of the updates that attain the extreme.
    derivative: rule(([index, updates], [, dUpdates], { attributes, outputs }) => {
      if (dUpdates == null) return [null];
      const reached = bindOne(gather, [outputs[0]!, index!], attributesOfGather(attributes));
      const attains = castTo(equal(updates!, reached), dUpdates.dtype);
      const count = max(bindOne(scatterAdd, [index!, attains], attributes), 1);
      return [div(bindOne(scatterAdd, [index!, mul(dUpdates, attains)], attributes), count)];
    }),
    transposition: nonlinear,
    batch: batchScatter(() => primitive),
    family: "indexing",
    work: perElement(1),
    commutes: false,
    programs: { kind: "none" },
    fault: {},
    check: () => [
      {
        label: "repeated indices",
        operands: [indices(0, 2, [8]), uniform(-20, 20, [8, 2])],
        attributes: { shape: [2, 2], axis: 0, batchRank: 0 },
        order: 2,
      },
      {
        label: "batched",
        operands: [indices(0, 2, [2, 8]), uniform(-20, 20, [2, 8])],
        attributes: { shape: [2, 2], axis: 1, batchRank: 1 },
        order: 2,
      },
    ],
  };
  return primitive;
}

function attributesOfGather({ axis, batchRank }: ScatterAttributes): GatherAttributes {
  return { axis, batchRank };
}

/** scatterMax(indices, updates): the largest of the updates at each place, NaN if any is; −∞ (−2³¹) where there is none. */
export const scatterMax = extreme("scatterMax", {
  empty: { float: -Infinity, integer: -2147483648 },
  combine: Math.max,
});

/** scatterMin(indices, updates): the smallest of the updates at each place, NaN if any is; ∞ (2³¹ − 1) where there is none. */
export const scatterMin = extreme("scatterMin", {
  empty: { float: Infinity, integer: 2147483647 },
  combine: Math.min,
});
