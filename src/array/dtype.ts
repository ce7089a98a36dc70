/** Element types: what an array may hold, how each is stored, and what two of them become together. */

/** An element type: float64, float32, int32 or boolean. */
export type DType = "f64" | "f32" | "i32" | "bool";

/** Storage of each element type; a bool is one byte, 0 or 1. */
export type TypedArray =
  Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

export const dtypes: readonly DType[] = ["bool", "i32", "f32", "f64"];

export const bytesPerElement: Readonly<Record<DType, number>> = { f64: 8, f32: 4, i32: 4, bool: 1 };

/** A zero-filled buffer for `size` elements. */
export function allocate(dtype: DType, size: number): TypedArray {
  switch (dtype) {
    case "f64":
      return new Float64Array(size);
    case "f32":
      return new Float32Array(size);
    case "i32":
      return new Int32Array(size);
    case "bool":
      return new Uint8Array(size);
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
