/** Unconstrained coordinates of a whole spec: every parameter through its own bijector. */
import { type Arr, array } from "../array/index.ts";
import { add } from "../ops/index.ts";
import { type Leaf, leavesAs, structureOf, unflatten } from "../tree/index.ts";
import type { Bijector } from "./bijector.ts";
import type { ParameterSpec } from "./spec.ts";

/** A bijector of trees. */
export interface TreeBijector<P> {
  /** Parameter values from unconstrained coordinates. */
  readonly forward: (unconstrained: P) => P;
  /** Unconstrained coordinates from parameter values; infinite where a value lies on a bound. */
  readonly inverse: (params: P) => P;
  /** log |det dx/du| at u: what a log density gains when it is taken over u. */
  readonly logDetJacobian: (unconstrained: P) => Arr;
}

/**
 * The map between the parameters of a spec and coordinates that may be any real numbers. All three functions are built from
 * ops, so they can be differentiated, batched and compiled.
 *
 * @example
 * ```ts
 * import { bounded, positive, spec, unconstrained } from "fluxion";
 * const decay = spec({ amplitude: positive({ default: 1 }), rate: bounded(0, 10, { default: 5 }) });
 * const coordinates = unconstrained(decay).inverse(decay.defaults);
 * console.log(coordinates.amplitude.item(), coordinates.rate.item()); // → 0 0
 * ```
 */
export function unconstrained<P>(spec: ParameterSpec<P>): TreeBijector<P> {
  const structure = structureOf(spec.defaults as Leaf);
  const bijectors = spec.leaves.map(({ parameter }) => parameter.bijector);
  const eachLeaf = (tree: P, where: string, map: (bijector: Bijector, leaf: Leaf) => Arr): Arr[] =>
    leavesAs(structure, tree as Leaf, { where }).map((leaf, index) => map(bijectors[index]!, leaf));
  // What has the structure of the defaults is a P.
  const rebuilt = (leaves: readonly Arr[]): P => unflatten(structure, leaves) as P;
  return {
    forward: (tree) => rebuilt(eachLeaf(tree, "forward", (bijector, leaf) => bijector.forward(leaf))),
    inverse: (tree) => rebuilt(eachLeaf(tree, "inverse", (bijector, leaf) => bijector.inverse(leaf))),
    logDetJacobian: (tree) =>
      eachLeaf(tree, "logDetJacobian", (bijector, leaf) => bijector.logDetJacobian(leaf)).reduce(
        (total, term) => add(total, term),
        array(0),
      ),
  };
}
