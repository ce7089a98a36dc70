/** The reduction family: elements combined along axes. */

import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import type { HostArray } from "../../array/host-array.ts";
import { allocate } from "../../array/dtype.ts";
import { positions } from "../../array/positions.ts";
import { type ArrayType, rowMajorStrides, type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { perElement } from "../work.ts";
import { callable } from "../../program/callable.ts";
import { uniform } from "../../program/derivative.ts";
import type {
  CheckCase,
  Derivative,
  FaultAdvice,
  OperandDomain,
  Primitive,
  Transposition,
} from "../../program/primitive.ts";

export type ReductionAttributes = Readonly<{ axes: readonly number[] }>;

export interface ReductionRecord {
  readonly start: number;
  readonly combine: (accumulated: number, x: number) => number;
  /** The same on i32 where float64 would round. */
  readonly combineIntegers?: (accumulated: number, x: number) => number;
  /** Whether the reduction of no elements has a value. */
  readonly acceptsEmpty: boolean;
  readonly fault: FaultAdvice;
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

/** A reduction as a function of an array and the axes. */
export type ReductionPrimitive = Primitive<ReductionAttributes> & ((x: Arr, attributes: ReductionAttributes) => Arr);

export function reduction(name: string, called: string, record: ReductionRecord): ReductionPrimitive {
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
  const self: ReductionPrimitive = callable<ReductionAttributes, (x: Arr, attributes: ReductionAttributes) => Arr>(
    {
      name,
      family: "reduction",
      called,
      outputTypes,
      reference(operands, attributes, types) {
        const [type] = outputTypes(types, attributes);
        return [reduceHost(operands[0]!, type, attributes.axes, record)];
      },
      derivative: record.derivative,
      transposition: record.transposition,
      batch: ([x], _mapped, { axes }) => ({
        outputs: bind(self, [x!], { axes: axes.map((axis) => axis + 1) }),
        mapped: [true],
      }),
      work: perElement(1),
      commutes: false,
      programs: { kind: "none" },
      fault: record.fault,
      check: () =>
        cases.map((axes): CheckCase<ReductionAttributes> => ({
          label: `axes ${axes.join(",")}`,
          operands: [at],
          attributes: { axes },
          order: 2,
        })),
    },
    (x: Arr, attributes: ReductionAttributes): Arr => bindOne(self, [x], attributes),
  );
  return self;
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
