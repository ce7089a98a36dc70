/** The table of vector math functions, and their definition as functions of a module. */
import type { FunctionRef, ModuleBuilder } from "../encoder/index.ts";
import { acos, asin } from "./arcsine.ts";
import { atan, atan2 } from "./arctangent.ts";
import { cbrt } from "./cube-root.ts";
import { digamma } from "./digamma.ts";
import { erf, erfc } from "./error-function.ts";
import { exp, exp2, expm1 } from "./exponential.ts";
import { cosh, sinh, tanh } from "./hyperbolic.ts";
import { acosh, asinh, atanh } from "./inverse-hyperbolic.ts";
import { lgamma } from "./log-gamma.ts";
import { log, log1p } from "./logarithm.ts";
import { log10, log2 } from "./logarithm-bases.ts";
import { sigmoid, softplus } from "./logistic.ts";
import { pow } from "./power.ts";
import { mod } from "./remainder.ts";
import { hypot, rsqrt } from "./square-root.ts";
import { cos, sin, tan } from "./trigonometric.ts";
import { defineFormula, type VectorMathFunction } from "./vector-function.ts";

/** The functions computed on pairs of f64. */
export type VectorMathName =
  | "acos"
  | "acosh"
  | "asin"
  | "asinh"
  | "atan"
  | "atan2"
  | "atanh"
  | "cbrt"
  | "cos"
  | "cosh"
  | "digamma"
  | "erf"
  | "erfc"
  | "exp"
  | "exp2"
  | "expm1"
  | "hypot"
  | "lgamma"
  | "log"
  | "log10"
  | "log1p"
  | "log2"
  | "mod"
  | "pow"
  | "rsqrt"
  | "sigmoid"
  | "sin"
  | "sinh"
  | "softplus"
  | "tan"
  | "tanh";

/**
 * Each function by its name. All treat NaN, ±∞, ±0 and subnormal numbers as C99 Annex F asks (digamma as SciPy), compute each
 * lane as if it were alone, and are within 1.1 units in the last place of the exact value over the whole domain; lgamma and digamma
 * within 2 on the positive axis, lgamma on (-2, 0) too. Near their zeros on the negative axis these two have a small absolute error:
 * some 2^-51 for lgamma, for digamma 2^-50 of the larger of 1 and its terms.
 */
export const vectorMath: Readonly<Record<VectorMathName, VectorMathFunction>> = {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  cos,
  cosh,
  digamma,
  erf,
  erfc,
  exp,
  exp2,
  expm1,
  hypot,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  mod,
  pow,
  rsqrt,
  sigmoid,
  sin,
  sinh,
  softplus,
  tan,
  tanh,
};

/**
 * The function (v128) -> v128, or (v128, v128) -> v128, of the module that computes `name`; made when first asked for.
 * In a hot loop `vectorMath[name].emit` is faster: there the constants stay in registers or on the stack.
 */
export function defineVectorMath(module: ModuleBuilder, name: VectorMathName): FunctionRef {
  return defineFormula(module, name, vectorMath[name]);
}
