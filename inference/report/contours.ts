/** The contours of a fitted problem: its likelihood with the other parameters profiled out, over the Gaussian. */
import type { Arr, TargetName } from "../../src/index.ts";
import { listText, type Loose } from "../../src/internal.ts";
import { contourFigure, type Figure } from "../../src/report/index.ts";
import { type Information, profilePair, type Solution } from "../index.ts";
import type { ReportedProblem } from "./reported-problem.ts";

/** One figure, or none where fewer than two parameters are fitted and determined. */
export function contoursOf<P>(
  { spec, contourPair = ["", ""], axisTitles = {} }: ReportedProblem<P>,
  residuals: (params: P) => Arr,
  { params }: Solution<P>,
  information: Information<P>,
  target: TargetName,
): Figure[] {
  const { paths, free, errors } = information;
  const determined = paths.filter((_, index) => Number.isFinite(errors[index]) && errors[index]! > 0);
  const preferred = contourPair.filter((name) => determined.includes(name));
  const [x, y] = [...preferred, ...determined.filter((name) => !preferred.includes(name))];
  if (x === undefined || y === undefined || determined.length < paths.length) return [];
  const others = paths.filter((name) => name !== x && name !== y);
  const options = { spec, free, known: information, run: { target } };
  // Every P is a Loose<P>, which TypeScript cannot see while P is open.
  const likelihood = profilePair({ residuals }, params as Loose<P>, [x, y], options);
  const profiled = others.length === 0 ? "" : `, minimised over ${listText(others)} at every point`;
  return [
    {
      id: "contours",
      caption: `χ² above its minimum${profiled}, with the contours of the Gaussian that the Fisher matrix at the best fit stands for: where the two part, errors read off the Gaussian are not to be trusted. The cross marks the best fit.`,
      spec: contourFigure({
        title: `${x} and ${y}: one, two and three sigma`,
        x: { title: axisTitles[x] ?? x },
        y: { title: axisTitles[y] ?? y },
        center: likelihood.center,
        covariance: likelihood.covariance,
        likelihood,
        likelihoodLabel: others.length === 0 ? "likelihood" : "profile likelihood",
      }),
    },
  ];
}
