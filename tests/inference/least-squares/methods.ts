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

/** By name. Each has a state of its own, and a fit never hands one method the states of another. */
export const methods: Readonly<Record<string, AnyMethod>> = {
  "Gauss-Newton": gaussNewton(),
  "Levenberg-Marquardt": levenbergMarquardt(),
  "Levenberg-Marquardt with geodesic acceleration": levenbergMarquardt({ acceleration: "geodesic" }),
  dogleg: dogleg(),
};
