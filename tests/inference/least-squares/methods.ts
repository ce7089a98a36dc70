/** Every method for least squares, as one list to try each on every problem. */
import { dogleg, gaussNewton, levenbergMarquardt } from "fluxion/inference";
import type { LeastSquaresMethod, ScaledIterate, StepReport } from "fluxion/inference/methods";

/** A method whose states are known only by what all have in common. */
export type AnyMethod = LeastSquaresMethod<ScaledIterate, StepReport>;

/** By the name under which each is exported; tests/inference/registries.test.ts sees that none is missing. */
export const configured: Readonly<Record<string, Readonly<Record<string, AnyMethod>>>> = {
  gaussNewton: { "Gauss-Newton": gaussNewton() },
  levenbergMarquardt: {
    "Levenberg-Marquardt": levenbergMarquardt(),
    "Levenberg-Marquardt with geodesic acceleration": levenbergMarquardt({ acceleration: "geodesic" }),
  },
  dogleg: { dogleg: dogleg() },
};

/** By a name for tests. Each has a state of its own, and a fit never hands one method the states of another. */
export const methods: Readonly<Record<string, AnyMethod>> = Object.fromEntries(
  Object.values(configured).flatMap(Object.entries<AnyMethod>),
);
