/** writeFitReport: the report of a fit, as one page and its figures on their own. */
import { join } from "node:path";
import { checkOptions, option, type RunOf } from "../../src/internal.ts";
import { type DrawnFigure, type FitReport, renderSvg, reportPage } from "../../src/report/index.ts";
import { writeFigure, writeReport } from "../../src/node.ts";
import type { Solution } from "../index.ts";
import { contoursOf } from "./contours.ts";
import { describeFit, targetRun } from "./fit-record.ts";
import type { ReportedProblem } from "./reported-problem.ts";

/** Where a report goes. */
export interface FitReportOptions {
  /** The HTML page; none unless given. */
  readonly file?: string | undefined;
  /** A folder for each figure as SVG and PNG; none unless given. */
  readonly figures?: string | undefined;
  /** How errors and contours are computed. */
  readonly run?: RunOf<"target"> | undefined;
}

/**
 * Writes what `npm start` writes, of any fit: tables, contours, the figures of the problem, method and provenance as one
 * page that needs nothing else. Without a file and a folder no figure is computed.
 *
 * @param solution  of `leastSquares` or `minimize` for the residuals of the problem, or their sum of squares
 * @param problem   a problem of a system, or a title, a spec and residuals
 * @returns  the record that the page shows, for `fitReportText` or JSON
 * @throws   FitError when the problem asks no residuals
 * @example
 * ```ts
 * import { type Arr, array, real, spec } from "fluxion";
 * import { leastSquares } from "fluxion/inference";
 * import { writeFitReport } from "fluxion/inference/report";
 * import { fitReportText } from "fluxion/report";
 * const line = spec({ level: real({ unit: "mJy", default: 0, doc: "mean flux" }) });
 * const residuals = (p: typeof line.params): Arr => p.level.sub(array([1, 2, 3])).div(0.5);
 * const fit = leastSquares(residuals, line.defaults, { spec: line });
 * const problem = { title: "A level", spec: line, question: { kind: "residuals", residuals } } as const;
 * const record = await writeFitReport(fit, problem, { file: "level.html" });
 * console.log(fitReportText(record).split("\n")[0]); // → A level
 * ```
 */
export async function writeFitReport<P>(
  solution: Solution<P>,
  problem: ReportedProblem<P>,
  options: FitReportOptions = {},
): Promise<FitReport> {
  checkOptions(options, { file: option.text, figures: option.text, run: targetRun }, "writeFitReport");
  const { file, figures: folder, run: { target = "wasm" } = {} } = options;
  const { record, residuals, information } = describeFit(solution, problem, target);
  if (file === undefined && folder === undefined) return record;
  const figures = [
    ...(information === null ? [] : contoursOf(problem, residuals, solution, information, target)),
    ...(problem.figures?.(solution.params) ?? []),
  ];
  const drawn: DrawnFigure[] = [];
  for (const { id, caption, spec } of figures) {
    if (file !== undefined) drawn.push({ id, caption, svg: await renderSvg(spec) });
    if (folder === undefined) continue;
    await writeFigure(spec, join(folder, `${id}.svg`));
    await writeFigure(spec, join(folder, `${id}.png`));
  }
  if (file !== undefined) await writeReport(file, reportPage(record, drawn));
  return record;
}
