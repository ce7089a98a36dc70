/** The registry of primitives: every transformation, target and test reads it. */

import type { Primitive } from "../program/primitive.ts";
import { argmax, argmin } from "./reduction/arg-extremes.ts";
import * as arithmetic from "./elementwise/arithmetic.ts";
import * as besselFunctions from "./special/bessel-functions.ts";
import { cond, switchCase, switchEach } from "./control/branches.ts";
import { binIndex } from "./indexing/bin-index.ts";
import * as comparison from "./elementwise/comparison.ts";
import { convert, stopGradient } from "./elementwise/convert.ts";
import { cummax, cummin, cumprod, cumsum, linearRecurrence } from "./reduction/cumulative.ts";
import { convolution } from "./convolution.ts";
import { customJvp } from "./control/custom-jvp.ts";
import * as custom from "./control/custom-vjp.ts";
import { differentiatedAs } from "./control/differentiated-as.ts";
import * as errorFunctions from "./special/error-functions.ts";
import * as exponential from "./elementwise/exponential.ts";
import * as gammaFunctions from "./special/gamma-functions.ts";
import * as hyperbolic from "./elementwise/hyperbolic.ts";
import { hypot } from "./elementwise/hypot.ts";
import { dynamicSlice, dynamicUpdateSlice } from "./indexing/dynamic-slices.ts";
import { implicitSolution } from "./control/implicit-solution.ts";
import { fft } from "./fourier/transform.ts";
import { gather, scatterAdd } from "./indexing/indexing.ts";
import {
  cholesky,
  cofactors,
  det,
  eigh,
  expm,
  expmFrechet,
  inverse,
  logAbsDet,
  lu,
  matMul,
  pseudoInverse,
  qr,
  solve,
  svd,
  triangularSolve,
} from "./linear-algebra/index.ts";
import * as logistic from "./elementwise/logistic.ts";
import { concatenate, pad, slice } from "./movement/parts.ts";
import * as powers from "./elementwise/powers.ts";
import { randomWords } from "./random/random-words.ts";
import { euclideanNorm } from "./reduction/euclidean-norm.ts";
import { reduceMax, reduceMin, reduceProd } from "./reduction/reductions.ts";
import * as rounding from "./elementwise/rounding.ts";
import { checkpoint, recompute } from "./control/recompute.ts";
import { scan } from "./control/scan/scan.ts";
import { scatterMax, scatterMin, scatterSet } from "./indexing/scatter.ts";
import { broadcastTo, flip, reduceSum, reshape, transpose } from "./movement/shape.ts";
import { searchSorted, sort } from "./indexing/sorting.ts";
import * as trigonometric from "./elementwise/trigonometric.ts";
import { vanishing } from "./control/vanishing.ts";
import { whileLoop } from "./control/while-loop.ts";

export const primitives = {
  ...arithmetic,
  ...rounding,
  ...powers,
  hypot,
  ...exponential,
  ...trigonometric,
  ...hyperbolic,
  ...logistic,
  ...errorFunctions,
  ...gammaFunctions,
  ...besselFunctions,
  ...comparison,
  convert,
  stopGradient,
  reduceSum,
  reduceProd,
  reduceMax,
  reduceMin,
  euclideanNorm,
  argmax,
  argmin,
  cumsum,
  cumprod,
  cummax,
  cummin,
  linearRecurrence,
  reshape,
  transpose,
  broadcastTo,
  flip,
  slice,
  pad,
  concatenate,
  gather,
  scatterAdd,
  cholesky,
  cofactors,
  det,
  eigh,
  expm,
  expmFrechet,
  inverse,
  logAbsDet,
  lu,
  matMul,
  pseudoInverse,
  qr,
  solve,
  svd,
  triangularSolve,
  scatterSet,
  scatterMax,
  scatterMin,
  dynamicSlice,
  dynamicUpdateSlice,
  sort,
  searchSorted,
  fft,
  binIndex,
  randomWords,
  scan,
  cond,
  switchCase,
  switchEach,
  whileLoop,
  convolution,
  checkpoint,
  recompute,
  customJvp,
  ...custom,
  implicitSolution,
  differentiatedAs,
  vanishing,
} as const;

export type PrimitiveName = keyof typeof primitives;

/** The attributes of a primitive, by its name. */
export type AttributesOf<P extends PrimitiveName> = (typeof primitives)[P] extends Primitive<infer A> ? A : never;
