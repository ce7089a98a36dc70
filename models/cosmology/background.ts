/** The expansion of a universe made of components: E(z), H(z) and the Hubble distance. */

import { add, array, div, mul, sqrt, type Arr, type ArrLike } from "../../src/index.ts";
import type { Component } from "./components.ts";
import { SPEED_OF_LIGHT } from "./constants.ts";

/** An expansion history, E^2 = (H / H0)^2 as a sum of components, and the geometry of its space. */
export interface Background {
  /** Hubble constant [km/s/Mpc], scalar. */
  readonly H0: ArrLike;
  /** Curvature today / critical density, scalar. It bends distances; its share in E^2 is a component like any other. */
  readonly Ok0: ArrLike;
  /** What fills the universe. */
  readonly components: readonly [Component, ...Component[]];
}

/** E^2 at x = 1 + z, elementwise. */
export function expansionSquared(background: Background, x: ArrLike): Arr {
  const at = asArray(x);
  const [first, ...others] = background.components;
  return others.reduce((total, component) => add(total, component(at)), asArray(first(at)));
}

/** E = H / H0 at a redshift, elementwise. */
export function expansion(background: Background, redshift: ArrLike): Arr {
  return sqrt(expansionSquared(background, add(redshift, 1)));
}

/** Expansion rate H [km/s/Mpc] at a redshift, elementwise. */
export function hubbleRate(background: Background, redshift: ArrLike): Arr {
  return mul(background.H0, expansion(background, redshift));
}

/** Hubble distance D_H = c / H [Mpc] at a redshift, elementwise. */
export function hubbleDistance(background: Background, redshift: ArrLike): Arr {
  return div(SPEED_OF_LIGHT, hubbleRate(background, redshift));
}

function asArray(value: ArrLike): Arr {
  return typeof value === "object" ? value : array(value);
}
