/** Lowering of movement: most of it only changes where elements are found. */

import type { ConcatenateAttributes, PadAttributes, SliceAttributes } from "../../primitives/movement/parts.ts";
import type { ReductionAttributes } from "../../primitives/reduction/family.ts";
import type { Attributes } from "../../program/primitive.ts";
import { sizeOf } from "../../array/shape.ts";
import { Literal } from "../../program/program.ts";
import type { ReductionName } from "../schedule/operation.ts";
import type { Lowering } from "../schedule/region-builder.ts";
import { broadcastView, flipView, sliceView, transposeView, type View } from "../schedule/view.ts";
import type { LaneFunction } from "./kernel/lane-function.ts";
import { neutralElement } from "./kernel/reduce.ts";
import { convert } from "./elementwise/logic.ts";

type Numbers = readonly number[];

/** A primitive that computes one number per element. */
export function elementwise(compute: LaneFunction): Lowering {
  return (builder, operands, { primitive, results }) => [
    builder.elementwise(primitive.name, compute, operands, results[0]!.type),
  ];
}

/** The operand itself. */
export const identity: Lowering = (_builder, [x]) => [x!];

/** A primitive that only moves elements: a number in every place stays that. */
function movement<A extends Attributes>(
  move: (view: View, attributes: A, ...rest: Parameters<Lowering<A>>) => View,
): Lowering<A> {
  return (...rest) => {
    const [, [x], { attributes }] = rest;
    return [x instanceof Literal ? x : move(x!, attributes, ...rest)];
  };
}

export const reshape = movement<Readonly<{ shape: Numbers }>>((view, { shape }, builder) =>
  builder.reshape(view, shape, view.buffer.dtype),
);
export const transpose = movement<Readonly<{ permutation: Numbers }>>((view, { permutation }) =>
  transposeView(view, permutation),
);
export const broadcastTo = movement<Readonly<{ shape: Numbers }>>((view, { shape }) => broadcastView(view, shape));
export const flip = movement<Readonly<{ axes: Numbers }>>((view, { axes }) => flipView(view, axes));
export const slice = movement<SliceAttributes>((view, { starts, strides }, _builder, _operands, { results }) =>
  sliceView(view, starts, results[0]!.type.shape, strides),
);

/** Zeros, then the elements at their places. */
export const pad: Lowering<PadAttributes> = (builder, [x], { attributes, operands, results }) => {
  const { low, interior } = attributes;
  const [{ type }] = results as [(typeof results)[number]];
  const { shape } = operands[0]!.type;
  const target = builder.allocate(type);
  if (sizeOf(shape) < target.buffer.size) builder.fillZeros(target);
  builder.copyTo(
    x!,
    sliceView(
      target,
      low,
      shape,
      interior.map((width) => width + 1),
    ),
  );
  return [target];
};

/** Each operand is written to its part of the result. */
export const concatenate: Lowering<ConcatenateAttributes> = (
  builder,
  operands,
  { attributes, results, operands: variables },
) => {
  const { axis } = attributes;
  const target = builder.allocate(results[0]!.type);
  let start = 0;
  operands.forEach((operand, i) => {
    const { shape } = variables[i]!.type;
    const starts = shape.map((_, each) => (each === axis ? start : 0));
    start += shape[axis]!;
    builder.copyTo(
      operand,
      sliceView(
        target,
        starts,
        shape,
        shape.map(() => 1),
      ),
    );
  });
  return [target];
};

/** Sums and products of f32 accumulate in f64 and are rounded once. */
export function reduction(name: ReductionName): Lowering<ReductionAttributes> {
  return (builder, [operand], { attributes, operands, results }) => {
    const { axes } = attributes;
    const [{ type }] = results as [(typeof results)[number]];
    const operandType = operands[0]!.type;
    if (axes.length === 0) return [operand!];
    if (sizeOf(operandType.shape) === 0) {
      return [builder.copy(new Literal(neutralElement(name, type.dtype), type.dtype), type)];
    }
    const inF64 = type.dtype === "f32" && (name === "sum" || name === "prod");
    const dtype = inF64 ? "f64" : type.dtype;
    const target = builder.allocate({ shape: type.shape, dtype });
    const view: View = builder.view(operand!, operandType);
    builder.add({ kind: "reduction", name, operand: view, axes, dtype, target });
    return [inF64 ? builder.elementwise("convert", convert, [target], type) : target];
  };
}
