/** profile: the likelihood of one parameter with all others fitted again at each of its values. */
import type { Start } from "../../problem/start-of.ts";
import {
  parameterChecks,
  checkOptions,
  option,
  ProgressTeller,
  runCheck,
  type OptionChecks,
  type RunOf,
  type SpecOf,
  OptionError,
} from "../../../src/internal.ts";
import { FitParameters, type SpaceOptions } from "../../problem/parameters.ts";
import { naturalScale } from "../../fit/scale.ts";
import { intervalAt, type ProfileInterval } from "./intervals.ts";
import { type ConditionalFits, conditionalFits, type Likelihood, riseForOne } from "./likelihood.ts";
import { explainProfile, profileSummary } from "./explain.ts";
import { rootOf, walkBack, type WalkEnd, type WalkNode, walkOut } from "./walk.ts";

/** One value of the parameter, all others fitted. */
export interface ProfilePoint<P> {
  /** Value of the parameter that is held. */
  readonly value: number;
  /** Chi-squared, or twice the negative log-likelihood, above its minimum; in units of the noise where that is estimated. */
  readonly deltaChi2: number;
  /**
   * Root of the rise, negative below the best fit: a straight line of slope one over the standard error where the model is
   * as good as linear.
   */
  readonly signedRoot: number;
  /** The parameters there. */
  readonly params: P;
}

/** A stretch of values where the others have a lower minimum than the one that continues the best fit. */
export interface MinimumSwitch {
  /** The values between which the lower minimum was found by walking inwards. */
  readonly from: number;
  readonly to: number;
}

/** What every profile tells. */
export interface ProfileFields<P> {
  /** Path of the parameter. */
  readonly path: string;
  /** Unit as text; empty when there is none. */
  readonly unit: string;
  /** Value at the best fit. */
  readonly best: number;
  /** Standard error at the best fit, from the curvature there; infinite where the data do not determine it. */
  readonly standardError: number;
  /** The profile, in ascending order. */
  readonly points: readonly ProfilePoint<P>[];
  /** One interval for each confidence asked for. */
  readonly intervals: readonly ProfileInterval[];
  /** Other minima of the profile. */
  readonly otherMinima: readonly ProfilePoint<P>[];
  /** Where the minimum of the other parameters jumps. */
  readonly switches: readonly MinimumSwitch[];
  /** Number of fits. */
  readonly fits: number;
  /** What it says and what to do next, in a sentence. */
  readonly explain: string;
  /** The intervals, to print. */
  summary(): string;
}

/** A profile. Narrow on `status`: "complete", or what kept it from being so. */
export type Profile<P> =
  | (ProfileFields<P> & { readonly status: "complete" })
  /** Fits failed before the profile had risen far enough; the ends concerned are "unknown". */
  | (ProfileFields<P> & { readonly status: "incomplete" })
  | (ProfileFields<P> & { readonly status: "cancelled" })
  /** The best fit is none: a lower minimum was met on the way. */
  | (ProfileFields<P> & { readonly status: "lower-minimum"; readonly lower: ProfilePoint<P> });

/** How to profile. */
export interface ProfileOptions<P> extends SpaceOptions<P> {
  /** Probabilities of the intervals. Default: one and two standard deviations, 0.6827 and 0.9545. */
  readonly confidence?: readonly number[] | undefined;
  /** Step, in standard errors. Default 0.5. */
  readonly step?: number | undefined;
  /** Values to look at in any case, beyond what the intervals need: how to find other minima of the profile. */
  readonly range?: readonly [lower: number, upper: number] | undefined;
  /** How it runs: `progress` is told of each fit, and `signal` heard before it. */
  readonly run?: RunOf<"progress" | "signal" | "target"> | undefined;
}

/** One and two standard deviations. */
export const usualConfidence: readonly number[] = [0.6826894921370859, 0.9544997361036416];

/** Checks of the options. */
const checks: OptionChecks<ProfileOptions<unknown>> = {
  ...parameterChecks,
  confidence: option.each(option.between(0, 1)),
  step: option.positive(),
  range: option.interval,
  run: runCheck(["progress", "signal", "target"]),
};

