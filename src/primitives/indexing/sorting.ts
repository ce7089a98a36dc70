/** Order: sort puts elements in order and says where they were, searchSorted finds places in what is in order. */

import { perElement } from "../work.ts";
import { stacks } from "../batching.ts";
import ndarray from "ndarray";
import { rowMajorData } from "../../array/host-array.ts";
import { allocate, type TypedArray } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape } from "../../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { bindOne } from "../../program/bind.ts";
import { constant, nonlinear, rule, uniform } from "../../program/derivative.ts";
import { gather } from "./indexing.ts";
import type { CheckCase, Primitive } from "../../program/primitive.ts";

/** The order of the numbers with NaN behind them all; negative where a comes first. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** sort(x): elements ascending along the last axis, equal ones in their order, and the positions that they came from (i32). */
export const sort: Primitive<Readonly<Record<never, never>>> = {
  name: "sort",
  outputTypes([x]) {
    if (x!.shape.length === 0) {
      throw new ShapeError({ where: "sort", expected: "an array with an axis", received: describeType(x!) });
    }
    return [
      { shape: x!.shape, dtype: x!.dtype },
      { shape: x!.shape, dtype: "i32" },
    ];
  },
  reference([x], _attributes, types) {
    const { shape, dtype } = types[0]!;
    const data = rowMajorData(x!, dtype);
    const length = shape.at(-1)!;
    const values = allocate(dtype, shape);
    const positions = allocate("i32", shape);
    for (let row = 0; row < data.length; row += length) {
      const order = Array.from({ length }, (_, i) => i);
      // Array.prototype.sort is stable.
      order.sort((i, j) => compare(data[row + i]!, data[row + j]!));
      order.forEach((from, to) => {
        values[row + to] = data[row + from]!;
        positions[row + to] = from;
      });
    }
    const host = (out: TypedArray): ReturnType<typeof ndarray<TypedArray>> =>
      ndarray(out, shape.slice(), rowMajorStrides(shape), 0);
    return [host(values), host(positions)];
  },
  // Where no two are equal, small changes keep the order: tangents go where their elements go.
  derivative: rule(([x], [dx], { outputs }) => {
    const last = (x as ArrayType).shape.length - 1;
    return [dx == null ? null : bindOne(gather, [dx, outputs[1]!], { axis: last, batchRank: last }), null];
  }),
  transposition: nonlinear,
  batch: stacks,
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "vector", operands: [uniform(-20, 20, [7])], attributes: {}, order: 2 },
    { label: "rows", operands: [uniform(-20, 20, [3, 4])], attributes: {}, order: 2 },
  ],
};

/** Which of the places that keep the order: before elements equal to the value, or behind them. */
export type SearchAttributes = Readonly<{ side: "left" | "right" }>;

/** searchSorted(sorted, values): how many elements of each row come before each value (left), or not behind it (right). */
export const searchSorted: Primitive<SearchAttributes> = {
  name: "searchSorted",
  outputTypes([sorted, values]) {
    if (sorted!.dtype !== values!.dtype) {
      throw new DTypeError({
        where: "searchSorted",
        expected: "operands of one element type",
        received: `${sorted!.dtype} and ${values!.dtype}`,
      });
    }
    const stack = sorted!.shape.slice(0, -1);
    if (sorted!.shape.length === 0 || !sameShape(stack, values!.shape.slice(0, -1)) || values!.shape.length === 0) {
      throw new ShapeError({
        where: "searchSorted",
        expected: "rows [..., n] in order and values [..., m]",
        received: `${describeType(sorted!)} and ${describeType(values!)}`,
      });
    }
    return [{ shape: values!.shape, dtype: "i32" }];
  },
  reference([sorted, values], { side }, types) {
    const [{ shape: sortedShape }, { shape, dtype }] = types as [ArrayType, ArrayType];
    const [rows, wanted] = [rowMajorData(sorted!, dtype), rowMajorData(values!, dtype)];
    const [n, m] = [sortedShape.at(-1)!, shape.at(-1)!];
    const out = allocate("i32", shape);
    out.forEach((_, i) => {
      const row = rows.subarray(Math.floor(i / m) * n, (Math.floor(i / m) + 1) * n);
      const comesBefore = (at: number): boolean => compare(row[at]!, wanted[i]!) < (side === "left" ? 0 : 1);
      let first = 0;
      let left = n;
      for (; left > 1; left -= left >> 1) if (comesBefore(first + (left >> 1) - 1)) first += left >> 1;
      out[i] = left === 1 && comesBefore(first) ? first + 1 : first;
    });
    return [ndarray<TypedArray>(out, shape.slice(), rowMajorStrides(shape), 0)];
  },
  derivative: constant,
  transposition: nonlinear,
  batch: stacks,
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () =>
    (["left", "right"] as const).flatMap((side): CheckCase<SearchAttributes>[] => [
      {
        label: `${side} of ascending rows`,
        operands: [ascending([2, 6]), uniform(-1, 8, [2, 9])],
        attributes: { side },
        order: 0,
      },
      {
        label: `${side} of one element`,
        operands: [ascending([1]), uniform(-1, 2, [4])],
        attributes: { side },
        order: 0,
      },
    ]),
};

function ascending(shape: readonly number[]): CheckCase<SearchAttributes>["operands"][number] {
  return { ...uniform(0, 7, shape), structure: "ascending" };
}
