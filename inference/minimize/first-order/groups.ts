/** Groups: leaves that move by a rate of their own, chosen by path. */
import { matches, option, type OptionChecks, OptionError } from "../../../src/internal.ts";
import type { LeafRange, NamedProblem } from "../../problem/vector-problem.ts";
import { asSchedule, type Schedule, rateCheck } from "./learning-rate.ts";

/** Leaves that move by a rate of their own. */
export interface RateGroup {
  /**
   * Which leaves, by path or paths: "halo" takes the leaf of that name and all below it, and a star stands for any one
   * name or position, "lens[*].mass". A leaf belongs to the first group that takes it.
   */
  readonly paths: string | readonly string[];
  /** Learning rate, or a schedule of the steps since the group's start. Default: the method's. */
  readonly learningRate?: number | Schedule;
  /** Step before which the leaves stay where they are; their moments begin there. Default 0. */
  readonly start?: number;
}

/** Checks of a group. */
export const rateGroupChecks: OptionChecks<RateGroup> = {
  paths: option.either(option.each(option.text), option.text),
  learningRate: rateCheck,
  start: option.fromZero,
};

/** A group with a weight decay of its own. */
export interface DecayGroup extends RateGroup {
  /** Fraction of themselves, times the learning rate, that the leaves lose in each step. Default: the method's. */
  readonly weightDecay?: number;
}

/** How coordinates move, one entry a group, the method's own at the end. */
export interface Rates {
  readonly groups: readonly ResolvedGroup[];
  /** Position of its group for each coordinate, shape [n]. */
  readonly groupOf: Int32Array;
}

/** A group with nothing left open. */
export interface ResolvedGroup {
  readonly learningRate: Schedule;
  readonly weightDecay: number;
  readonly start: number;
}

/** What leaves outside of every group do. */
export interface DefaultRates {
  readonly learningRate: number | Schedule;
  readonly weightDecay: number;
}

/**
 * Gives every coordinate its group.
 *
 * @throws OptionError naming the group whose paths match no leaf that is free and not taken by a group before it
 */
export function resolveRates(
  problem: NamedProblem,
  groups: readonly DecayGroup[],
  otherwise: DefaultRates,
  where: string,
): Rates {
  const groupOf = new Int32Array(problem.size).fill(groups.length);
  const taken = new Set<string>();
  groups.forEach((group, k) => {
    for (const pattern of typeof group.paths === "string" ? [group.paths] : group.paths) {
      const matching = problem.leaves.filter(({ path }) => matches(pattern, path));
      if (matching.length === 0) throw unmatched(where, k, pattern, problem.leaves);
      const own = matching.filter(({ path }) => !taken.has(path));
      if (own.length === 0) throw alreadyTaken(where, k, pattern, matching);
      own.forEach(({ path, offset, size }) => {
        taken.add(path);
        groupOf.fill(k, offset, offset + size);
      });
    }
  });
  const fallback = asSchedule(otherwise.learningRate, where, "learningRate");
  const resolved = groups.map(({ learningRate, weightDecay, start = 0 }, k): ResolvedGroup => {
    const place = `groups[${k}]`;
    const rate = learningRate === undefined ? fallback : asSchedule(learningRate, where, `${place}.learningRate`);
    return { learningRate: rate, weightDecay: weightDecay ?? otherwise.weightDecay, start };
  });
  return { groups: [...resolved, { ...otherwise, learningRate: fallback, start: 0 }], groupOf };
}

function unmatched(where: string, k: number, pattern: string, leaves: readonly LeafRange[]): OptionError {
  return new OptionError({
    where,
    path: `groups[${k}].paths`,
    problem: `"${pattern}" matches no free parameter`,
    hint: `The free parameters are ${leaves.map(({ path }) => path).join(", ")}.`,
  });
}

function alreadyTaken(where: string, k: number, pattern: string, matching: readonly LeafRange[]): OptionError {
  return new OptionError({
    where,
    path: `groups[${k}].paths`,
    problem: `"${pattern}" matches only ${matching.map(({ path }) => path).join(", ")}, taken by a group before it`,
    hint: "A leaf belongs to the first group that takes it: put the narrower group first.",
  });
}
