/** A fit report as one HTML page. */
import type { FitReport } from "../fit-report.ts";
import { type DrawnFigure, figureSection, htmlDocument } from "./document.ts";
import {
  correlationSection,
  derivedSection,
  headline,
  methodSection,
  parameterSection,
  provenanceSection,
  statisticsSection,
} from "./sections.ts";

/** The page. Pure: the same record and figures give the same text. */
export function reportPage(report: FitReport, figures: readonly DrawnFigure[]): string {
  return htmlDocument(report.title, headline(report), [
    parameterSection(report),
    derivedSection(report),
    statisticsSection(report),
    figureSection(figures),
    correlationSection(report),
    methodSection(report),
    provenanceSection(report),
  ]);
}
