/** FitTask: a fit made ready, all but the loop; whoever runs the loop hands it back to be concluded. */
import type { FitOptions } from "./fit-options.ts";
import type { Method } from "../drive/method.ts";
import type { Iterate } from "./iterate.ts";
import type { StopRules } from "./judge.ts";
import type { FitParameters } from "../problem/parameters.ts";
import type { FitRun } from "./run-fit.ts";
import type { Solution } from "../solution/solution.ts";
import type { ResumeFile } from "../../src/internal.ts";

/** A fit before its first step. */
export interface FitTask<P, S extends Iterate, I> {
  /** What is asked: "minimize". */
  readonly question: string;
  /** Name of the method. */
  readonly methodName: string;
  /** The settings of the method as plain data, as far as it tells them. */
  readonly settings: unknown;
  /** The method on the problem. */
  readonly method: Method<Float64Array, S, I>;
  readonly parameters: FitParameters<P>;
  readonly options: FitOptions<P, S, I, S | ResumeFile>;
  /** When to stop. */
  readonly stop: Required<StopRules>;
  /** Digest of what is fitted, the data in it included. */
  readonly functionDigest: () => string;
  /** The solution that a run has come to. */
  readonly conclude: (run: FitRun<S, I>) => Solution<P, S, I>;
}
