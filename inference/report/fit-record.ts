/** fitRecord: what there is to tell of a fit, as plain data: parameters with errors, derived quantities, statistics, method. */
import { version } from "node:process";
import { Arr, type TargetName } from "../../src/index.ts";
import {
  checkOptions,
  numberPaths,
  runCheck,
  type RunOf,
  FitError,
  atPath,
  parsePath,
  type Loose,
} from "../../src/internal.ts";
import { packageVersion } from "../../src/node.ts";
import type { DerivedValue, FitReport, ReportedBlock, ReportedParameter } from "../../src/report/index.ts";
import { deltaMethod, fisher, goodnessOfFit, type Information, type Solution } from "../index.ts";
import type { ReportedProblem } from "./reported-problem.ts";

/** A fit ready to be written: its record, and what its figures are made of. */
export interface DescribedFit<P> {
  readonly record: FitReport;
  readonly residuals: (params: P) => Arr;
  /** What the data say of the parameters; null where they say nothing of any. */
  readonly information: Information<P> | null;
}

/**
 * The record of a fit, for `fitReportText`, JSON or a page.
 *
 * @param solution  of `leastSquares` or `minimize` for the residuals of the problem, or their sum of squares
 * @param problem   a problem of a system, or a title, a spec and residuals
 * @throws FitError when the problem asks no residuals: chi-squared and its statistics are those of residuals
 * @example
 * ```ts
 * import { type Arr, array, real, spec } from "fluxion";
 * import { leastSquares } from "fluxion/inference";
 * import { fitRecord } from "fluxion/inference/report";
 * const line = spec({ level: real({ unit: "mJy", default: 0, doc: "mean flux" }) });
 * const residuals = (p: typeof line.params): Arr => p.level.sub(array([1, 2, 3])).div(0.5);
 * const fit = leastSquares(residuals, line.defaults, { spec: line });
 * const record = fitRecord(fit, { title: "A level", spec: line, question: { kind: "residuals", residuals } });
 * console.log(record.parameters[0]?.value.toFixed(3), record.statistics.dof); // → 2.000 2
 * ```
 */
export function fitRecord<P>(
  solution: Solution<P>,
  problem: ReportedProblem<P>,
  options: { readonly run?: RunOf<"target"> | undefined } = {},
): FitReport {
  checkOptions(options, { run: targetRun }, "fitRecord");
  return describeFit(solution, problem, options.run?.target ?? "wasm").record;
}

/** The check of how errors are computed. */
export const targetRun = runCheck(["target"]);

/** The record, and what figures need of it. @throws FitError as `fitRecord` */
export function describeFit<P>(
  solution: Solution<P>,
  problem: ReportedProblem<P>,
  target: TargetName,
): DescribedFit<P> {
  const { question } = problem;
  if (question.kind !== "residuals") {
    throw new FitError({
      where: "fitRecord",
      path: "question",
      expected: "residuals, whose squares are chi-squared",
      received: question.kind,
      hint: "Print solution.summary(), or write the report of a posterior.",
    });
  }
  const residuals = (params: P): Arr => question.residuals(params);
  const information = informationOf(problem, residuals, solution, target);
  const blocks = reportedBlocks(problem, residuals, solution);
  const points = blocks.reduce((total, block) => total + block.points, 0);
  const fitted = solution.parameters.length;
  const record: FitReport = {
    title: problem.title,
    model: problem.name ?? problem.spec.name ?? "model",
    parameters: reportedParameters(problem, solution, information),
    derived: derivedValues(problem, solution.params, information, target),
    correlations: correlationsOf(problem, information),
    blocks,
    statistics: { ...goodnessOfFit(solution.value, points, fitted), startChi2: solution.startValue },
    method: {
      name: solution.method,
      status: solution.status,
      explain: solution.explain,
      steps: solution.steps,
      evaluations: solution.evaluations,
      gradientNorm: solution.gradientNorm,
      ...solution.timing,
    },
    provenance: [
      { label: "Fluxion", value: packageVersion() },
      { label: "Node", value: version },
      { label: "target", value: `${target}, float64` },
      ...(problem.provenance ?? []),
    ],
  };
  return { record, residuals, information };
}

