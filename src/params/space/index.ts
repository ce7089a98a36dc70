/** Space: the one way from a tree of parameters to a vector and back, in their values or in unconstrained coordinates. */
export type { BoundsByPath } from "./bounds.ts";
export { numberPaths } from "./number-paths.ts";
export { matches } from "./path-pattern.ts";
export { type Box, type Coordinate, Space, type SpaceOptions, type SpecOf } from "./space.ts";
export { checkPriorChoice, withPrior } from "./with-prior.ts";
export { unconstrain, type UnconstrainOptions } from "./unconstrain.ts";
