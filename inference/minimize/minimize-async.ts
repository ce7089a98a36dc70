/** minimizeAsync: minimize for fits that take long, which may be watched, cancelled, saved and continued. */
import type { Start } from "../problem/start-of.ts";
import type { Arr } from "../../src/index.ts";
import { checkOptions, type OptionChecks, type ResumeFile, type SpecOf } from "../../src/internal.ts";
import type { Iterate } from "../fit/iterate.ts";
import type { ObjectiveProblem } from "../problem/vector-problem.ts";
import { runFitAsync } from "../fit/run-fit-async.ts";
import type { Solution } from "../solution/solution.ts";
import { lbfgsb, type LbfgsbInfo, type LbfgsbState } from "./lbfgsb/lbfgsb.ts";
import { type MinimizeOptions, minimizeTask, minimizeChecks } from "./minimize.ts";
import type { Minimizer } from "./minimizer.ts";

/** How to minimise at length. */
export type MinimizeAsyncOptions<P, S extends Iterate, I> = MinimizeOptions<P, S, I, S | ResumeFile>;

/** Checks of the options. */
const checks: OptionChecks<MinimizeAsyncOptions<unknown, Iterate, unknown>> = minimizeChecks;

/**
 * `minimize`, step by step while the event loop turns: timers fire, signals arrive, a page stays alive. With a
 * checkpoint, a fit that was cut off goes on where it was and ends in the same bits.
 *
 * @param objective  pure function of the parameters to a scalar
 * @param initial  parameters to start from, inside of the bounds
 * @returns  a solution, whatever happened: narrow on its `status`, or `unwrap` it
 * @throws   as `minimize`; DataError when the checkpoint is damaged, of another fit, or cannot be written
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { minimizeAsync } from "fluxion/inference";
 * const valley = (p: { x: Arr; y: Arr }) => p.y.sub(p.x.square()).square().mul(100).add(p.x.sub(1).square());
 * const run = { resume: { file: "rosenbrock.checkpoint", every: { seconds: 60 } } };
 * const part = await minimizeAsync(valley, { x: -1, y: 1 }, { run, stop: { maxSteps: 5 } });
 * const fit = await minimizeAsync(valley, { x: -1, y: 1 }, { run });
 * console.log(part.status, fit.status, fit.params.x.item().toFixed(6)); // → max-steps converged 1.000000
 * ```
 */
export async function minimizeAsync<P>(
  objective: (params: P) => Arr,
  initial: Start<NoInfer<P>>,
  options?: MinimizeAsyncOptions<NoInfer<P>, LbfgsbState, LbfgsbInfo> & SpecOf<P>,
): Promise<Solution<P, LbfgsbState, LbfgsbInfo>>;
export async function minimizeAsync<P, S extends Iterate, I>(
  objective: (params: P) => Arr,
  initial: Start<NoInfer<P>>,
  options: MinimizeAsyncOptions<NoInfer<P>, S, I> & SpecOf<P> & { readonly method: Minimizer<S, I, ObjectiveProblem> },
): Promise<Solution<P, S, I>>;
export async function minimizeAsync<P>(
  objective: (params: P) => Arr,
  initial: Start<P>,
  options: MinimizeAsyncOptions<P, LbfgsbState, LbfgsbInfo> = {},
): Promise<Solution<P, LbfgsbState, LbfgsbInfo>> {
  checkOptions(options, checks, "minimizeAsync");
  return runFitAsync(minimizeTask(options.method ?? lbfgsb(), objective, initial, options));
}
