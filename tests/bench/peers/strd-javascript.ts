/** The regression problems of NIST by ml-levenberg-marquardt, with settings found for each beforehand. */
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import type { Contender } from "../benchmark.ts";
import { inProcess } from "../measure.ts";
import { byName, type StrdProblem } from "../strd-problems.ts";

type Model = (b: readonly number[]) => (x: number) => number;

const growth: Model =
  ([a = 0, b = 0]) =>
  (x) =>
    a * (1 - Math.exp(-b * x));
const cubicRatio: Model =
  ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0]) =>
  (x) =>
    (a + x * (b + x * (c + x * d))) / (1 + x * (e + x * (f + x * g)));
const seasons: Model = ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0]) => {
  const turn = 2 * Math.PI;
  return (x) =>
    a +
    b * Math.cos((turn * x) / 12) +
    c * Math.sin((turn * x) / 12) +
    e * Math.cos((turn * x) / d) +
    f * Math.sin((turn * x) / d) +
    h * Math.cos((turn * x) / g) +
    i * Math.sin((turn * x) / g);
};

/** The same models as scalar functions, as the library takes them. */
const models: Readonly<Record<string, Model>> = {
  Misra1a: growth,
  MGH10:
    ([a = 0, b = 0, c = 0]) =>
    (x) =>
      a * Math.exp(b / (x + c)),
  Thurber: cubicRatio,
  Chwirut1:
    ([a = 0, b = 0, c = 0]) =>
    (x) =>
      Math.exp(-a * x) / (b + c * x),
  ENSO: seasons,
  Gauss1:
    ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]) =>
    (x) =>
      a * Math.exp(-b * x) + c * Math.exp(-(((x - d) / e) ** 2)) + f * Math.exp(-(((x - g) / h) ** 2)),
};

/** How the library is set for a problem. */
export interface JavascriptSettings {
  readonly damping: number;
  readonly iterations: number;
}

/** The default count, which is also how many are done: the library ends early only below a given absolute error. */
export const defaultIterations = 100;

/** The parameters after some iterations, with central differences of 1e-5 of each starting value. */
export function javascriptFit({ dataset, start }: StrdProblem, settings: JavascriptSettings): number[] {
  const data = { x: [...dataset.x[0]!], y: [...dataset.y] };
  return levenbergMarquardt(data, models[dataset.name]!, {
    initialValues: [...start],
    damping: settings.damping,
    maxIterations: settings.iterations,
    gradientDifference: start.map((value) => 1e-5 * Math.abs(value)),
    centralDifference: true,
    errorTolerance: 1e-30,
  }).parameterValues;
}

/**
 * The damping, of 1e-2, 1e-4 and 1e-7, with which the library has six certified digits after the fewest iterations, and how
 * many these are: what nobody knows who does not know the solution.
 */
export const bestSettings: Readonly<Record<string, JavascriptSettings>> = {
  "Misra1a from start 1": { damping: 1e-7, iterations: 7 },
  "MGH10 from start 2": { damping: 1e-2, iterations: 8 },
  "Thurber from start 1": { damping: 1e-2, iterations: 28 },
  "Chwirut1 from start 1": { damping: 1e-2, iterations: 8 },
  "ENSO from start 1": { damping: 1e-2, iterations: 36 },
  "Gauss1 from start 1": { damping: 1e-2, iterations: 4 },
};

/** The library on a problem. */
export function javascriptContender(problem: StrdProblem, name: string, settings: JavascriptSettings): Contender {
  // Six digits are where it was stopped.
  return inProcess(name, 2e-6, () => byName(javascriptFit(problem, settings)));
}
