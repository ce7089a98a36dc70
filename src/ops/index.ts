/** The operations on arrays, listed. */

export { argmax, argmin } from "./arg-extremes.ts";
export type { Axes } from "./axes.ts";
export { broadcastTo } from "./broadcast.ts";
export * as complex from "./complex/index.ts";
export type { Complex, ComplexLike } from "./complex/index.ts";
export { checkpoint } from "./checkpoint.ts";
export { cond } from "./cond.ts";
export {
  conv1d,
  conv2d,
  type ConvolutionOptions,
  depthwiseConv2d,
  type GroupedConvolutionOptions,
  type SequenceConvolutionOptions,
} from "./convolution.ts";
export { cummax, cummin, cumprod, cumsum, type CumulativeOptions, linearRecurrence } from "./cumulative.ts";
export { customJvp, type CustomJvpOptions, type TangentRule, type ValueAndTangent } from "./custom-jvp.ts";
export { customVjp, type CustomVjpRules } from "./custom-vjp.ts";
export { einsum } from "./einsum/einsum.ts";
export {
  abs,
  acos,
  acosh,
  add,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cast,
  cbrt,
  ceil,
  clip,
  cos,
  cosh,
  digamma,
  div,
  equal,
  erf,
  erfc,
  erfInv,
  exp,
  exp2,
  expm1,
  floor,
  gammaP,
  gammaQ,
  greater,
  greaterEqual,
  hypot,
  isFinite,
  isNaN,
  j0,
  j1,
  jn,
  less,
  lessEqual,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  mod,
  mul,
  neg,
  notEqual,
  polygamma,
  pow,
  reciprocal,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  tan,
  tanh,
  trunc,
  where,
} from "./elementwise.ts";
export {
  fft,
  fft2,
  fftConvolve,
  type FftConvolveOptions,
  fftFreq,
  fftn,
  type FftNorm,
  type FftnOptions,
  type FftOptions,
  fftShift,
  ifft,
  ifft2,
  ifftn,
  ifftShift,
  irfft,
  irfft2,
  nextFastLength,
  rfft,
  rfft2,
  rfftFreq,
} from "./fourier/index.ts";
export { forLoop, type ForOptions } from "./for-loop.ts";
export { dynamicSlice, dynamicUpdateSlice, type Starts } from "./dynamic-slices.ts";
export { gather, take, takeAlongAxis } from "./gathering.ts";
export type { BinEdges } from "./bin-edges.ts";
export { histogram, type HistogramOptions } from "./histogram.ts";
export { slice } from "./indexing.ts";
export { concat, stack } from "./joining.ts";
export { logSumExp, type LogSumExpOptions } from "./log-sum-exp.ts";
export { norm, type NormOptions } from "./norm.ts";
export { pad, type PadFill } from "./pad.ts";
export { averagePool, maxPool, type PoolOptions } from "./pooling.ts";
export { oneHot, type OneHotOptions } from "./one-hot.ts";
export { all, any, max, min, prod, type ReductionOptions, sum } from "./reduction.ts";
export { repeat, roll, tile } from "./repetition.ts";
export {
  cholesky,
  choleskySolve,
  det,
  diag,
  diagonal,
  diagonalMatrix,
  dot,
  type EigenSystem,
  eigh,
  eigvalsh,
  inv,
  kron,
  type LinearLeastSquaresOptions,
  logDetOfPositiveDefinite,
  lstsq,
  lu,
  type LuFactors,
  matMul,
  matrixPower,
  matrixRank,
  matrixTrace,
  outer,
  pinv,
  qr,
  type QrFactors,
  type RankOptions,
  type SignedLogDet,
  type SingularValueDecomposition,
  slogdet,
  solve,
  svd,
  svdvals,
  type TriangularOptions,
  triangularSolve,
  tril,
  triu,
  vdot,
} from "./linear-algebra/index.ts";
export { emit, type Emission, type Emitted, scan, type ScanOptions, type ScanResult, type StepResult } from "./scan.ts";
export { scatterAdd, scatterSet } from "./scattering.ts";
export { segmentMax, segmentMean, segmentMin, segmentSum } from "./segments.ts";
export { softHistogram, type SoftHistogramOptions, type SoftKernel } from "./soft-histogram.ts";
export { argsort, searchSorted, type SearchSortedOptions, sort } from "./sorting.ts";
export { expandDims, flip, moveAxis, reshape, squeeze, swapAxes, transpose } from "./shape.ts";
export {
  i0,
  i0e,
  i1,
  i1e,
  log1mexp,
  logAddExp,
  logBeta,
  logit,
  logNormalCdf,
  logSoftmax,
  normalCdf,
  normalQuantile,
  softmax,
  xLogY,
} from "./special/index.ts";
export { split } from "./splitting.ts";
export { mean, standardDeviation, variance, type VarianceOptions } from "./statistics.ts";
export { switchCase } from "./switch-case.ts";
export { whileLoop, type WhileOptions } from "./while-loop.ts";
export type { Widened, WidenedList } from "./widened.ts";
export type { OneOrPair, Padding } from "./windows.ts";
