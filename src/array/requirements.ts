/** Checks of what users hand in to make arrays: an element type, a shape. */
import { describeShape, describeValue, DTypeError, ShapeError } from "../errors/index.ts";
import { type DType, dtypes } from "./dtype.ts";
import type { Shape } from "./shape.ts";

/** The element type if it is one. @throws DTypeError otherwise */
export function requireDType(dtype: DType, where: string): DType {
  if (dtypes.includes(dtype)) return dtype;
  throw new DTypeError({ where, expected: 'one of "f64", "f32", "i32", "bool"', received: describeValue(dtype) });
}

/** A frozen copy of the shape if every length is a whole number. @throws ShapeError otherwise */
export function requireShape(shape: Shape, where: string): Shape {
  const isList: boolean = Array.isArray(shape);
  if (!isList) {
    throw new ShapeError({ where, expected: "a shape such as [2, 3]", received: describeValue(shape) });
  }
  if (!shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new ShapeError({ where, expected: "whole numbers, 0 or more, in a shape", received: describeShape(shape) });
  }
  return Object.freeze([...shape]);
}