/**
 * The profile likelihood of one parameter, and its confidence intervals: at each of its values all other parameters are fitted
 * again, from the last fit outwards and back again from the far end, so that a jump between minima is found.
 *
 * Intervals end where chi-squared has risen by the quantile of its distribution, found by root finding. They follow changes
 * of parameters, are lopsided where the data are, and are said to be open where the data do not close them.
 *
 * @param likelihood  `{ residuals }` as for `leastSquares`, or `{ objective }` as for `minimize`; compiled once
 * @param best  parameters at or near the best fit
 * @param path  the parameter: the path of its leaf, with the position in square brackets where the leaf is an array
 * @throws   OptionError when the path names no free number; FitError when no minimum is near
 * @example
 * ```ts
 * import { type Arr, array, exp } from "fluxion";
 * import { leastSquares, profile } from "fluxion/inference";
 * const t = array([0, 1, 2, 3]);
 * const y = array([2, 1.2, 0.7, 0.45]);
 * const residuals = (p: { height: Arr; rate: Arr }) => exp(t.mul(p.rate).neg()).mul(p.height).sub(y).div(0.1);
 * const fit = leastSquares(residuals, { height: 1, rate: 1 });
 * const { intervals, status } = profile({ residuals }, fit.params, "rate");
 * console.log(status, intervals[0]!.lower.value.toFixed(3), intervals[0]!.upper.value.toFixed(3)); // → complete 0.461 0.565
 * ```
 * @see Bates & Watts (1988), Nonlinear regression analysis, chapter 6; Venzon & Moolgavkar (1988), Applied Statistics 37, 87
 */
export function profile<P>(
  likelihood: Likelihood<P>,
  best: Start<NoInfer<P>>,
  path: string,
  options: ProfileOptions<NoInfer<P>> & SpecOf<P> = {},
): Profile<P> {
  return profiles(likelihood, best, [path], options)[0]!;
}

/**
 * The profile likelihoods of several parameters, from one compilation.
 *
 * @throws   as `profile`
 */
export function profiles<P>(
  likelihood: Likelihood<P>,
  best: Start<NoInfer<P>>,
  paths: readonly string[],
  options: ProfileOptions<NoInfer<P>> & SpecOf<P> = {},
): Profile<P>[] {
  checkOptions(options, checks, "profile");
  const parameters = new FitParameters<P>(best, options, "profile");
  const positions = paths.map((path) => positionOf(parameters, path, "profile"));
  const confidence = options.confidence ?? usualConfidence;
  confidence.forEach((probability) => checkConfidence(probability, "profile"));
  const fits = conditionalFits(likelihood, parameters, options.run?.target, "profile");
  return positions.map((coordinate) => profileOf(fits, parameters, coordinate, confidence, options));
}

/** @throws OptionError naming the free numbers when the path is none of theirs */
export function positionOf<P>({ coordinates }: FitParameters<P>, path: string, where: string): number {
  const position = coordinates.findIndex((coordinate) => coordinate.path === path);
  if (position >= 0) return position;
  throw new OptionError({
    where,
    path: "path",
    problem: `${path === "" ? "the empty path" : path} is no free number`,
    hint: `Those are ${coordinates.map((coordinate) => coordinate.path).join(", ")}.`,
  });
}

/** @throws OptionError when it is no probability */
export function checkConfidence(confidence: number, where: string): void {
  if (confidence > 0 && confidence < 1) return;
  throw new OptionError({
    where,
    path: "confidence",
    expected: "a probability between 0 and 1",
    received: String(confidence),
  });
}

