/** First-order methods: what Adam, AdamW and gradient descent share, from the gradient to the move. */
import { option, type OptionChecks } from "../../../src/internal.ts";
import { allFinite, dot, norm } from "../../linear-algebra/vectors.ts";
import type { Method, Stepped } from "../../drive/method.ts";
import { countOnBounds, project, projectedGradient } from "../../problem/box.ts";
import { type BestPoint, counted, type Iterate } from "../../fit/iterate.ts";
import { naturalScale, type NaturalScale, relativeStep, type Scaled, scaled, scaledNorm } from "../../fit/scale.ts";
import type { NamedProblem } from "../../problem/vector-problem.ts";
import type { DecayGroup, Rates } from "./groups.ts";
import { resolveRates } from "./groups.ts";
import { rateAsData, type Schedule, rateCheck } from "./learning-rate.ts";

/** What every first-order method can be told. */
export interface FirstOrderOptions {
  /** Learning rate: how far a step goes; or a schedule of the step. */
  readonly learningRate?: number | Schedule;
  /** Gradients longer than this are shortened to it, all leaves together. Default: none is. */
  readonly maxGradientNorm?: number;
  /**
   * In which lengths coordinates are measured. `own`: as they are, as the formulas are published. `natural`: by the width
   * of their bounds where they say something, else the size of their start, so that one rate suits parameters of any
   * units. Default "own".
   */
  readonly lengths?: "own" | "natural";
}

/** What the next step of a first-order method needs; `M` is what the method remembers of gradients. */
export interface FirstOrderState<M> extends Iterate {
  /** Steps made so far: the argument of schedules. */
  readonly updates: number;
  /** What the method remembers of gradients. */
  readonly memory: M;
  readonly gradientNorm: number;
  readonly leastCurvature: number;
  readonly best: BestPoint;
}

/** What one step of a first-order method did. */
export interface FirstOrderInfo {
  /** Objective after the step. */
  readonly value: number;
  /** Largest component of the projected gradient, each times the size of its coordinate. */
  readonly gradientNorm: number;
  /** Learning rate of the leaves in no group. */
  readonly learningRate: number;
  /** Factor by which the gradient was shortened; 1 where it was not. */
  readonly clipping: number;
  /** Largest component of the step, relative to the coordinate or its bounds' width. */
  readonly stepLength: number;
  /** Coordinates on a bound. */
  readonly onBounds: number;
}

/** How a method makes a direction of gradients. */
export interface UpdateRule<M> {
  readonly name: string;
  /** What is remembered before the first gradient. */
  begin(size: number): M;
  /**
   * The direction that, times the learning rate, is taken off the point.
   *
   * @param ages  how many gradients each coordinate has seen, this one included; 0 for those that do not move yet
   */
  update(
    memory: M,
    gradient: Float64Array,
    ages: Float64Array,
  ): { readonly memory: M; readonly direction: Float64Array };
}

/** A first-order method with nothing left open. */
export interface FirstOrderSettings extends Required<FirstOrderOptions> {
  readonly weightDecay: number;
  readonly groups: readonly DecayGroup[];
}

/** Over a shorter step, relative to the sizes of coordinates, the change of the gradient says little of curvature. */
const tellingStep = 2 ** -30;
/** The first look at curvature is taken this far from the start. */
const startProbe = 2 ** -17;

/** Steps before a first-order method gives up, unless the user says otherwise: they are many and cheap. */
export const firstOrderStop = { maxSteps: 10_000 };

/** Checks of the options that all of them share. */
export const firstOrderChecks: OptionChecks<FirstOrderOptions> = {
  learningRate: rateCheck,
  maxGradientNorm: option.fromZero,
  lengths: option.choice("own", "natural"),
};

/** The settings as plain data, for a checkpoint to be compared by. */
export function settingsAsData(settings: FirstOrderSettings): object {
  return {
    ...settings,
    learningRate: rateAsData(settings.learningRate),
    groups: settings.groups.map(({ learningRate, ...group }) =>
      learningRate === undefined ? group : { ...group, learningRate: rateAsData(learningRate) },
    ),
  };
}

/** The method on one problem. */
export function firstOrder<M>(
  unscaled: NamedProblem,
  rule: UpdateRule<M>,
  settings: FirstOrderSettings,
): Method<Float64Array, FirstOrderState<M>, FirstOrderInfo> {
  const problem = scaled(unscaled);
  const rates = resolveRates(problem, settings.groups, settings, rule.name);
  return {
    init: (point) => begin(problem, rule, point),
    step: (state) => advance(problem, rule, settings, rates, state),
  };
}

