/** multiStart: every minimum that minimising from many starts comes to. */
import { type Arr } from "../../../src/index.ts";
import {
  parameterChecks,
  checkOptions,
  option,
  ProgressTeller,
  runCheck,
  type OptionChecks,
  type RunOf,
  type SpecOf,
  OptionError,
  ParameterError,
  type Loose,
} from "../../../src/internal.ts";
import { compileObjective } from "../../problem/compile-objective.ts";
import type { Iterate } from "../../fit/iterate.ts";
import { FitParameters, type SpaceOptions } from "../../problem/parameters.ts";
import { naturalScale } from "../../fit/scale.ts";
import type { ObjectiveProblem } from "../../problem/vector-problem.ts";
import type { ConvergedSolution, Solution, UnfinishedSolution } from "../../solution/solution.ts";
import { short } from "../../solution/summary.ts";
import { lbfgsb, type LbfgsbInfo, type LbfgsbState } from "../lbfgsb/lbfgsb.ts";
import { type MinimizeOptions, solve } from "../minimize.ts";
import { objectiveWithPrior } from "../minimize.ts";
import { minimizeChecks } from "../minimize.ts";
import type { Minimizer } from "../minimizer.ts";
import { type SpreadStarts, spreadStarts } from "./starts.ts";

/** How to minimise from many starts. */
export interface MultiStartOptions<P, S extends Iterate, I> extends Omit<MinimizeOptions<P, S, I>, "run" | "onStep"> {
  /** How it runs: the starts that are spread over a box follow from its `seed`. */
  readonly run?: RunOf<"seed" | "progress" | "signal" | "target"> | undefined;
  /**
   * Two solutions are one minimum when no parameter differs by more than this fraction of its size or of the range of the
   * starts, whichever is larger. Default 1e-4.
   */
  readonly distinct?: number | undefined;
  /** Called after each start. */
  readonly onSolution?: ((solved: StartSolved<P, S, I>) => void) | undefined;
}

/** What a listener hears after each start. */
export interface StartSolved<P, S, I> {
  /** Number of the start, from 0. */
  readonly start: number;
  readonly solution: Solution<P, S, I>;
}

/** A minimum, and how often it was found. */
export interface Minimum<P, S = unknown, I = unknown> {
  /** The lowest of the solutions that came to it. */
  readonly solution: ConvergedSolution<P, S, I>;
  /** Numbers of the starts that came to it, from 0. */
  readonly starts: readonly number[];
}

/** What every result tells. */
export interface MultiStartFields<P, S, I> {
  /** Every distinct minimum, lowest first. */
  readonly minima: readonly Minimum<P, S, I>[];
  /** Starts from which the fit ended before it arrived. */
  readonly unfinished: readonly { readonly start: number; readonly solution: UnfinishedSolution<P, S, I> }[];
  /** Where each fit started. */
  readonly starts: readonly P[];
  /** What was found and what to make of it, in a sentence or two. */
  readonly explain: string;
}

/** What was found. `none`: no start came to a minimum. `cancelled`: it was stopped; what was found until then is there. */
export type MultiStartResult<P, S = unknown, I = unknown> =
  | (MultiStartFields<P, S, I> & {
      readonly status: "found";
      /** The lowest minimum. */
      readonly best: ConvergedSolution<P, S, I>;
    })
  | (MultiStartFields<P, S, I> & { readonly status: "none" | "cancelled" });

/** Checks of the options; onStep is of single fits. */
const checks: OptionChecks<MultiStartOptions<unknown, Iterate, unknown>> = {
  ...parameterChecks,
  stop: minimizeChecks.stop,
  run: runCheck(["seed", "progress", "signal", "target"], {
    resume: "each start is a fit of its own; go on by minimising from those that did not arrive",
  }),
  method: minimizeChecks.method,
  meaning: minimizeChecks.meaning,
  prior: minimizeChecks.prior,
  distinct: option.notNegative(),
  onSolution: option.callback,
};