function profileOf<P>(
  fits: ConditionalFits,
  parameters: FitParameters<P>,
  coordinate: number,
  confidence: readonly number[],
  options: ProfileOptions<P>,
): Profile<P> {
  const { box } = parameters;
  const { path, unit } = parameters.coordinates[coordinate]!;
  const levels = confidence.map((probability) => {
    return { confidence: probability, deltaChi2: riseForOne(probability, fits.freedom) };
  });
  const start: WalkNode = { at: fits.best[coordinate]!, point: fits.best, rise: 0 };
  const error = fits.errors[coordinate]!;
  const scale = naturalScale(fits.best, box).length[coordinate]!;
  const { progress, signal } = options.run ?? {};
  const teller = new ProgressTeller(progress, { label: `profile of ${path}`, total: null });
  let count = 0;
  const counting = {
    ...fits,
    solve: (from: Float64Array, held: readonly number[]) => {
      const fit = fits.solve(from, held);
      count++;
      teller.tell(count, { stage: "profile", path });
      return fit;
    },
  };
  const rules = ([1, -1] as const).map((side) => ({
    ...{ coordinate, side, box },
    farthest:
      options.range === undefined
        ? 1.1 * Math.sqrt(Math.max(0, ...levels.map(({ deltaChi2 }) => deltaChi2)))
        : Infinity,
    step: options.step ?? 0.5,
    end: options.range === undefined ? side * Infinity : outer(options.range, start.at, side),
    length: error > 0 && Number.isFinite(error) ? error : 0.1 * scale,
    cancelled: () => signal?.aborted === true,
  }));
  const walks = rules.map((rule) => walkOut(counting, start, rule));
  const switches = walks.flatMap(({ nodes }, k): MinimumSwitch[] => {
    const lower = walkBack(counting, nodes, rules[k]!);
    return lower.length === 0 ? [] : [{ from: nodes[Math.min(...lower)]!.at, to: nodes[Math.max(...lower)]!.at }];
  });
  const nodes = [...walks[1]!.nodes.toReversed(), start, ...walks[0]!.nodes];
  const [above, below] = walks.map(({ end }) => end) as [WalkEnd, WalkEnd];
  const pointOf = (node: WalkNode): ProfilePoint<P> => ({
    value: node.at,
    deltaChi2: node.rise,
    signedRoot: (node.at < start.at ? -1 : 1) * rootOf(node),
    params: parameters.paramsAt(node.point),
  });
  const lowest = nodes.reduce((least, node) => (node.rise < least.rise ? node : least), start);
  const minima = nodes
    .filter((node, k) => node !== start && isMinimum(nodes, k, fits.tolerance))
    .map((node) => fullFit(counting, node, coordinate))
    // One that leads back to the best fit was none.
    .filter(({ point }) => point.some((x, i) => Math.abs(x - fits.best[i]!) > 1e-6 * Math.abs(x)));
  const lower = [lowest, ...minima].reduce((least, node) => (node.rise < least.rise ? node : least), start);
  const fields = {
    ...{ path, unit, best: start.at, standardError: error },
    points: nodes.map(pointOf),
    intervals: levels.map((level) => intervalAt(counting, coordinate, nodes, start, { below, above }, level, box)),
    otherMinima: minima.map(pointOf),
    switches,
  };
  teller.end(count, { stage: "profile", path });
  const status = statusOf(lower.rise < -fits.tolerance, [above, below]);
  const told = { ...fields, status, lower: pointOf(lower) };
  return {
    ...fields,
    ...(status === "lower-minimum" ? { status, lower: pointOf(fullFit(counting, lower, coordinate)) } : { status }),
    fits: count,
    explain: explainProfile(told),
    summary: () => profileSummary(told),
  };
}

function statusOf(foundLower: boolean, ends: readonly WalkEnd[]): Profile<unknown>["status"] {
  if (foundLower) return "lower-minimum";
  if (ends.includes("cancelled")) return "cancelled";
  return ends.includes("failed") ? "incomplete" : "complete";
}

/** The end of a range on one side of the best fit; the best fit itself when the range lies on the other side. */
function outer([lower, upper]: readonly [number, number], at: number, side: 1 | -1): number {
  return side > 0 ? Math.max(upper, at) : Math.min(lower, at);
}

/** True where the profile is lower than on both sides; the ends are none. */
function isMinimum(nodes: readonly WalkNode[], k: number, tolerance: number): boolean {
  if (k === 0 || k === nodes.length - 1) return false;
  const { rise } = nodes[k]!;
  return rise < nodes[k - 1]!.rise - tolerance && rise < nodes[k + 1]!.rise - tolerance;
}

/** The fit of all coordinates from a node; the node itself where it fails. */
function fullFit(fits: ConditionalFits, node: WalkNode, coordinate: number): WalkNode {
  const fit = fits.solve(node.point, []);
  return fit.failure === null ? { at: fit.point[coordinate]!, point: fit.point, rise: fits.rise(fit) } : node;
}
