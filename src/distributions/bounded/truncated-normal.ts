/** The normal distribution between two bounds. */

import type { Arr, ArrLike } from "../../array/index.ts";
import {
  add,
  broadcastTo,
  div,
  equal,
  exp,
  greater,
  isFinite,
  log,
  log1mexp,
  logicalAnd,
  logNormalCdf,
  mul,
  neg,
  normalCdf,
  normalQuantile,
  square,
  sub,
  where,
} from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { QuantileDistribution } from "../distribution.ts";
import { finite, parameter, positive, requireEach } from "../parameters.ts";
import { withQuantile } from "../draws/with-quantile.ts";
import { between, cumulativeBetween, onSupport } from "../support.ts";

/** Parameters of a truncated normal distribution, in the unit of its values; they broadcast. */
export interface TruncatedNormalParameters {
  /** Mean before truncation; 0 unless given. */
  readonly mean?: ArrLike;
  /** Standard deviation before truncation, above 0; 1 unless given. */
  readonly standardDeviation?: ArrLike;
  /** −∞ unless given. */
  readonly lower?: ArrLike;
  /** Above `lower`; ∞ unless given. */
  readonly upper?: ArrLike;
}

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** log(Φ(high) − Φ(low)) for low < high, −∞ where they are equal; in the tail that holds both. Infinite ends have no derivative. */
function logProbability(low: Arr, high: Arr): Arr {
  const [hasLow, hasHigh] = [isFinite(low), isFinite(high)];
  const [a, b] = [where(hasLow, low, 0), where(hasHigh, high, 0)];
  const isBoth = logicalAnd(hasLow, hasHigh);
  const isUpper = greater(a, 0);
  const near = where(isBoth, where(isUpper, neg(b), a), -1);
  const far = where(isBoth, where(isUpper, neg(a), b), 0);
  const isEmpty = equal(near, far);
  const logFar = logNormalCdf(far);
  const ratio = sub(logFar, logNormalCdf(where(isEmpty, sub(far, 1), near)));
  const both = where(isEmpty, -Infinity, add(logFar, log1mexp(ratio)));
  const isNothing = equal(high, -Infinity);
  return where(
    isNothing,
    -Infinity,
    where(isBoth, both, where(hasLow, logNormalCdf(neg(a)), where(hasHigh, logNormalCdf(b), 0))),
  );
}

/** φ(z) and z φ(z), 0 at infinite z. */
function densityAt(z: Arr): readonly [Arr, Arr] {
  const isInside = isFinite(z);
  const place = where(isInside, z, 0);
  const density = where(isInside, exp(sub(mul(-0.5, square(place)), HALF_LOG_TWO_PI)), 0);
  return [density, mul(place, density)];
}

/**
 * Normal between two bounds: f(x) = φ(z) / (σ (Φ(β) − Φ(α))), z = (x − μ)/σ, and α, β the bounds so standardised. Log density and cumulative
 * function hold far out in the tails; quantiles, mean and variance as far as Φ does not underflow (37 σ).
 *
 * @throws ParameterError for a mean that is not finite, a standard deviation that is not positive, or lower ≥ upper, where known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const speed = distributions.truncatedNormal({ mean: 1, standardDeviation: 2, lower: 0 });
 * console.log(speed.logDensity(-1).item()); // → -Infinity
 * ```
 * @see Johnson, Kotz & Balakrishnan (1994), section 13.10
 */
export function truncatedNormal(parameters: TruncatedNormalParameters = {}): QuantileDistribution {
  const mean = parameter("truncatedNormal", "mean", parameters.mean ?? 0, finite);
  const scale = parameter("truncatedNormal", "standardDeviation", parameters.standardDeviation ?? 1, positive);
  const anything = { expected: "a number", holds: (value: Arr) => equal(value, value) };
  const lower = parameter("truncatedNormal", "lower", parameters.lower ?? -Infinity, anything);
  const upper = parameter("truncatedNormal", "upper", parameters.upper ?? Infinity, anything);
  requireEach("truncatedNormal", "upper", upper, "above lower", () => greater(upper, lower));
  const standardised = (x: Arr): Arr => {
    const isInside = isFinite(x);
    return where(isInside, div(sub(where(isInside, x, mean), mean), scale), x);
  };
  const [alpha, beta] = [standardised(lower), standardised(upper)];
  const logTotal = logProbability(alpha, beta);
  const shape = commonShape([logTotal.shape, mean.shape, scale.shape], "truncatedNormal");
  const interior = where(isFinite(lower), lower, where(isFinite(upper), upper, mean));
  const total = exp(logTotal);
  const [[low, lowMoment], [high, highMoment]] = [densityAt(alpha), densityAt(beta)];
  const shift = div(sub(low, high), total);
  return withQuantile({
    name: "truncatedNormal",
    support: { kind: "real", lower, upper },
    logDensity: (x) =>
      onSupport(x, between(x, lower, upper), interior, (place) => {
        const z = standardised(place);
        return sub(sub(mul(-0.5, square(z)), HALF_LOG_TWO_PI), add(log(scale), logTotal));
      }),
    cumulative: (x) =>
      cumulativeBetween(
        x,
        lower,
        upper,
        (place) => exp(sub(logProbability(alpha, standardised(place)), logTotal)),
        interior,
      ),
    quantile: (p) => {
      // From the lower bound, or mirrored from the upper one where all lies above the mean.
      const isUpper = greater(alpha, 0);
      const base = where(isUpper, normalCdf(neg(beta)), normalCdf(alpha));
      const share = where(isUpper, sub(1, p), p);
      const z = normalQuantile(add(base, mul(share, total)));
      return add(mean, mul(scale, where(isUpper, neg(z), z)));
    },
    mean: broadcastTo(add(mean, mul(scale, shift)), shape),
    variance: broadcastTo(
      mul(square(scale), sub(add(1, div(sub(lowMoment, highMoment), total)), square(shift))),
      shape,
    ),
  });
}
