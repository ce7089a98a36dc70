/** leastSquares: the parameters at which a sum of squared residuals is least, within bounds. */
import type { Start } from "../problem/start-of.ts";
import { fitChecks } from "../fit/check-options.ts";
import { checkOptions, digest, option, type OptionChecks, type ResumeFile, type SpecOf } from "../../src/internal.ts";
import type { FitOptions } from "../fit/fit-options.ts";
import type { FitTask } from "../fit/fit-task.ts";
import { norm } from "../linear-algebra/vectors.ts";
import { compileResiduals } from "../problem/compile-residuals.ts";
import { FitParameters } from "../problem/parameters.ts";
import type { RobustLoss } from "../problem/robust-loss.ts";
import { confirmingEnds } from "../fit/confirm-ends.ts";
import { endScale } from "../fit/scale.ts";
import { measuringStalls } from "../fit/value-noise.ts";
import type { ResidualProblem } from "../problem/vector-problem.ts";
import { type FitRun, runFit, stopRules } from "../fit/run-fit.ts";
import { conclude } from "../solution/conclude.ts";
import { held as heldErrors } from "../solution/held.ts";
import type { Solution } from "../solution/solution.ts";
import { gaussNewton, type GaussNewtonInfo, type GaussNewtonState } from "./methods/gauss-newton.ts";
import type { LeastSquaresMethod, ResidualIterate } from "./methods/least-squares-method.ts";
import { columnsOf, leastSquaresErrors, type NoiseKnowledge } from "./standard-errors.ts";
import { undeterminedDirections } from "./undetermined.ts";
import { costOf } from "./robust/weighting.ts";

export type { NoiseKnowledge } from "./standard-errors.ts";

/** How to fit. */
export interface LeastSquaresOptions<P, S extends ResidualIterate, I, Resume = S> extends FitOptions<P, S, I, Resume> {
  /** The method. Default `gaussNewton()`. */
  readonly method?: LeastSquaresMethod<S, I> | undefined;
  /** What is known of the noise, for standard errors. Default "known". */
  readonly noise?: NoiseKnowledge | undefined;
  /**
   * What a residual costs instead of its square: `huber()`, `softL1()`, `cauchy()` or one of your own; for every method. The
   * solution's `value` is then the sum of losses, scale² rho((r / scale)²), and its standard errors are those of the robust
   * estimate.
   */
  readonly loss?: RobustLoss | undefined;
}

/** Checks of the options. */
export const leastSquaresChecks: OptionChecks<LeastSquaresOptions<unknown, ResidualIterate, unknown>> = {
  ...fitChecks,
  method: option.madeBy("levenbergMarquardt()", "bind"),
  noise: option.choice("known", "estimated"),
  loss: option.madeBy("huber()", "rho"),
};

/**
 * Minimises the sum of squares of residuals, or of their losses, through their exact Jacobian.
 *
 * @param residuals  pure function of the parameters to an array, or a tree of arrays, of at least one residual in all
 * @param initial  parameters to start from, inside of the bounds
 * @returns  a solution, whatever happened: narrow on its `status`, or `unwrap` it; its `value` is the sum of squares
 * @throws   OptionError when `free` or `bounds` name what does not exist, or an option is none;
 *           ParameterError when the start lies outside; ShapeError when there are no residuals; what tracing the residuals throws
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { leastSquares } from "fluxion/inference";
 * const x = array([0, 1, 2, 3]);
 * const y = array([1, 3.1, 4.9, 7]);
 * const line = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset).sub(y).div(0.1);
 * const fit = leastSquares(line, { slope: 1, offset: 0 });
 * console.log(fit.params.slope.item().toFixed(2), fit.standardErrors().slope.item().toFixed(3)); // → 1.98 0.045
 * ```
 */
