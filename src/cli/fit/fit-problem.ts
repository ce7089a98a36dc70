/** Fitting a problem: the best fit with its errors and statistics as a report, and its figures when they are wanted. */
import {
  deltaMethod,
  fisher,
  gaussNewton,
  goodnessOfFit,
  type Information,
  lbfgsb,
  leastSquaresAsync,
  type LongFitOptions,
  minimizeAsync,
  type Solution,
} from "../../../inference/index.ts";
import type { Arr } from "../../index.ts";
import type { DerivedValue, Figure, FitReport, ReportedBlock, ReportedParameter } from "../../report/index.ts";
import type { TargetName } from "../../compile/target.ts";
import { packageVersion } from "../package-version.ts";
import { contoursOf } from "./contours.ts";
import type { FitProblem, Values } from "./problem.ts";

/** How a fit is to be made. */
export interface FitRequest extends LongFitOptions {
  /** Paths of the parameters to fit. */
  readonly free: readonly string[];
  readonly optimizer: OptimizerName;
  /** Where everything is computed. */
  readonly target: TargetName;
  /** Ends the fit before its next step once aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** A problem after its fit. */
export interface FittedProblem {
  readonly report: FitReport;
  /** Computed when called: contours take a grid of fits. */
  readonly figures: () => readonly Figure[];
}

/** What both kinds of fit are asked. */
interface FitOptions extends Omit<FitRequest, "optimizer"> {
  readonly spec: FitProblem["spec"];
}

type Optimizer = (problem: FitProblem, options: FitOptions) => Promise<Solution<Values>>;

/** The methods by name. */
export const optimizers = {
  "gauss-newton": ({ residuals, spec }, options) =>
    leastSquaresAsync(residuals, spec.defaults, { ...options, method: gaussNewton() }),
  lbfgsb: ({ residuals, spec }, options) =>
    minimizeAsync((params: Values): Arr => residuals(params).square().sum(), spec.defaults, {
      ...options,
      method: lbfgsb(),
    }),
} as const satisfies Readonly<Record<string, Optimizer>>;

/** Name of a method. */
export type OptimizerName = keyof typeof optimizers;

/** Fits the free parameters of a problem; the others stay at their start. */
export function solveProblem(problem: FitProblem, { optimizer, ...options }: FitRequest): Promise<Solution<Values>> {
  return optimizers[optimizer](problem, { spec: problem.spec, ...options });
}

/** What there is to tell of a fit. */
export function fittedProblem(
  problem: FitProblem,
  solution: Solution<Values>,
  { free, target }: Pick<FitRequest, "free" | "target">,
): FittedProblem {
  const information = informationOf(problem, solution, target);
  const report: FitReport = {
    title: problem.title,
    model: problem.model,
    parameters: reportedParameters(problem, free, solution, information),
    derived: derivedValues(problem, solution.params, information, target),
    correlations: correlationsOf(problem, information),
    blocks: reportedBlocks(problem, solution.params),
    statistics: {
      ...goodnessOfFit(solution.value, pointsOf(problem), free.length),
      startChi2: solution.startValue,
    },
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
      { label: "Node", value: process.version },
      { label: "target", value: `${target}, float64` },
      ...problem.provenance,
    ],
  };
  return {
    report,
    figures: () => [
      ...(information === null ? [] : contoursOf(problem, solution, information, target)),
      ...problem.residualFigures(solution.params),
    ],
  };
}

/** What the data say of the parameters that are neither on a bound nor without effect; null when there is none. */
function informationOf(
  { residuals, spec }: FitProblem,
  { params, parameters }: Solution<Values>,
  target: TargetName,
): Information<Values> | null {
  const free = parameters
    .filter(({ bound, unconstrained }) => bound === null && !unconstrained)
    .map(({ path }) => path);
  return free.length === 0 ? null : fisher(residuals, params, { spec, free, target });
}

function pointsOf({ blocks }: FitProblem): number {
  return blocks.reduce((total, { points }) => total + points, 0);
}

/** Parameters in the order in which the model writes them, then what it holds fixed besides. */
function reportedParameters(
  { spec, inputs }: FitProblem,
  free: readonly string[],
  { params, parameters }: Solution<Values>,
  information: Information<Values> | null,
): ReportedParameter[] {
  const own = spec.leaves.map(({ path, doc, unit, parameter }): ReportedParameter => {
    const fitted = parameters.find((parameter) => parameter.path === path);
    const error = information?.errors[information.paths.indexOf(path)];
    return {
      name: path,
      doc,
      unit,
      value: params[path]!.item(),
      error: error !== undefined && Number.isFinite(error) ? error : null,
      start: spec.defaults[path]!.item(),
      lower: parameter.lowerAt(0),
      upper: parameter.upperAt(0),
      role: free.includes(path) ? "fitted" : "held",
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

function reportedBlocks({ blocks, chi2ByBlock }: FitProblem, params: Values): ReportedBlock[] {
  const parts = chi2ByBlock(params).toArray();
  return blocks.map((block, index) => ({ ...block, chi2: parts[index]! }));
}

/** Derived quantities, with errors to first order where there are any. */
function derivedValues(
  problem: FitProblem,
  params: Values,
  information: Information<Values> | null,
  target: TargetName,
): DerivedValue[] {
  if (problem.derivedQuantities.length === 0) return [];
  const values = problem.derived(params).toArray();
  const errors = information === null ? [] : deltaMethod(problem.derived, information, { target }).errors;
  return problem.derivedQuantities.map((quantity, q) => {
    const error = errors[q] ?? Number.NaN;
    return { ...quantity, value: values[q]!, error: error > 0 && Number.isFinite(error) ? error : null };
  });
}

/** Correlations in the order of the reported parameters. */
function correlationsOf({ spec }: FitProblem, information: Information<Values> | null): FitReport["correlations"] {
  if (information === null) return null;
  const { paths, correlation } = information;
  const names = spec.leaves.map(({ path }) => path).filter((path) => paths.includes(path));
  const cells = correlation.toArray();
  const rows = names.map((row) =>
    names.map((column) => cells[paths.indexOf(row) * paths.length + paths.indexOf(column)]!),
  );
  return { names, rows };
}
