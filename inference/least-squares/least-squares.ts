/** leastSquares: the parameters at which a sum of squared residuals is least, within bounds. */
import type { Loose } from "../../src/tree/index.ts";
import type { FitOptions } from "../fit-options.ts";
import { standardErrorsOf } from "../fisher/covariance.ts";
import { spectrumOfJacobian } from "../fisher/spectrum.ts";
import { dot, norm } from "../linear-algebra/vectors.ts";
import { compileResiduals } from "../problem/compile-residuals.ts";
import { FitParameters } from "../problem/parameters.ts";
import { runFit } from "../run-fit.ts";
import { conclude } from "../solution/conclude.ts";
import { held as heldErrors } from "../solution/held.ts";
import type { Solution } from "../solution/solution.ts";
import { gaussNewton, type GaussNewtonInfo, type GaussNewtonState } from "./gauss-newton.ts";
import type { LeastSquaresMethod, ResidualIterate } from "./least-squares-method.ts";

/**
 * What is known of the noise. `known`: residuals are whitened, each with unit variance, so that their sum of squares is a
 * chi-squared. `estimated`: residuals have one unknown variance, taken from their sum of squares over the degrees of freedom.
 */
export type NoiseKnowledge = "known" | "estimated";

/** How to fit. */
export interface LeastSquaresOptions<P, S extends ResidualIterate, I> extends FitOptions<P, S, I> {
  /** The method. Default `gaussNewton()`. */
  readonly method?: LeastSquaresMethod<S, I> | undefined;
  /** What is known of the noise, for standard errors. Default "known". */
  readonly noise?: NoiseKnowledge | undefined;
}

/**
 * Minimises the sum of squares of residuals, through their exact Jacobian.
 *
 * @param residuals  pure function of the parameters to an array, or a tree of arrays, of at least one residual in all
 * @param initial  parameters to start from, inside of the bounds
 * @returns  a solution, whatever happened: narrow on its `status`, or `unwrap` it; its `value` is the sum of squares
 * @throws   ParameterError when `free` or `bounds` name what does not exist, or the start lies outside; what tracing the
 *           residuals throws
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { leastSquares } from "fluxion/inference";
 * const x = array([0, 1, 2, 3]);
 * const y = array([1, 3.1, 4.9, 7]);
 * const line = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset).sub(y).div(0.1);
 * const fit = leastSquares(line, { slope: 1, offset: 0 });
 * console.log(fit.params.slope.item().toFixed(2), fit.standardErrors().slope.item().toFixed(3)); // 1.98 0.045
 * ```
 */
export function leastSquares<P>(
  residuals: (params: P) => unknown,
  initial: Loose<NoInfer<P>>,
  options?: LeastSquaresOptions<NoInfer<P>, GaussNewtonState, GaussNewtonInfo>,
): Solution<P, GaussNewtonState, GaussNewtonInfo>;
export function leastSquares<P, S extends ResidualIterate, I>(
  residuals: (params: P) => unknown,
  initial: Loose<NoInfer<P>>,
  options: LeastSquaresOptions<NoInfer<P>, S, I> & { readonly method: LeastSquaresMethod<S, I> },
): Solution<P, S, I>;
export function leastSquares<P>(
  residuals: (params: P) => unknown,
  initial: Loose<P>,
  options: LeastSquaresOptions<P, GaussNewtonState, GaussNewtonInfo> = {},
): Solution<P, GaussNewtonState, GaussNewtonInfo> {
  return leastSquaresWith(options.method ?? gaussNewton(), residuals, initial, options);
}

function leastSquaresWith<P, S extends ResidualIterate, I>(
  method: LeastSquaresMethod<S, I>,
  residuals: (params: P) => unknown,
  initial: Loose<P>,
  options: LeastSquaresOptions<P, S, I>,
): Solution<P, S, I> {
  const parameters = new FitParameters<P>(initial, options, "leastSquares");
  const { problem, compileSeconds } = compileResiduals(residuals, parameters, options.target, "leastSquares");
  const { end, history, seconds } = runFit(method.bind(problem), parameters, options);
  const { value, startValue, jacobian } = end.state;
  const n = problem.size;
  const size = Math.max(value, startValue);
  const column = (matrix: Float64Array, i: number): Float64Array => matrix.filter((_, k) => k % n === i);
  return conclude({
    method: method.name,
    objective: options.noise === "estimated" ? "sum of squares" : "chi-squared",
    parameters,
    end,
    history,
    timing: { compileSeconds, seconds },
    probe: {
      size,
      // The sum of squares changes by at most 2 |J_i| |r| a unit.
      slope: (i) => 2 * norm(column(jacobian, i)) * Math.sqrt(size),
      at: (point, i) => {
        const there = problem.residuals(point);
        return { value: dot(there, there), slope: 2 * norm(column(problem.jacobian(point), i)) * Math.sqrt(size) };
      },
    },
    probeCost: { value: 1, jacobian: 1 },
    errors: (point, held) =>
      heldErrors(n, held, (free) => {
        const m = jacobian.length / n;
        const freeColumns = Float64Array.from({ length: m * free.length }, (_, k) => {
          const row = Math.floor(k / free.length);
          return jacobian[row * n + free[k % free.length]!]!;
        });
        const spread = options.noise === "estimated" ? Math.sqrt(value / (m - free.length)) : 1;
        return standardErrorsOf(spectrumOfJacobian(freeColumns, free.length)).map((error) => spread * error);
      }),
  });
}
