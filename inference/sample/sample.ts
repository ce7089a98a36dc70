/** sample: draws of the parameters from their posterior distribution. */
import type { Arr } from "../../src/array/index.ts";
import { UnconstrainedSpace } from "../bijectors/unconstrain.ts";
import { fold, key } from "../random.ts";
import type { Loose } from "../../src/tree/index.ts";
import { compileDensity } from "./compile-density.ts";
import { concludeSample } from "./conclude-sample.ts";
import { runGroups } from "./run-groups.ts";
import { nuts, type NutsState } from "./nuts.ts";
import { checkBetween, checkWhole } from "./options.ts";
import type { Posterior } from "./posterior.ts";
import type { SampleOptions } from "./sample-options.ts";
import { checkResumable, checkSameDensity } from "./sample-state.ts";
import type { GroupState, Sampler } from "./sampler.ts";
import { scatteredStarts } from "./starts.ts";

/** The number of the key from which starts follow; groups have those from 0. */
const STARTS = -1;

/**
 * Draws from the distribution whose density is proportional to exp(logDensity). The log density is compiled once, with its
 * exact gradient. Parameters with bounds are sampled through bijectors, their log Jacobians included.
 *
 * The same seed gives the same draws, bit for bit, on any number of threads. A finished or cancelled run goes on from its
 * `state`, to the same draws as one that was never interrupted.
 *
 * @param logDensity  pure function of the parameters to a scalar: log posterior density up to a constant
 * @param initial  parameters near which the chains start
 * @returns  a posterior, whatever happened: narrow on its `status`, or demand one that passed with `asPosterior`
 * @throws   ParameterError when an option is out of range, the log density is not finite at the start, or `resume` is of
 *           another run; what tracing the log density throws
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { sample } from "fluxion/inference";
 * // The weight of a coin after 7 heads in 10 throws, by its logit; the density includes that of the logit itself.
 * const logDensity = ({ logit }: { logit: Arr }) => logit.mul(8).sub(logit.exp().add(1).log().mul(12));
 * const posterior = sample(logDensity, { logit: 0 }, { seed: "coin" });
 * const weights = posterior.draws[0]!.chains.flatMap((chain) => Array.from(chain, (x) => 1 / (1 + Math.exp(-x))));
 * const mean = weights.reduce((sum, weight) => sum + weight) / weights.length;
 * console.log(posterior.status, mean.toFixed(2)); // passed 0.67
 * ```
 */
export function sample<P>(
  logDensity: (params: P) => Arr,
  initial: Loose<NoInfer<P>>,
  options?: SampleOptions<NoInfer<P>, NutsState>,
): Posterior<P, NutsState>;
export function sample<P, S extends GroupState>(
  logDensity: (params: P) => Arr,
  initial: Loose<NoInfer<P>>,
  options: SampleOptions<NoInfer<P>, S> & { readonly sampler: Sampler<S> },
): Posterior<P, S>;
export function sample<P>(
  logDensity: (params: P) => Arr,
  initial: Loose<P>,
  options: SampleOptions<P, NutsState> = {},
): Posterior<P, NutsState> {
  return sampleWith(options.sampler ?? nuts(), logDensity, initial, options);
}

function sampleWith<P, S extends GroupState>(
  sampler: Sampler<S>,
  logDensity: (params: P) => Arr,
  initial: Loose<P>,
  options: SampleOptions<P, S>,
): Posterior<P, S> {
  const { chains = 4, warmup = 1000, draws = 1000, seed = 0, spread = 1, threads = 1, target } = options;
  checkWhole("sample", "chains", chains, 1, Infinity);
  checkWhole("sample", "warmup", warmup, 0, Infinity);
  checkWhole("sample", "draws", draws, 0, Infinity);
  checkWhole("sample", "threads", threads, 1, Infinity);
  checkBetween("sample", "spread", spread, -Number.MIN_VALUE, Infinity);

  const space = new UnconstrainedSpace<P>(initial, options, "sample");
  const arrangement = sampler.arrange(chains, space.size);
  const { groups, width } = arrangement;
  const began = performance.now();
  const compiled = compileDensity(space.logDensity(logDensity), space.size, arrangement, target, "sample");
  const compileSeconds = (performance.now() - began) / 1000;

  const { name, settings } = sampler;
  const paths = space.coordinates.map(({ path }) => path);
  const description = { sampler: name, settings, seed, chains, warmup, paths };
  const run = key(seed);
  if (options.resume !== undefined) {
    checkResumable(options.resume, description);
    checkSameDensity(options.resume, compiled.density());
  }
  const from =
    options.resume?.groups ??
    groupsOf(scatteredStarts(compiled.density(), space.start, groups * width, spread, fold(run, STARTS)), groups);
  const end = runGroups(
    { sampler, compiled, width, size: space.size, length: { warmup, draws } },
    from.map((group, i) => ({ from: group, key: fold(run, i) })),
    { threads, onProgress: options.onProgress, signal: options.signal },
  );
  const seconds = (performance.now() - began) / 1000 - compileSeconds;
  return concludeSample({
    sampler,
    state: { ...description, groups: end.groups },
    cancelled: end.cancelled,
    draws,
    space,
    timing: { compileSeconds, seconds },
  });
}

/** Rows of starts, in as many equal parts as there are groups. */
function groupsOf(starts: Float64Array, groups: number): Float64Array[] {
  const share = starts.length / groups;
  return Array.from({ length: groups }, (_, i) => starts.slice(i * share, (i + 1) * share));
}
