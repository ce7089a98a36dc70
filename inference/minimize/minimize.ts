/** minimize: the parameters at which a scalar function is least, within bounds. */
import type { Start } from "../problem/start-of.ts";
import { fitChecks } from "../fit/check-options.ts";
import type { Arr } from "../../src/index.ts";
import {
  checkOptions,
  option,
  checkPriorChoice,
  withPrior,
  type OptionChecks,
  type ResumeFile,
  type SpecOf,
} from "../../src/internal.ts";
import type { FitOptions } from "../fit/fit-options.ts";
import type { FitTask } from "../fit/fit-task.ts";
import { standardErrorsOf } from "../fisher/covariance.ts";
import { spectrumOfMatrix } from "../fisher/spectrum.ts";
import { type CompiledObjective, compileObjective } from "../problem/compile-objective.ts";
import type { Iterate } from "../fit/iterate.ts";
import { gradientThreshold, type StopRules } from "../fit/judge.ts";
import { measuredHessian } from "../fit/measured-hessian.ts";
import { FitParameters } from "../problem/parameters.ts";
import { confirmingEnds } from "../fit/confirm-ends.ts";
import { naturalScale } from "../fit/scale.ts";
import { measuringStalls } from "../fit/value-noise.ts";
import type { ObjectiveProblem } from "../problem/vector-problem.ts";
import { type FitRun, runFit, stopRules } from "../fit/run-fit.ts";
import { conclude, reachedPoint } from "../solution/conclude.ts";
import { held as heldErrors } from "../solution/held.ts";
import type { Solution } from "../solution/solution.ts";
import { lbfgsb, type LbfgsbInfo, type LbfgsbState } from "./lbfgsb/lbfgsb.ts";
import type { Minimizer } from "./minimizer.ts";
import { undeterminedDirections } from "./undetermined.ts";

/** What the objective means; it sets the size of standard errors. */
export type ObjectiveMeaning = "chi-squared" | "negative-log-likelihood";

/** How to minimise. */
export interface MinimizeOptions<P, S extends Iterate, I, Resume = S> extends FitOptions<P, S, I, Resume> {
  /** The method: `lbfgsb()`, `newtonCg()`, `adam()`, `adamW()`, `sgd()` or `nelderMead()`. Default `lbfgsb()`. */
  readonly method?: Minimizer<S, I, ObjectiveProblem> | undefined;
  /** What the objective is, for standard errors: they enclose a rise by 1 of a chi-squared. Default "chi-squared". */
  readonly meaning?: ObjectiveMeaning | undefined;
  /**
   * "spec": the objective is of the data alone, and the spec's priors are added to it, by what it means: their negative log density
   * to a negative log-likelihood, twice that to a chi-squared. The minimum is then the mode of the posterior density of the
   * parameters, in their values. Default: the objective is minimised as it is, whatever priors the spec has.
   */
  readonly prior?: "spec" | undefined;
}

/** Checks of the options. */
export const minimizeChecks: OptionChecks<MinimizeOptions<unknown, Iterate, unknown>> = {
  ...fitChecks,
  method: option.madeBy("lbfgsb()", "bind"),
  meaning: option.choice("chi-squared", "negative-log-likelihood"),
  prior: option.choice("spec"),
};

/**
 * Minimises a scalar function of a tree of parameters. The function is compiled once, with its exact gradient.
 *
 * @param objective  pure function of the parameters to a scalar
 * @param initial  parameters to start from, inside of the bounds
 * @returns  a solution, whatever happened: narrow on its `status`, or `unwrap` it
 * @throws   OptionError when `free` or `bounds` name what does not exist, or an option is none;
 *           ParameterError when the start lies outside; what tracing the objective throws
 * @example
 * ```ts
 * import { type Arr, positive, spec } from "fluxion";
 * import { minimize } from "fluxion/inference";
 * const box = spec({ width: positive({ unit: "m", default: 1 }), height: positive({ unit: "m", default: 1 }) });
 * // The surface of a lidless box of 4 m³ on a square base.
 * const surface = ({ width, height }: { width: Arr; height: Arr }): Arr =>
 *   width.square().add(width.mul(height).mul(4)).add(width.square().mul(height).sub(4).square().mul(1e3));
 * const fit = minimize(surface, box.defaults, { spec: box });
 * console.log(fit.status, fit.params.width.item().toFixed(2)); // → converged 2.00
 * ```
 */
export function minimize<P>(
  objective: (params: P) => Arr,
  initial: Start<NoInfer<P>>,
  options?: MinimizeOptions<NoInfer<P>, LbfgsbState, LbfgsbInfo> & SpecOf<P>,
): Solution<P, LbfgsbState, LbfgsbInfo>;
export function minimize<P, S extends Iterate, I>(
  objective: (params: P) => Arr,
  initial: Start<NoInfer<P>>,
  options: MinimizeOptions<NoInfer<P>, S, I> & SpecOf<P> & { readonly method: Minimizer<S, I, ObjectiveProblem> },
): Solution<P, S, I>;
export function minimize<P>(
  objective: (params: P) => Arr,
  initial: Start<P>,
  options: MinimizeOptions<P, LbfgsbState, LbfgsbInfo> = {},
): Solution<P, LbfgsbState, LbfgsbInfo> {
  checkOptions(options, minimizeChecks, "minimize");
  return runFit(minimizeTask(options.method ?? lbfgsb(), objective, initial, options));
}

