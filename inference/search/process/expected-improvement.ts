/** Expected improvement: what a normal belief about a value promises below the least value known. */
import { clip, exp, log, where, type Arr } from "../../../src/index.ts";
import { erfc } from "../../../src/internal.ts";

const rootOfTau = Math.sqrt(2 * Math.PI);
/** Beyond this many deviations the asymptotic series is the exact one to 1e-10. */
const far = 25;

/**
 * Logarithm of the expected improvement E[max(best - f, 0)] where f is normal, s h(z) with z = (best - mean) / s and
 * h(z) = phi(z) + z Phi(z). Finite however little is to be hoped for, so that its gradient still says where there is more.
 *
 * @param mean  of the belief
 * @param deviation  of the belief, positive
 * @param best  least value known
 * @see Jones, Schonlau & Welch (1998), J. Global Optimization 13, 455; Ament et al. (2023), Unexpected improvements to
 *      expected improvement, for the logarithm
 */
export function logExpectedImprovement(mean: Arr, deviation: Arr, best: Arr): Arr {
  const z = best.sub(mean).div(deviation);
  return log(deviation).add(logOfH(z));
}

function logOfH(z: Arr): Arr {
  const near = clip(z, -far, Infinity);
  const phi = exp(near.square().mul(-0.5)).div(rootOfTau);
  const direct = log(phi.add(near.mul(erfc(near.mul(-Math.SQRT1_2)).mul(0.5))));
  // h(-a) = phi(a) (1/a² - 3/a⁴ + 15/a⁶ - 105/a⁸ + ...).
  const square = clip(z, -Infinity, -far).square();
  const q = square.reciprocal();
  const series = q.mul(945).sub(105).mul(q).add(15).mul(q).sub(3).mul(q).add(1);
  const asymptotic = square.mul(-0.5).sub(Math.log(rootOfTau)).sub(log(square)).add(log(series));
  return where(z.less(-far), asymptotic, direct);
}
