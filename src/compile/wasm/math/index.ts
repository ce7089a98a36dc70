/** Vector math: elementary functions on pairs of f64, emitted as WebAssembly SIMD. */
export { MathBuilder } from "./math-builder.ts";
export { defineSingleMath, singleMath } from "./single.ts";
export { sinCos } from "./trigonometric.ts";
export { defineVectorMath, vectorMath, type VectorMathName } from "./vector-math.ts";
