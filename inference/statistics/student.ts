/** Student's t distribution: probabilities by the incomplete beta function, quantiles by inverting it. */
import { hostNormalQuantile } from "../../src/internal.ts";
import { incompleteBeta } from "./incomplete-beta.ts";

/** The probability that |t| exceeds a value, for Student's t with so many degrees of freedom. */
export function studentTails(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/**
 * The t that |t| exceeds with probability 1 - confidence: 1.96 at 0.95 for many degrees of freedom, 2.23 for ten.
 *
 * @param confidence  between 0 and 1
 * @param freedom  degrees of freedom, positive; infinite for the normal distribution
 */
export function studentDeviate(confidence: number, freedom: number): number {
  const normal = hostNormalQuantile(0.5 + confidence / 2);
  if (freedom === Number.POSITIVE_INFINITY || confidence <= 0) return normal;
  // The tails fall with t, and those of the normal distribution lie below.
  let low = normal;
  let high = Math.max(2 * normal, 1);
  while (studentTails(high, freedom) > 1 - confidence) high *= 2;
  for (let round = 0; round < 200 && high - low > 1e-15 * high; round++) {
    const middle = (low + high) / 2;
    if (studentTails(middle, freedom) > 1 - confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
