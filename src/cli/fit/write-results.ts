/** Writing what a fit has to show: the report, and its figures on their own. */
import { join } from "node:path";
import { writeFigure, writeReport } from "../../node.ts";
import { type DrawnFigure, renderSvg, reportPage } from "../../report/index.ts";
import type { FittedProblem } from "./fit-problem.ts";

/** Where things go; null for what is not wanted. */
export interface ResultPaths {
  /** The HTML report. */
  readonly report: string | null;
  /** A folder for each figure as SVG and PNG. */
  readonly figures: string | null;
}

/** Draws and writes; without a path nothing is computed. */
export async function writeResults({ report, figures }: FittedProblem, paths: ResultPaths): Promise<void> {
  if (paths.report === null && paths.figures === null) return;
  const drawn: DrawnFigure[] = [];
  for (const { id, caption, spec } of figures()) {
    const svg = await renderSvg(spec);
    drawn.push({ id, caption, svg });
    if (paths.figures === null) continue;
    await writeFigure(spec, join(paths.figures, `${id}.svg`));
    await writeFigure(spec, join(paths.figures, `${id}.png`));
  }
  if (paths.report !== null) await writeReport(paths.report, reportPage(report, drawn));
}
