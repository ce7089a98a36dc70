/** Robust losses: Huber's, its smooth relative, and Cauchy's. */
import { OptionError } from "../../../src/internal.ts";
import type { RobustLoss } from "../../problem/robust-loss.ts";

/**
 * Huber's loss: the square up to the scale, linear beyond, so that no residual pulls harder than one at the scale.
 *
 * @param scale  the residual where the line begins, in the unit of the residuals; 1.345 standard deviations keep 95 % of the
 *               efficiency on Gaussian noise
 * @throws   OptionError when the scale is not positive
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { huber, leastSquares } from "fluxion/inference";
 * const y = array([1, 1.1, 0.9, 1, 9]);
 * const fit = leastSquares((p: { mean: Arr }) => p.mean.sub(y), { mean: 0 }, { loss: huber(0.2) });
 * console.log(fit.params.mean.item().toFixed(2)); // → 1.05
 * ```
 * @see Huber (1964), Robust estimation of a location parameter
 */
export function huber(scale = 1): RobustLoss {
  return {
    name: "huber",
    scale: positiveScale(scale, "huber"),
    rho: (z) => (z <= 1 ? z : 2 * Math.sqrt(z) - 1),
    slope: (z) => (z <= 1 ? 1 : 1 / Math.sqrt(z)),
    curvature: (z) => (z <= 1 ? 0 : -0.5 / (z * Math.sqrt(z))),
  };
}

/**
 * A smooth relative of Huber's loss, 2 (sqrt(1 + z) - 1): the square for small residuals, linear for large ones.
 *
 * @param scale  the residual where one passes into the other, in the unit of the residuals
 * @throws   OptionError when the scale is not positive
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { leastSquares, softL1 } from "fluxion/inference";
 * const y = array([1, 1.1, 0.9, 1, 9]);
 * const fit = leastSquares((p: { mean: Arr }) => p.mean.sub(y), { mean: 0 }, { loss: softL1(0.2) });
 * console.log(fit.params.mean.item().toFixed(2)); // → 1.06
 * ```
 */
export function softL1(scale = 1): RobustLoss {
  return {
    name: "soft-l1",
    scale: positiveScale(scale, "softL1"),
    // 2 (sqrt(1 + z) - 1) without its cancellation.
    rho: (z) => (2 * z) / (1 + Math.sqrt(1 + z)),
    slope: (z) => 1 / Math.sqrt(1 + z),
    curvature: (z) => -0.5 / ((1 + z) * Math.sqrt(1 + z)),
  };
}

/**
 * Cauchy's loss, log(1 + z): minus twice the logarithm of a Lorentzian. Far outliers pull ever less; a fit may then have
 * several minima.
 *
 * @param scale  the residual that pulls hardest, in the unit of the residuals
 * @throws   OptionError when the scale is not positive
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { cauchy, leastSquares } from "fluxion/inference";
 * const y = array([1, 1.1, 0.9, 1, 9]);
 * const fit = leastSquares((p: { mean: Arr }) => p.mean.sub(y), { mean: 0.5 }, { loss: cauchy(0.2) });
 * console.log(fit.params.mean.item().toFixed(3)); // → 1.002
 * ```
 */
export function cauchy(scale = 1): RobustLoss {
  return {
    name: "cauchy",
    scale: positiveScale(scale, "cauchy"),
    rho: Math.log1p,
    slope: (z) => 1 / (1 + z),
    curvature: (z) => -1 / (1 + z) ** 2,
  };
}

function positiveScale(scale: number, where: string): number {
  if (scale > 0 && scale < Number.POSITIVE_INFINITY) return scale;
  throw new OptionError({
    where,
    path: "scale",
    expected: "a positive size of residuals, in their unit",
    received: String(scale),
    hint: "Take about the standard deviation of the noise: 1 where residuals are divided by theirs.",
  });
}
