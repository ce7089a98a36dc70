/** Pytrees: nests of plain objects and lists with arrays and numbers at their ends. */
export type { Frozen, Leaf, LeafOf, Loose, Mapped, Tree, TreeOf, Writable } from "./types.ts";
export type { TreeContext } from "./invalid-node.ts";
export { isLeaf } from "./node.ts";
export { sameStructure, TreeStructure } from "./structure.ts";
export {
  type Flattened,
  flatten,
  hasStructure,
  leavesAs,
  leavesIfAs,
  leavesOf,
  structureOf,
  unflatten,
} from "./flatten.ts";
export { map } from "./map.ts";
export { formatPath, parsePath, type Path, type Step } from "./path.ts";
export { refuseBooleans } from "./refuse-booleans.ts";
export { writtenOrder } from "./written-order.ts";
export { leavesWithPaths, type PathedLeaf, paths, pathsOf } from "./paths.ts";
export { freeze } from "./freeze.ts";
export { produce } from "./produce.ts";
export { at, atPath, type Place } from "./at.ts";
export { differenceError } from "./difference.ts";
