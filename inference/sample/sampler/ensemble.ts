/** ensemble: walkers that stretch towards and away from each other, whatever the scales and correlations. */
import {
  withDefaults,
  checkOptions,
  describeValue,
  option,
  Stream,
  hostExp,
  hostLog,
  type OptionChecks,
  OptionError,
} from "../../../src/internal.ts";
import type { Sampler } from "./sampler.ts";
import type { Transition } from "./transition.ts";

/** How the ensemble works. */
export interface EnsembleOptions {
  /** Walkers, an even number of at least twice the coordinates. Default: the least such number that is at least `chains`. */
  readonly walkers?: number;
  /** The stretch is between 1 / stretch and stretch. Default 2. */
  readonly stretch?: number;
}

/** Checks of the options; how many walkers there have to be is known with the coordinates. */
const checks: OptionChecks<EnsembleOptions> = { walkers: option.whole(2), stretch: option.between(1, Infinity) };

/**
 * The affine-invariant ensemble: in turn, each half of the walkers moves along lines to walkers of the other half. It asks
 * for no gradient and has nothing to tune; a density that is sheared and scaled is as easy as before. Each walker counts as a
 * chain. Beyond some ten coordinates it is slow, and `metropolis` or a gradient does better.
 *
 * @throws OptionError for an option out of its range
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { ensemble, sample } from "fluxion/inference";
 * const logDensity = (p: { x: Arr; y: Arr }) => p.x.add(p.y).square().mul(1e6).add(p.x.sub(p.y).square()).mul(-0.5);
 * const posterior = sample(logDensity, { x: 0, y: 0 }, { sampler: ensemble({ walkers: 10 }), run: { seed: 1 } });
 * console.log(posterior.draws[0]!.chains.length, posterior.standardDeviation().x.item().toFixed(1)); // → 10 0.5
 * ```
 * @see Goodman & Weare (2010), Comm. App. Math. Comp. Sci. 5, 65; Foreman-Mackey et al. (2013), PASP 125, 306
 */
export function ensemble(options: EnsembleOptions = {}): Sampler {
  checkOptions(options, checks, "ensemble");
  const settings = withDefaults({ stretch: 2 }, options);
  return {
    name: "ensemble",
    settings,
    tells: ["acceptance"],
    arrange(chains, size) {
      const least = 2 * size + (size === 1 ? 2 : 0);
      const walkers = settings.walkers ?? Math.max(least, chains + (chains % 2));
      if (!(Number.isInteger(walkers / 2) && walkers >= least)) {
        const expected = `an even number of at least ${least} for ${size} coordinates`;
        throw new OptionError({ where: "ensemble", path: "walkers", expected, received: describeValue(walkers) });
      }
      return { groups: 1, width: walkers, gradient: false, count: walkers / 2 };
    },
    bind(density) {
      const { size: n, count: half } = density;
      const evaluate = (): Float64Array => {
        density.run();
        return density.values.slice();
      };
      return {
        init(positions) {
          const logDensities = new Float64Array(2 * half);
          for (const first of [0, half]) {
            density.positions.set(positions.subarray(first * n, (first + half) * n));
            logDensities.set(evaluate(), first);
          }
          return { iteration: 0, positions, logDensities };
        },
        step(key, state) {
          const stream = new Stream(key);
          const positions = state.positions.slice();
          const logDensities = state.logDensities.slice();
          const transitions: Transition[] = [];
          for (const first of [0, half]) {
            const factors = stretched(positions, first, stream);
            const proposed = density.positions.slice();
            const there = evaluate();
            for (let k = 0; k < half; k++) {
              const walker = first + k;
              const logRatio = (n - 1) * hostLog(factors[k]!) + there[k]! - logDensities[walker]!;
              const acceptance = logRatio < Number.POSITIVE_INFINITY ? Math.min(1, hostExp(logRatio)) : 0;
              if (stream.uniform() < acceptance) {
                positions.set(proposed.subarray(k * n, (k + 1) * n), walker * n);
                logDensities[walker] = there[k]!;
              }
              transitions.push(transitionOf(-logDensities[walker]!, acceptance, factors[k]!));
            }
          }
          return { state: { iteration: state.iteration + 1, positions, logDensities }, info: transitions };
        },
      };

      /** Proposals for the walkers from `first` on, written where the density reads them; returns their stretches. */
      function stretched(positions: Float64Array, first: number, stream: Stream): Float64Array {
        const others = half - first;
        const factors = new Float64Array(half);
        for (let k = 0; k < half; k++) {
          // The density of z is proportional to 1 / sqrt(z) on [1 / a, a].
          const root = Math.sqrt(settings.stretch);
          const side = 1 / root + stream.uniform() * (root - 1 / root);
          const z = side * side;
          factors[k] = z;
          const own = (first + k) * n;
          const other = (others + Math.floor(stream.uniform() * half)) * n;
          for (let i = 0; i < n; i++) {
            density.positions[k * n + i] = positions[other + i]! + z * (positions[own + i]! - positions[other + i]!);
          }
        }
        return factors;
      }
    },
  };
}

function transitionOf(energy: number, acceptance: number, stretch: number): Transition {
  return { energy, acceptance, stepSize: stretch, treeDepth: 0, leapfrogs: 1, divergence: null };
}
