/** Checks of the options of figures and pages. */
import { option, type OptionCheck, type OptionChecks } from "../errors/index.ts";
import type { AutocorrelationOptions } from "./figures/autocorrelation.ts";
import type { CornerOptions } from "./figures/corner.ts";
import type { CurveOptions } from "./figures/curve-lists.ts";
import type { ForestOptions } from "./figures/forest.ts";
import type { HistogramFigureOptions } from "./figures/histogram.ts";
import type { ImageOptions } from "./figures/image.ts";
import type { LossOptions } from "./figures/loss.ts";
import type { MarginalOptions } from "./figures/marginal.ts";
import type { PairOptions } from "./figures/pair.ts";
import type { RankFigureOptions } from "./figures/rank.ts";
import type { TraceOptions } from "./figures/trace.ts";
import type { PngOptions, SvgOptions } from "./render.ts";

/** A list, a typed array or an array of the framework. */
const numbers: OptionCheck = option.either(option.each(option.anything), option.typedArray, option.arrayObject);
const objects = option.each(option.object);
const lists = option.each(numbers);
const scale = option.choice("linear", "log");

export const titleChecks: OptionChecks<{ readonly title?: string | undefined }> = { title: option.text };
export const autocorrelationChecks: OptionChecks<AutocorrelationOptions> = { ...titleChecks, lags: option.whole(1) };
export const cornerChecks: OptionChecks<CornerOptions> = {
  ...titleChecks,
  levels: option.each(option.between(0, 1)),
  gaussian: option.object,
  comparison: option.object,
  truth: numbers,
};
export const curveChecks: OptionChecks<CurveOptions> = {
  ...titleChecks,
  subtitle: option.text,
  xTitle: option.text,
  yTitle: option.text,
  data: option.object,
  curves: objects,
  xScale: scale,
  yScale: scale,
  height: option.positive(),
};
export const forestChecks: OptionChecks<ForestOptions> = {
  ...titleChecks,
  axis: option.choice("shared", "own"),
  subtitle: option.text,
  reference: option.finite,
};
export const histogramChecks: OptionChecks<HistogramFigureOptions> = {
  ...titleChecks,
  valueTitle: option.text,
  label: option.text,
  bins: option.whole(1),
  normals: objects,
  marks: objects,
};
export const imageChecks: OptionChecks<ImageOptions> = {
  ...titleChecks,
  x: option.object,
  y: option.object,
  valueTitle: option.text,
  scale: option.choice("linear", "log", "diverging"),
  aspect: option.choice("equal", "fill"),
};
export const lossChecks: OptionChecks<LossOptions> = {
  ...titleChecks,
  valueTitle: option.text,
  stepTitle: option.text,
  above: option.finite,
  scale,
};
export const marginalChecks: OptionChecks<MarginalOptions> = {
  ...titleChecks,
  label: option.text,
  normals: objects,
  truth: option.finite,
};
export const pairChecks: OptionChecks<PairOptions> = { ...titleChecks, divergent: lists };
export const rankChecks: OptionChecks<RankFigureOptions> = { ...titleChecks, bins: option.whole(1) };
export const traceChecks: OptionChecks<TraceOptions> = { ...titleChecks, divergent: lists, events: objects };

export const focusChecks = { focus: option.each(option.text) };
export const svgChecks: OptionChecks<SvgOptions> = { theme: option.choice("page", "auto", "light", "dark") };
export const pngChecks: OptionChecks<PngOptions> = { theme: option.choice("light", "dark"), scale: option.positive() };
export const writeFigureChecks = { ...pngChecks, ...svgChecks };
