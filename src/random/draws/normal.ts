/** Normal numbers: one uniform number each, through the inverse of the distribution function. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import type { Shape } from "../../array/shape.ts";
import { checkOptions, describeType, option, type OptionChecks, ShapeError } from "../../errors/index.ts";
import { abs, add, div, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { where as choose } from "../../ops/elementwise/choice.ts";
import { less, lessEqual } from "../../ops/elementwise/comparison.ts";
import { sqrt } from "../../ops/elementwise/powers.ts";
import { cholesky, matMul } from "../../ops/linear-algebra/index.ts";
import { expandDims, squeeze } from "../../ops/movement/shape.ts";
import { operandOf } from "../../ops/operands.ts";
import { far, middle, outer, type Rational } from "../normal-quantile.ts";
import { exactLogarithm } from "./exact-logarithm.ts";
import { keyArray, type KeyLike, shapeOf } from "./key-arrays.ts";
import { type DrawOptions, dtypeCheck, unitUniform } from "./uniform.ts";

/** Where the numbers lie, and how far apart. */
export interface NormalOptions extends DrawOptions {
  /** 0 by default. */
  readonly mean?: ArrLike;
  /** 1 by default. */
  readonly standardDeviation?: ArrLike;
}

const checks: OptionChecks<NormalOptions> = {
  dtype: dtypeCheck,
  mean: option.arrayLike,
  standardDeviation: option.arrayLike,
};

/**
 * Normal numbers mean + standardDeviation z. The derivative passes to both: z stays as it is drawn. The standard numbers z of a key are those
 * of `normals` on the host, bit for bit, on every target.
 *
 * @param shape    of the result; by default that to which mean and standard deviation broadcast
 * @param options  `mean`, `standardDeviation`, `dtype`
 * @throws         DTypeError for a key that is none; ShapeError when a parameter does not broadcast to the shape
 * @example
 * ```ts
 * import { type Arr, grad, random } from "fluxion";
 * const key = random.key("noise");
 * const z = random.normal(key, [3]);
 * const total = (sigma: Arr) => random.normal(key, [3], { mean: 1, standardDeviation: sigma }).sum();
 * console.log(Math.abs(grad(total)(2).item() - z.sum().item()) < 1e-15); // → true
 * ```
 */
export function normal(from: KeyLike, shape?: Shape | number, options: NormalOptions = {}): Arr {
  const where = "random.normal";
  checkOptions(options, checks, where);
  const { mean = 0, standardDeviation = 1, dtype = "f64" } = options;
  const parameters = { mean: operandOf(where, mean), standardDeviation: operandOf(where, standardDeviation) };
  const unit = unitUniform(keyArray(where, from), shapeOf(where, shape, parameters), dtype);
  const z = cast(normalOf(cast(unit, "f64")), dtype);
  if (mean === 0 && standardDeviation === 1) return z;
  return add(mean, mul(standardDeviation, z));
}

/** The standard normal quantile of numbers in (0, 1), as src/random/normal-quantile.ts has it. */
export function normalOf(p: Arr): Arr {
  const q = sub(p, 0.5);
  const isMiddle = lessEqual(abs(q), 0.425);
  const inMiddle = mul(q, quotient(middle, sub(0.180625, mul(q, q))));
  const isLower = less(q, 0);
  const r = sqrt(neg(exactLogarithm(choose(isLower, p, sub(1, p)))));
  const size = choose(lessEqual(r, 5), quotient(outer, sub(r, 1.6)), quotient(far, sub(r, 5)));
  return choose(isMiddle, inMiddle, choose(isLower, neg(size), size));
}

function quotient({ numerator, denominator }: Rational, at: Arr): Arr {
  const horner = (coefficients: readonly number[]): Arr =>
    coefficients
      .slice(2)
      .reduce<Arr>(
        (sum, coefficient) => add(mul(sum, at), coefficient),
        add(mul(coefficients[0]!, at), coefficients[1]!),
      );
  return div(horner(numerator), horner(denominator));
}

/**
 * Normal vectors mean + L z where L L' is the covariance. The derivative passes to mean and covariance.
 *
 * @param mean        shape [k]
 * @param covariance  shape [k, k], positive definite
 * @param shape       how many vectors, [] by default
 * @returns           [...shape, k]; NaN where the covariance is not positive definite
 * @throws            ShapeError when mean and covariance do not fit
 */
export function multivariateNormal(from: KeyLike, mean: ArrLike, covariance: ArrLike, shape: Shape | number = []): Arr {
  const where = "random.multivariateNormal";
  const [centre, spread] = [operandOf(where, mean), operandOf(where, covariance)];
  const k = centre.shape.at(-1) ?? 0;
  if (centre.rank !== 1 || spread.rank !== 2 || spread.shape[0] !== k || spread.shape[1] !== k) {
    const received = `${describeType(centre)} and ${describeType(spread)}`;
    throw new ShapeError({ where, expected: "a mean [k] and a covariance [k, k]", received });
  }
  const count = shapeOf(where, shape);
  const z = normalOf(unitUniform(keyArray(where, from), [...count, k]));
  return add(centre, squeeze(matMul(cholesky(spread), expandDims(z, -1)), -1));
}