function begin<M>(problem: Scaled<NamedProblem>, rule: UpdateRule<M>, start: Float64Array): FirstOrderState<M> {
  const point = project(start, problem);
  const { value, gradient } = problem.evaluate(point);
  const scale = naturalScale(point, problem);
  // One look aside: a start at the minimum itself may never make a step that tells of curvature.
  const slopes = gradient.map((slope, i) => slope * scale.length[i]!);
  const aside = project(
    point.map((x, i) => x - (startProbe * scale.length[i]! * slopes[i]!) / (norm(slopes) || 1)),
    problem,
  );
  const leastCurvature = curvatureBetween({ point, gradient }, aside, problem.evaluate(aside).gradient, scale) ?? 0;
  return judged(problem, {
    point,
    value,
    gradient,
    startPoint: point,
    startValue: value,
    expectedDecrease: Number.POSITIVE_INFINITY,
    expectedStep: Number.POSITIVE_INFINITY,
    evaluations: { value: 2, gradient: 2, jacobian: 0 },
    failure: null,
    updates: 0,
    memory: rule.begin(problem.size),
    leastCurvature,
    best: { point, value, gradient },
  });
}

function advance<M>(
  problem: Scaled<NamedProblem>,
  rule: UpdateRule<M>,
  settings: FirstOrderSettings,
  rates: Rates,
  state: FirstOrderState<M>,
): Stepped<FirstOrderState<M>, FirstOrderInfo> {
  const { point, updates } = state;
  const scale = problem.scaleOf(state);
  const length = settings.lengths === "natural" ? scale.length : null;
  const ages = new Float64Array(point.length);
  const gradient = new Float64Array(point.length);
  for (let i = 0; i < point.length; i++) {
    ages[i] = Math.max(0, updates + 1 - rates.groups[rates.groupOf[i]!]!.start);
    // What does not move yet takes no part, in the length of the gradient neither.
    if (ages[i]! > 0) gradient[i] = state.gradient[i]! * (length === null ? 1 : length[i]!);
  }
  const size = norm(gradient);
  const clipping = size > settings.maxGradientNorm ? settings.maxGradientNorm / size : 1;
  if (clipping < 1) for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! * clipping;

  const { memory, direction } = rule.update(state.memory, gradient, ages);
  const rateOf = rates.groups.map(({ learningRate, start }) => (updates < start ? 0 : learningRate(updates - start)));
  const moved = point.map((x, i) => {
    if (ages[i] === 0) return x;
    const group = rates.groupOf[i]!;
    const move = direction[i]! * (length === null ? 1 : length[i]!);
    return x - rateOf[group]! * (move + rates.groups[group]!.weightDecay * x);
  });
  const to = project(moved, problem);
  const at = problem.evaluate(to);
  const next = judged(problem, {
    ...state,
    ...at,
    point: to,
    updates: updates + 1,
    memory,
    leastCurvature: Math.min(
      state.leastCurvature,
      curvatureBetween(state, to, at.gradient, scale) ?? state.leastCurvature,
    ),
    evaluations: counted(state.evaluations, { value: 1, gradient: 1 }),
  });
  return {
    state: next,
    info: {
      value: next.value,
      gradientNorm: next.gradientNorm,
      learningRate: rateOf.at(-1)!,
      clipping,
      stepLength: relativeStep(
        point,
        to.map((x, i) => x - point[i]!),
        scale,
      ),
      onBounds: countOnBounds(to, problem),
    },
  };
}

/** Curvature along the step to a new point, zero where it is negative; null where the step is too short to tell. */
function curvatureBetween(
  { point, gradient }: Pick<Iterate, "point" | "gradient">,
  to: Float64Array,
  newGradient: Float64Array,
  scale: NaturalScale,
): number | null {
  const step = to.map((x, i) => (x - point[i]!) / scale.length[i]!);
  const length = norm(step);
  if (!(length > tellingStep)) return null;
  const change = newGradient.map((slope, i) => (slope - gradient[i]!) * scale.length[i]!);
  const curvature = dot(step, change) / length ** 2;
  return curvature > 0 ? curvature : 0;
}

/** The state with its slope measured, its failure named and its best point kept. */
function judged<M>(problem: Scaled<NamedProblem>, state: Omit<FirstOrderState<M>, "gradientNorm">): FirstOrderState<M> {
  const { point, value, gradient, best } = state;
  const projected = projectedGradient(point, gradient, problem);
  const gradientNorm = scaledNorm(point, projected, problem.scaleOf(state));
  if (value === Number.NEGATIVE_INFINITY && state.updates > 0) return { ...state, gradientNorm, failure: "diverged" };
  if (!Number.isFinite(value) || !allFinite(gradient)) return { ...state, gradientNorm, failure: "non-finite" };
  return { ...state, gradientNorm, best: value < best.value ? { point, value, gradient } : best };
}
