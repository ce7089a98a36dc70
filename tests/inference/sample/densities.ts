/** Densities for tests of samplers, compiled or in closed form. */
import { type Arr } from "fluxion";
import { compileDensity } from "../../../inference/sample/compile-density.ts";
import type { Density } from "../../../inference/sample/dynamics/density.ts";

/** A compiled log density of vectors. */
export function density(logDensity: (vector: Arr) => Arr, size: number, count = 1): Density {
  return compileDensity(logDensity, size, { gradient: true, count }, undefined, "test").density();
}

/** -sum (u / deviations)^2 / 2. */
export const normal =
  (deviations: Arr) =>
  (u: Arr): Arr =>
    u.div(deviations).square().sum().mul(-0.5);

/** A banana: u0 standard normal, u1 normal about u0^2. */
export const banana = (u: Arr): Arr =>
  u
    .slice(0)
    .square()
    .add(u.slice(1).sub(u.slice(0).square()).square())
    .mul(-0.5);
