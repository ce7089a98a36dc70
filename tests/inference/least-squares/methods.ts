/** Every method for least squares, as one list to try each on every problem. */
import {
  dogleg,
  gaussNewton,
  type LeastSquaresMethod,
  levenbergMarquardt,
  type ScaledIterate,
  type StepReport,
} from "fluxion/inference";

/** A method whose states are known only by what all have in common. */
export type AnyMethod = LeastSquaresMethod<ScaledIterate, StepReport>;

/** A method as one of a list, each of which has a state of its own: a fit never hands one method the states of another. */
function widened<S extends ScaledIterate, I extends StepReport>(method: LeastSquaresMethod<S, I>): AnyMethod {
  return method as unknown as AnyMethod;
}

/** By name. */
export const methods: Readonly<Record<string, AnyMethod>> = {
  "Gauss-Newton": widened(gaussNewton()),
  "Levenberg-Marquardt": widened(levenbergMarquardt()),
  "Levenberg-Marquardt with geodesic acceleration": widened(levenbergMarquardt({ acceleration: "geodesic" })),
  dogleg: widened(dogleg()),
};
