/** How each primitive is lowered for WebAssembly; a primitive without a line here does not type-check. */

import { lowerBranches, lowerScan, lowerWhile } from "../schedule/control.ts";
import type { Lowering, Lowerings } from "../schedule/region-builder.ts";
import * as arithmetic from "./elementwise/arithmetic.ts";
import { cos, lanesOf, mod, sin } from "./elementwise/functions.ts";
import * as logic from "./elementwise/logic.ts";
import { special } from "./elementwise/special.ts";
import { argExtreme, cumulative, linearRecurrence } from "./library/along-axis.ts";
import { convolution } from "./library/convolution.ts";
import { dynamicSlice, dynamicUpdateSlice } from "./library/dynamic-slices.ts";
import { gather, scatterAdd, scatterMax, scatterMin, scatterSet } from "./library/indexing.ts";
import { fft } from "./library/fft/transform.ts";
import { cholesky, eigh, lu, matMul, qr, solve, svd, triangularSolve } from "./library/linear-algebra.ts";
import { randomWords } from "./library/random-words.ts";
import { searchSorted } from "./library/search-sorted.ts";
import { sort } from "./library/sort.ts";
import * as structural from "./structural.ts";

const { elementwise, reduction } = structural;

/** Composite primitives are written out in others before compilation. */
const expandedBeforehand: Lowering = (_builder, _operands, { primitive }) => {
  throw new Error(`internal: ${primitive.name} reaches the compiler unexpanded`);
};

export const lowerings: Lowerings = {
  neg: elementwise(arithmetic.neg),
  abs: elementwise(arithmetic.abs),
  sign: elementwise(arithmetic.sign),
  floor: elementwise(arithmetic.floor),
  ceil: elementwise(arithmetic.ceil),
  round: elementwise(arithmetic.round),
  trunc: elementwise(arithmetic.trunc),
  add: elementwise(arithmetic.add),
  sub: elementwise(arithmetic.sub),
  mul: elementwise(arithmetic.mul),
  div: elementwise(arithmetic.div),
  mod: elementwise(mod),
  max: elementwise(arithmetic.max),
  min: elementwise(arithmetic.min),
  square: elementwise(arithmetic.square),
  sqrt: elementwise(arithmetic.sqrt),
  reciprocal: elementwise(arithmetic.reciprocal),

  cbrt: elementwise(lanesOf("cbrt")),
  exp: elementwise(lanesOf("exp")),
  exp2: elementwise(lanesOf("exp2")),
  expm1: elementwise(lanesOf("expm1")),
  log: elementwise(lanesOf("log")),
  log1p: elementwise(lanesOf("log1p")),
  log2: elementwise(lanesOf("log2")),
  log10: elementwise(lanesOf("log10")),
  sin: elementwise(sin),
  cos: elementwise(cos),
  tan: elementwise(lanesOf("tan")),
  asin: elementwise(lanesOf("asin")),
  acos: elementwise(lanesOf("acos")),
  atan: elementwise(lanesOf("atan")),
  atan2: elementwise(lanesOf("atan2")),
  sinh: elementwise(lanesOf("sinh")),
  cosh: elementwise(lanesOf("cosh")),
  tanh: elementwise(lanesOf("tanh")),
  pow: elementwise(lanesOf("pow")),
  hypot: elementwise(lanesOf("hypot")),
  rsqrt: elementwise(lanesOf("rsqrt")),
  asinh: elementwise(lanesOf("asinh")),
  acosh: elementwise(lanesOf("acosh")),
  atanh: elementwise(lanesOf("atanh")),
  sigmoid: elementwise(lanesOf("sigmoid")),
  softplus: elementwise(lanesOf("softplus")),

  erf: elementwise(lanesOf("erf")),
  erfc: elementwise(lanesOf("erfc")),
  lgamma: elementwise(lanesOf("lgamma")),
  digamma: elementwise(lanesOf("digamma")),
  ...special,

  less: elementwise(logic.less),
  lessEqual: elementwise(logic.lessEqual),
  greater: elementwise(logic.greater),
  greaterEqual: elementwise(logic.greaterEqual),
  equal: elementwise(logic.equal),
  notEqual: elementwise(logic.notEqual),
  logicalAnd: elementwise(logic.logicalAnd),
  logicalOr: elementwise(logic.logicalOr),
  logicalNot: elementwise(logic.logicalNot),
  select: elementwise(logic.select),
  convert: elementwise(logic.convert),
  stopGradient: structural.identity,

  reduceSum: reduction("sum"),
  reduceProd: reduction("prod"),
  euclideanNorm: expandedBeforehand,
  reduceMax: reduction("max"),
  reduceMin: reduction("min"),
  argmax: argExtreme("max"),
  argmin: argExtreme("min"),
  cumsum: cumulative("sum"),
  cumprod: cumulative("prod"),
  cummax: cumulative("max"),
  cummin: cumulative("min"),
  linearRecurrence,

  reshape: structural.reshape,
  transpose: structural.transpose,
  broadcastTo: structural.broadcastTo,
  flip: structural.flip,
  slice: structural.slice,
  pad: structural.pad,
  concatenate: structural.concatenate,

  gather,
  scatterAdd,
  scatterSet,
  scatterMax,
  scatterMin,
  dynamicSlice,
  dynamicUpdateSlice,
  sort,
  searchSorted,
  binIndex: expandedBeforehand,
  randomWords,

  convolution,

  matMul,
  cholesky,
  triangularSolve,
  solve,
  lu,
  qr,
  eigh,
  svd,

  fft,

  scan: lowerScan,
  cond: lowerBranches,
  switchCase: lowerBranches,
  switchEach: expandedBeforehand,
  whileLoop: lowerWhile,
  checkpoint: expandedBeforehand,
  recompute: lowerBranches,
  customJvp: expandedBeforehand,
  customVjp: expandedBeforehand,
  customTangent: expandedBeforehand,
  implicitSolution: expandedBeforehand,
  differentiatedAs: expandedBeforehand,
  inverse: expandedBeforehand,
  det: expandedBeforehand,
  cofactors: expandedBeforehand,
  logAbsDet: expandedBeforehand,
  pseudoInverse: expandedBeforehand,
  vanishing: expandedBeforehand,
  expm: expandedBeforehand,
  expmFrechet: expandedBeforehand,
};
