/** Uniform numbers, and what follows from one of them each by arithmetic and a logarithm. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { type Shape, sizeOf } from "../../array/shape.ts";
import { checkOptions, describeValue, option, OptionError, type OptionChecks } from "../../errors/index.ts";
import { add, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { log } from "../../ops/elementwise/exponential.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { where as choose } from "../../ops/elementwise/choice.ts";
import { less } from "../../ops/elementwise/comparison.ts";
import { floor } from "../../ops/elementwise/rounding.ts";
import { tan } from "../../ops/elementwise/trigonometric.ts";
import { slice } from "../../ops/indexing/indexing.ts";
import { operandOf } from "../../ops/operands.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { exactLogarithm } from "./exact-logarithm.ts";
import { keyArray, type KeyLike, shapeOf, words } from "./key-arrays.ts";

/** The element type of draws. */
export interface DrawOptions {
  /** "f64" (default), or "f32", for which half as many random bits are made. */
  readonly dtype?: "f64" | "f32";
}

/** Between which numbers to draw. */
export interface UniformOptions extends DrawOptions {
  /** 0 by default. */
  readonly low?: ArrLike;
  /** 1 by default. */
  readonly high?: ArrLike;
}

export const dtypeCheck = option.choice("f64", "f32");
const uniformChecks: OptionChecks<UniformOptions> = {
  dtype: dtypeCheck,
  low: option.arrayLike,
  high: option.arrayLike,
};

/**
 * Uniform numbers in (low, high), by default (0, 1), neither end included but for rounding of low + (high - low) u. Differentiable in both.
 * The f64 numbers u of a key are those of `uniforms` on the host, bit for bit, on a grid of 2^-52.
 *
 * @param shape    of the result; by default that to which low and high broadcast
 * @param options  `low`, `high`, `dtype`
 * @throws         DTypeError for a key that is none; ShapeError when low or high do not broadcast to the shape
 * @example
 * ```ts
 * import { random } from "fluxion";
 * const angles = random.uniform(random.key(3), [1000], { high: 2 * Math.PI });
 * console.log(angles.min().item() > 0, angles.max().item() < 2 * Math.PI); // → true true
 * ```
 */
export function uniform(from: KeyLike, shape?: Shape | number, options: UniformOptions = {}): Arr {
  const where = "random.uniform";
  checkOptions(options, uniformChecks, where);
  const { low = 0, high = 1, dtype = "f64" } = options;
  const [least, most] = [operandOf(where, low), operandOf(where, high)];
  const unit = unitUniform(keyArray(where, from), shapeOf(where, shape, { low: least, high: most }), dtype);
  if (low === 0 && high === 1) return unit;
  return add(low, mul(sub(high, low), unit));
}

/** Uniform in (0, 1): the middle of one of 2^52 equal intervals; of 2^23 for f32. */
export function unitUniform(from: Arr, shape: Shape, dtype: "f64" | "f32" = "f64"): Arr {
  const size = sizeOf(shape);
  if (dtype === "f32") return cast(reshapeTo(unitOfWords(words(from, size), 9), shape), "f32");
  const pairs = reshapeTo(words(from, 2 * size), [size, 2]);
  const [first, second] = [upperBits(slice(pairs, null, 0), 6), upperBits(slice(pairs, null, 1), 6)];
  return reshapeTo(mul(add(add(mul(first, 2 ** 26), second), 0.5), 2 ** -52), shape);
}

const unitOfWords = (word: Arr, dropped: number): Arr => mul(add(upperBits(word, dropped), 0.5), 2 ** (dropped - 32));

/** The upper bits of words as whole numbers in f64, of which each step is exact. */
function upperBits(word: Arr, dropped: number): Arr {
  const signed = cast(word, "f64");
  return floor(mul(choose(less(signed, 0), add(signed, 4294967296), signed), 2 ** -dropped));
}

/**
 * Whole numbers from 0 to below `below`, each as likely as any other to one part in 2^52 / below; those of `integers` on the host.
 *
 * @returns i32
 * @throws  OptionError unless `below` is a whole number from 1 to 2^31
 * @example
 * ```ts
 * import { random } from "fluxion";
 * console.log(random.integers(random.key(3), [100], 6).max().item()); // → 5
 * ```
 */
