/** Moré-Thuente: a line search that ends at a point satisfying the strong Wolfe conditions. */

/** A function along a line at one step length. */
export interface LinePoint {
  readonly step: number;
  /** phi(step). */
  readonly value: number;
  /** phi'(step). */
  readonly slope: number;
}

/** How to search. */
export interface LineSearchOptions {
  /** First step length to try. */
  readonly initial: number;
  /** Longest step length allowed. */
  readonly maximum: number;
  /** Sufficient decrease: phi(a) <= phi(0) + sufficientDecrease a phi'(0). Between 0 and 1/2. */
  readonly sufficientDecrease: number;
  /** Curvature: |phi'(a)| <= curvature |phi'(0)|. Between sufficientDecrease and 1. */
  readonly curvature: number;
  /** Differences of phi below this cannot be told from rounding; there slopes alone decide. */
  readonly valueNoise: number;
  /** Trials after which the search gives up. */
  readonly maxTrials: number;
}

/**
 * How a search ended. `wolfe`: both conditions hold. `noise`: values differ by no more than rounding, and the slopes
 * satisfy the approximate Wolfe conditions of Hager & Zhang (2005). `maximum`: the longest step decreases enough and
 * still goes down. `decrease`: trials ran out at a point with sufficient decrease. `unbounded`: minus infinity was met, or no end of the descent.
 * `failed`: no acceptable point.
 */
export type LineSearchOutcome = "wolfe" | "noise" | "maximum" | "decrease" | "unbounded" | "failed";

/** What a search found. */
export interface LineSearchResult<T extends LinePoint> {
  readonly outcome: LineSearchOutcome;
  /** The point to go to; the starting point when the search failed. */
  readonly point: T;
  /** Trials made. */
  readonly trials: number;
}

/** Without a bracket the next trial lies this many moves beyond the last, at least and at most. */
const nearestExtrapolation = 1.1;
const farthestExtrapolation = 4;
/** A bracket that two trials have not brought below this fraction is halved. */
const shrinkage = 0.66;
/** A bracket this narrow, relative to its upper end, holds nothing more to find. */
const narrowest = 4 * Number.EPSILON;
/** A step this many times the first that still goes down says that the line has no lower end. */
const endless = 1e12;
/** After a trial where the function does not exist, the next lies at this fraction of the way to it. */
const retreat = 0.2;

/**
 * Searches along a line for a step of sufficient decrease and small slope.
 *
 * A trial whose value or slope is NaN or infinite bounds the search from above: it is never returned, and the next trial
 * lies nearer to the best point known.
 *
 * @param start  phi and phi' at 0; phi'(0) must be negative
 * @param evaluate  phi and phi' at a step length
 * @see Moré & Thuente (1994), Line search algorithms with guaranteed sufficient decrease, ACM TOMS 20, 286
 */
export function moreThuente<T extends LinePoint>(
  start: T,
  evaluate: (step: number) => T,
  options: LineSearchOptions,
): LineSearchResult<T> {
  const { sufficientDecrease, curvature, valueNoise, maxTrials } = options;
  const tilt = sufficientDecrease * start.slope;
  /** The end of the interval with the lowest value so far, and its other end. */
  let best: Seen<T> = { step: 0, value: start.value, slope: start.slope, at: start };
  let other = best;
  let bracketed = false;
  let firstStage = true;
  let ceiling = options.maximum;
  let ceilingExists = true;
  let width = options.maximum;
  let olderWidth = 2 * width;
  let step = Math.min(options.initial, ceiling);
  /** Where a trial beyond the last one may lie while there is no bracket. */
  let nearest = 0;
  let farthest = step + farthestExtrapolation * step;

  let trials = 0;
  while (trials < maxTrials) {
    trials++;
    const found = evaluate(step);
    if (found.value === Number.NEGATIVE_INFINITY) return { outcome: "unbounded", point: found, trials };
    if (!Number.isFinite(found.value) || !Number.isFinite(found.slope)) {
      ceiling = step;
      ceilingExists = false;
      farthest = Math.min(farthest, ceiling);
      step = best.step + retreat * (step - best.step);
      if (step === best.step) break;
      continue;
    }

    const drowned = Math.abs(found.value - start.value) <= valueNoise;
    const enough = found.value <= start.value + step * tilt;
    if (enough && Math.abs(found.slope) <= -curvature * start.slope) return { outcome: "wolfe", point: found, trials };
    if (
      drowned &&
      found.slope >= curvature * start.slope &&
      found.slope <= (2 * sufficientDecrease - 1) * start.slope
    ) {
      return { outcome: "noise", point: found, trials };
    }
    if (ceilingExists && step === ceiling && enough && found.slope <= tilt) {
      return { outcome: "maximum", point: found, trials };
    }
    // A value that drowns in rounding is replaced by what the slopes add up to.
    const value = drowned ? best.value + 0.5 * (best.slope + found.slope) * (step - best.step) : found.value;
    const trial: Seen<T> = { step, value, slope: found.slope, at: found };

    // Until some step shows sufficient decrease and a slope that is not negative, a trial that goes down too little is
    // judged by psi(a) = phi(a) - phi(0) - sufficientDecrease a phi'(0), whose minimisers satisfy both conditions.
    if (firstStage && enough && found.slope >= 0) firstStage = false;
    const by = firstStage && trial.value <= best.value && !enough ? tilt : 0;
    const [low, high, at] = [tilted(best, by), tilted(other, by), tilted(trial, by)];
    const next = proposal(low, high, at, bracketed, nearest, Math.min(farthest, ceiling));
    if (at.value > low.value) other = trial;
    else {
      if (at.slope * Math.sign(low.slope) < 0) other = best;
      best = trial;
    }
    bracketed = next.bracketed;
    step = next.step;

    if (bracketed) {
      const bracket = Math.abs(other.step - best.step);
      if (bracket >= shrinkage * olderWidth) step = best.step + 0.5 * (other.step - best.step);
      olderWidth = width;
      width = bracket;
      nearest = Math.min(best.step, other.step);
      farthest = Math.max(best.step, other.step);
      if (width <= narrowest * farthest || step <= nearest || step >= farthest) break;
    } else {
      if (step >= ceiling) step = ceilingExists ? ceiling : 0.5 * (best.step + ceiling);
      if (step === best.step) break;
      nearest = step + nearestExtrapolation * (step - best.step);
      farthest = step + farthestExtrapolation * (step - best.step);
    }
  }
  if (!bracketed && ceilingExists && best.step >= endless * options.initial) {
    return { outcome: "unbounded", point: best.at, trials };
  }
  const decreases = best.step > 0 && best.at.value <= start.value + best.step * tilt;
  return { outcome: decreases ? "decrease" : "failed", point: decreases ? best.at : start, trials };
}

