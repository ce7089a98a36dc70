/** A fit report as text for a terminal. */
import type { FitReport, ReportedParameter } from "./fit-report.ts";
import { counted, duration, evaluationText, exact, significant } from "./format.ts";

/** Lines of at most a hundred characters, without colour; ends without a newline. */
export function fitReportText(report: FitReport): string {
  const { statistics, method } = report;
  const fitted = report.parameters.filter(({ role }) => role === "fitted");
  const held = report.parameters.filter(({ role }) => role === "held");
  const unconstrained = fitted.filter(({ error, bound }) => error === null && bound === null);
  return [
    report.title,
    "",
    ...indented(
      columns(
        ["", "best fit", "", "error", "start", "unit"],
        fitted.map(({ name, value, error, start, unit, bound }) => [
          name,
          significant(value, 9),
          error === null ? "" : "±",
          error === null ? "–" : significant(error, 7),
          exact(start),
          [unit, bound === null ? "" : `at its ${bound} bound`].filter((part) => part !== "").join(", "),
        ]),
        ["left", "right", "left", "left", "right", "left"],
      ),
    ),
    ...(held.length === 0 ? [] : [`  held: ${held.map(heldText).join(", ")}`]),
    ...(unconstrained.length === 0
      ? []
      : [`  unconstrained by these data, kept at their start: ${unconstrained.map(({ name }) => name).join(", ")}`]),
    "",
    ...indented(
      columns(
        ["", "chi2", "data"],
        [
          ...report.blocks.map(({ name, chi2, points, note }) => [name, chi2.toFixed(8), String(points), note]),
          [
            "total",
            statistics.chi2.toFixed(8),
            String(statistics.points),
            `was ${significant(statistics.startChi2, 8)} at the start`,
          ],
        ],
        ["left", "right", "right", "left"],
      ),
    ),
    "",
    `  dof ${statistics.dof}   p ${statistics.probability === null ? "–" : significant(statistics.probability, 9)}   AIC ${significant(statistics.aic, 12)}   BIC ${significant(statistics.bic, 12)}`,
    `  ${method.name}: ${method.status}, ${counted(method.steps, "step")}, ${evaluationText(method.evaluations)} in ${duration(method.seconds)} (compiled in ${duration(method.compileSeconds)})`,
  ].join("\n");
}

function heldText({ name, value, unit }: ReportedParameter): string {
  return `${name} ${exact(value)}${unit === "" ? "" : ` ${unit}`}`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

type Alignment = "left" | "right";

/** A table as lines: each column as wide as its widest cell, two spaces between. */
export function columns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  alignment: readonly Alignment[],
): string[] {
  const all = [heading, ...rows];
  const widths = alignment.map((_, index) => Math.max(...all.map((row) => displayWidth(row[index] ?? ""))));
  return all.map((row) =>
    alignment
      .map((side, index) => {
        const cell = row[index] ?? "";
        const padding = " ".repeat((widths[index] ?? 0) - displayWidth(cell));
        return side === "left" ? cell + padding : padding + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Code points: the characters we print are one column wide. */
function displayWidth(text: string): number {
  return Array.from(text).length;
}
