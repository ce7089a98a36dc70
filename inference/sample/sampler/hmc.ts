/** hmc: Hamiltonian Monte Carlo with trajectories of a given number of steps, all chains in one batch. */
import { withDefaults, checkOptions, option, fold, Stream, hostExp, type OptionChecks } from "../../../src/internal.ts";
import { type Density, rowOf } from "../dynamics/density.ts";
import { type HamiltonianOptions, tuningRules } from "./hamiltonian-options.ts";
import { hamiltonianChecks } from "./hamiltonian-options.ts";
import { firstMetric } from "../tuning/initial-metric.ts";
import { drawMomentum, velocityOf } from "../dynamics/metric.ts";
import { energyOf, type PhasePoint, phasePoint } from "../dynamics/phase-point.ts";
import type { GroupState, Sampler } from "./sampler.ts";
import { DIVERGENT_ENERGY, type Transition } from "./transition.ts";
import { afterWarmupIteration, startTuning, type Tuning } from "../tuning/tuning.ts";

/** How Hamiltonian Monte Carlo works. */
export interface HmcOptions extends HamiltonianOptions {
  /** Leapfrog steps of a trajectory, on average. Default 16. */
  readonly steps?: number;
  /** Numbers of steps are even over this fraction to both sides, so that no trajectory closes on itself. Default 0.5. */
  readonly jitter?: number;
}

/** What the next iteration of the chains needs. */
export interface HmcState extends GroupState {
  /** Gradients of the log density at the positions, shape [chains, n]. */
  readonly gradients: Float64Array;
  /** One entry a chain. */
  readonly tunings: readonly Tuning[];
}

/** The number of the key from which the length of a trajectory follows; chains have those from 0. */
const LENGTH = -1;

/** Checks of the options. */
const checks: OptionChecks<HmcOptions> = {
  ...hamiltonianChecks,
  steps: option.whole(1),
  jitter: option.notNegative(1),
};

/**
 * Hamiltonian Monte Carlo. All chains take the same number of steps at a time, so that the density is evaluated for all of
 * them in one call, compiled by `vmap`; each chain has a step size and a metric of its own. Cheaper a step than `nuts` where
 * the log density is small; the length of trajectories is yours to choose.
 *
 * @throws OptionError for an option out of its range
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { hmc, sample } from "fluxion/inference";
 * const logDensity = (p: { x: Arr }) => p.x.sub(3).square().mul(-0.5);
 * const posterior = sample(logDensity, { x: 0 }, { sampler: hmc({ steps: 8 }), run: { seed: 1 } });
 * console.log(posterior.status, posterior.mean().x.item().toFixed(1)); // → passed 3.0
 * ```
 * @see Neal (2011), MCMC using Hamiltonian dynamics, Handbook of Markov Chain Monte Carlo, chapter 5
 */
export function hmc(options: HmcOptions = {}): Sampler<HmcState> {
  checkOptions(options, checks, "hmc");
  const settings = withDefaults(
    { metric: "diagonal", targetAcceptance: 0.8, steps: 16, jitter: 0.5 } as const,
    options,
  );
  return {
    name: "hmc",
    settings,
    tells: ["energy", "acceptance", "stepSize", "leapfrogs", "divergent"],
    arrange: (chains) => ({ groups: 1, width: chains, gradient: true, count: chains }),
    bind(density, warmup) {
      const rules = tuningRules(settings, warmup);
      const batch = new Batch(density);
      return {
        init(positions, key, covariance) {
          density.positions.set(positions);
          density.run();
          const gradients = density.gradients.slice();
          const logDensities = density.values.slice();
          const at = (chain: number) => standpoint(density.size, chain, { positions, gradients, logDensities });
          const tunings = Array.from(logDensities, (_, chain) => {
            const single = rowOf(density, chain);
            const metric = firstMetric(single, at(chain).position, covariance, settings.metric);
            return startTuning(single, metric, at(chain), new Stream(fold(key, chain)), rules);
          });
          return { iteration: 0, positions, gradients, logDensities, tunings };
        },
        step(key, state) {
          const length = settings.steps * (1 + settings.jitter * (2 * new Stream(fold(key, LENGTH)).uniform() - 1));
          const streams = state.tunings.map((_, chain) => new Stream(fold(key, chain)));
          const { moved, transitions } = batch.draw(state, Math.max(1, Math.round(length)), streams);
          const tunings = state.tunings.map((tuning, chain) =>
            afterWarmupIteration(
              tuning,
              state.iteration,
              transitions[chain]!.acceptance,
              standpoint(density.size, chain, moved),
              rowOf(density, chain),
              streams[chain]!,
              rules,
            ),
          );
          return { state: { iteration: state.iteration + 1, ...moved, tunings }, info: transitions };
        },
      };
    },
  };
}