/** What the data say of the parameters that are neither on a bound nor without effect; null when there is none. */
function informationOf<P>(
  { spec }: ReportedProblem<P>,
  residuals: (params: P) => Arr,
  { params, parameters }: Solution<P>,
  target: TargetName,
): Information<P> | null {
  const free = parameters
    .filter(({ bound, unconstrained }) => bound === null && !unconstrained)
    .map(({ path }) => path);
  // Every P is a Loose<P>, which TypeScript cannot see while P is open.
  return free.length === 0 ? null : fisher(residuals, params as Loose<P>, { spec, free, run: { target } });
}

/** Parameters in the order in which the model writes them, then what it holds fixed besides. */
function reportedParameters<P>(
  { spec, inputs = [] }: ReportedProblem<P>,
  { params, parameters }: Solution<P>,
  information: Information<P> | null,
): ReportedParameter[] {
  const numbers = spec.leaves.flatMap(({ path, shape, doc, unit, parameter, default: usual }) => {
    const values = numbersOf(atPath(params, parsePath(path)).get());
    const starts = typeof usual === "symbol" ? [] : numbersOf(usual);
    return numberPaths(path, shape).map((name, i) => ({
      name,
      doc,
      unit,
      value: values[i]!,
      usual: starts[i] ?? Number.NaN,
      lower: parameter.lowerAt(i),
      upper: parameter.upperAt(i),
    }));
  });
  const own = numbers.map(({ usual, ...number }): ReportedParameter => {
    const fitted = parameters.find((parameter) => parameter.path === number.name);
    const error = information?.errors[information.paths.indexOf(number.name)];
    return {
      ...number,
      error: error !== undefined && Number.isFinite(error) ? error : null,
      start: fitted?.start ?? usual,
      role: fitted === undefined ? "held" : "fitted",
      bound: fitted === undefined || fitted.bound === null ? null : fitted.bound === "min" ? "lower" : "upper",
    };
  });
  const others = inputs.map(({ name, unit, value }): ReportedParameter => ({
    name,
    doc: "",
    unit,
    value,
    error: null,
    start: value,
    lower: -Infinity,
    upper: Infinity,
    role: "held",
    bound: null,
  }));
  return [...own, ...others];
}

/** The blocks of the problem, or all residuals as one. */
function reportedBlocks<P>(
  { blocks }: ReportedProblem<P>,
  residuals: (params: P) => Arr,
  { params, value }: Solution<P>,
): ReportedBlock[] {
  if (blocks === undefined) {
    return [{ name: "data", title: "data", points: residuals(params).size, citations: [], note: "", chi2: value }];
  }
  const parts = blocks.chi2(params).toArray();
  return blocks.list.map((block, index) => ({ ...block, chi2: Number(parts[index]) }));
}

/** Derived quantities, with errors to first order where there are any. */
function derivedValues<P>(
  { derived }: ReportedProblem<P>,
  params: P,
  information: Information<P> | null,
  target: TargetName,
): DerivedValue[] {
  if (derived === undefined || derived.quantities.length === 0) return [];
  const of = (at: P): Arr => derived.values(at);
  const values = of(params).toArray();
  const errors = information === null ? [] : deltaMethod(of, information, { run: { target } }).errors;
  return derived.quantities.map(({ name, doc, unit }, q) => {
    const error = errors[q] ?? Number.NaN;
    return { name, doc, unit, value: Number(values[q]), error: error > 0 && Number.isFinite(error) ? error : null };
  });
}

/** The numbers of a leaf, in row-major order. */
function numbersOf(leaf: unknown): number[] {
  if (leaf instanceof Arr) return Array.from(leaf.toArray(), Number);
  return [Number(leaf)];
}

/** Correlations in the order of the reported parameters. */
function correlationsOf<P>(
  { spec }: ReportedProblem<P>,
  information: Information<P> | null,
): FitReport["correlations"] {
  if (information === null) return null;
  const { paths, correlation } = information;
  const names = spec.leaves
    .flatMap(({ path, shape }) => numberPaths(path, shape))
    .filter((path) => paths.includes(path));
  const cells = correlation.toArray();
  const rows = names.map((row) =>
    names.map((column) => Number(cells[paths.indexOf(row) * paths.length + paths.indexOf(column)])),
  );
  return { names, rows };
}
