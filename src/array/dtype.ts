/** Element types: what an array may hold, how each is stored, and what two of them become together. */

import { sizeOf } from "./shape.ts";
import { TooLargeError } from "./too-large.ts";

/** An element type: float64, float32, int32 or boolean. */
export type DType = "f64" | "f32" | "i32" | "bool";

/** Storage of each element type; a bool is one byte, 0 or 1. */
export type TypedArray =
  Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

export const dtypes: readonly DType[] = ["bool", "i32", "f32", "f64"];

export const bytesPerElement: Readonly<Record<DType, number>> = { f64: 8, f32: 4, i32: 4, bool: 1 };

const storage = { f64: Float64Array, f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

/** Storage of one element type. */
type StorageOf<D extends DType> = InstanceType<(typeof storage)[D]> & TypedArray;

/**
 * A zero-filled buffer for an array of the given shape, or for so many elements.
 *
 * @param where  the function that the user called, where it is known
 * @throws       ShapeError that says how much memory was asked for when there is not as much
 */
export function allocate<D extends DType>(dtype: D, shape: number | readonly number[], where?: string): StorageOf<D> {
  const size = typeof shape === "number" ? shape : sizeOf(shape);
  try {
    // The constructor of an element type makes its storage.
    return new storage[dtype](size) as StorageOf<D>;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const lengths = typeof shape === "number" ? [shape] : shape;
    throw new TooLargeError({ dtype, shape: lengths, bytes: size * bytesPerElement[dtype] }, where);
  }
}

/** The element type that holds both: bool < i32 < f32 < f64. */
export function promote(a: DType, b: DType): DType {
  return dtypes.indexOf(a) >= dtypes.indexOf(b) ? a : b;
}

export function isFloat(dtype: DType): boolean {
  return dtype === "f64" || dtype === "f32";
}

/** What a JS number becomes beside an operand of type `other`: its type, unless a fraction cannot be held there. */
export function weakScalarDType(value: number, other: DType): DType {
  if (isFloat(other)) return other;
  const fitsInteger = Number.isInteger(value) && value >= -2147483648 && value <= 2147483647;
  return fitsInteger ? "i32" : "f64";
}
