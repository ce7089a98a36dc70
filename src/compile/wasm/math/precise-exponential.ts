/** The exponential of a sum of two f64, to more digits than one f64 holds. */
import type { Local } from "../encoder/index.ts";
import { LN2_HIGH, LN2_LOW } from "./constants.ts";
import { type DoubleDouble, fastTwoSum } from "./double-double.ts";
import { exponentialOfReduced, exponentOf } from "./exponential.ts";
import type { MathBuilder } from "./math-builder.ts";

/** e^(whole + rest) = 2^n value, for |whole| below some 2^10. */
export function preciseExponential(
  m: MathBuilder,
  whole: Local,
  rest: Local,
): { readonly n: Local; readonly value: DoubleDouble } {
  const { n } = exponentOf(m, whole);
  const reduced = fastTwoSum(m, m.sub(whole, m.mul(n, LN2_HIGH)), m.sub(rest, m.mul(n, LN2_LOW)));
  return { n, value: exponentialOfReduced(m, reduced) };
}
