/** Initial parameters of chains: a tree of them, or what a fit or an approximation found, which has one or several. */
import { ParameterError, type Loose } from "../../../src/internal.ts";
import type { ImportanceSample } from "../../approximate/importance.ts";
import type { LaplaceApproximation } from "../../approximate/laplace.ts";
import type { SolutionFields } from "../../solution/solution.ts";

/**
 * Where chains start: parameters as a user writes them or a fit found them, the mode and the covariance that `laplace`
 * found, or the draws that `pathfinder` found, a different one for each chain.
 */
export type InitialParameters<P> = Loose<P> | SolutionFields<P> | LaplaceApproximation<P> | ImportanceSample<P>;

/** What initial parameters tell. */
export interface InitialChains<P> {
  /** One tree, for all chains or to have the form of all. */
  readonly params: Loose<P>;
  /** Different trees, at most as many as asked for; null where all chains start about the same. */
  readonly starts: ((count: number) => readonly Loose<P>[]) | null;
  /** Covariance of the unconstrained coordinates, by rows; null where it is not known. */
  readonly covariance: readonly Float64Array[] | null;
  /** What each of these coordinates belongs to; null where it is not known. */
  readonly paths: readonly string[] | null;
}

const unknown = { starts: null, covariance: null, paths: null } as const;

/** Tells a tree from what was found. @throws ParameterError for a result that chains cannot start from */
export function chainsOf<P>(initial: InitialParameters<P>): InitialChains<P> {
  // Only what was found has functions of these names: leaves are arrays and numbers.
  if (has(initial, "summary") && !has(initial, "paramsAt")) {
    return { params: (initial as SolutionFields<P>).params as Loose<P>, ...unknown };
  }
  if (has(initial, "importance")) {
    const { mode, covariance, paths } = initial as LaplaceApproximation<P>;
    return { params: mode as Loose<P>, starts: null, covariance, paths };
  }
  if (has(initial, "starts")) {
    const sample = initial as ImportanceSample<P>;
    const starts = (count: number): readonly Loose<P>[] => sample.starts(count) as readonly Loose<P>[];
    const [params] = starts(1);
    if (params === undefined) {
      throw new ParameterError({
        where: "sample",
        path: "initial",
        expected: "an approximation with draws at which the log density is finite",
        received: "one without",
      });
    }
    return { ...unknown, params, starts };
  }
  refuseResult(initial);
  return { params: initial as Loose<P>, ...unknown };
}

/** @throws ParameterError for a result that tells no start: an approximation that failed, or a posterior */
function refuseResult(initial: unknown): void {
  if (typeof initial !== "object" || initial === null || !("status" in initial && "explain" in initial)) return;
  const { status, explain } = initial;
  if (typeof status !== "string" || typeof explain !== "string") return;
  const isPosterior = has(initial, "paramsAt");
  throw new ParameterError({
    where: "sample",
    path: "initial",
    expected: "parameters, or a result that has them",
    received: `${isPosterior ? "a posterior" : "a result"} whose status is "${status}"`,
    hint: isPosterior ? "Give its mean(), and starts made with its paramsAt(chain, draw)." : explain,
  });
}

function has(initial: unknown, name: string): boolean {
  return typeof initial === "object" && initial !== null && typeof Reflect.get(initial, name) === "function";
}
