/** Reductions along axes: sum, product, largest, smallest. */

import ndarray from "ndarray";
import type { Arr, HostArray } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import * as op from "../../ops/elementwise/elementwise.ts";
import { broadcastTo, reshapeTo, transposeTo } from "../../ops/movement/broadcast.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { linearInFirst, nonlinear, rule, transposeOfLinear, uniform } from "../../program/derivative.ts";
import { positions } from "../elementwise/family.ts";
import { productOfOthers } from "./product-of-others.ts";
import type { CheckCase, Derivative, OperandDomain, Primitive, Transposition, Value } from "../../program/primitive.ts";

export type ReductionAttributes = Readonly<{ axes: readonly number[] }>;

interface ReductionRecord {
  readonly start: number;
  readonly combine: (accumulated: number, x: number) => number;
  /** The same on i32 where float64 would round. */
  readonly combineIntegers?: (accumulated: number, x: number) => number;
  /** Whether the reduction of no elements has a value. */
  readonly acceptsEmpty: boolean;
  readonly derivative: Derivative<ReductionAttributes>;
  readonly transposition: Transposition<ReductionAttributes>;
  readonly check?: OperandDomain;
}

/** The shape with the reduced axes kept at length 1. */
export function keptShape(shape: Shape, axes: readonly number[]): number[] {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

function reducedShape(shape: Shape, axes: readonly number[]): number[] {
  return shape.filter((_, axis) => !axes.includes(axis));
}

function reduction(name: string, called: string, record: ReductionRecord): Primitive<ReductionAttributes> {
  const outputTypes = ([x]: readonly ArrayType[], { axes }: ReductionAttributes): [ArrayType] => {
    const { shape, dtype } = x!;
    if (dtype === "bool") {
      throw new DTypeError({
        where: called,
        expected: "numbers",
        received: describeType(x!),
        hint: 'Convert with cast(x, "i32").',
      });
    }
    for (const axis of axes) {
      if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) {
        throw new AxisError({ where: called, expected: `axes of ${describeType(x!)}`, received: String(axis) });
      }
      if (shape[axis] === 0 && !record.acceptsEmpty) {
        throw new ShapeError({
          where: called,
          problem: "no elements to choose from.",
          received: describeType(x!),
          hint: "Test the length before, or append a neutral element with concat.",
        });
      }
    }
    return [{ shape: reducedShape(shape, axes), dtype }];
  };
  const at: OperandDomain = record.check ?? uniform(0.5, 2, [2, 3, 2]);
  const cases = [[0], [1], [2], [0, 1], [0, 2], [0, 1, 2], []];
  return {
    name,
    called,
    outputTypes,
    reference(operands, attributes, types) {
      const [type] = outputTypes(types, attributes);
      return [reduceHost(operands[0]!, type, attributes.axes, record)];
    },
    derivative: record.derivative,
    transposition: record.transposition,
    batch([x], _mapped, { axes }) {
      return { outputs: bind(this, [x!], { axes: axes.map((axis) => axis + 1) }), mapped: [true] };
    },
    check: () =>
      cases.map((axes): CheckCase<ReductionAttributes> => ({
        label: `axes ${axes.join(",")}`,
        operands: [at],
        attributes: { axes },
        order: 2,
      })),
  };
}

function reduceHost(x: HostArray, type: ArrayType, axes: readonly number[], record: ReductionRecord): HostArray {
  // Move the kept axes first: then each result is a run of `run` consecutive elements of that view.
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const view = x.transpose(...kept, ...axes);
  const run = sizeOf(axes.map((axis) => x.shape[axis]!));
  const out = allocate(type.dtype, type.shape);
  const combine = type.dtype === "i32" ? (record.combineIntegers ?? record.combine) : record.combine;
  const position = positions(view, view.shape);
  for (let i = 0; i < out.length; i++) {
    let accumulated = record.start;
    for (let k = 0; k < run; k++) accumulated = combine(accumulated, view.data[position(i * run + k)]!);
    out[i] = accumulated;
  }
  return ndarray(out, type.shape.slice(), rowMajorStrides(type.shape), 0);
}

/** Repeats a reduced array back over the axes it was reduced along. */
export function spread(reduced: Value, shape: Shape, axes: readonly number[]): Arr {
  return broadcastTo(reshapeTo(reduced as Arr, keptShape(shape, axes)), shape);
}

export const reduceSum: Primitive<ReductionAttributes> = reduction("reduceSum", "sum", {
  start: 0,
  combine: (sum, x) => sum + x,
  acceptsEmpty: true,
  derivative: linearInFirst((dx, attributes) => bindOne(reduceSum, [dx], attributes)),
  transposition: transposeOfLinear((ct, { shape }, { axes }) => spread(ct, shape, axes)),
});

// d prod(x) = Σ_i dx_i · Π_{j≠i} x_j. Quotients by x_i fail at zeros, so each product of the others is formed on its own.
export const reduceProd: Primitive<ReductionAttributes> = reduction("reduceProd", "prod", {
  start: 1,
  combine: (product, x) => product * x,
  combineIntegers: Math.imul,
  acceptsEmpty: true,
  derivative: rule(([x], [dx], { attributes: { axes } }) => [
    dx == null ? null : bindOne(reduceSum, [op.mul(dx, othersAlong(x as Arr, axes))], { axes }),
  ]),
  transposition: nonlinear,
});

/** The product of all others along the axes, which are moved to the end as one. */
function othersAlong(x: Arr, axes: readonly number[]): Arr {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const lengths = order.map((axis) => x.shape[axis]!);
  const rows = [...lengths.slice(0, kept.length), sizeOf(lengths.slice(kept.length))];
  const others = productOfOthers(reshapeTo(transposeTo(x, order), rows));
  const back = order.map((_, axis) => order.indexOf(axis));
  return transposeTo(reshapeTo(others, lengths), back);
}

/** Tangent of a largest or smallest value: the mean of the tangents of the elements that attain it. */
function extremeTangent(x: Arr, dx: Arr, out: Arr, axes: readonly number[]): Arr {
  const attains = op.cast(op.equal(x, spread(out, x.shape, axes)), x.dtype);
  const count = bindOne(reduceSum, [attains], { axes });
  return op.div(bindOne(reduceSum, [op.mul(dx, attains)], { axes }), count);
}

const extreme = (start: number, combine: (a: number, x: number) => number): ReductionRecord => ({
  start,
  combine,
  acceptsEmpty: false,
  derivative: rule(([x], [dx], { attributes: { axes }, outputs }) => [
    dx == null ? null : extremeTangent(x as Arr, dx, outputs[0]!, axes),
  ]),
  transposition: nonlinear,
});

export const reduceMax = reduction("reduceMax", "max", extreme(-Infinity, Math.max));
export const reduceMin = reduction("reduceMin", "min", extreme(Infinity, Math.min));
