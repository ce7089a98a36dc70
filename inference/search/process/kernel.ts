/** Kernels of Gaussian processes: how alike values at two points are, by their distance in units of length scales. */
import { exp, sqrt, sub, type Arr } from "../../../src/index.ts";

/** `matern52`: twice differentiable, the usual choice. `rbf`: infinitely smooth. */
export type KernelName = "matern52" | "rbf";

/**
 * Correlations of points, as a function of their squared distances in units of the length scales.
 *
 * Matérn 5/2: (1 + a + a²/3) exp(-a) with a = sqrt(5) r; squared exponential: exp(-r²/2).
 *
 * @see Rasmussen & Williams (2006), Gaussian Processes for Machine Learning, equations 4.9 and 4.17
 */
export function correlation(kernel: KernelName, squared: Arr): Arr {
  if (kernel === "rbf") return exp(squared.mul(-0.5));
  // The root has no derivative at zero; a distance of 1e-15 stands for none.
  const a = sqrt(squared.mul(5).add(1e-30));
  return a
    .add(1)
    .add(squared.mul(5 / 3))
    .mul(exp(a.neg()));
}

/**
 * Squared distances of the rows of two sets of points, each coordinate divided by its length scale.
 *
 * @param a  shape [n, d]
 * @param b  shape [m, d]
 * @returns shape [n, m]
 */
export function squaredDistances(a: Arr, b: Arr, lengthScales: Arr): Arr {
  const [n, d] = a.shape as [number, number];
  const [m] = b.shape as [number, number];
  const difference = sub(a.div(lengthScales).reshape(n, 1, d), b.div(lengthScales).reshape(1, m, d));
  return difference.square().sum(2);
}
