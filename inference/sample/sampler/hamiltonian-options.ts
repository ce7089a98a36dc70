/** Options that all Hamiltonian samplers share. */
import { option, type OptionChecks } from "../../../src/internal.ts";
import type { MetricKind } from "../tuning/metric-estimate.ts";
import type { TuningRules } from "../tuning/tuning.ts";
import { warmupSchedule } from "../tuning/warmup-schedule.ts";

/** How a Hamiltonian sampler is tuned. */
export interface HamiltonianOptions {
  /** What warm-up learns of the scales: "diagonal" (default), "dense" or "fisher". */
  readonly metric?: MetricKind;
  /** Acceptance statistic that the step size is tuned to; closer to one means smaller steps. Default 0.8. */
  readonly targetAcceptance?: number;
}

/** Checks of them. */
export const hamiltonianChecks: OptionChecks<HamiltonianOptions> = {
  metric: option.choice("diagonal", "dense", "fisher"),
  targetAcceptance: option.between(0, 1),
};

/** The rules of a warm-up of so many iterations. */
export const tuningRules = (options: Required<HamiltonianOptions>, warmup: number): TuningRules => ({
  schedule: warmupSchedule(warmup),
  metric: options.metric,
  targetAcceptance: options.targetAcceptance,
});
