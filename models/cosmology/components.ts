/** What fills a universe: each component adds its share to E^2 = (H / H0)^2 as a function of x = 1 + z. */

import { mul, type Arr, type ArrLike } from "../../src/index.ts";

/** The share of one component in E^2 at x = 1 + z, elementwise in x; one that does not change with x is a scalar. */
export type Component = (x: Arr) => ArrLike;

/** Pressureless matter of density Om0 today: Om0 x^3. */
export const matter =
  (Om0: ArrLike): Component =>
  (x) =>
    mul(Om0, x.mul(x).mul(x));

/** Photons and massless neutrinos of density Or0 today: Or0 x^4. */
export const radiation =
  (Or0: ArrLike): Component =>
  (x) => {
    const x2 = x.mul(x);
    return mul(Or0, x2.mul(x2));
  };

/** Curvature of space: Ok0 x^2. */
export const curvature =
  (Ok0: ArrLike): Component =>
  (x) =>
    mul(Ok0, x.mul(x));

/** Vacuum energy of density OL0, the same at all times. */
export const cosmologicalConstant =
  (OL0: ArrLike): Component =>
  () =>
    OL0;