/**
 * Minimises from many starts and keeps every distinct minimum. The objective is compiled once.
 *
 * @param objective  pure function of the parameters to a scalar
 * @param starts  trees to start from, or how to spread them over a box
 * @throws   as minimize, naming the start; OptionError when a parameter has no range to spread starts over; ParameterError when
 *           starts differ in structure or in fixed leaves
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { multiStart } from "fluxion/inference";
 * // A tilted double well, with minima near -1 and 1.
 * const wells = (p: { x: Arr }) => p.x.square().sub(1).square().add(p.x.mul(0.2));
 * const found = multiStart(wells, { initial: { x: 0 }, count: 8, box: { x: [-2, 2] } }, { run: { seed: 1 } });
 * console.log(found.minima.map(({ solution }) => solution.params.x.item().toFixed(2))); // → [ '-1.02', '0.97' ]
 * ```
 */
export function multiStart<P>(
  objective: (params: P) => Arr,
  starts: readonly Loose<NoInfer<P>>[] | SpreadStarts<NoInfer<P>>,
  options?: MultiStartOptions<NoInfer<P>, LbfgsbState, LbfgsbInfo> & SpecOf<P>,
): MultiStartResult<P, LbfgsbState, LbfgsbInfo>;
export function multiStart<P, S extends Iterate, I>(
  objective: (params: P) => Arr,
  starts: readonly Loose<NoInfer<P>>[] | SpreadStarts<NoInfer<P>>,
  options: MultiStartOptions<NoInfer<P>, S, I> & SpecOf<P> & { readonly method: Minimizer<S, I, ObjectiveProblem> },
): MultiStartResult<P, S, I>;
export function multiStart<P>(
  objective: (params: P) => Arr,
  starts: readonly Loose<P>[] | SpreadStarts<P>,
  options: MultiStartOptions<P, LbfgsbState, LbfgsbInfo> = {},
): MultiStartResult<P, LbfgsbState, LbfgsbInfo> {
  checkOptions(options, checks, "multiStart");
  return multiStartWith(options.method ?? lbfgsb(), objective, starts, options);
}

function multiStartWith<P, S extends Iterate, I>(
  minimizer: Minimizer<S, I, ObjectiveProblem>,
  objective: (params: P) => Arr,
  starts: readonly Loose<P>[] | SpreadStarts<P>,
  options: MultiStartOptions<P, S, I>,
): MultiStartResult<P, S, I> {
  const { seed, progress, signal, target } = options.run ?? {};
  if (seed !== undefined && !isSpread(starts)) {
    throw new OptionError({
      where: "multiStart",
      path: "run.seed",
      problem: "starts that are given follow from no seed",
      hint: "Give { initial, count, box } to have them spread by it.",
    });
  }
  const all = isSpread(starts) ? spreadStarts(starts, seed ?? 0, options, "multiStart") : givenStarts(starts, options);
  const compiled = compileObjective(
    objectiveWithPrior(objective, options, "multiStart"),
    all[0]!,
    target,
    "multiStart",
  );
  const { onSolution, distinct = 1e-4, run: _, ...rest } = options;
  const teller = new ProgressTeller(progress, { label: `multiStart by ${minimizer.name}`, total: all.length });
  const solutions: Solution<P, S, I>[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const [start, parameters] of all.entries()) {
    if (signal?.aborted === true) break;
    const solution = solve(minimizer, compiled, parameters, { ...rest, run: { signal } });
    solutions.push(solution);
    onSolution?.({ start, solution });
    if (solution.status === "converged") least = Math.min(least, solution.value);
    teller.tell(start + 1, { stage: "starts", best: least });
  }
  teller.end(solutions.length, { stage: "starts", best: least });
  const minima = distinctMinima(solutions, all, distinct);
  const unfinished = solutions.flatMap((solution, start) =>
    solution.status === "converged" ? [] : [{ start, solution }],
  );
  const fields = {
    minima,
    unfinished,
    starts: all.map((parameters) => parameters.paramsAt(parameters.start)),
    explain: explained(minima, unfinished, all.length - solutions.length),
  };
  const best = minima[0]?.solution;
  if (signal?.aborted === true) return { status: "cancelled", ...fields };
  return best === undefined ? { status: "none", ...fields } : { status: "found", best, ...fields };
}

function isSpread<P>(starts: readonly Loose<P>[] | SpreadStarts<P>): starts is SpreadStarts<P> {
  return !Array.isArray(starts);
}

