/** Arrays: what they are, how to make them, how to get plain numbers back. */
export { Arr } from "./arr.ts";
export type { ArrLike } from "./arr-like.ts";
export type { DType, TypedArray } from "./dtype.ts";
export type { Shape } from "./shape.ts";
export { array, type ArrayData, type ArrayOptions, fromNdarray, type NestedNumbers } from "./from-data.ts";
export type { NumericArray } from "./numeric-array.ts";
export { eye, type FillOptions, full, ones, onesLike, zeros, zerosLike } from "./filled.ts";
export { arange, geomspace, linspace, logspace } from "./ranges.ts";
export type { Nested } from "./conversion.ts";
export { type BasicIndex, type IndexPlan, type IndexRange, newAxis, planBasicIndex } from "./basic-index.ts";
