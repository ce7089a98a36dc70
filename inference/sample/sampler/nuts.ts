/** nuts: the no-U-turn sampler, Hamiltonian trajectories that end where they turn back. */
import { withDefaults, checkOptions, option, Stream, type OptionChecks } from "../../../src/internal.ts";
import type { HamiltonianOptions } from "./hamiltonian-options.ts";
import { tuningRules, hamiltonianChecks } from "./hamiltonian-options.ts";
import { firstMetric } from "../tuning/initial-metric.ts";
import type { GroupState, Sampler } from "./sampler.ts";
import { Trajectory } from "./trajectory.ts";
import { afterWarmupIteration, startTuning, type Tuning } from "../tuning/tuning.ts";

/** How the no-U-turn sampler works. */
export interface NutsOptions extends HamiltonianOptions {
  /** A trajectory is doubled this often at most. Default 10: up to 1023 leapfrog steps. */
  readonly maxDepth?: number;
}

/** What the next iteration of a chain needs. */
export interface NutsState extends GroupState {
  /** Gradient of the log density at the position, shape [n]. */
  readonly gradient: Float64Array;
  readonly tuning: Tuning;
}

/** Checks of the options. */
const checks: OptionChecks<NutsOptions> = { ...hamiltonianChecks, maxDepth: option.whole(1, 20) };

/**
 * The no-U-turn sampler: trajectories double until they turn back, one of their points is drawn by its weight. Step size and
 * metric are learnt in warm-up. Each chain is a group of its own, so chains may run on several threads.
 *
 * @throws OptionError for an option out of its range
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { nuts, sample } from "fluxion/inference";
 * const logDensity = (p: { x: Arr; y: Arr }) => p.x.square().add(p.y.div(10).square()).mul(-0.5);
 * const posterior = sample(logDensity, { x: 0, y: 0 }, { sampler: nuts({ targetAcceptance: 0.9 }), run: { seed: 1 } });
 * console.log(posterior.status, posterior.draws.map(({ path, chains }) => `${path}: ${chains.length} x ${chains[0]!.length}`)); // → passed [ 'x: 4 x 1000', 'y: 4 x 1000' ]
 * ```
 * @see Hoffman & Gelman (2014), JMLR 15, 1593; Betancourt (2017), arXiv:1701.02434, for multinomial and biased progressive
 *      sampling and the generalised criterion
 */
export function nuts(options: NutsOptions = {}): Sampler<NutsState> {
  checkOptions(options, checks, "nuts");
  const settings = withDefaults({ metric: "diagonal", targetAcceptance: 0.8, maxDepth: 10 } as const, options);
  return {
    name: "nuts",
    settings,
    tells: ["energy", "acceptance", "stepSize", "treeDepth", "leapfrogs", "divergent"],
    arrange: (chains) => ({ groups: chains, width: 1, gradient: true, count: 1 }),
    bind(density, warmup) {
      const rules = tuningRules(settings, warmup);
      const trajectory = new Trajectory(density, settings.maxDepth);
      return {
        init(position, key, covariance) {
          const metric = firstMetric(density, position, covariance, settings.metric);
          density.positions.set(position);
          density.run();
          const at = { position, gradient: density.gradients.slice(), logDensity: density.values[0]! };
          const tuning = startTuning(density, metric, at, new Stream(key), rules);
          return stateAt(0, at, tuning);
        },
        step(key, { iteration, positions, gradient, logDensities, tuning }) {
          const from = { position: positions, gradient, logDensity: logDensities[0]! };
          const stream = new Stream(key);
          const { at, transition } = trajectory.draw(from, tuning.metric, tuning.stepSize, stream);
          const { acceptance } = transition;
          const next = afterWarmupIteration(tuning, iteration, acceptance, at, density, stream, rules);
          return { state: stateAt(iteration + 1, at, next), info: [transition] };
        },
      };
    },
  };
}

function stateAt(
  iteration: number,
  at: { readonly position: Float64Array; readonly gradient: Float64Array; readonly logDensity: number },
  tuning: Tuning,
): NutsState {
  const { position, gradient, logDensity } = at;
  return { iteration, positions: position, logDensities: Float64Array.of(logDensity), gradient, tuning };
}
