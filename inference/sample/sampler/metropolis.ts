/** metropolis: random-walk Metropolis with a proposal learnt in warm-up, for densities without a gradient. */
import { withDefaults, checkOptions, option, Stream, hostExp, type OptionChecks } from "../../../src/internal.ts";
import { averagedOver, type DualAveraging, startAveraging } from "../tuning/dual-averaging.ts";
import { firstMetric } from "../tuning/initial-metric.ts";
import { deviationOf, type Metric } from "../dynamics/metric.ts";
import { estimatedMetric } from "../tuning/metric-estimate.ts";
import { type Moments, noMoments, withVector } from "../tuning/moments.ts";
import type { GroupState, Sampler } from "./sampler.ts";
import { warmupSchedule } from "../tuning/warmup-schedule.ts";

/** How random-walk Metropolis works. */
export interface MetropolisOptions {
  /** Acceptance rate that the width of the proposal is tuned to. Default 0.234, the best for many coordinates. */
  readonly targetAcceptance?: number;
}

/** What the next iteration of a chain needs. */
export interface MetropolisState extends GroupState {
  /** Standard deviations of the proposal are those of the metric times this. */
  readonly scale: number;
  /** The shape of the proposal: an estimate of the covariance. */
  readonly metric: Metric;
  /** What warm-up still has to learn; null once it is over. */
  readonly adaptation: { readonly averaging: DualAveraging; readonly draws: Moments } | null;
}

/** Checks of the options. */
const checks: OptionChecks<MetropolisOptions> = { targetAcceptance: option.between(0, 1) };

/**
 * Random-walk Metropolis: normal proposals, whose covariance and width are learnt in warm-up and then stay. It asks for no
 * gradient, so it samples what has none, and needs hundreds of times the draws of `nuts` for the same error.
 *
 * @throws OptionError for an option out of its range
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { metropolis, sample } from "fluxion/inference";
 * const logDensity = (p: { x: Arr }) => p.x.floor().square().mul(-0.5);
 * const posterior = sample(logDensity, { x: 0 }, { sampler: metropolis(), draws: 5000, run: { seed: 1 } });
 * console.log(posterior.sampler, posterior.mean().x.item().toFixed(1)); // → metropolis 0.5
 * ```
 * @see Haario, Saksman & Tamminen (2001), Bernoulli 7, 223; Roberts, Gelman & Gilks (1997), Ann. Appl. Probab. 7, 110
 */
export function metropolis(options: MetropolisOptions = {}): Sampler<MetropolisState> {
  checkOptions(options, checks, "metropolis");
  const settings = withDefaults({ targetAcceptance: 0.234 }, options);
  return {
    name: "metropolis",
    settings,
    tells: ["acceptance", "stepSize"],
    arrange: (chains) => ({ groups: chains, width: 1, gradient: false, count: 1 }),
    bind(density, warmup) {
      const n = density.size;
      const schedule = warmupSchedule(warmup);
      const rules = { target: settings.targetAcceptance };
      const begun = (scale: number) => ({ averaging: startAveraging(scale), draws: noMoments(n, "covariances") });
      return {
        init(positions, _key, covariance) {
          const metric = firstMetric(density, positions, covariance, "dense");
          density.positions.set(positions);
          density.run();
          const scale = 2.38 / Math.sqrt(n);
          const adaptation = warmup > 0 ? begun(scale) : null;
          return { iteration: 0, positions, logDensities: density.values.slice(), scale, metric, adaptation };
        },
        step(key, state) {
          const { iteration, positions, logDensities, scale, metric, adaptation } = state;
          const stream = new Stream(key);
          const normals = positions.map(() => stream.normal());
          const move = deviationOf(metric, normals);
          const proposed = positions.map((value, i) => value + scale * move[i]!);
          density.positions.set(proposed);
          density.run();
          const there = density.values[0]!;
          const ratio = hostExp(there - logDensities[0]!);
          // NaN, and a density that is infinite, are never moved to.
          const acceptance = there < Number.POSITIVE_INFINITY && ratio >= 0 ? Math.min(1, ratio) : 0;
          const accepted = stream.uniform() < acceptance;
          const next = accepted ? proposed : positions;
          const logDensity = accepted ? there : logDensities[0]!;
          const moved = { iteration: iteration + 1, positions: next, logDensities: Float64Array.of(logDensity) };
          const transition = {
            energy: -logDensity,
            acceptance,
            stepSize: scale,
            treeDepth: 0,
            leapfrogs: 1,
            divergence: null,
          };
          return { state: { ...moved, ...learnt() }, info: [transition] };

          function learnt(): Pick<MetropolisState, "scale" | "metric" | "adaptation"> {
            if (adaptation === null) return { scale, metric, adaptation };
            const averaging = averagedOver(adaptation.averaging, acceptance, rules);
            if (iteration === schedule.length - 1) {
              return { scale: hostExp(averaging.averaged), metric, adaptation: null };
            }
            const inWindow = iteration >= schedule.firstDraw && iteration <= (schedule.windowEnds.at(-1) ?? -1);
            const draws = inWindow ? withVector(adaptation.draws, next) : adaptation.draws;
            if (!schedule.windowEnds.includes(iteration)) {
              return { scale: hostExp(averaging.logStepSize), metric, adaptation: { averaging, draws } };
            }
            const fresh = 2.38 / Math.sqrt(n);
            const none = noMoments(n, "variances");
            return { scale: fresh, metric: estimatedMetric("dense", draws, none, metric), adaptation: begun(fresh) };
          }
        },
      };
    },
  };
}