export function integers(from: KeyLike, shape: Shape | number, below: number): Arr {
  const where = "random.integers";
  if (!(Number.isInteger(below) && below >= 1 && below <= 2147483648)) {
    const expected = "a whole number from 1 to 2^31";
    throw new OptionError({ where, path: "below", expected, received: describeValue(below) });
  }
  return cast(floor(mul(unitUniform(keyArray(where, from), shapeOf(where, shape)), below)), "i32");
}

/** The scale of waiting times, distances and errors. */
export interface ScaleOptions {
  /** What the standard variable is multiplied by, 1 by default; differentiable. */
  readonly scale?: ArrLike;
  /** What is added, 0 by default; differentiable. */
  readonly location?: ArrLike;
}

const scaleChecks: OptionChecks<ScaleOptions> = { scale: option.arrayLike, location: option.arrayLike };

/** location + scale x, where x follows from unit uniform numbers. */
function scaled(
  where: string,
  from: KeyLike,
  shape: Shape | number | undefined,
  options: ScaleOptions,
  standard: (unit: Arr) => Arr,
): Arr {
  checkOptions(options, scaleChecks, where);
  const { scale = 1, location = 0 } = options;
  const [spread, centre] = [operandOf(where, scale), operandOf(where, location)];
  const unit = unitUniform(keyArray(where, from), shapeOf(where, shape, { scale: spread, location: centre }));
  return add(location, mul(scale, standard(unit)));
}

/**
 * Exponential numbers: waiting times with mean `scale`, density exp(-x / scale) / scale.
 *
 * @param shape    of the result; by default that to which scale and location broadcast
 * @param options  `scale`, `location`
 * @throws         as `uniform`
 */
export function exponential(from: KeyLike, shape?: Shape | number, options: ScaleOptions = {}): Arr {
  return scaled("random.exponential", from, shape, options, (u) => neg(exactLogarithm(u)));
}

/** Laplace numbers, density exp(-|x - location| / scale) / (2 scale). @throws as `uniform` */
export function laplace(from: KeyLike, shape?: Shape | number, options: ScaleOptions = {}): Arr {
  return scaled("random.laplace", from, shape, options, (u) => {
    const isLower = less(u, 0.5);
    const size = neg(exactLogarithm(mul(2, choose(isLower, u, sub(1, u)))));
    return choose(isLower, neg(size), size);
  });
}

/** Gumbel numbers, distribution function exp(-exp(-(x - location) / scale)). @throws as `uniform` */
export function gumbel(from: KeyLike, shape?: Shape | number, options: ScaleOptions = {}): Arr {
  return scaled("random.gumbel", from, shape, options, (u) => neg(log(neg(exactLogarithm(u)))));
}

/** Logistic numbers, distribution function 1 / (1 + exp(-(x - location) / scale)). @throws as `uniform` */
export function logistic(from: KeyLike, shape?: Shape | number, options: ScaleOptions = {}): Arr {
  return scaled("random.logistic", from, shape, options, (u) => sub(exactLogarithm(u), exactLogarithm(sub(1, u))));
}

/** Cauchy numbers, density 1 / (π scale (1 + ((x - location) / scale)²)). @throws as `uniform` */
export function cauchy(from: KeyLike, shape?: Shape | number, options: ScaleOptions = {}): Arr {
  return scaled("random.cauchy", from, shape, options, (u) => tan(mul(Math.PI, sub(u, 0.5))));
}

/**
 * True with probability p, else false.
 *
 * @param p      from 0 to 1
 * @param shape  of the result; by default that of p
 * @returns      bool
 * @throws       ShapeError when p does not broadcast to the shape
 */
export function bernoulli(from: KeyLike, p: ArrLike = 0.5, shape?: Shape | number): Arr {
  const where = "random.bernoulli";
  const probability = operandOf(where, p);
  return less(unitUniform(keyArray(where, from), shapeOf(where, shape, { p: probability })), probability);
}
