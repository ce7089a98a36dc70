/** Flatten and unflatten: inverse to each other, blind to the order of writing, exact about what is no tree. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { array } from "../../src/array/index.ts";
import {
  flatten,
  hasStructure,
  leavesAs,
  leavesOf,
  sameStructure,
  structureOf,
  type Tree,
  unflatten,
} from "../../src/tree/index.ts";
import { messageOf } from "../support/message-of.ts";
import { rewritten, tree } from "./arbitrary-tree.ts";

const seed = 20240601;

describe("flatten", () => {
  it("lists leaves by position and by sorted key", () => {
    const radius = array([1, 2]);
    const { leaves, structure } = flatten({ lens: [{ z: 3, mass: true }, 4], halo: { radius } });
    expect(leaves).toEqual([radius, true, 3, 4]);
    expect(leaves[0]).toBe(radius);
    expect(structure.leafCount).toBe(4);
    expect(structure.key).toBe('{"halo":{"radius":*},"lens":[{"mass":*,"z":*},*]}');
    expect(leavesOf({ b: 1, a: 2 })).toEqual([2, 1]);
  });

  it("takes a leaf, an empty list and an object without prototype for trees", () => {
    expect(flatten(7).leaves).toEqual([7]);
    expect(String(structureOf([]))).toBe("[]");
    expect(String(structureOf({}))).toBe("{}");
    const bare = Object.assign(Object.create(null) as Record<string, number>, { a: 1 });
    expect(flatten(bare).leaves).toEqual([1]);
  });

  it("is undone by unflatten, keys in their written order", () => {
    fc.assert(
      fc.property(tree, (any) => {
        const { leaves, structure } = flatten(any);
        const again = unflatten(structure, leaves);
        expect(again).toEqual(any);
        expect(JSON.stringify(again)).toBe(JSON.stringify(any));
      }),
      { seed },
    );
  });

  it("undoes unflatten", () => {
    fc.assert(
      fc.property(tree, (any) => {
        const structure = structureOf(any);
        const numbers = Array.from({ length: structure.leafCount }, (_, index) => index);
        const again = flatten(unflatten(structure, numbers));
        expect(again.leaves).toEqual(numbers);
        expect(sameStructure(again.structure, structure)).toBe(true);
      }),
      { seed },
    );
  });

  it("does not depend on the order in which keys were written", () => {
    fc.assert(
      fc.property(tree, (any) => {
        const a = flatten(any);
        const b = flatten(rewritten(any));
        expect(b.leaves).toEqual(a.leaves);
        expect(sameStructure(a.structure, b.structure)).toBe(true);
        expect(leavesAs(a.structure, rewritten(any))).toEqual(a.leaves);
      }),
      { seed },
    );
  });

  it("tells structures apart exactly as their keys do", () => {
    fc.assert(
      fc.property(tree, tree, (first, second) => {
        const a = structureOf(first);
        const b = structureOf(second);
        expect(sameStructure(a, b)).toBe(a.key === b.key);
        expect(hasStructure(a, second)).toBe(a.key === b.key);
      }),
      { seed, numRuns: 500 },
    );
    // Keys that would read alike without quotes.
    expect(structureOf({ 'a":*,"b': 1 }).key).not.toBe(structureOf({ a: 1, b: 1 }).key);
  });
});

describe("what is no tree", () => {
  const message = (node: unknown): string => {
    return messageOf(() => flatten({ params: { halo: [1, node] } } as Tree, { where: "grad", root: "args[0]" }));
  };

  it("is named by path, with a way out", () => {
    class Halo {
      readonly mass = 1;
    }
    const nodes = [undefined, null, "NFW", 3n, Math.exp, Promise.resolve(1), new Map(), new Set(), new Halo()];
    expect([...nodes, new Float64Array(2), Symbol("x")].map(message).join("\n")).toMatchInlineSnapshot(`
      "TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received nothing. Give it a value, or leave the key out.
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received null. Give it a value, or leave the key out.
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "NFW". Keep names and labels outside of the tree.
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received the BigInt 3n. Convert it with Number(...).
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received the function exp. Call it first, or pass it beside the tree: a tree holds values only.
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Promise. Await it first.
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Map. Make it a plain object: Object.fromEntries(map).
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Set. Make it a list: [...set].
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Halo. Copy its fields to a plain object: { ...it }.
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Float64Array of 2. Make it an Arr: array(...).
      TreeError at args[0].params.halo[1] in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received Symbol(x). Keep names and labels outside of the tree."
    `);
  });

  it("is also a tree that contains itself, and a key that names the prototype", () => {
    const circle: Record<string, Tree> = { a: 1 };
    circle["b"] = [circle];
    expect(messageOf(() => flatten(circle))).toMatchInlineSnapshot(
      `"TreeError at b[0].b in flatten(): the tree is more than 200 levels deep. Does an object in it contain itself?"`,
    );
    expect(messageOf(() => flatten(JSON.parse('{"a":{"__proto__":1}}') as Tree))).toMatchInlineSnapshot(
      `"TreeError at a.__proto__ in flatten(): no key may be "__proto__". Choose another name."`,
    );
  });
});

describe("leavesAs", () => {
  const structure = structureOf({ halo: { mass: 1, radius: 2 }, lens: [1, 2] });
  const message = (node: unknown): string => {
    return messageOf(() => leavesAs(structure, node as Tree, { where: "vjp", root: "cotangent" }));
  };

  it("names the first place that differs and what came there", () => {
    const differing = [
      { halo: { mass: 1 }, lens: [1, 2] },
      { halo: { mass: 1, radius: { kpc: 1 } }, lens: [1, 2] },
      { halo: { mass: 1, radius: 2, age: 3 }, lens: [1, 2] },
      { halo: { mass: 1, radius: 2 }, lens: [1, array([2]), 3] },
      { halo: { mass: 1, radius: 2 }, lens: { 0: 1, 1: 2 } },
      { halo: 4, lens: [] },
      { halo: { mass: "heavy", radius: 2 }, lens: [1, 2] },
      5,
    ];
    expect(differing.map(message).join("\n")).toMatchInlineSnapshot(`
      "TreeError at cotangent.halo.radius in vjp(): expected a leaf, received nothing. (3 other leaves agree.)
      TreeError at cotangent.halo.radius in vjp(): expected a leaf, received an object with key kpc. (3 other leaves agree.)
      TreeError at cotangent.halo.age in vjp(): expected nothing, received a leaf 3. (4 other leaves agree.)
      TreeError at cotangent.lens[2] in vjp(): expected nothing, received a leaf 3. (4 other leaves agree.)
      TreeError at cotangent.lens in vjp(): expected a list of 2, received an object with keys 0, 1. (2 other leaves agree.)
      TreeError at cotangent.halo in vjp(): expected an object with keys mass, radius, received a leaf 4. (0 leaves agree, 2 more places differ.)
      TreeError at cotangent.halo.mass in vjp(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "heavy". Keep names and labels outside of the tree.
      TreeError at cotangent in vjp(): expected an object with keys halo, lens, received a leaf 5."
    `);
  });
});

it("unflatten counts leaves", () => {
  expect(messageOf(() => unflatten(structureOf([1, { a: 2 }]), [1]))).toMatchInlineSnapshot(
    `"TreeError in unflatten(): expected 2 leaves for the structure [*,{"a":*}], received 1."`,
  );
});
