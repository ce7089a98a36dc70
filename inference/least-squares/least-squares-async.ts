/** leastSquaresAsync: leastSquares for fits that take long, which may be watched, cancelled, saved and continued. */
import type { Start } from "../problem/start-of.ts";
import { checkOptions, type OptionChecks, type ResumeFile, type SpecOf } from "../../src/internal.ts";
import { runFitAsync } from "../fit/run-fit-async.ts";
import type { Solution } from "../solution/solution.ts";
import { gaussNewton, type GaussNewtonInfo, type GaussNewtonState } from "./methods/gauss-newton.ts";
import { type LeastSquaresOptions, leastSquaresTask, leastSquaresChecks } from "./least-squares.ts";
import type { LeastSquaresMethod, ResidualIterate } from "./methods/least-squares-method.ts";

/** How to fit at length. */
export type LeastSquaresAsyncOptions<P, S extends ResidualIterate, I> = LeastSquaresOptions<P, S, I, S | ResumeFile>;

/** Checks of the options. */
const checks: OptionChecks<LeastSquaresAsyncOptions<unknown, ResidualIterate, unknown>> = leastSquaresChecks;

/**
 * `leastSquares`, step by step while the event loop turns: timers fire, signals arrive, a page stays alive. With a
 * checkpoint, a fit that was cut off goes on where it was and ends in the same bits.
 *
 * @param residuals  pure function of the parameters to an array, or a tree of arrays, of at least one residual in all
 * @param initial  parameters to start from, inside of the bounds
 * @returns  a solution, whatever happened: narrow on its `status`, or `unwrap` it; its `value` is the sum of squares
 * @throws   as `leastSquares`; DataError when the checkpoint is damaged, of another fit, or cannot be written
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { leastSquaresAsync } from "fluxion/inference";
 * const x = array([0, 1, 2, 3]);
 * const y = array([1, 3.1, 4.9, 7]);
 * const line = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset).sub(y).div(0.1);
 * const signal = AbortSignal.timeout(60_000);
 * const fit = await leastSquaresAsync(line, { slope: 1, offset: 0 }, { run: { signal } });
 * console.log(fit.params.slope.item().toFixed(2)); // → 1.98
 * ```
 */
export async function leastSquaresAsync<P>(
  residuals: (params: P) => unknown,
  initial: Start<NoInfer<P>>,
  options?: LeastSquaresAsyncOptions<NoInfer<P>, GaussNewtonState, GaussNewtonInfo> & SpecOf<P>,
): Promise<Solution<P, GaussNewtonState, GaussNewtonInfo>>;
export async function leastSquaresAsync<P, S extends ResidualIterate, I>(
  residuals: (params: P) => unknown,
  initial: Start<NoInfer<P>>,
  options: LeastSquaresAsyncOptions<NoInfer<P>, S, I> & SpecOf<P> & { readonly method: LeastSquaresMethod<S, I> },
): Promise<Solution<P, S, I>>;
export async function leastSquaresAsync<P>(
  residuals: (params: P) => unknown,
  initial: Start<P>,
  options: LeastSquaresAsyncOptions<P, GaussNewtonState, GaussNewtonInfo> = {},
): Promise<Solution<P, GaussNewtonState, GaussNewtonInfo>> {
  checkOptions(options, checks, "leastSquaresAsync");
  return runFitAsync(leastSquaresTask(options.method ?? gaussNewton(), residuals, initial, options));
}
