/** writePosteriorReport: the report of a posterior: its summary, its verdict, and the figures worth a look. */
import { writeFigurePage } from "../../src/node.ts";
import { checkOptions, option } from "../../src/internal.ts";
import { posteriorFigures } from "../../src/report/index.ts";
import type { Posterior } from "../index.ts";

/** What a report of a posterior says, and where it goes. */
export interface PosteriorReportOptions {
  /** The HTML page. */
  readonly file: string;
  readonly title: string;
  /** Paths of up to 10 parameters for the corner figure; the first 6 unless given. */
  readonly focus?: readonly string[] | undefined;
}

/**
 * Writes a posterior as one page that needs nothing else: the verdict, the table of its summary, corner, traces, ranks,
 * autocorrelation, energies.
 *
 * @throws DataError when there are no draws, or a draw is not finite
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { sample } from "fluxion/inference";
 * import { writePosteriorReport } from "fluxion/inference/report";
 * const logDensity = (p: { x: Arr }) => p.x.square().mul(-0.5);
 * const posterior = sample(logDensity, { x: 0 }, { draws: 50, warmup: 100, chains: 2 });
 * await writePosteriorReport(posterior, { file: "normal.html", title: "A normal distribution" });
 * ```
 */
export async function writePosteriorReport(
  posterior: Pick<Posterior<unknown>, "draws" | "statistics" | "explain" | "summary">,
  options: PosteriorReportOptions,
): Promise<void> {
  const checks = { file: option.text, title: option.text, focus: option.each(option.text) };
  checkOptions(options, checks, "writePosteriorReport", "", ["file", "title"]);
  const { file, title, focus } = options;
  const text = { title, lead: posterior.explain, table: posterior.summary() };
  await writeFigurePage(file, text, posteriorFigures(posterior, { focus }));
}