/** The fit that `minimize` runs. */
export function minimizeTask<P, S extends Iterate, I>(
  minimizer: Minimizer<S, I, ObjectiveProblem>,
  objective: (params: P) => Arr,
  initial: Start<P>,
  options: MinimizeOptions<P, S, I, S | ResumeFile>,
): FitTask<P, S, I> {
  const parameters = new FitParameters<P>(initial, options, "minimize");
  const whole = objectiveWithPrior(objective, options, "minimize");
  const compiled = compileObjective(whole, parameters, options.run?.target, "minimize");
  return compiledTask(minimizer, compiled, parameters, options, () => parameters.digestOf(whole));
}

/** The objective, with the spec's priors added where the options say so. @throws ParameterError when there are none */
export function objectiveWithPrior<P, S extends Iterate, I>(
  objective: (params: P) => Arr,
  options: MinimizeOptions<P, S, I, S | ResumeFile>,
  where: string,
): (params: P) => Arr {
  if (options.prior === undefined) return objective;
  checkPriorChoice(options, where);
  // A chi-squared is twice a negative log-likelihood.
  return withPrior(objective, options, options.meaning === "negative-log-likelihood" ? -1 : -2);
}

/** Minimises a compiled objective from the start of the parameters. */
export function solve<P, S extends Iterate, I>(
  minimizer: Minimizer<S, I, ObjectiveProblem>,
  compiled: CompiledObjective,
  parameters: FitParameters<P>,
  options: MinimizeOptions<P, S, I, S | ResumeFile>,
): Solution<P, S, I> {
  return runFit(compiledTask(minimizer, compiled, parameters, options, () => ""));
}

function compiledTask<P, S extends Iterate, I>(
  minimizer: Minimizer<S, I, ObjectiveProblem>,
  compiled: CompiledObjective,
  parameters: FitParameters<P>,
  options: MinimizeOptions<P, S, I, S | ResumeFile>,
  functionDigest: () => string,
): FitTask<P, S, I> {
  const compiledBefore = compiled.compileSeconds();
  const { problem } = compiled;
  // By the program that the method runs: another rounds in its own way.
  const asked =
    minimizer.derivatives === "none"
      ? { value: (point: Float64Array) => problem.value(point), cost: { value: 1 } }
      : { value: (point: Float64Array) => problem.evaluate(point).value, cost: { value: 1, gradient: 1 } };
  const stop = stopRules(options, "minimize", minimizer.stop);
  return {
    question: "minimize",
    methodName: minimizer.name,
    settings: minimizer.settings ?? null,
    method: measuringStalls(confirmingEnds(minimizer.bind(problem), stop), asked, problem),
    parameters,
    options,
    stop,
    functionDigest,
    conclude: (run) => {
      const compileSeconds = compiled.compileSeconds() - compiledBefore;
      return concluded(minimizer, compiled, parameters, options, stop, run, compileSeconds);
    },
  };
}

function concluded<P, S extends Iterate, I>(
  minimizer: Minimizer<S, I, ObjectiveProblem>,
  { problem, hessian }: CompiledObjective,
  parameters: FitParameters<P>,
  options: MinimizeOptions<P, S, I, S | ResumeFile>,
  stop: Required<StopRules>,
  { end, history, seconds, saved }: FitRun<S, I>,
  compileSeconds: number,
): Solution<P, S, I> {
  const { state, verdict } = end;
  const status = typeof verdict === "string" ? verdict : verdict.status;
  const { point, value, gradient } = reachedPoint(state, status);
  // Differences want short moves: those of the start, unless it was next to zero.
  const [scale, { length: reachedLength }] = [naturalScale(state.startPoint, problem), naturalScale(point, problem)];
  const length = scale.length.map((own, i) => Math.max(own, 2 ** -20 * reachedLength[i]!));
  const hasGradient = minimizer.derivatives !== "none";
  return conclude({
    method: minimizer.name,
    objective: options.meaning === "negative-log-likelihood" ? "negative log-likelihood" : "objective",
    parameters,
    end,
    saved,
    history,
    timing: { compileSeconds, seconds: seconds - compileSeconds },
    probe: {
      size: Math.abs(value),
      slope: hasGradient ? (i) => gradient[i]! : null,
      at: (to) => {
        if (!hasGradient) return { value: problem.value(to), slope: null };
        const at = problem.evaluate(to);
        return { value: at.value, slope: (i) => at.gradient[i]! };
      },
    },
    probeCost: hasGradient ? { value: 1, gradient: 1 } : { value: 1 },
    gradientExcess: state.gradientNorm === undefined ? undefined : state.gradientNorm / gradientThreshold(state, stop),
    asksLater: true,
    undetermined: (_, free, paths) => {
      if (!hasGradient || status !== "converged") return { directions: [], cost: {} };
      return {
        directions: undeterminedDirections(problem, point, gradient, free, { ...scale, length }, paths),
        cost: {},
      };
    },
    errors: (to, held) => {
      // A chi-squared rises by 1 at one standard error, a negative log-likelihood by 1/2.
      const factor = options.meaning === "negative-log-likelihood" ? 1 : 0.5;
      const second = hasGradient ? hessian(to) : null;
      return heldErrors(to.length, held, (free) => {
        const matrix =
          second === null
            ? measuredHessian((at) => problem.value(at), to, free, length, problem)
            : free.map((i) => Float64Array.from(free, (j) => second[i]![j]!));
        return standardErrorsOf(spectrumOfMatrix(matrix.map((row) => row.map((x) => factor * x))));
      });
    },
  });
}
