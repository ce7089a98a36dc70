/** Pointwise log-likelihoods: that of each observation at each draw, from draws and a function of the parameters. */
import { type Arr } from "../../../src/index.ts";
import { checkOptions, describeShape, runCheck, type RunOf, FitError, type Loose } from "../../../src/internal.ts";
import { atDraws, type DrawnNumber } from "./derived-draws.ts";

/**
 * The log-likelihood of each observation at each draw, as `psisLoo` and `waic` take it.
 *
 * @param logLikelihood  pure function of the parameters to the log-likelihoods of n observations, shape [n]
 * @param params  parameters like those that were sampled; numbers without draws keep their value
 * @param draws  a record for each number that was sampled: `posterior.draws`
 * @returns  shape [chains, draws, n]
 * @throws   FitError naming draws of what the parameters do not have, chains of unequal length, or a result of another shape
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { pointwiseLogLikelihood } from "fluxion/inference";
 * const y = array([0.1, -0.4, 1.2]);
 * const logLikelihood = (p: { mu: Arr }) => y.sub(p.mu).square().mul(-0.5);
 * const draws = [{ path: "mu", chains: [[0, 0.5], [0.2, 0.1]] }];
 * console.log(pointwiseLogLikelihood(logLikelihood, { mu: 0 }, draws).shape); // → [ 2, 2, 3 ]
 * ```
 */
export function pointwiseLogLikelihood<P>(
  logLikelihood: (params: P) => Arr,
  params: Loose<NoInfer<P>>,
  draws: readonly DrawnNumber[],
  options: { readonly run?: RunOf<"target"> | undefined } = {},
): Arr {
  checkOptions(options, { run: runCheck(["target"]) }, "pointwiseLogLikelihood");
  const where = "pointwiseLogLikelihood";
  const [values] = atDraws(logLikelihood, params as Loose<P>, draws, options.run?.target, where).values;
  if (values!.rank === 3) return values!;
  throw new FitError({
    where,
    path: "logLikelihood",
    expected: "the log-likelihood of each observation, shape [n]",
    received: `shape ${describeShape(values!.shape.slice(2))}`,
    hint: "Leave out the sum over the observations.",
  });
}
