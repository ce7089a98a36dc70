/** Adam and AdamW: gradient descent with steps measured by running moments of the gradient. */
import { rateGroupChecks } from "./groups.ts";
import { withDefaults, checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
import type { NamedProblem } from "../../problem/vector-problem.ts";
import type { Minimizer } from "../minimizer.ts";
import {
  firstOrder,
  type FirstOrderInfo,
  type FirstOrderOptions,
  type FirstOrderState,
  firstOrderStop,
  settingsAsData,
  type UpdateRule,
  firstOrderChecks,
} from "./first-order.ts";
import type { DecayGroup, RateGroup } from "./groups.ts";
import type { Schedule } from "./learning-rate.ts";

/** How Adam works; the defaults are those of the article. */
export interface AdamOptions extends FirstOrderOptions {
  /** Learning rate: about the length of a step, in units of each parameter. Default 1e-3. */
  readonly learningRate?: number | Schedule;
  /** Memory of the mean of gradients, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** Memory of the mean of their squares, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** Leaves that move by a rate of their own. */
  readonly groups?: readonly RateGroup[];
}

/** How AdamW works. */
export interface AdamWOptions extends Omit<AdamOptions, "groups"> {
  /** Fraction of itself, times the learning rate, that every parameter loses in each step. Default 0.01. */
  readonly weightDecay?: number;
  /** Leaves that move by a rate of their own, or with another decay. */
  readonly groups?: readonly DecayGroup[];
}

/** What Adam remembers of gradients. */
export interface AdamMoments {
  /** Running mean, shape [n]. */
  readonly mean: Float64Array;
  /** Running mean of squares, shape [n]. */
  readonly square: Float64Array;
}

/** What the next step of Adam needs. */
export type AdamState = FirstOrderState<AdamMoments>;

/** Checks of the options. */
const adamChecks: OptionChecks<AdamOptions> = {
  ...firstOrderChecks,
  beta1: option.notNegative(1),
  beta2: option.notNegative(1),
  epsilon: option.notNegative(),
  groups: option.each(option.nested(rateGroupChecks)),
};

/**
 * Adam. Bounds hold by projection. It goes on until the gradient is below `stop.gradientTolerance`; nothing else counts as
 * convergence. Where the objective has no noise, `lbfgsb` needs far fewer steps.
 *
 * @throws OptionError from the fit, naming a group that matches no leaf
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { adam, minimize } from "fluxion/inference";
 * const bowl = (p: { x: Arr; y: Arr }) => p.x.sub(3).square().add(p.y.add(1).square());
 * const groups = [{ paths: "y", learningRate: 0.05, start: 100 }];
 * const fit = minimize(bowl, { x: 0, y: 1 }, { method: adam({ learningRate: 0.1, groups }) });
 * console.log(fit.status, fit.params.x.item().toFixed(4), fit.params.y.item().toFixed(4)); // → converged 3.0000 -1.0000
 * ```
 * @see Kingma & Ba (2015), Adam: a method for stochastic optimization, algorithm 1
 */
export function adam(options: AdamOptions = {}): Minimizer<AdamState, FirstOrderInfo, NamedProblem> {
  checkOptions(options, adamChecks, "adam");
  return minimizer("adam", { ...options, weightDecay: 0 });
}

/** Checks of the options, with decay. */
const adamWChecks: OptionChecks<AdamWOptions> = {
  ...adamChecks,
  weightDecay: option.notNegative(),
  groups: option.each(option.nested({ ...rateGroupChecks, weightDecay: option.notNegative() })),
};

/**
 * AdamW: Adam with parameters that decay towards zero by `learningRate * weightDecay` of themselves in each step, beside
 * the moments and not through them. Its resting point is not the minimum of the objective unless the decay is zero, and it
 * does not say that it converged there.
 *
 * @throws OptionError from the fit, naming a group that matches no leaf
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { adamW, minimize } from "fluxion/inference";
 * const bowl = (p: { x: Arr }) => p.x.sub(3).square();
 * const method = adamW({ learningRate: 0.1, weightDecay: 0.5 });
 * const fit = minimize(bowl, { x: 4 }, { method, stop: { maxSteps: 1 } });
 * console.log(fit.params.x.item().toFixed(4)); // → 3.7000
 * ```
 * @see Loshchilov & Hutter (2019), Decoupled weight decay regularization, algorithm 2; the decay is multiplied by the
 *      learning rate, as it has come to be done
 */
export function adamW(options: AdamWOptions = {}): Minimizer<AdamState, FirstOrderInfo, NamedProblem> {
  checkOptions(options, adamWChecks, "adamW");
  return minimizer("adamw", withDefaults({ weightDecay: 0.01 }, options));
}

function minimizer(name: string, options: AdamWOptions): Minimizer<AdamState, FirstOrderInfo, NamedProblem> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const rule = adamRule(name, beta1, beta2, epsilon);
  const settings = {
    learningRate: options.learningRate ?? 1e-3,
    maxGradientNorm: options.maxGradientNorm ?? Number.POSITIVE_INFINITY,
    lengths: options.lengths ?? "own",
    weightDecay: options.weightDecay ?? 0,
    groups: options.groups ?? [],
  };
  const data = { ...settingsAsData(settings), beta1, beta2, epsilon };
  return { name, settings: data, stop: firstOrderStop, bind: (problem) => firstOrder(problem, rule, settings) };
}

function adamRule(name: string, beta1: number, beta2: number, epsilon: number): UpdateRule<AdamMoments> {
  return {
    name,
    begin: (size) => ({ mean: new Float64Array(size), square: new Float64Array(size) }),
    update: (memory, gradient, ages) => {
      const mean = memory.mean.slice();
      const square = memory.square.slice();
      const direction = new Float64Array(gradient.length);
      for (let i = 0; i < gradient.length; i++) {
        const age = ages[i]!;
        if (age === 0) continue;
        const slope = gradient[i]!;
        mean[i] = beta1 * mean[i]! + (1 - beta1) * slope;
        square[i] = beta2 * square[i]! + (1 - beta2) * slope * slope;
        // Both began at zero: their expectation lacks the factor 1 - beta^age.
        const unbiasedMean = mean[i]! / (1 - beta1 ** age);
        const unbiasedSquare = square[i]! / (1 - beta2 ** age);
        direction[i] = unbiasedMean / (Math.sqrt(unbiasedSquare) + epsilon);
      }
      return { memory: { mean, square }, direction };
    },
  };
}
