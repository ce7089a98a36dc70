/** The registry of primitives: every transformation, target and test reads it. */

import { argmax, argmin } from "./arg-extremes.ts";
import * as arithmetic from "./arithmetic.ts";
import * as besselFunctions from "./bessel-functions.ts";
import { cond, switchCase, switchEach } from "./branches.ts";
import { binIndex } from "./bin-index.ts";
import * as comparison from "./comparison.ts";
import * as convert from "./convert.ts";
import { cummax, cummin, cumprod, cumsum, linearRecurrence } from "./cumulative.ts";
import { convolution } from "./convolution.ts";
import { customJvp } from "./custom-jvp.ts";
import * as custom from "./custom-vjp.ts";
import * as errorFunctions from "./error-functions.ts";
import * as exponential from "./exponential.ts";
import * as gammaFunctions from "./gamma-functions.ts";
import * as hyperbolic from "./hyperbolic.ts";
import { dynamicSlice, dynamicUpdateSlice } from "./dynamic-slices.ts";
import { implicitSolution } from "./implicit-solution.ts";
import { fft } from "./fourier/transform.ts";
import { gather, scatterAdd } from "./indexing.ts";
import {
  cholesky,
  cofactors,
  det,
  eigh,
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
import * as logistic from "./logistic.ts";
import { concatenate, pad, slice } from "./parts.ts";
import * as powers from "./powers.ts";
import { reduceMax, reduceMin, reduceProd, reduceSum } from "./reductions.ts";
import * as rounding from "./rounding.ts";
import { checkpoint, recompute } from "./recompute.ts";
import { scan } from "./scan.ts";
import { scatterMax, scatterMin, scatterSet } from "./scatter.ts";
import { broadcastTo, flip, reshape, transpose } from "./shape.ts";
import { searchSorted, sort } from "./sorting.ts";
import * as trigonometric from "./trigonometric.ts";
import { whileLoop } from "./while-loop.ts";

export const primitives = {
  ...arithmetic,
  ...rounding,
  ...powers,
  ...exponential,
  ...trigonometric,
  ...hyperbolic,
  ...logistic,
  ...errorFunctions,
  ...gammaFunctions,
  ...besselFunctions,
  ...comparison,
  ...convert,
  reduceSum,
  reduceProd,
  reduceMax,
  reduceMin,
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
} as const;

export type PrimitiveName = keyof typeof primitives;
