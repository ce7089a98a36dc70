/** Reports of fits: one record, seen as text, as a page and as figures. */
export type { DerivedValue, FitReport, ProvenanceFact, ReportedBlock, ReportedParameter } from "./fit-report.ts";
export { columns, fitReportText } from "./text.ts";
export { type DrawnFigure, reportPage } from "./html/page.ts";
export { renderPng, renderSvg } from "./render.ts";
export { writeReport } from "./write.ts";
export { counted, listText, significant } from "./format.ts";
export type { Figure } from "./figures/spec.ts";
export { contourFigure, fromWhitened, type WhitenedGrid } from "./figures/contours.ts";
export type { Covariance2 } from "./figures/ellipse.ts";
export { differenceFigure, type Measurement, pullFigure, ratioFigure } from "./figures/residuals.ts";
