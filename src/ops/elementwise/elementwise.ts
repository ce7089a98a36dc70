/** The elementwise operations, listed. */

export { abs, add, div, maximum, minimum, mod, mul, neg, sign, sub } from "./arithmetic.ts";
export { j0, j1, jn } from "../special/bessel-functions.ts";
export { cast } from "./cast.ts";
export { clip, stopGradient, where } from "./choice.ts";
export {
  equal,
  greater,
  greaterEqual,
  isFinite,
  isInf,
  isNaN,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  notEqual,
} from "./comparison.ts";
export { erf, erfc, erfInv } from "../special/error-functions.ts";
export { exp, exp2, expm1, log, log10, log1p, log2 } from "./exponential.ts";
export { digamma, gammaP, gammaQ, lgamma, polygamma } from "../special/gamma-functions.ts";
export { sigmoid, softplus } from "./logistic.ts";
export { cbrt, hypot, pow, reciprocal, rsqrt, sqrt, square } from "./powers.ts";
export { ceil, floor, round, trunc } from "./rounding.ts";
export { acos, acosh, asin, asinh, atan, atan2, atanh, cos, cosh, sin, sinh, tan, tanh } from "./trigonometric.ts";
