/** The operations on arrays, listed. */

export type { Axes } from "./axes.ts";
export { broadcastTo } from "./broadcast.ts";
export { cond } from "./cond.ts";
export { customVjp, type CustomVjpRules } from "./custom-vjp.ts";
export {
  abs,
  acos,
  add,
  asin,
  atan,
  atan2,
  cast,
  cbrt,
  clip,
  cos,
  cosh,
  div,
  equal,
  exp,
  expm1,
  floor,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  pow,
  reciprocal,
  sign,
  sin,
  sinh,
  sqrt,
  square,
  stopGradient,
  sub,
  tan,
  tanh,
  where,
} from "./elementwise.ts";
export { gather, pad, scatterAdd, slice, take } from "./indexing.ts";
export { concat, stack } from "./joining.ts";
export { cholesky, dot, matMul, outer, solve, triangularSolve, type TriangularOptions } from "./linear-algebra.ts";
export { max, mean, min, prod, type ReductionOptions, sum } from "./reduction.ts";
export { emit, type Emission, type Emitted, scan, type ScanOptions, type ScanResult, type StepResult } from "./scan.ts";
export { expandDims, flip, reshape, squeeze, transpose } from "./shape.ts";
export type { Widened, WidenedList } from "./widened.ts";
