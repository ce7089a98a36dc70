/** Numeric arrays from outside: the typed arrays and ndarrays that can be read, and the element type nearest to each. */
import type { NdArray } from "ndarray";
import { DataError, describeValue } from "../errors/index.ts";
import { copyStrided } from "./host-array.ts";
import { allocate, type DType } from "./dtype.ts";

/** Any typed array of plain numbers. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

/** True for typed arrays of plain numbers; those of BigInt and DataView are not. */
export function isNumericArray(data: unknown): data is NumericArray {
  return (
    ArrayBuffer.isView(data) &&
    !(data instanceof DataView) &&
    !(data instanceof BigInt64Array) &&
    !(data instanceof BigUint64Array)
  );
}

/** True for ndarrays over typed arrays or plain lists. */
export function isNdarray(data: unknown): data is NdArray<number[]> | NdArray<NumericArray> {
  return (
    typeof data === "object" &&
    data !== null &&
    "stride" in data &&
    "offset" in data &&
    "shape" in data &&
    Array.isArray(data.shape) &&
    "data" in data &&
    (Array.isArray(data.data) || isNumericArray(data.data))
  );
}

/** The element type that holds every value of the array: integers of up to 32 bits are i32, all else is a float. */
export function naturalDType(data: NumericArray | readonly number[]): DType {
  if (Array.isArray(data) || data instanceof Float64Array || data instanceof Uint32Array) return "f64";
  return data instanceof Float32Array ? "f32" : "i32";
}

/** The elements of an ndarray in row-major order. @throws DataError when one is no number */
export function elementsOf(view: NdArray<number[]> | NdArray<NumericArray>, where: string): Float64Array {
  const { data, shape, stride, offset } = view;
  if (Array.isArray(data)) {
    const odd = data.findIndex((element: unknown) => typeof element !== "number");
    if (odd >= 0) {
      throw new DataError({
        where,
        path: `data.data[${odd}]`,
        expected: "a number",
        received: describeValue(data[odd]),
      });
    }
  }
  const elements = allocate("f64", shape, where);
  copyStrided({ data, shape, stride, offset }, elements, 0);
  return elements;
}
