/** Levenberg-Marquardt: Gauss-Newton damped by how well its linear model has done, with steps that may bend. */
import { checkOptions, option, type OptionChecks } from "../../../src/internal.ts";
import { add, multiply, norm } from "../../linear-algebra/vectors.ts";
import type { Method } from "../../drive/method.ts";
import { counted } from "../../fit/iterate.ts";
import { scaleKeeper } from "../../fit/scale.ts";
import type { ResidualProblem } from "../../problem/vector-problem.ts";
import { boundedLinear } from "../linear/bounded-linear.ts";
import { geodesicBend } from "./geodesic.ts";
import type { LeastSquaresMethod } from "./least-squares-method.ts";
import { modelDecrease } from "./linear-model.ts";
import {
  agreementOf,
  arrive,
  attempt,
  type Expectation,
  expectation,
  firstIterate,
  looked,
  leastAgreement,
  measuredAnew,
  modelKeeper,
  moves,
  reportOf,
  type ScaledIterate,
  shortExpectation,
  type StepReport,
} from "./scaled-iterate.ts";

/** How Levenberg-Marquardt works; the defaults fit nearly every problem. */
export interface LevenbergMarquardtOptions {
  /** Damping of the first step, in units of the squared length of the Jacobian's columns. Default 1e-3. */
  readonly firstDamping?: number | undefined;
  /**
   * `geodesic` bends each step by the second derivative of the residuals along it, which is exact: fewer steps along narrow
   * curved valleys, for one more evaluation each. Default `none`.
   */
  readonly acceleration?: "none" | "geodesic" | undefined;
}

/** What the next step of Levenberg-Marquardt needs. */
export interface LevenbergMarquardtState extends ScaledIterate {
  /** Damping of the next step, in units of the squared column sizes. */
  readonly damping: number;
  /** Factor by which the damping grows if the next step fails. */
  readonly growth: number;
}

/** What one step of Levenberg-Marquardt did. */
export interface LevenbergMarquardtInfo extends StepReport {
  /** Damping of the step. */
  readonly damping: number;
  /** Twice the length of its bend over that of the straight step; zero without acceleration. */
  readonly bend: number;
}

/** Ways to bend a step. */
export const accelerations: readonly string[] = ["none", "geodesic"];

/** Below this damping, and with so little to gain as a fraction, a step is meant to reach the minimum of the model. */
const slightDamping = 1e-3;
const slightDecrease = 1e-9;
/**
 * Damping falls by up to this factor after a good step, and grows by this one after a first failure. Over the problems of
 * NIST and of Moré, Garbow & Hillstrom 5 and 3 take a third fewer steps with acceleration than the 3 and 2 of Madsen and
 * others, and as many without.
 */
const largestEasing = 5;
const firstGrowth = 3;
/** A bend longer than this part of the step says that the step is longer than its Taylor series holds. */
const largestBend = 0.75;

/** Checks of the options. */
const checks: OptionChecks<LevenbergMarquardtOptions> = {
  firstDamping: option.positive(
    "It is in units of the squared columns: leave it out, or take 1 for a wary first step.",
  ),
  acceleration: option.choice(...accelerations),
};

/**
 * Levenberg-Marquardt with exact Jacobians: each coordinate is measured by the largest length that its column of the
 * Jacobian has had, as in MINPACK, so that units change nothing; the damping follows the ratio of the decrease to the one
 * expected; the damped linear problem is solved exactly over the bounds.
 *
 * @throws   OptionError when `firstDamping` is not positive, or there is no such acceleration
 * @example
 * ```ts
 * import { type Arr, array, exp } from "fluxion";
 * import { leastSquares, levenbergMarquardt } from "fluxion/inference";
 * const t = array([0, 1, 2, 3]);
 * const y = array([2, 1.2, 0.7, 0.45]);
 * const residuals = (p: { height: Arr; rate: Arr }) => exp(t.mul(p.rate).neg()).mul(p.height).sub(y);
 * const method = levenbergMarquardt({ acceleration: "geodesic" });
 * const fit = leastSquares(residuals, { height: 1, rate: 1 }, { method });
 * console.log(fit.status, fit.params.rate.item().toFixed(3)); // → converged 0.511
 * ```
 * @see Marquardt (1963); Moré (1978) for the scaling; Madsen, Nielsen & Tingleff (2004), Methods for non-linear least
 *      squares problems, for the damping; Transtrum & Sethna (2012), arXiv:1201.5885, for the acceleration
 */
