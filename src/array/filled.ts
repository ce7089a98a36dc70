/** Arrays filled with one value. */
import { fillChecks } from "./option-checks.ts";
import { checkOptions, DataError, describeValue } from "../errors/index.ts";
import { type Arr, fromBuffer } from "./arr.ts";
import { allocate, type DType } from "./dtype.ts";
import { requireDType, requireShape } from "./requirements.ts";
import { type Shape } from "./shape.ts";

/** The element type of a new array. */
export interface FillOptions {
  readonly dtype?: DType | undefined;
}

/**
 * An array of zeros.
 *
 * @param shape  length of each axis, or one length
 * @throws ShapeError when a length is no whole number
 * @example
 * ```ts
 * import { zeros } from "fluxion";
 * console.log(String(zeros([2, 3], { dtype: "i32" })));
 * ```
 */
export function zeros(shape: Shape | number, options: FillOptions = {}): Arr {
  checkOptions(options, fillChecks, "zeros");
  const { dtype = "f64" } = options;
  return filled("zeros", shape, 0, dtype);
}

/**
 * An array of ones.
 *
 * @param shape  length of each axis, or one length
 * @throws ShapeError when a length is no whole number
 */
export function ones(shape: Shape | number, options: FillOptions = {}): Arr {
  checkOptions(options, fillChecks, "ones");
  const { dtype = "f64" } = options;
  return filled("ones", shape, 1, dtype);
}

/**
 * An array with `value` everywhere.
 *
 * @param shape  length of each axis, or one length
 * @param value  a number (f64 unless `dtype` says otherwise) or a boolean (bool)
 * @throws ShapeError when a length is no whole number
 * @throws DataError when the value does not fit in i32
 * @example
 * ```ts
 * import { full } from "fluxion";
 * console.log(String(full([2, 2], 0.5)));
 * ```
 */
export function full(shape: Shape | number, value: number | boolean, options: FillOptions = {}): Arr {
  checkOptions(options, fillChecks, "full");
  const { dtype } = options;
  return filled("full", shape, Number(value), dtype ?? (typeof value === "boolean" ? "bool" : "f64"));
}

/** Zeros of another array's shape and element type. */
export function zerosLike(x: Arr, options: FillOptions = {}): Arr {
  checkOptions(options, fillChecks, "zerosLike");
  const { dtype = x.dtype } = options;
  return filled("zerosLike", x.shape, 0, dtype);
}

/** Ones of another array's shape and element type. */
export function onesLike(x: Arr, options: FillOptions = {}): Arr {
  checkOptions(options, fillChecks, "onesLike");
  const { dtype = x.dtype } = options;
  return filled("onesLike", x.shape, 1, dtype);
}

/**
 * Ones on the diagonal and zeros elsewhere, shape [rows, columns]: the identity where the two numbers are equal.
 *
 * @throws ShapeError when a number is not whole
 * @example
 * ```ts
 * import { eye } from "fluxion";
 * console.log(String(eye(2))); // [[1, 0], [0, 1]] below its type
 * ```
 */
export function eye(rows: number, columns = rows, options: FillOptions = {}): Arr {
  checkOptions(options, fillChecks, "eye");
  const { dtype = "f64" } = options;
  requireDType(dtype, "eye");
  const shape = requireShape([rows, columns], "eye");
  const buffer = allocate(dtype, shape, "eye");
  for (let i = 0; i < Math.min(rows, columns); i++) buffer[i * columns + i] = 1;
  return fromBuffer(buffer, shape, dtype);
}

function filled(where: string, shapeOrLength: Shape | number, value: number, dtype: DType): Arr {
  requireDType(dtype, where);
  const shape = requireShape(typeof shapeOrLength === "number" ? [shapeOrLength] : shapeOrLength, where);
  if (dtype === "i32" && (value | 0) !== value) {
    throw new DataError({ where, expected: "an integer for an i32 array", received: describeValue(value) });
  }
  const buffer = allocate(dtype, shape, where);
  if (value !== 0) buffer.fill(dtype === "bool" ? 1 : value);
  return fromBuffer(buffer, shape, dtype);
}
