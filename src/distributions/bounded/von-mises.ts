/** The von Mises distribution of angles. */

import { type Arr, type ArrLike } from "../../array/index.ts";
import { add, broadcastTo, div, i0e, i1e, log, mul, sin, square, sub } from "../../ops/index.ts";
import { commonShape } from "../../ops/operands.ts";
import type { Distribution } from "../distribution.ts";
import type { Numbers } from "../draws/source.ts";
import { drawEach } from "../draws/variates.ts";
import { finite, notNegative, parameter } from "../parameters.ts";
import { between, onSupport } from "../support.ts";

/** Parameters of a von Mises distribution; they broadcast. */
export interface VonMisesParameters {
  /** Mean direction in radians; 0 unless given. */
  readonly mean?: ArrLike;
  /** How close angles lie to it, dimensionless, at least 0; for large ones the reciprocal of the variance. */
  readonly concentration: ArrLike;
}

/** The distribution of angles about a mean direction. */
export interface CircularDistribution extends Distribution {
  /** Mean direction in radians. */
  readonly mean: Arr;
  /** 1 − the length of the mean direction, between 0 and 1. */
  readonly circularVariance: Arr;
}

/**
 * An angle about 0 by rejection from a wrapped Cauchy distribution.
 *
 * @see Best & Fisher (1979), Applied Statistics 28, 152
 */
function angleAboutZero(numbers: Numbers, concentration: number): number {
  if (concentration < 1e-8) return Math.PI * (2 * numbers.uniform() - 1);
  if (concentration > 1e8) return numbers.normal() / Math.sqrt(concentration);
  const tau = 1 + Math.sqrt(1 + 4 * concentration * concentration);
  const rho = (tau - Math.sqrt(2 * tau)) / (2 * concentration);
  const r = (1 + rho * rho) / (2 * rho);
  for (;;) {
    const z = Math.cos(Math.PI * numbers.uniform());
    const second = numbers.uniform();
    const cosine = (1 + r * z) / (r + z);
    const c = concentration * (r - cosine);
    if (c * (2 - c) > second || Math.log(c / second) + 1 - c >= 0) {
      return numbers.uniform() > 0.5 ? Math.acos(cosine) : -Math.acos(cosine);
    }
  }
}

/**
 * von Mises: f(x) = exp(κ cos(x − μ)) / (2π I0(κ)) for angles in [μ − π, μ + π], in radians. Log density only: its cumulative function
 * has no closed form. The angles drawn lie within π of the mean direction.
 *
 * @throws ParameterError for a mean that is not finite or a concentration that is negative, where they are known
 * @example
 * ```ts
 * import { distributions } from "fluxion";
 * const direction = distributions.vonMises({ mean: 1, concentration: 0 });
 * console.log((direction.logDensity(2).exp().item() * 2 * Math.PI).toFixed(12)); // → 1.000000000000
 * ```
 * @see Mardia & Jupp (2000), Directional Statistics, section 3.5.4
 */
export function vonMises(parameters: VonMisesParameters): CircularDistribution {
  const mean = parameter("vonMises", "mean", parameters.mean ?? 0, finite);
  const concentration = parameter("vonMises", "concentration", parameters.concentration, notNegative);
  const shape = commonShape([mean.shape, concentration.shape], "vonMises");
  const [lower, upper] = [sub(mean, Math.PI), add(mean, Math.PI)];
  return Object.freeze({
    name: "vonMises",
    support: { kind: "real", lower, upper },
    logDensity: (x) =>
      onSupport(x, between(x, lower, upper), mean, (angle) => {
        // cos d − 1 = −2 sin²(d/2): no difference of large numbers.
        const exponent = mul(mul(-2, concentration), square(sin(mul(0.5, sub(angle, mean)))));
        return sub(exponent, log(mul(2 * Math.PI, i0e(concentration))));
      }),
    draw: (source, before = []) => {
      const one = (numbers: Numbers, [center, kappa]: Float64Array) => center! + angleAboutZero(numbers, kappa!);
      return drawEach({ parameters: [mean, concentration], one }, source, [...before, ...shape]);
    },
    mean: broadcastTo(mean, shape),
    circularVariance: broadcastTo(sub(1, div(i1e(concentration), i0e(concentration))), shape),
  } satisfies CircularDistribution);
}
