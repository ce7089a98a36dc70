/** Arbitrary trees for property tests: lists and objects with any keys, numbers, booleans and arrays at the ends. */
import fc from "fast-check";
import { array } from "../../src/array/index.ts";
import type { Leaf, Tree } from "../../src/tree/index.ts";

export const key = fc.oneof(fc.string(), fc.constantFrom("a", "b", "halo", "scaleRadius", "0", "1", "odd key", "Ω_m"));

export const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.double(),
  fc.boolean(),
  fc.array(fc.double(), { maxLength: 3 }).map((numbers) => array(numbers)),
);

export const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(
      key.filter((text) => text !== "__proto__"),
      tie("tree"),
      { maxKeys: 4 },
    ),
  ),
})).tree;

/** The same tree with the keys of every object written in the opposite order. */
export function rewritten(node: Tree): Tree {
  if (Array.isArray(node)) return (node as readonly Tree[]).map(rewritten);
  if (typeof node !== "object" || "dtype" in node) return node;
  const entries = Object.entries(node as Readonly<Record<string, Tree>>).reverse();
  return Object.fromEntries(entries.map(([name, child]) => [name, rewritten(child)]));
}
