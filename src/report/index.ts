/** Reports and figures: pictures of data, fits and posteriors, as Vega-Lite specifications, SVG, PNG and pages. */
export type {
  Correlations,
  DerivedValue,
  ReportedEvaluations,
  FitMethod,
  FitReport,
  FitStatistics,
  ProvenanceFact,
  ReportedBlock,
  ReportedParameter,
} from "./fit-report.ts";
export { fitReportText } from "./text.ts";
export type { DrawnFigure } from "./html/document.ts";
export { figurePage, type FigurePageText } from "./html/figure-page.ts";
export { reportPage } from "./html/page.ts";
export { type PosteriorDraws, posteriorFigures, type PosteriorStatistics } from "./posterior-figures.ts";
export { type PngOptions, renderPng, renderSvg, type SvgOptions } from "./render.ts";
export type { Theme } from "./theme.ts";
export type { Figure, FigureSpec } from "./figures/spec.ts";
export { type FigureDraws, type NumberList, selectDraws } from "./figures/chains.ts";
export { autocorrelationFigure, type AutocorrelationOptions } from "./figures/autocorrelation.ts";
export {
  type ContourAxis,
  contourFigure,
  type ContourInput,
  fromWhitened,
  type WhitenedGrid,
} from "./figures/contours.ts";
export { cornerFigure, type CornerOptions } from "./figures/corner.ts";
export type { DrawsOverlay, GaussianOverlay } from "./figures/overlays.ts";
export { curveFigure } from "./figures/curve.ts";
export type { Curve, CurveData, CurveNumbers, CurveOptions } from "./figures/curve-lists.ts";
export type { Covariance2, Point } from "./figures/ellipse.ts";
export { type ChainEnergies, energyFigure } from "./figures/energy.ts";
export { forestFigure, type ForestOptions } from "./figures/forest.ts";
export {
  histogramFigure,
  type HistogramMark,
  type HistogramFigureOptions,
  type NormalCurve,
} from "./figures/histogram.ts";
export { type ImageAxis, imageFigure, type ImageOptions } from "./figures/image.ts";
export { credibleIntervals, errorInterval, type ParameterInterval } from "./figures/intervals.ts";
export { lossFigure, type LossOptions, type LossRun } from "./figures/loss.ts";
export { marginalFigure, type MarginalOptions } from "./figures/marginal.ts";
export { pairFigure, type PairOptions } from "./figures/pair.ts";
export { rankFigure, type RankFigureOptions } from "./figures/rank.ts";
export {
  differenceFigure,
  type Measurement,
  pullFigure,
  ratioFigure,
  type ResidualBlock,
} from "./figures/residuals.ts";
export { stackFigures } from "./figures/stack.ts";
export { type TraceEvent, traceFigure, type TraceOptions } from "./figures/trace.ts";