/** A trial as the search judges it, and as it was. */
interface Seen<T> extends LinePoint {
  readonly at: T;
}

/** The same point of phi(a) - slope a. */
function tilted({ step, value, slope }: LinePoint, by: number): LinePoint {
  return { step, value: value - step * by, slope: slope - by };
}

/** The next trial step from the interval's ends and the trial just made (section 4 of the paper). */
function proposal(
  best: LinePoint,
  other: LinePoint,
  trial: LinePoint,
  bracketed: boolean,
  nearest: number,
  farthest: number,
): { readonly step: number; readonly bracketed: boolean } {
  const distance = (step: number, from: LinePoint): number => Math.abs(step - from.step);
  // Case 1, a higher value: a minimum lies between; take the cubic's, drawn to the parabola's if that one is nearer.
  if (trial.value > best.value) {
    const cubic = cubicMinimiser(best, trial).step;
    const span = trial.step - best.step;
    const parabola = best.step + (0.5 * best.slope * span) / ((best.value - trial.value) / span + best.slope);
    const step = distance(cubic, best) < distance(parabola, best) ? cubic : cubic + 0.5 * (parabola - cubic);
    return { step, bracketed: true };
  }
  const secant = trial.step + (trial.slope / (trial.slope - best.slope)) * (best.step - trial.step);
  // Case 2, a lower value and a slope of the other sign: a minimum lies between; take the farther of the two.
  if (trial.slope * Math.sign(best.slope) < 0) {
    const cubic = cubicMinimiser(best, trial).step;
    return { step: distance(cubic, trial) > distance(secant, trial) ? cubic : secant, bracketed: true };
  }
  const onwards = trial.step > best.step ? farthest : nearest;
  // Case 3, a lower value and a gentler slope of the same sign: go on, as far as cubic or secant say.
  if (Math.abs(trial.slope) < Math.abs(best.slope)) {
    const { step: minimiser, beyond } = cubicMinimiser(best, trial);
    const cubic = beyond ? minimiser : onwards;
    const cubicIsNearer = distance(cubic, trial) < distance(secant, trial);
    if (!bracketed) {
      const step = cubicIsNearer ? secant : cubic;
      return { step: Math.min(Math.max(step, nearest), farthest), bracketed };
    }
    const step = cubicIsNearer ? cubic : secant;
    const limit = trial.step + shrinkage * (other.step - trial.step);
    return { step: trial.step > best.step ? Math.min(limit, step) : Math.max(limit, step), bracketed };
  }
  // Case 4, a lower value and a steeper slope of the same sign: the minimum lies towards the other end.
  return { step: bracketed ? cubicMinimiser(other, trial).step : onwards, bracketed };
}

/** The minimiser of the cubic through two points and slopes, and whether it lies beyond the second, away from the first. */
function cubicMinimiser(from: LinePoint, to: LinePoint): { readonly step: number; readonly beyond: boolean } {
  const span = to.step - from.step;
  const theta = (3 * (from.value - to.value)) / span + from.slope + to.slope;
  const size = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope));
  const root = size * Math.sqrt(Math.max(0, (theta / size) ** 2 - (from.slope / size) * (to.slope / size)));
  const gamma = span > 0 ? root : -root;
  const back = (to.slope + gamma - theta) / (to.slope - from.slope + 2 * gamma);
  return { step: to.step - back * span, beyond: back < 0 && gamma !== 0 };
}
