/** The elementwise operations, listed. */

export { abs, add, div, floor, maximum, minimum, mul, neg, sign, sub } from "./arithmetic.ts";
export { cast } from "./cast.ts";
export { clip, stopGradient, where } from "./choice.ts";
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
} from "./comparison.ts";
export { exp, expm1, log, log1p } from "./exponential.ts";
export { cbrt, pow, reciprocal, sqrt, square } from "./powers.ts";
export { acos, asin, atan, atan2, cos, cosh, sin, sinh, tan, tanh } from "./trigonometric.ts";
