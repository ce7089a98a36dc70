/** Gamma numbers and their kin, with derivatives by their shapes. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import type { Shape } from "../../array/shape.ts";
import { checkOptions, describeType, option, type OptionChecks, ShapeError } from "../../errors/index.ts";
import { customJvp } from "../../ops/control/custom-jvp.ts";
import { whileLoop } from "../../ops/control/while-loop.ts";
import { add, div, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { where as choose } from "../../ops/elementwise/choice.ts";
import { greater, less, logicalAnd, logicalNot, logicalOr } from "../../ops/elementwise/comparison.ts";
import { exp, log } from "../../ops/elementwise/exponential.ts";
import { sigmoid } from "../../ops/elementwise/logistic.ts";
import { rsqrt, sqrt } from "../../ops/elementwise/powers.ts";
import { slice } from "../../ops/indexing/indexing.ts";
import { broadcastTo } from "../../ops/movement/broadcast.ts";
import { operandOf } from "../../ops/operands.ts";
import { any } from "../../ops/reduction/reduction.ts";
import { lgamma } from "../../ops/special/gamma-functions.ts";
import { softmax } from "../../ops/special/softmax.ts";
import { gammaPByShape } from "../../primitives/special/gamma-functions.ts";
import { onesOf, zerosOf } from "../../array/zeros.ts";
import { exactLogarithm } from "./exact-logarithm.ts";
import { fold, keyArray, type KeyLike, shapeOf } from "./key-arrays.ts";
import { normalOf } from "./normal.ts";
import { unitUniform } from "./uniform.ts";

/** The unit of gamma numbers. */
export interface GammaOptions {
  /** One over the scale, 1 by default: the mean is concentration / rate. */
  readonly rate?: ArrLike;
}

const checks: OptionChecks<GammaOptions> = { rate: option.arrayLike };

/**
 * Gamma numbers, density proportional to x^(a - 1) exp(-rate x). Differentiable in both: by the concentration a along a path on which the
 * part below each number stays as it is, dx/da = -∂P/∂a / p.
 *
 * @param concentration  a > 0; NaN gives NaN
 * @param shape          of the result; by default that to which the parameters broadcast
 * @param options        `rate`
 * @throws               as `normal`
 * @example
 * ```ts
 * import { type Arr, grad, random } from "fluxion";
 * const key = random.key(7);
 * const average = (a: Arr) => random.gamma(key, a, [20000]).mean();
 * // The mean of a gamma variable is a, and so the derivative of the mean is 1.
 * console.log(Math.abs(grad(average)(2.5).item() - 1) < 0.02); // → true
 * ```
 * @see Marsaglia & Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26, 363; Figurnov, Mohamed & Mnih (2018),
 *      Implicit reparameterization gradients
 */
export function gamma(from: KeyLike, concentration: ArrLike, shape?: Shape | number, options: GammaOptions = {}): Arr {
  const where = "random.gamma";
  checkOptions(options, checks, where);
  const [a, rate] = [real(where, concentration), real(where, options.rate ?? 1)];
  const { core, boost } = gammaParts(keyArray(where, from), spread(where, shape, { concentration: a, rate }));
  return div(mul(core, exp(boost)), rate);
}

/**
 * Beta numbers, density proportional to x^(a - 1) (1 - x)^(b - 1). Differentiable in both, along the path of `gamma`.
 *
 * @param a      more than 0
 * @param b      more than 0
 * @param shape  of the result; by default that to which a and b broadcast
 * @throws       as `normal`
 */
export function beta(from: KeyLike, a: ArrLike, b: ArrLike, shape?: Shape | number): Arr {
  const where = "random.beta";
  const parent = keyArray(where, from);
  const parameters = { a: real(where, a), b: real(where, b) };
  const common = shapeOf(where, shape, parameters);
  const [x, y] = [parameters.a, parameters.b].map((each, i) =>
    logGamma(gammaParts(fold(parent, i), broadcastTo(each, common))),
  ) as [Arr, Arr];
  // x / (x + y), which may be far below the smallest of numbers for both.
  return sigmoid(sub(x, y));
}

/** Chi-squared numbers of `degrees` > 0 degrees of freedom, differentiable in them. @throws as `normal` */
export function chiSquared(from: KeyLike, degrees: ArrLike, shape?: Shape | number): Arr {
  const where = "random.chiSquared";
  const full = spread(where, shape, { degrees: real(where, degrees) });
  const { core, boost } = gammaParts(keyArray(where, from), div(full, 2));
  return mul(mul(2, core), exp(boost));
}

