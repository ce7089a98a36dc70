/** Reports of fits: one record, seen as text, as a page and as figures. */
export type {
  Correlations,
  DerivedValue,
  EvaluationCounts,
  FitMethod,
  FitReport,
  FitStatistics,
  ProvenanceFact,
  ReportedBlock,
  ReportedParameter,
} from "./fit-report.ts";
export { columns, fitReportText } from "./text.ts";
export { type DrawnFigure, reportPage } from "./html/page.ts";
export { escapeHtml } from "./html/escape.ts";
export { renderPng, renderSvg } from "./render.ts";
export { writeReport } from "./write.ts";
export { counted, duration, exact, listText, significant, valueWithError } from "./format.ts";
export type { Figure, FigureSpec } from "./figures/spec.ts";
export { type ContourInput, contourFigure, fromWhitened, type WhitenedGrid } from "./figures/contours.ts";
export type { Covariance2, Point } from "./figures/ellipse.ts";
export { type ContourLevel, sigmaLevels } from "./figures/levels.ts";
export {
  differenceFigure,
  type Measurement,
  pullFigure,
  ratioFigure,
  type ResidualBlock,
} from "./figures/residuals.ts";
