/** Quantiles of distributions whose cumulative function has no inverse in closed form. */

import { type Arr, type ArrLike, zeros } from "../array/index.ts";
import {
  add,
  any,
  broadcastTo,
  cast,
  customJvp,
  div,
  exp,
  expm1,
  floor,
  forLoop,
  greater,
  greaterEqual,
  isFinite,
  less,
  logicalAnd,
  mul,
  sigmoid,
  stopGradient,
  sub,
  where,
  whileLoop,
} from "../ops/index.ts";
import { asArr, commonShape } from "../ops/operands.ts";
import { jvp } from "../transforms/index.ts";

/** A function of a value and of parameters, element by element. */
type OfParameters = (x: Arr, ...parameters: Arr[]) => Arr;

/** Coordinates on all numbers in which values are bisected. */
const coordinates = {
  /** x > 0 by its logarithm. */
  positive: { limit: 745, value: (u: Arr): Arr => exp(u), slope: (x: Arr): Arr => x },
  /** 0 < x < 1 by the logarithm of its odds. */
  unit: { limit: 745, value: (u: Arr): Arr => sigmoid(u), slope: (x: Arr): Arr => mul(x, sub(1, x)) },
} as const;

/** Halvings of the interval of the coordinate: to 1e-13 of it, beyond which Newton's steps go. */
const HALVINGS = 54;
const NEWTON_STEPS = 3;

/**
 * The x with cumulative(x, ...parameters) = p, by bisection in a coordinate and Newton's steps. Its derivative is that of the equation,
 * (dp − ∂F/∂θ dθ) / f, to any order that the cumulative function has. Operands broadcast; p strictly between 0 and 1.
 */
export function inverseCumulative(
  range: keyof typeof coordinates,
  cumulative: OfParameters,
  density: OfParameters,
): (p: ArrLike, ...parameters: Arr[]) => Arr {
  const { limit, value, slope } = coordinates[range];
  const solve = (p: Arr, ...parameters: Arr[]): Arr => {
    const start = { lower: broadcastTo(asArr(-limit), p.shape), upper: broadcastTo(asArr(limit), p.shape) };
    const { lower, upper } = forLoop(
      0,
      HALVINGS,
      (_, interval) => {
        const middle = mul(0.5, add(interval.lower, interval.upper));
        const isBelow = less(cumulative(value(middle), ...parameters), p);
        return { lower: where(isBelow, middle, interval.lower), upper: where(isBelow, interval.upper, middle) };
      },
      start,
    );
    let x = value(mul(0.5, add(lower, upper)));
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const along = mul(density(x, ...parameters), slope(x));
      const change = div(sub(p, cumulative(x, ...parameters)), along);
      // A relative step of x (of its odds), held where bisection has left nothing to correct or the density is 0.
      const isSmall = logicalAnd(isFinite(change), logicalAnd(less(change, 0.01), greater(change, -0.01)));
      const held = where(isSmall, change, 0);
      x = range === "positive" ? mul(x, exp(held)) : add(x, mul(slope(x), expm1(held)));
    }
    return x;
  };
  const differentiable: OfParameters = customJvp(solve, ([p, ...parameters], [dp, ...changes]) => {
    const x = differentiable(p, ...parameters);
    const moved = jvp((...each: Arr[]) => cumulative(x, ...each), parameters, changes).tangent;
    return { value: x, tangent: div(sub(dp, moved), density(x, ...parameters)) };
  });
  return (p, ...parameters) => {
    const operands = [asArr(p), ...parameters].map((each) => cast(each, "f64"));
    const shape = commonShape(
      operands.map((each) => each.shape),
      "quantile",
    );
    const [target, ...rest] = operands.map((each) => broadcastTo(each, shape)) as [Arr, ...Arr[]];
    const isLow = greaterEqual(0, target);
    const isHigh = greaterEqual(target, 1);
    const inside = differentiable(where(isLow, 0.5, where(isHigh, 0.5, target)), ...rest);
    return where(isLow, 0, where(isHigh, range === "positive" ? Infinity : 1, inside));
  };
}

/**
 * The smallest whole number k ≥ 0 with cumulative(k) ≥ p, at most `upper`, by bisection; no derivative, as it moves in steps.
 *
 * @param upper  a bound that the cumulative function reaches; broadcasts against p
 */
export function wholeQuantile(p: ArrLike, upper: ArrLike, cumulative: (k: Arr) => Arr): Arr {
  const target = stopGradient(p);
  const bound = stopGradient(floor(upper));
  const high = add(bound, mul(0, target));
  const start = { lower: sub(zeros(high.shape), 1), upper: high };
  const end = whileLoop(
    ({ lower, upper: above }) => any(greater(sub(above, lower), 1)),
    ({ lower, upper: above }) => {
      const middle = floor(mul(0.5, add(lower, above)));
      const isEnough = greaterEqual(stopGradient(cumulative(middle)), target);
      const isOpen = greater(sub(above, lower), 1);
      return {
        lower: where(logicalAnd(isOpen, less(isEnough, true)), middle, lower),
        upper: where(logicalAnd(isOpen, isEnough), middle, above),
      };
    },
    start,
  );
  return end.upper;
}
