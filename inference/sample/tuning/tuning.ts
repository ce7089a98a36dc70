/** Tuning: step size and metric of a Hamiltonian chain, and how warm-up changes them. */
import { hostExp, type Stream } from "../../../src/internal.ts";
import type { Density } from "../dynamics/density.ts";
import { averagedOver, type DualAveraging, startAveraging } from "./dual-averaging.ts";
import { initialStepSize } from "./initial-step-size.ts";
import type { Metric } from "../dynamics/metric.ts";
import { estimatedMetric, type MetricKind } from "./metric-estimate.ts";
import { type Moments, noMoments, withVector } from "./moments.ts";
import type { WarmupSchedule } from "./warmup-schedule.ts";

/** What a Hamiltonian chain steps with; plain data. */
export interface Tuning {
  /** Leapfrog step size. */
  readonly stepSize: number;
  readonly metric: Metric;
  /** What warm-up still has to learn; null once it is over. */
  readonly adaptation: Adaptation | null;
}

/** What warm-up has learnt in the window it is in. */
export interface Adaptation {
  readonly averaging: DualAveraging;
  /** Of the draws of the window. */
  readonly draws: Moments;
  /** Of the gradients at the draws of the window; of none unless the metric needs them. */
  readonly gradients: Moments;
}

/** How warm-up goes. */
export interface TuningRules {
  readonly schedule: WarmupSchedule;
  readonly metric: MetricKind;
  /** Mean acceptance statistic to aim at. */
  readonly targetAcceptance: number;
}

/** Where a chain stands. */
export interface Standpoint {
  readonly position: Float64Array;
  readonly gradient: Float64Array;
  readonly logDensity: number;
}

/** The tuning before the first iteration, its step size searched for. */
export function startTuning(
  density: Density,
  metric: Metric,
  at: Standpoint,
  stream: Stream,
  rules: TuningRules,
): Tuning {
  const stepSize = initialStepSize(density, metric, at, 1, stream);
  if (rules.schedule.length === 0) return { stepSize, metric, adaptation: null };
  return { stepSize, metric, adaptation: begun(stepSize, at.position.length, rules.metric) };
}

function begun(stepSize: number, n: number, metric: MetricKind): Adaptation {
  const kind = metric === "dense" ? "covariances" : "variances";
  return { averaging: startAveraging(stepSize), draws: noMoments(n, kind), gradients: noMoments(n, "variances") };
}

/**
 * The tuning after one iteration of warm-up, which had this acceptance statistic and led to this point.
 *
 * @param iteration  from 0
 */
export function afterWarmupIteration(
  tuning: Tuning,
  iteration: number,
  acceptance: number,
  at: Standpoint,
  density: Density,
  stream: Stream,
  rules: TuningRules,
): Tuning {
  const { adaptation } = tuning;
  if (adaptation === null) return tuning;
  const { schedule } = rules;
  const next = learnt(adaptation, iteration, acceptance, at, rules);
  if (iteration === schedule.length - 1) {
    return { ...tuning, stepSize: hostExp(next.averaging.averaged), adaptation: null };
  }
  const stepSize = hostExp(next.averaging.logStepSize);
  if (!schedule.windowEnds.includes(iteration)) return { ...tuning, stepSize, adaptation: next };
  const metric = estimatedMetric(rules.metric, next.draws, next.gradients, tuning.metric);
  const fresh = initialStepSize(density, metric, at, stepSize, stream);
  return { stepSize: fresh, metric, adaptation: begun(fresh, at.position.length, rules.metric) };
}

function learnt(
  { averaging, draws, gradients }: Adaptation,
  iteration: number,
  acceptance: number,
  at: Standpoint,
  { schedule, metric, targetAcceptance }: TuningRules,
): Adaptation {
  const inWindow = iteration >= schedule.firstDraw && iteration <= (schedule.windowEnds.at(-1) ?? -1);
  return {
    averaging: averagedOver(averaging, acceptance, { target: targetAcceptance }),
    draws: inWindow ? withVector(draws, at.position) : draws,
    gradients: inWindow && metric === "fisher" ? withVector(gradients, at.gradient) : gradients,
  };
}