export function leastSquares<P>(
  residuals: (params: P) => unknown,
  initial: Start<NoInfer<P>>,
  options?: LeastSquaresOptions<NoInfer<P>, GaussNewtonState, GaussNewtonInfo> & SpecOf<P>,
): Solution<P, GaussNewtonState, GaussNewtonInfo>;
export function leastSquares<P, S extends ResidualIterate, I>(
  residuals: (params: P) => unknown,
  initial: Start<NoInfer<P>>,
  options: LeastSquaresOptions<NoInfer<P>, S, I> & SpecOf<P> & { readonly method: LeastSquaresMethod<S, I> },
): Solution<P, S, I>;
export function leastSquares<P>(
  residuals: (params: P) => unknown,
  initial: Start<P>,
  options: LeastSquaresOptions<P, GaussNewtonState, GaussNewtonInfo> = {},
): Solution<P, GaussNewtonState, GaussNewtonInfo> {
  checkOptions(options, leastSquaresChecks, "leastSquares");
  return runFit(leastSquaresTask(options.method ?? gaussNewton(), residuals, initial, options));
}

/** The fit that `leastSquares` runs. */
export function leastSquaresTask<P, S extends ResidualIterate, I>(
  method: LeastSquaresMethod<S, I>,
  residuals: (params: P) => unknown,
  initial: Start<P>,
  options: LeastSquaresOptions<P, S, I, S | ResumeFile>,
): FitTask<P, S, I> {
  const parameters = new FitParameters<P>(initial, options, "leastSquares");
  const compiled = compileResiduals(residuals, parameters, options.run?.target, "leastSquares");
  const problem = { ...compiled.problem, loss: options.loss };
  const value = (point: Float64Array): number => costOf(problem.residuals(point), options.loss);
  const asked = { value, cost: { value: 1 } };
  const stop = stopRules(options, "leastSquares");
  const loss = options.loss === undefined ? null : lossAsData(options.loss);
  return {
    question: "leastSquares",
    methodName: method.name,
    settings: { method: method.settings ?? null, loss },
    method: measuringStalls(confirmingEnds(method.bind(problem), stop), asked, problem),
    parameters,
    options,
    stop,
    functionDigest: () => parameters.digestOf(residuals),
    conclude: (run) => concluded(method, problem, compiled.compileSeconds, parameters, options, run),
  };
}

function concluded<P, S extends ResidualIterate, I>(
  method: LeastSquaresMethod<S, I>,
  problem: ResidualProblem,
  compileSeconds: number,
  parameters: FitParameters<P>,
  options: LeastSquaresOptions<P, S, I, S | ResumeFile>,
  { end, history, seconds, saved }: FitRun<S, I>,
): Solution<P, S, I> {
  const { state } = end;
  const n = problem.size;
  const size = state.value;
  // The objective changes by at most 2 |J_i| |r| a unit; where no residual is left, the column alone tells.
  const slope = (jacobian: Float64Array, i: number): number =>
    2 * norm(columnsOf(jacobian, n, [i])) * (Math.sqrt(size) || 1);
  return conclude({
    method: method.name,
    objective: objectiveName(options),
    parameters,
    residuals: state.residuals,
    end,
    saved,
    history,
    timing: { compileSeconds, seconds },
    probe: {
      size,
      slope: (i) => slope(state.jacobian, i),
      at: (point) => {
        const derivatives = problem.jacobian(point);
        return { value: costOf(problem.residuals(point), options.loss), slope: (i) => slope(derivatives, i) };
      },
    },
    probeCost: { value: 1, jacobian: 1 },
    undetermined: (point, free, paths) => {
      const scale = endScale(state.startPoint, point, problem);
      const { directions, jacobians } = undeterminedDirections(problem, point, state.jacobian, free, scale, paths);
      return { directions, cost: { jacobian: jacobians } };
    },
    errors: (_, held) =>
      heldErrors(n, held, (free) => leastSquaresErrors(state, free, options.noise ?? "known", options.loss)),
  });
}

/** A loss as plain data: two of one name are told apart by their values, and by those of their derivatives. */
function lossAsData(loss: RobustLoss): object {
  const at = [1e-3, 0.3, 1, 2, 10, 1e4].map((z) => [loss.rho(z), loss.slope(z), loss.curvature(z)]);
  return { name: loss.name, scale: loss.scale, values: digest(at) };
}

/** What the value of a fit is, for sentences. */
function objectiveName({ noise, loss }: Pick<LeastSquaresOptions<never, never, never>, "noise" | "loss">): string {
  if (loss !== undefined) return `${loss.name} loss`;
  return noise === "estimated" ? "sum of squares" : "chi-squared";
}
