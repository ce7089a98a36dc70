/** The contours of a fitted problem: its likelihood with the other parameters profiled out, over the Gaussian. */
import type { Information, Solution } from "../../../inference/index.ts";
import type { TargetName } from "../../compile/target.ts";
import { listText } from "../../report/format.ts";
import { contourFigure, type Figure } from "../../report/index.ts";
import { pairCovariance, profileGrid } from "./profile-grid.ts";
import type { FitProblem, Values } from "./problem.ts";

/** One figure, or none where fewer than two parameters are fitted and determined. */
export function contoursOf(
  problem: FitProblem,
  { params, value }: Solution<Values>,
  { paths, covariance, errors }: Information<Values>,
  target: TargetName,
): Figure[] {
  const determined = paths.filter((_, index) => Number.isFinite(errors[index]) && errors[index]! > 0);
  const preferred = problem.contourPair.filter((name) => determined.includes(name));
  const [x, y] = [...preferred, ...determined.filter((name) => !preferred.includes(name))];
  if (x === undefined || y === undefined || determined.length < paths.length) return [];
  const size = paths.length;
  const cells = covariance.toArray();
  const matrix = paths.map((_, row) => Array.from(cells.slice(row * size, (row + 1) * size)));
  const pair = [paths.indexOf(x), paths.indexOf(y)] as const;
  const held = Object.entries(params).filter(([name]) => !paths.includes(name));
  const others = paths.filter((name) => name !== x && name !== y);
  const likelihood = profileGrid({
    residuals: (fitted) => problem.residuals({ ...Object.fromEntries(held), ...fitted }),
    best: Object.fromEntries(paths.map((name) => [name, params[name]!.item()])),
    names: paths,
    covariance: matrix,
    pair,
    chi2: value,
    target,
  });
  const profiled = others.length === 0 ? "" : `, minimised over ${listText(others)} at every point`;
  return [
    {
      id: "contours",
      caption: `χ² above its minimum${profiled}, with the contours of the Gaussian that the Fisher matrix at the best fit stands for: where the two part, errors read off the Gaussian are not to be trusted. The cross marks the best fit.`,
      spec: contourFigure({
        title: `${x} and ${y}: one, two and three sigma`,
        x: { title: problem.axisTitles[x] ?? x },
        y: { title: problem.axisTitles[y] ?? y },
        center: [params[x]!.item(), params[y]!.item()],
        covariance: pairCovariance(matrix, pair),
        likelihood,
        likelihoodLabel: others.length === 0 ? "likelihood" : "profile likelihood",
      }),
    },
  ];
}
