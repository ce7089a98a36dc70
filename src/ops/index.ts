/** The operations on arrays, listed; with them come the methods of Arr. */

export { Arr } from "./methods.ts";
export { argmax, argmin } from "./reduction/arg-extremes.ts";
export type { Axes } from "./movement/axes.ts";
export { broadcastTo } from "./movement/broadcast.ts";
export * as complex from "./complex/index.ts";
export type { Complex, ComplexLike } from "./complex/index.ts";
export { checkpoint } from "./control/checkpoint.ts";
export { cond } from "./control/cond.ts";
export {
  conv1d,
  conv2d,
  type ConvolutionOptions,
  depthwiseConv2d,
  type GroupedConvolutionOptions,
  type SequenceConvolutionOptions,
} from "./convolution/convolution.ts";
export { cummax, cummin, cumprod, cumsum, type CumulativeOptions, linearRecurrence } from "./reduction/cumulative.ts";
export { customJvp, type CustomJvpOptions, type TangentRule, type ValueAndTangent } from "./control/custom-jvp.ts";
export { customVjp, type CustomVjpRules } from "./control/custom-vjp.ts";
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
  isInf,
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
  logicalXor,
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
} from "./elementwise/elementwise.ts";
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
export { forLoop, type ForOptions } from "./control/for-loop.ts";
export { dynamicSlice, dynamicUpdateSlice, type Starts } from "./indexing/dynamic-slices.ts";
export { gather, take, takeAlongAxis } from "./indexing/gathering.ts";
export type { BinEdges } from "./histograms/bin-edges.ts";
export { histogram, type HistogramOptions } from "./histograms/histogram.ts";
export { slice } from "./indexing/indexing.ts";
export { concat, stack } from "./movement/joining.ts";
export { logSumExp, type LogSumExpOptions } from "./reduction/log-sum-exp.ts";
export { norm, type NormOptions } from "./reduction/norm.ts";
export { pad, type PadFill } from "./movement/pad.ts";
export { averagePool, maxPool, type PoolOptions } from "./convolution/pooling.ts";
export { oneHot, type OneHotOptions } from "./indexing/one-hot.ts";
export { all, any, max, min, prod, type ReductionOptions, sum } from "./reduction/reduction.ts";
export { repeat, roll, tile } from "./movement/repetition.ts";
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
  expm,
  funm,
  inv,
  kron,
  type LinearLeastSquaresOptions,
  logDetOfPositiveDefinite,
  logm,
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
  sqrtm,
  svd,
  svdvals,
  type TriangularOptions,
  triangularSolve,
  tril,
  triu,
  vdot,
} from "./linear-algebra/index.ts";
export {
  emit,
  type Emission,
  type Emitted,
  scan,
  type ScanOptions,
  type ScanResult,
  type StepResult,
} from "./control/scan.ts";
export { scatterAdd, scatterSet } from "./indexing/scattering.ts";
export { segmentMax, segmentMean, segmentMin, segmentSum } from "./indexing/segments.ts";
export { average, type AverageOptions } from "./statistics/average.ts";
export { corrcoef, type CorrelationOptions, cov, type CovarianceOptions } from "./statistics/covariance.ts";
export { nanMax, nanMean, nanMin, nanStandardDeviation, nanSum, nanVariance } from "./statistics/missing.ts";
export { type Fractions, median, percentile, quantile } from "./statistics/quantile.ts";
export { diff, type DifferenceOptions } from "./sampled/differences.ts";
export { cumulativeTrapezoid, type CumulativeTrapezoidOptions, trapezoid } from "./sampled/trapezoid.ts";
export { meshgrid, type MeshgridOptions } from "./movement/meshgrid.ts";
export { digitize, type DigitizeOptions } from "./histograms/digitize.ts";
export { cross } from "./linear-algebra/cross.ts";
export { allClose, type ClosenessOptions, isClose } from "./elementwise/closeness.ts";
export { polyval } from "./elementwise/polynomial.ts";
export { degrees, radians } from "./elementwise/angles.ts";
export { softHistogram, type SoftHistogramOptions, type SoftKernel } from "./histograms/soft-histogram.ts";
export { argsort, searchSorted, type SearchSortedOptions, sort } from "./indexing/sorting.ts";
export { expandDims, flip, moveAxis, reshape, squeeze, swapAxes, transpose } from "./movement/shape.ts";
export { split } from "./movement/splitting.ts";
export { mean, standardDeviation, variance, type VarianceOptions } from "./reduction/statistics.ts";
export { switchCase } from "./control/switch-case.ts";
export { whileLoop, type WhileOptions } from "./control/while-loop.ts";
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
export type { Widened, WidenedList } from "./widened.ts";
export type { OneOrPair, Padding } from "./movement/windows.ts";
