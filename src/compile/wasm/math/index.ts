/** Vector math: elementary functions on pairs of f64, emitted as WebAssembly SIMD. */
export { bitsOf, MathBuilder, type Operand, signBit } from "./math-builder.ts";
export { sinCos } from "./trigonometric.ts";
export type { VectorMathFunction } from "./vector-function.ts";
export { defineVectorMath, vectorMath, type VectorMathName } from "./vector-math.ts";
