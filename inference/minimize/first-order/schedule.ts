/** Schedules: learning rates as pure functions of the step. */
import { checkOptions, describeValue, option, type OptionChecks, OptionError } from "../../../src/internal.ts";
import { requireRate, type Schedule, rateCheck } from "./learning-rate.ts";

/**
 * The same rate at every step.
 *
 * @throws OptionError unless the rate is a number from 0
 */
export function constant(rate: number): Schedule {
  requireRate("schedules.constant", "rate", rate);
  return () => rate;
}

/**
 * Rates that hold from given steps on.
 *
 * @param pieces  pairs of a first step and its rate; the first pair from step 0, the others in order
 * @throws OptionError naming the pair that is out of order, or a rate below 0
 * @example
 * ```ts
 * import { schedules } from "fluxion/inference";
 * const rate = schedules.piecewise([[0, 0.1], [500, 0.01]]);
 * console.log(rate(0), rate(499), rate(500)); // → 0.1 0.1 0.01
 * ```
 */
export function piecewise(pieces: readonly (readonly [from: number, rate: number])[]): Schedule {
  const where = "schedules.piecewise";
  if (pieces[0]?.[0] !== 0) {
    const received = pieces.length === 0 ? "no pair" : `a first pair from step ${pieces[0]![0]}`;
    throw new OptionError({ where, path: "pieces", expected: "a first pair from step 0", received });
  }
  pieces.forEach(([from, rate], k) => {
    requireRate(where, `pieces[${k}][1]`, rate);
    const before = k === 0 ? Number.NEGATIVE_INFINITY : pieces[k - 1]![0];
    if (!(from > before)) {
      throw new OptionError({
        where,
        path: `pieces[${k}][0]`,
        expected: `a step after ${before}`,
        received: String(from),
      });
    }
  });
  return (step) => pieces.findLast(([from]) => from <= step)![1];
}

/** A rise to a peak, and a fall along half a cosine. */
export interface WarmupCosine {
  /** Rate at step 0. Default 0. */
  readonly start?: number;
  /** Rate at the end of the rise. */
  readonly peak: number;
  /** Steps of the rise, a straight line; 0 starts at the peak. */
  readonly warmup: number;
  /** Step at which the fall has ended, the rise included. */
  readonly total: number;
  /** Rate from there on. Default 0. */
  readonly end?: number;
}

/** Checks of what warmupCosine is told. */
const warmupChecks: OptionChecks<WarmupCosine> = {
  start: rateCheck,
  peak: rateCheck,
  warmup: option.fromZero,
  total: option.positive(),
  end: rateCheck,
};

/**
 * A straight rise from `start` to `peak` over `warmup` steps, then half a cosine down to `end` at step `total`.
 *
 * @throws OptionError for rates below 0, or a rise that is not shorter than the whole
 * @example
 * ```ts
 * import { schedules } from "fluxion/inference";
 * const rate = schedules.warmupCosine({ peak: 0.2, warmup: 10, total: 110 });
 * console.log(rate(0), rate(5), rate(10), rate(60).toFixed(3), rate(110)); // → 0 0.1 0.2 0.100 0
 * ```
 * @see Loshchilov & Hutter (2017), SGDR: stochastic gradient descent with warm restarts
 */
export function warmupCosine(options: WarmupCosine): Schedule {
  checkOptions(options, warmupChecks, "schedules.warmupCosine", "", ["peak", "warmup", "total"]);
  const { start = 0, peak, warmup, total, end = 0 } = options;
  const where = "schedules.warmupCosine";
  Object.entries({ start, peak, end }).forEach(([path, rate]) => requireRate(where, path, rate));
  if (!(warmup >= 0 && warmup < total)) {
    throw new OptionError({
      where,
      path: "warmup",
      expected: `a number of steps from 0 to below total, ${total}`,
      received: describeValue(warmup),
    });
  }
  return (step) => {
    if (step < warmup) return start + (peak - start) * (step / warmup);
    const fraction = Math.min(1, (step - warmup) / (total - warmup));
    // Weights that are 1 and 0 at the ends meet both rates exactly.
    const weight = 0.5 * (1 + Math.cos(Math.PI * fraction));
    return peak * weight + end * (1 - weight);
  };
}

/** A fall by the same factor over equal numbers of steps. */
export interface ExponentialDecay {
  /** Rate at step 0, and up to step `from`. */
  readonly start: number;
  /** Factor by which it falls over `over` steps. */
  readonly factor: number;
  /** Steps over which it falls by `factor`. */
  readonly over: number;
  /** Step from which it falls. Default 0. */
  readonly from?: number;
  /** Rate below which it does not fall. Default 0. */
  readonly floor?: number;
}

/** Checks of what exponential is told. */
const decayChecks: OptionChecks<ExponentialDecay> = {
  start: rateCheck,
  factor: option.positive(),
  over: option.positive(),
  from: option.fromZero,
  floor: rateCheck,
};

/**
 * A rate that falls by `factor` every `over` steps.
 *
 * @throws OptionError for a rate below 0, or a factor or a number of steps that is not positive
 * @example
 * ```ts
 * import { schedules } from "fluxion/inference";
 * const rate = schedules.exponential({ start: 0.8, factor: 0.5, over: 100, floor: 0.15 });
 * console.log(rate(0), rate(200).toFixed(3), rate(1000)); // → 0.8 0.200 0.15
 * ```
 */
export function exponential(options: ExponentialDecay): Schedule {
  checkOptions(options, decayChecks, "schedules.exponential", "", ["start", "factor", "over"]);
  const { start, factor, over, from = 0, floor = 0 } = options;
  const where = "schedules.exponential";
  Object.entries({ start, floor }).forEach(([path, rate]) => requireRate(where, path, rate));
  Object.entries({ factor, over }).forEach(([path, value]) => {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new OptionError({ where, path, expected: "a number above 0", received: describeValue(value) });
    }
  });
  return (step) => Math.max(floor, start * factor ** (Math.max(0, step - from) / over));
}
