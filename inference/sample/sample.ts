/** sample: draws of the parameters from their posterior distribution. */
import { sampleChecks } from "./sample-options.ts";
import type { Arr } from "../../src/index.ts";
import { checkOptions, refuseFile, type SpecOf } from "../../src/internal.ts";
import type { InitialParameters } from "./chains/initial-parameters.ts";
import { nuts, type NutsState } from "./sampler/nuts.ts";
import { SampleTeller } from "./sample-teller.ts";
import type { Posterior } from "./posterior.ts";
import { prepareSample } from "./prepare-sample.ts";
import type { SampleOptions } from "./sample-options.ts";
import type { GroupState, Sampler } from "./sampler/sampler.ts";

/**
 * Draws from the distribution whose density is proportional to exp(logDensity). The log density is compiled once, with its
 * exact gradient. Parameters with bounds are sampled through bijectors, their log Jacobians included.
 *
 * The same seed gives the same draws, bit for bit, on any number of threads. A finished or cancelled run goes on from its
 * `state`, to the same draws as one that was never interrupted.
 *
 * @param logDensity  pure function of the parameters to a scalar: log posterior density up to a constant
 * @param initial  parameters near which the chains start, or what has them: the solution of a fit, the result of `laplace`, or
 *                 that of `pathfinder`, of which each chain starts at another draw
 * @returns  a posterior, whatever happened: narrow on its `status`, or demand one that passed with `asPosterior`
 * @throws   OptionError when an option does not exist or is out of range, there are not as many `starts` as chains, or
 *           `resume` is of another run; ParameterError when the log density is not finite at a start; what tracing the log density throws
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { sample } from "fluxion/inference";
 * // The weight of a coin after 7 heads in 10 throws, by its logit; the density includes that of the logit itself.
 * const logDensity = ({ logit }: { logit: Arr }) => logit.mul(8).sub(logit.exp().add(1).log().mul(12));
 * const posterior = sample(logDensity, { logit: 0 }, { run: { seed: "coin" } });
 * const weights = posterior.draws[0]!.chains.flatMap((chain) => Array.from(chain, (x) => 1 / (1 + Math.exp(-x))));
 * const mean = weights.reduce((sum, weight) => sum + weight) / weights.length;
 * console.log(posterior.status, mean.toFixed(2)); // → passed 0.67
 * ```
 */
export function sample<P>(
  logDensity: (params: P) => Arr,
  initial: InitialParameters<NoInfer<P>>,
  options?: SampleOptions<NoInfer<P>, NutsState> & SpecOf<P>,
): Posterior<P, NutsState>;
export function sample<P, S extends GroupState>(
  logDensity: (params: P) => Arr,
  initial: InitialParameters<NoInfer<P>>,
  options: SampleOptions<NoInfer<P>, S> & SpecOf<P> & { readonly sampler: Sampler<S> },
): Posterior<P, S>;
export function sample<P>(
  logDensity: (params: P) => Arr,
  initial: InitialParameters<P>,
  options: SampleOptions<P, NutsState> = {},
): Posterior<P, NutsState> {
  checkOptions(options, sampleChecks, "sample");
  return sampleWith(options.sampler ?? nuts(), logDensity, initial, options);
}

function sampleWith<P, S extends GroupState>(
  sampler: Sampler<S>,
  logDensity: (params: P) => Arr,
  initial: InitialParameters<P>,
  options: SampleOptions<P, S>,
): Posterior<P, S> {
  const { progress, signal, resume } = options.run ?? {};
  refuseFile(resume, "sample");
  const prepared = prepareSample(sampler, logDensity, initial, options);
  const began = performance.now();
  const teller = new SampleTeller(progress, prepared);
  const end = prepared.advance(prepared.begin(), { onIterations: (now) => teller.tell(now), signal });
  teller.end();
  return prepared.conclude(end, (performance.now() - began) / 1000);
}
