/** Checks of the options of operations. */
import { dtypeCheck } from "../array/option-checks.ts";
import { option, type OptionCheck, type OptionChecks } from "../errors/index.ts";
import type { CustomJvpOptions } from "./control/custom-jvp.ts";
import type { ForOptions } from "./control/for-loop.ts";
import type { ScanOptions } from "./control/scan.ts";
import type { WhileOptions } from "./control/while-loop.ts";
import type {
  ConvolutionOptions,
  GroupedConvolutionOptions,
  SequenceConvolutionOptions,
} from "./convolution/convolution.ts";
import type { PoolOptions } from "./convolution/pooling.ts";
import type { FftConvolveOptions } from "./fourier/convolve.ts";
import type { FftnOptions, FftOptions } from "./fourier/transform.ts";
import type { HistogramOptions } from "./histograms/histogram.ts";
import type { SoftHistogramOptions } from "./histograms/soft-histogram.ts";
import type { OneHotOptions } from "./indexing/one-hot.ts";
import type { SearchSortedOptions } from "./indexing/sorting.ts";
import type { LinearLeastSquaresOptions, RankOptions } from "./linear-algebra/inverses.ts";
import type { TriangularOptions } from "./linear-algebra/systems.ts";
import type { CumulativeOptions } from "./reduction/cumulative.ts";
import type { LogSumExpOptions } from "./reduction/log-sum-exp.ts";
import type { NormOptions } from "./reduction/norm.ts";
import type { ReductionOptions } from "./reduction/reduction.ts";
import type { VarianceOptions } from "./reduction/statistics.ts";

const onePair = option.either(option.each(option.whole(1)), option.whole(1));
const checkpoint = option.either(option.boolean, option.whole(1));
const norm = option.choice("backward", "forward", "ortho");
/** A word, or numbers of padding, whose count is checked where they are read. */
const padding: OptionCheck = (value, where, path) =>
  (Array.isArray(value)
    ? option.each(option.either(option.each(option.whole(0)), option.whole(0)))
    : option.choice("same", "valid"))(value, where, path);

export const reductionChecks: OptionChecks<ReductionOptions> = { keepDims: option.boolean };
export const varianceChecks: OptionChecks<VarianceOptions> = { ...reductionChecks, correction: option.finite };
export const normChecks: OptionChecks<NormOptions> = { ...reductionChecks, ord: option.number };
export const logSumExpChecks: OptionChecks<LogSumExpOptions> = { ...reductionChecks, weights: option.arrayLike };
export const cumulativeChecks: OptionChecks<CumulativeOptions> = { reverse: option.boolean };

export const fftChecks: OptionChecks<FftOptions> = { axis: option.integer, n: option.whole(1), norm };
export const fftnChecks: OptionChecks<FftnOptions> = {
  axes: option.each(option.integer),
  s: option.each(option.whole(1)),
  norm,
};
export const fftConvolveChecks: OptionChecks<FftConvolveOptions> = {
  mode: option.choice("full", "same", "valid"),
  axes: option.orNull(option.either(option.each(option.integer), option.integer)),
};

export const poolChecks: OptionChecks<PoolOptions> = { strides: onePair, padding };
export const convolutionChecks: OptionChecks<ConvolutionOptions> = { strides: onePair, padding, dilation: onePair };
export const groupedConvolutionChecks: OptionChecks<GroupedConvolutionOptions> = {
  ...convolutionChecks,
  groups: option.whole(1),
};
export const sequenceConvolutionChecks: OptionChecks<SequenceConvolutionOptions> = {
  stride: option.whole(1),
  padding,
  dilation: option.whole(1),
  groups: option.whole(1),
};

export const customJvpChecks: OptionChecks<CustomJvpOptions> = { nondifferentiable: option.each(option.whole(0)) };
export const forChecks: OptionChecks<ForOptions> = { checkpoint };
export const scanChecks: OptionChecks<ScanOptions<unknown>> = {
  // A tree, checked leaf by leaf where it is flattened.
  xs: option.anything,
  length: option.whole(0),
  reverse: option.boolean,
  checkpoint,
};
export const whileChecks: OptionChecks<WhileOptions> = { maxSteps: option.whole(0) };

export const histogramChecks: OptionChecks<HistogramOptions> = { weights: option.arrayLike };
export const softHistogramChecks: Readonly<Record<keyof SoftHistogramOptions | "width", OptionCheck>> = {
  kernel: option.choice("linear", "logistic"),
  width: option.arrayLike,
  weights: option.arrayLike,
  outside: option.choice("drop", "hold"),
};
export const gatherChecks = { axis: option.integer, batchRank: option.whole(0) };
export const oneHotChecks: OptionChecks<OneHotOptions> = { axis: option.integer, dtype: dtypeCheck };
export const searchSortedChecks: OptionChecks<SearchSortedOptions> = { side: option.choice("left", "right") };

export const rankChecks: OptionChecks<RankOptions> = { rcond: option.notNegative(1) };
export const linearLeastSquaresChecks: OptionChecks<LinearLeastSquaresOptions> = { rcond: option.notNegative(1) };
export const triangularChecks: OptionChecks<TriangularOptions> = { lower: option.boolean, transposed: option.boolean };