function givenStarts<P>(starts: readonly Loose<P>[], options: SpaceOptions<P>): FitParameters<P>[] {
  const where = "multiStart";
  if (starts.length === 0) {
    throw new OptionError({ where, path: "starts", expected: "at least one start", received: "an empty list" });
  }
  const all = starts.map((start) => new FitParameters<P>(start, options, where));
  const first = all[0]!;
  const namesOf = ({ leaves }: FitParameters<P>): string =>
    leaves.map(({ path, size }) => `${path} of ${size}`).join(", ");
  all.forEach((one, k) => {
    if (namesOf(one) !== namesOf(first)) {
      throw new ParameterError({
        where,
        path: `starts[${k}]`,
        expected: `parameters like those of starts[0], ${namesOf(first)}`,
        received: namesOf(one),
      });
    }
    const same = one.fixed.every((leaf, i) => String(leaf.toArray()) === String(first.fixed[i]!.toArray()));
    if (!same) {
      throw new ParameterError({
        where,
        path: `starts[${k}]`,
        problem: "a fixed parameter differs from that of starts[0]",
        hint: "Fixed parameters are part of the objective: minimise each by itself, or free them.",
      });
    }
  });
  return all;
}

/** Converged solutions gathered into minima, lowest first. */
function distinctMinima<P, S, I>(
  solutions: readonly Solution<P, S, I>[],
  starts: readonly FitParameters<P>[],
  distinct: number,
): Minimum<P, S, I>[] {
  const size = starts[0]!.start.length;
  const lengths = Float64Array.from({ length: size }, (_, i) => {
    const values = starts.map(({ start }) => start[i]!);
    const range = Math.max(...values) - Math.min(...values);
    return range > 0 ? range : naturalScale(starts[0]!.start, starts[0]!.box).length[i]!;
  });
  const isSame = (a: Solution<P, S, I>, b: Solution<P, S, I>): boolean =>
    a.parameters.every((one, i) => {
      const other = b.parameters[i]!;
      if (one.unconstrained || other.unconstrained) return true;
      const length = Math.max(lengths[i]!, Math.abs(one.value), Math.abs(other.value));
      return Math.abs(one.value - other.value) <= distinct * length;
    });
  const found = solutions
    .flatMap((solution, start) => (solution.status === "converged" ? [{ solution, start }] : []))
    .sort((a, b) => a.solution.value - b.solution.value || a.start - b.start);
  const minima: { readonly solution: ConvergedSolution<P, S, I>; readonly starts: number[] }[] = [];
  for (const { solution, start } of found) {
    const known = minima.find((minimum) => isSame(minimum.solution, solution));
    if (known === undefined) minima.push({ solution, starts: [start] });
    else known.starts.push(start);
  }
  return minima.map((minimum) => ({ ...minimum, starts: minimum.starts.toSorted((a, b) => a - b) }));
}

function explained<P, S, I>(
  minima: readonly Minimum<P, S, I>[],
  unfinished: readonly { readonly solution: UnfinishedSolution<P, S, I> }[],
  left: number,
): string {
  const arrived = minima.reduce((sum, { starts }) => sum + starts.length, 0);
  const all = arrived + unfinished.length + left;
  const notes: string[] = [];
  if (minima.length === 0)
    notes.push(all === 1 ? "The start came to no minimum." : `None of ${all} starts came to a minimum.`);
  else {
    const [lowest] = minima;
    const by = lowest!.starts.length;
    notes.push(
      `${arrived} of ${counted(all, "start")} came to ${minima.length === 1 ? "one minimum" : `${minima.length} minima`}; ` +
        `the lowest, ${short(lowest!.solution.value)}, was reached by ${by}.`,
    );
    if (by === 1 && all > 1) notes.push("It was found once: more starts may find a lower one.");
  }
  if (unfinished.length > 0) {
    const statuses = [...new Set(unfinished.map(({ solution }) => solution.status))];
    const each = statuses.map(
      (status) => `${unfinished.filter(({ solution }) => solution.status === status).length} ${status}`,
    );
    notes.push(`Not arrived: ${each.join(", ")}; the first says: ${unfinished[0]!.solution.explain}`);
  }
  if (left > 0) notes.push(`Cancelled before ${counted(left, "start")}.`);
  return notes.join(" ");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
