/** SGD: gradient descent, with momentum and Nesterov's look ahead. */
import { rateGroupChecks } from "./groups.ts";
import { checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
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
import type { RateGroup } from "./groups.ts";
import type { Schedule } from "./learning-rate.ts";

/** How gradient descent works. */
export interface SgdOptions extends FirstOrderOptions {
  /** Learning rate: a step is this times the gradient; or a schedule of the step. Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** Fraction of the last move that goes into the next, from 0 to below 1. Default 0. */
  readonly momentum?: number;
  /** Which gradient momentum is added to. `nesterov` looks ahead along it. Default "classical". */
  readonly look?: "classical" | "nesterov";
  /** Leaves that move by a rate of their own. */
  readonly groups?: readonly RateGroup[];
}

/** What gradient descent remembers of gradients. */
export interface Velocity {
  /** Gradients summed with falling weights, shape [n]. */
  readonly velocity: Float64Array;
}

/** What the next step of gradient descent needs. */
export type SgdState = FirstOrderState<Velocity>;

/** Checks of the options. */
const checks: OptionChecks<SgdOptions> = {
  ...firstOrderChecks,
  momentum: option.notNegative(1),
  look: option.choice("classical", "nesterov"),
  groups: option.each(option.nested(rateGroupChecks)),
};

/**
 * Gradient descent: v = momentum v + g, and a step of -learningRate v, or of -learningRate (g + momentum v) when it looks
 * ahead. Bounds hold by projection. It goes on until the gradient is below `stop.gradientTolerance`; nothing else counts as
 * convergence.
 *
 * @throws OptionError from the fit, naming a group that matches no leaf
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { minimize, sgd } from "fluxion/inference";
 * const bowl = (p: { x: Arr }) => p.x.sub(3).square();
 * const fit = minimize(bowl, { x: 0 }, { method: sgd({ learningRate: 0.1, momentum: 0.5, look: "nesterov" }) });
 * console.log(fit.status, fit.params.x.item().toFixed(4)); // → converged 3.0000
 * ```
 * @see Polyak (1964); Sutskever, Martens, Dahl & Hinton (2013), On the importance of initialization and momentum
 */
export function sgd(options: SgdOptions = {}): Minimizer<SgdState, FirstOrderInfo, NamedProblem> {
  checkOptions(options, checks, "sgd");
  const { momentum = 0, look = "classical" } = options;
  const rule = descentRule(momentum, look);
  const settings = {
    learningRate: options.learningRate ?? 0.01,
    maxGradientNorm: options.maxGradientNorm ?? Number.POSITIVE_INFINITY,
    lengths: options.lengths ?? "own",
    weightDecay: 0,
    groups: options.groups ?? [],
  };
  const data = { ...settingsAsData(settings), momentum, look };
  return {
    name: rule.name,
    settings: data,
    stop: firstOrderStop,
    bind: (problem) => firstOrder(problem, rule, settings),
  };
}

function descentRule(momentum: number, look: "classical" | "nesterov"): UpdateRule<Velocity> {
  return {
    name: "sgd",
    begin: (size) => ({ velocity: new Float64Array(size) }),
    // Velocities of what does not move yet stay zero, as their gradients are.
    update: (memory, gradient) => {
      const velocity = memory.velocity.map((v, i) => momentum * v + gradient[i]!);
      const direction = look === "classical" ? velocity : gradient.map((g, i) => g + momentum * velocity[i]!);
      return { memory: { velocity }, direction };
    },
  };
}
