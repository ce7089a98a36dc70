/** atan and atan2: turned into |t| <= tan(π/8) by multiples of π/4, then a minimax polynomial. */
import type { Local } from "../encoder/index.ts";
import { ONE_BITS } from "./constants.ts";
import { divide, type DoubleDouble, fastTwoSum, twoSum } from "./double-double.ts";
import { bitsOf, type MathBuilder, type Operand, signBit } from "./math-builder.ts";
import { binaryWithCare, unary } from "./vector-function.ts";

/** atan t = t - t z p(z), z = t², |t| <= tan(π/8). */
const ARCTANGENT = [
  0.333333333333333, -0.19999999999978818, 0.14285714282434972, -0.11111110884096018, 0.09090900398347133,
  -0.07692103548658127, 0.06663562381038884, -0.05851013781926784, 0.05052569540822239, -0.03838361960774454,
  0.01823933761027856,
];

/** π/4 with 50 bits, so that its small multiples are exact, and what is left. */
const QUARTER_PI = [0.7853981633974483, 3.061616997868383e-17] as const;

const TAN_EIGHTH_PI = Math.SQRT2 - 1;

/** An angle as a whole number of π/4 and a signed rest; `sign` is the sign bit to give to both parts of `rest`. */
interface Octant {
  readonly eighths: Local;
  readonly rest: DoubleDouble;
  readonly sign: Local;
}

/**
 * The angle of the point (width, height), both >= 0, in the first quadrant. t is the smaller coordinate over the larger
 * or, where that is above tan(π/8), what is left after a turn by π/4: (smaller - larger)/(smaller + larger).
 */
function firstQuadrant(m: MathBuilder, height: Operand, width: Operand): Octant {
  const smaller = m.atMost(height, width);
  const larger = m.atLeast(height, width);
  const turned = m.greater(smaller, m.mul(larger, TAN_EIGHTH_PI));
  const difference = twoSum(m, smaller, m.neg(larger));
  const sum = twoSum(m, smaller, larger);
  const t = divide(
    m,
    { high: m.select(turned, difference.high, smaller), low: m.and(turned, difference.low) },
    { high: m.select(turned, sum.high, larger), low: m.and(turned, sum.low) },
  );
  const whole = m.add(t.high, t.low);
  const z = m.mul(whole, whole);
  const low = m.sub(t.low, m.mul(m.mul(whole, z), m.estrin(z, ARCTANGENT)));
  // Past the diagonal, the angle is π/2 less that of the mirrored point.
  const past = m.greater(height, width);
  const eighths = m.and(turned, ONE_BITS);
  return {
    eighths: m.select(past, m.sub(2, eighths), eighths),
    rest: { high: t.high, low },
    sign: m.and(past, signBit),
  };
}

/** eighths π/4 ± rest, rounded once. */
function angle(m: MathBuilder, { eighths, rest, sign }: Octant): Local {
  const sum = fastTwoSum(m, m.mul(eighths, QUARTER_PI[0]), m.xor(rest.high, sign));
  const low = m.add(m.mul(eighths, QUARTER_PI[1]), m.xor(rest.low, sign));
  return m.add(sum.high, m.add(sum.low, low));
}

/** The angle in [0, π] of the point (x, height): in the second quadrant, π less that of the mirrored point. */
function upperHalf(m: MathBuilder, height: Local, x: Local): Local {
  const first = firstQuadrant(m, height, m.abs(x));
  const left = m.greaterBits(0n, x);
  return angle(m, {
    eighths: m.select(left, m.sub(4, first.eighths), first.eighths),
    rest: first.rest,
    sign: m.xor(first.sign, m.and(left, signBit)),
  });
}

// From 2^60 on, atan x rounds to π/2.
export const atan = unary((m, x) => m.withSignOf(angle(m, firstQuadrant(m, m.atMost(m.abs(x), 2 ** 60), 1)), x));

/** Coordinates are divided as they are when the larger one lies between the inverse of this and this. */
const LARGE = 2 ** 400;

/** Lanes where both coordinates are tiny, one is huge, infinite or NaN, or y is so small that products of its parts are not exact. */
function extreme(m: MathBuilder, y: Local, x: Local): Local {
  const [height, width] = [m.abs(y), m.abs(x)];
  const huge = m.or(m.greaterBits(height, bitsOf(LARGE)), m.greaterBits(width, bitsOf(LARGE)));
  const tiny = m.less(m.atLeast(height, width), 1 / LARGE);
  const flat = m.and(m.less(height, 2 ** -500), m.greater(height, 0));
  return m.or(huge, m.or(tiny, flat));
}

/** atan2(y, x). */
export const atan2 = binaryWithCare("atan2", {
  fast: (m, y, x) => ({ value: m.withSignOf(upperHalf(m, m.abs(y), x), y), unusual: extreme(m, y, x) }),
  careful: (m, y, x) => {
    const unusual = extreme(m, y, x);
    const larger = m.atLeast(m.abs(y), m.abs(x));
    const huge = m.greater(larger, LARGE);
    const infinite = m.equal(larger, Infinity);
    const factor = m.select(unusual, m.select(huge, 2 ** -600, 2 ** 600), 1);
    /** Scaled; where there is an infinity, 1 for it and 0 for the finite coordinate. */
    const scaled = (coordinate: Local): Local => {
      const unit = m.and(m.equal(m.abs(coordinate), Infinity), ONE_BITS);
      return m.select(infinite, unit, m.mul(m.abs(coordinate), factor));
    };
    const height = scaled(y);
    // The point (±0, ±0) has the angle of (±1, ±0).
    const width = m.select(m.equal(larger, 0), 1, scaled(x));
    const general = upperHalf(m, height, m.or(width, m.and(x, signBit)));
    // Near the positive axis the angle is the quotient itself, which scaling may have underflowed.
    const slim = m.and(unusual, m.and(m.less(m.abs(y), m.mul(m.abs(x), 2 ** -100)), m.greater(x, 0)));
    const result = m.withSignOf(m.select(slim, m.div(m.abs(y), x), general), y);
    const isNumber = m.and(m.equal(x, x), m.equal(y, y));
    return m.select(isNumber, result, NaN);
  },
});
