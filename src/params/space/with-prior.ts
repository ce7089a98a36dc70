/** Priors of a spec, added to a log likelihood where a call says so. */
import type { Arr } from "../../array/index.ts";
import { describeValue, ParameterError } from "../../errors/index.ts";
import type { ParameterSpec } from "../spec.ts";

/** What a call says of priors. */
interface PriorChoice<P> {
  readonly spec?: ParameterSpec<P> | undefined;
  readonly prior?: "spec" | "function" | undefined;
}

/**
 * Priors are neither left out nor counted twice without a word.
 *
 * @throws ParameterError when the spec has priors and nothing is said of them, or has none and they are asked for
 */
export function checkPriorChoice<P>({ spec, prior }: PriorChoice<P>, where: string): void {
  const choices = [undefined, "spec", "function"];
  if (!choices.includes(prior)) {
    throw new ParameterError({
      where,
      path: "prior",
      expected: '"spec" or "function"',
      received: describeValue(prior),
    });
  }
  if (prior === "spec" && spec?.hasPriors !== true) {
    const problem =
      spec === undefined ? "there is no spec to take priors from" : "no parameter of the spec has a prior";
    throw new ParameterError({ where, path: "prior", problem, hint: "Say real({ default: 0, prior: ... })." });
  }
  if (prior !== undefined || spec?.hasPriors !== true) return;
  throw new ParameterError({
    where,
    path: "prior",
    problem: "the spec has priors, and it is not said whether the function contains them",
    hint: 'Say prior: "spec" to add them to a log likelihood, prior: "function" when the function is the whole log density.',
  });
}

/** The function, with `weight` times the log density of the spec's priors where they are asked for. */
export function withPrior<P>(f: (params: P) => Arr, { spec, prior }: PriorChoice<P>, weight = 1): (params: P) => Arr {
  if (prior !== "spec" || spec === undefined) return f;
  return (params) => f(params).add(spec.logPrior(params).mul(weight));
}