export function levenbergMarquardt(
  options: LevenbergMarquardtOptions = {},
): LeastSquaresMethod<LevenbergMarquardtState, LevenbergMarquardtInfo> {
  checkOptions(options, checks, "levenbergMarquardt");
  return { name: "levenberg-marquardt", settings: options, bind: (problem) => bound(problem, options) };
}

function bound(
  problem: ResidualProblem,
  { firstDamping = 1e-3, acceleration = "none" }: LevenbergMarquardtOptions,
): Method<Float64Array, LevenbergMarquardtState, LevenbergMarquardtInfo> {
  const modelOf = modelKeeper(problem);
  const scaleOf = scaleKeeper(problem);
  return {
    init: (start) => {
      const state = { ...firstIterate(problem, start), damping: firstDamping, growth: firstGrowth };
      return state.failure === null
        ? { ...state, ...expectation(scaleOf(state), state, modelOf(state)), confirmed: true }
        : state;
    },
    // The full step of the linear model promises what the derivatives at hand say; one that was held short is looked at.
    confirm: (state) => {
      const scale = scaleOf(state);
      const { isTrue, evaluations } = looked(problem, scale, state, modelOf(state));
      if (isTrue === true) return { ...state, evaluations, confirmed: true };
      const unknown = Number.POSITIVE_INFINITY;
      if (isTrue === "stuck") return { ...state, evaluations, confirmed: true, expectedDecrease: unknown };
      const anew = measuredAnew(problem, state);
      return {
        ...anew,
        damping: firstDamping,
        growth: firstGrowth,
        ...expectation(scale, anew, modelOf(anew)),
        evaluations,
      };
    },
    step: (state) => {
      const model = modelOf(state);
      const scale = scaleOf(state);
      const { damping } = state;
      const straight = boundedLinear(model.system, model.box, damping);
      const bend = acceleration === "none" ? null : geodesicBend(problem, model, state.point, straight, damping);
      const bendRatio = bend === null ? 0 : (2 * norm(bend)) / norm(straight);
      const step = multiply(bend === null ? straight : add(straight, bend), model.unscale);
      const expected = modelDecrease(model.system, straight);
      // A step that is damped in vain is not meant to arrive: the full one then still promises more.
      const meantToArrive = damping <= slightDamping && state.expectedDecrease <= slightDecrease * state.value;
      const curvature = bend === null ? 0 : 1;
      let evaluations = counted(state.evaluations, { curvature });
      let agreement = Number.NEGATIVE_INFINITY;
      let next: LevenbergMarquardtState | null = null;
      // A NaN bend is too large as well.
      if (bendRatio <= largestBend) {
        const tried = attempt(problem, state, step);
        evaluations = counted(state.evaluations, { curvature, value: 1 });
        agreement = agreementOf(state.value, tried.value, expected, meantToArrive);
        if (agreement > leastAgreement) {
          evaluations = counted(state.evaluations, { curvature, value: 1, jacobian: 1 });
          next = arrive(problem, state, tried, evaluations);
        }
      }
      const accepted = next !== null;
      let ahead: Pick<LevenbergMarquardtState, keyof Expectation>;
      if (next !== null) {
        // A product and no power, which engines round in different ways.
        const centred = 2 * agreement - 1;
        next = {
          ...next,
          damping: damping * Math.max(1 / largestEasing, 1 - centred * centred * centred),
          growth: firstGrowth,
        };
        ahead = expectation(scale, next, modelOf(next));
      } else {
        const raised = damping * state.growth;
        const isStuck = !moves(state.point, step) || !Number.isFinite(raised);
        const failure = isStuck ? ("stalled" as const) : null;
        next = { ...state, evaluations, damping: raised, growth: 2 * state.growth, failure };
        ahead = state;
      }
      const report = reportOf(problem, scale, state, next, step, { accepted, agreement });
      const short = { expected, agreement, stepLength: report.stepLength };
      const expectedDecrease = shortExpectation(state.expectedDecrease, ahead.expectedDecrease, short);
      return {
        state: {
          ...next,
          expectedDecrease,
          expectedStep: ahead.expectedStep,
          resolution: ahead.resolution ?? 0,
          confirmed: expectedDecrease === ahead.expectedDecrease && ahead !== state,
        },
        info: { ...report, damping, bend: bendRatio },
      };
    },
  };
}
