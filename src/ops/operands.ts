/** Operands: from what a user writes (arrays, numbers) to operands of one shape and one element type. */

import { Arr } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { type DType, isFloat, promote, weakScalarDType } from "../array/dtype.ts";
import { broadcastShapes, sameShape, type Shape } from "../array/shape.ts";
import { describeShape, describeValue, DTypeError, ShapeError } from "../errors/index.ts";
import type { Attributes, Primitive, Value } from "../program/primitive.ts";
import { bindOne, scalar } from "../program/bind.ts";
import { broadcast } from "../primitives/movement/shape.ts";
import { castTo } from "../primitives/elementwise/convert.ts";

/**
 * An array from what a user writes: a number becomes f64 (or `dtype`), a boolean bool. `where` names the operation in the
 * error about anything else.
 */
export function asArr(x: ArrLike, dtype?: DType, where?: string): Arr {
  if (x instanceof Arr) return x;
  if (typeof x === "number") return scalar(x, dtype ?? "f64");
  if (typeof x === "boolean") return scalar(x ? 1 : 0, dtype ?? "bool");
  throw invalidOperandError(x, where);
}

/** The operand of an operation `where` of one array. */
export function operandOf(where: string, x: ArrLike): Arr {
  return asArr(x, undefined, where);
}

function invalidOperandError(x: unknown, where: string | undefined, position?: number): DTypeError {
  return new DTypeError({
    where,
    path: position === undefined ? undefined : `operand ${position + 1}`,
    expected: "an Arr or a number",
    received: describeValue(x),
    hint: x === undefined ? "Is a key misspelt, or an argument missing?" : "Make an array with array(data).",
  });
}

/** The element type in which the operands meet. */
export function commonDType(operands: readonly ArrLike[], floatOnly: boolean, where: string): DType {
  let common: DType | undefined;
  operands.forEach((operand, position) => {
    if (operand instanceof Arr) common = common === undefined ? operand.dtype : promote(common, operand.dtype);
    else if (typeof operand !== "number" && typeof operand !== "boolean") {
      throw invalidOperandError(operand, where, operands.length === 1 ? undefined : position);
    }
  });
  common ??= operands.some((operand) => typeof operand === "number") ? "f64" : "bool";
  for (const operand of operands) {
    if (typeof operand === "number") common = promote(common, weakScalarDType(operand, common));
  }
  return floatOnly && !isFloat(common) ? "f64" : common;
}

/** The shape to which all operands broadcast; `where` names the operation in the error. */
export function commonShape(shapes: readonly Shape[], where: string): Shape {
  let common: Shape = [];
  for (const shape of shapes) {
    const next = broadcastShapes(common, shape);
    if (next === undefined) {
      throw new ShapeError({
        where,
        expected: "shapes that broadcast (equal lengths, or 1, axis by axis from the last)",
        received: shapes.map(describeShape).join(" and "),
        hint: "Insert an axis with expandDims, or use vmap to map over one operand.",
      });
    }
    common = next;
  }
  return common;
}

/** Applies an elementwise primitive after promotion and broadcasting. */
export function applyElementwise(
  primitive: Primitive<Readonly<Record<never, never>>>,
  operands: readonly ArrLike[],
  floatOnly: boolean,
): Arr {
  const dtype = commonDType(operands, floatOnly, primitive.called ?? primitive.name);
  return applyBroadcast(primitive, conform(operands, dtype), {});
}

/** Numbers stay numbers beside an array of the same type; a lone number becomes an array. */
export function conform(operands: readonly ArrLike[], dtype: DType): Value[] {
  const values = operands.map((operand): Value => {
    if (operand instanceof Arr) return castTo(operand, dtype);
    return typeof operand === "boolean" ? (operand ? 1 : 0) : operand;
  });
  if (values.every((value) => typeof value === "number")) return values.map((value) => scalar(value, dtype));
  return values.map((value) => (typeof value === "number" && dtype === "bool" ? scalar(value, "bool") : value));
}

export function applyBroadcast<A extends Attributes>(
  primitive: Primitive<A>,
  values: readonly Value[],
  attributes: A,
): Arr {
  const shapes = values.filter((value): value is Arr => typeof value !== "number").map((value) => value.shape);
  const shape = commonShape(shapes, primitive.called ?? primitive.name);
  const full = values.map((value) =>
    typeof value === "number" || sameShape(value.shape, shape) ? value : broadcast(value, shape),
  );
  return bindOne(primitive, full, attributes);
}
