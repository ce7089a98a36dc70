/** Complex numbers as pairs (re, im) of arrays. */

export { concat, matMul, mean, reshape, stack, sum, transpose, where } from "./arrays.ts";
export { add, conj, div, mul, neg, reciprocal, scale, sub } from "./arithmetic.ts";
export { exp, log, pow, sqrt } from "./functions.ts";
export { type Complex, type ComplexLike, isComplex, mapParts, of } from "./number.ts";
export { abs, abs2, arg, expi, fromPolar } from "./polar.ts";