type Moved = Pick<HmcState, "positions" | "gradients" | "logDensities">;

function standpoint(n: number, chain: number, { positions, gradients, logDensities }: Moved) {
  const row = (of: Float64Array): Float64Array => of.slice(chain * n, (chain + 1) * n);
  return { position: row(positions), gradient: row(gradients), logDensity: logDensities[chain]! };
}

/** Trajectories of all chains, step by step together, in memory that is made once. */
class Batch {
  readonly #density: Density;
  readonly #points: readonly PhasePoint[];

  constructor(density: Density) {
    this.#density = density;
    this.#points = Array.from({ length: density.count }, () => phasePoint(density.size));
  }

  draw(
    state: HmcState,
    steps: number,
    streams: readonly Stream[],
  ): { readonly moved: Moved; readonly transitions: readonly Transition[] } {
    const n = this.#density.size;
    const startEnergies = this.#points.map((point, chain) => {
      const { metric } = state.tunings[chain]!;
      const from = standpoint(n, chain, state);
      point.position.set(from.position);
      point.gradient.set(from.gradient);
      point.logDensity = from.logDensity;
      drawMomentum(metric, streams[chain]!, point.momentum);
      velocityOf(metric, point.momentum, point.velocity);
      return energyOf(point);
    });
    for (let step = 0; step < steps; step++) this.#step(state.tunings);
    const moved = {
      positions: state.positions.slice(),
      gradients: state.gradients.slice(),
      logDensities: state.logDensities.slice(),
    };
    const transitions = this.#points.map((point, chain): Transition => {
      const energy = energyOf(point);
      const gain = startEnergies[chain]! - energy;
      const acceptance = Math.min(1, hostExp(gain));
      const accepted = streams[chain]!.uniform() < acceptance;
      if (accepted) {
        moved.positions.set(point.position, chain * n);
        moved.gradients.set(point.gradient, chain * n);
        moved.logDensities[chain] = point.logDensity;
      }
      return {
        energy: accepted ? energy : startEnergies[chain]!,
        acceptance,
        stepSize: state.tunings[chain]!.stepSize,
        treeDepth: 0,
        leapfrogs: steps,
        divergence: gain >= -DIVERGENT_ENERGY ? null : point.position.slice(),
      };
    });
    return { moved, transitions };
  }

  /** One leapfrog step of every chain, one evaluation of the density for all. */
  #step(tunings: readonly Tuning[]): void {
    const { size: n, positions, gradients, values, count } = this.#density;
    for (let chain = 0; chain < count; chain++) {
      const { position, momentum, velocity, gradient } = this.#points[chain]!;
      const { stepSize, metric } = tunings[chain]!;
      for (let i = 0; i < n; i++) momentum[i] = momentum[i]! + 0.5 * stepSize * gradient[i]!;
      velocityOf(metric, momentum, velocity);
      for (let i = 0; i < n; i++) {
        const moved = position[i]! + stepSize * velocity[i]!;
        position[i] = moved;
        positions[chain * n + i] = moved;
      }
    }
    this.#density.run();
    for (let chain = 0; chain < count; chain++) {
      const point = this.#points[chain]!;
      const { stepSize, metric } = tunings[chain]!;
      for (let i = 0; i < n; i++) {
        const slope = gradients[chain * n + i]!;
        point.gradient[i] = slope;
        point.momentum[i] = point.momentum[i]! + 0.5 * stepSize * slope;
      }
      velocityOf(metric, point.momentum, point.velocity);
      point.logDensity = values[chain]!;
    }
  }
}
