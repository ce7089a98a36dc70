/** Map: the functor laws, several trees at once, and how it says that trees differ. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { array } from "../../src/array/index.ts";
import { flatten, type Leaf, map, structureOf, type Tree, unflatten } from "../../src/tree/index.ts";
import { messageOf } from "../support/message-of.ts";
import { rewritten, tree } from "./arbitrary-tree.ts";

const seed = 20240602;
const size = (leaf: Leaf): number => (typeof leaf === "object" ? leaf.size : Number(leaf));

describe("map", () => {
  it("of the identity is the identity", () => {
    fc.assert(
      fc.property(tree, (any) => {
        expect(map((leaf) => leaf, any)).toEqual(any);
      }),
      { seed },
    );
  });

  it("of a composition is the composition of maps", () => {
    const half = (x: number): number => x / 2;
    fc.assert(
      fc.property(tree, (any) => {
        expect(map<Tree<number>, number>(half, map(size, any))).toEqual(map((leaf) => half(size(leaf)), any));
      }),
      { seed },
    );
  });

  it("is unflatten of mapped leaves", () => {
    fc.assert(
      fc.property(tree, (any) => {
        const { leaves, structure } = flatten(any);
        expect(map(size, any)).toEqual(unflatten(structure, leaves.map(size)));
      }),
      { seed },
    );
  });

  it("pairs leaves by path, whatever the order of writing, and keeps the order of the first tree", () => {
    fc.assert(
      fc.property(tree, (any) => {
        const pairs = map((a: Leaf, b: Leaf, c: Leaf) => [a, b, c], any, rewritten(any), any);
        expect(pairs).toEqual(map((leaf) => [leaf, leaf, leaf], any));
        const order = map(size, any);
        expect(JSON.stringify(map((a: Leaf) => size(a), any, rewritten(any)))).toBe(JSON.stringify(order));
      }),
      { seed },
    );
    expect(map((x, y) => x - y, { a: 5, b: [1] }, { b: [3], a: 1 })).toEqual({ a: 4, b: [-2] });
  });

  it("leaves its arguments as they were and gives what any function returns", () => {
    const before = Object.freeze({ a: 1, b: Object.freeze([2]) });
    expect(map(String, before)).toEqual({ a: "1", b: ["2"] });
    expect(structureOf(before).leafCount).toBe(2);
  });
});

describe("trees that differ", () => {
  const lens = { z: 0.3, radius: 2 };
  const params = {
    halo: { mass: 1, radius: 2, axes: [1, 1, 1] },
    lens: [lens, { ...lens, mass: array([1, 2, 3, 4]) }],
  };
  const message = (...others: unknown[]): string => {
    return messageOf(() => map((leaf: Leaf) => leaf, params, ...(others as [Tree])));
  };

  it("are reported by path, with what each has there and how much agrees", () => {
    expect(
      [
        message({ ...params, lens: [lens, lens] }),
        message({ ...params, lens: [lens, { ...lens, mass: [1, 2] }] }),
        message({ ...params, lens: [lens] }),
        message({ ...params, halo: { ...params.halo, spin: 0.1 } }),
        message({ halo: params.halo }),
        message({ ...params, halo: { mass: 1 } }),
        message(params, { ...params, halo: 3 }),
        message(1),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "TreeError in map(): trees differ at lens[1].mass: first has a leaf f64[4], second has nothing. (9 other leaves agree.)
      TreeError in map(): trees differ at lens[1].mass: first has a leaf f64[4], second has a list of 2. (9 other leaves agree.)
      TreeError in map(): trees differ at lens[1]: first has an object with keys z, radius, mass, second has nothing. (7 other leaves agree.)
      TreeError in map(): trees differ at halo.spin: first has nothing, second has a leaf 0.1. (10 other leaves agree.)
      TreeError in map(): trees differ at lens: first has a list of 2, second has nothing. (5 other leaves agree.)
      TreeError in map(): trees differ at halo.radius: first has a leaf 2, second has nothing. (6 leaves agree, 1 more place differs.)
      TreeError in map(): trees differ at halo: first has an object with keys mass, radius, axes, third has a leaf 3. (5 other leaves agree.)
      TreeError in map(): trees differ at the root: first has an object with keys halo, lens, second has a leaf 1."
    `);
  });

  it("are told apart from what is no tree", () => {
    expect(message({ ...params, halo: { ...params.halo, mass: "heavy" } })).toMatchInlineSnapshot(
      `"TreeError at halo.mass in map(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "heavy". Keep names and labels outside of the tree."`,
    );
  });
});