/** Student's t of `degrees` > 0 degrees of freedom, standard scale, differentiable in them. @throws as `normal` */
export function studentT(from: KeyLike, degrees: ArrLike, shape?: Shape | number): Arr {
  const where = "random.studentT";
  const parent = keyArray(where, from);
  const full = spread(where, shape, { degrees: real(where, degrees) });
  const z = normalOf(unitUniform(fold(parent, 0), full.shape));
  const { core, boost } = gammaParts(fold(parent, 1), div(full, 2));
  return mul(z, mul(sqrt(div(div(full, 2), core)), exp(mul(-0.5, boost))));
}

/**
 * Dirichlet vectors: shares that add up to 1, density proportional to Π x_i^(a_i - 1). Differentiable in a.
 *
 * @param concentration  a, shape [..., k]
 * @param shape          how many vectors, put in front; [] by default
 * @returns              [...shape, ..., k]
 * @throws               ShapeError for a scalar
 */
export function dirichlet(from: KeyLike, concentration: ArrLike, shape: Shape | number = []): Arr {
  const where = "random.dirichlet";
  const a = real(where, concentration);
  if (a.rank === 0) throw new ShapeError({ where, expected: "[..., k]", received: describeType(a) });
  const full = broadcastTo(a, [...shapeOf(where, shape), ...a.shape]);
  return softmax(logGamma(gammaParts(keyArray(where, from), full)), -1);
}

function real(where: string, x: ArrLike): Arr {
  return cast(operandOf(where, x), "f64");
}

/** The one parameter that gives the shape, or has it. */
function spread(where: string, shape: Shape | number | undefined, parameters: Readonly<Record<string, Arr>>): Arr {
  return broadcastTo(Object.values(parameters)[0]!, shapeOf(where, shape, parameters));
}

/** A gamma number as core · exp(boost), where the boost may be far below the logarithm of the smallest number. */
interface GammaParts {
  readonly core: Arr;
  readonly boost: Arr;
}

const logGamma = ({ core, boost }: GammaParts): Arr => add(log(core), boost);

/** For a < 1: a gamma number of a + 1 times u^(1/a). */
function gammaParts(from: Arr, a: Arr): GammaParts {
  const isSmall = less(a, 1);
  const core = pathwise(choose(isSmall, add(a, 1), a), fold(from, 0));
  const logU = exactLogarithm(unitUniform(fold(from, 1), a.shape));
  return { core, boost: choose(isSmall, div(logU, choose(isSmall, a, 1)), 0) };
}

const pathwise: (a: Arr, from: Arr) => Arr = customJvp(
  (a: Arr, from: Arr) => accepted(a, from),
  ([a, from], [da]) => {
    const x = pathwise(a, from);
    const density = exp(sub(sub(mul(sub(a, 1), log(x)), x), lgamma(a)));
    return { value: x, tangent: neg(div(mul(da, gammaPByShape(a, x)), density)) };
  },
);

/** Numbers of each round that are accepted stay; nineteen of twenty are at once. */
function accepted(a: Arr, from: Arr): Arr {
  const d = sub(a, 1 / 3);
  const c = mul(1 / 3, rsqrt(d));
  const start = { round: cast(0, "i32"), open: cast(onesOf(a), "bool"), value: zerosOf(a) };
  const { value } = whileLoop(
    ({ open }) => any(open),
    ({ round, open, value: kept }) => {
      const u = unitUniform(fold(from, round), [2, ...a.shape]);
      const z = normalOf(slice(u, 0));
      const root = add(1, mul(c, z));
      const v = mul(mul(root, root), root);
      const isInside = greater(v, 0);
      const bound = add(mul(mul(0.5, z), z), mul(d, add(sub(1, v), log(choose(isInside, v, 1)))));
      // With a NaN for a shape no comparison holds: the number is NaN, and done.
      const isRejected = logicalOr(logicalNot(isInside), greater(exactLogarithm(slice(u, 1)), bound));
      const takes = logicalAnd(open, logicalOr(logicalNot(isRejected), logicalNot(greater(a, 0))));
      return {
        round: add(round, 1),
        open: logicalAnd(open, logicalNot(takes)),
        value: choose(takes, choose(greater(a, 0), mul(d, v), Number.NaN), kept),
      };
    },
    start,
  );
  return value;
}
