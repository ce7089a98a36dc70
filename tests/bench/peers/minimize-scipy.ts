/** Minima by SciPy's L-BFGS-B. */
import type { Peer, Values } from "../benchmark.ts";
import { python } from "./python.ts";

/** `scipy.optimize.minimize` on a problem, with what is compiled made before or within what is timed. */
export function scipyMinimum(
  problem: "rosenbrock" | "lcdm",
  when: "compiled" | "whole",
  start: readonly number[],
  read: (point: ArrayLike<number>) => Values,
): Peer {
  return python({
    name: problem === "lcdm" ? "SciPy on JAX, jit" : "SciPy on NumPy",
    // It ends by the gradient where values tell no more: six digits of the parameters.
    tolerance: 1e-5,
    script: "minimize_scipy.py",
    packages: problem === "lcdm" ? ["numpy", "scipy", "jax"] : ["numpy", "scipy"],
    arguments: [problem, when],
    input: Float64Array.from(start),
    read,
  });
}
