/** Chi-squared of flat LCDM and its gradient in JAX. */
import type { Peer } from "../benchmark.ts";
import type { LcdmPoint } from "./cosmology-javascript.ts";
import { python } from "./python.ts";

/** Float64; predictions agree to 1e-14 and residuals are 1e-3 of them, the covariances' conditions below 1e6. */
const TOLERANCE = 1e-9;

const peer = (point: LcdmPoint, mode: "value" | "gradient"): Peer =>
  python({
    name: "JAX, jit, one thread",
    tolerance: TOLERANCE,
    script: "cosmology_jax.py",
    packages: ["numpy", "jax"],
    arguments: [mode],
    input: Float64Array.from(point),
    read: ([value = Number.NaN, ...slopes]) => {
      if (mode === "value") return { value: [value] };
      const [H0 = Number.NaN, Om0 = Number.NaN, Obh2 = Number.NaN, ns = Number.NaN] = slopes;
      return { value: [value], H0: [H0], Om0: [Om0], Obh2: [Obh2], ns: [ns] };
    },
  });

/** Chi-squared. */
export const jaxChiSquared = (point: LcdmPoint): Peer => peer(point, "value");

/** Chi-squared and its gradient. */
export const jaxChiSquaredGradient = (point: LcdmPoint): Peer => peer(point, "gradient");
