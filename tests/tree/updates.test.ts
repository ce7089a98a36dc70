/** At, produce and freeze: new trees from old ones, which stay as they were. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { array } from "../../src/array/index.ts";
import { at, atPath, freeze, leavesWithPaths, parsePath, produce, type Tree } from "../../src/tree/index.ts";
import { messageOf } from "../support/message-of.ts";
import { tree } from "./arbitrary-tree.ts";

const seed = 20240604;
const params = freeze({
  star: { temperature: array(5800), radius: 1 },
  lens: [{ mass: array([1, 2], { dtype: "f32" }) }, { mass: array([3, 4]) }],
});

describe("at", () => {
  it("reads and replaces one place and shares the rest", () => {
    const place = at(params, (p) => p.lens[1]);
    expect(place.path).toBe("lens[1]");
    expect(place.get()).toBe(params.lens[1]);
    const hotter = at(params, (p) => p.star.temperature).set(6000);
    expect(hotter.star.temperature.item()).toBe(6000);
    expect(params.star.temperature.item()).toBe(5800);
    expect(hotter.lens).toBe(params.lens);
    expect(Object.isFrozen(hotter) && Object.isFrozen(hotter.star)).toBe(true);
  });

  it("makes numbers the arrays they replace, of the same element type", () => {
    const next = at(params, (p) => p.lens[0]!).set({ mass: 0.1 });
    expect(next.lens[0]!.mass.dtype).toBe("f32");
    expect(next.lens[0]!.mass.item()).toBe(Math.fround(0.1));
    expect(at(params, (p) => p.star.radius).update((radius) => radius + 1).star.radius).toBe(2);
  });

  it("gives back what was set, and setting what was there changes nothing", () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.double(), (any, pick, value) => {
        const leaves = leavesWithPaths(any);
        fc.pre(leaves.length > 0);
        const { path, leaf } = leaves[pick % leaves.length]!;
        const steps = parsePath(path);
        const changed = atPath(any, steps).set(array(value));
        expect((atPath(changed, steps).get() as ReturnType<typeof array>).item()).toBe(value);
        expect(atPath(any, steps).set(leaf)).toEqual(any);
        expect(leavesWithPaths(changed).filter((other) => other.path !== path)).toEqual(
          leaves.filter((other) => other.path !== path),
        );
      }),
      { seed },
    );
  });

  it("names places that are not there", () => {
    const missing: ((p: typeof params) => unknown)[] = [
      (p) => p.lens[4],
      (p) => (p as unknown as { halo: unknown }).halo,
      (p) => (p.star as unknown as { temprature: unknown }).temprature,
      (p) => p.star.temperature.shape,
      (p) => p.lens.map((lens) => lens.mass),
      () => 3,
    ];
    const messages = missing.map((where) => {
      return messageOf(() => at(params, where).get());
    });
    expect(messages.join("\n")).toMatchInlineSnapshot(`
      "TreeError at lens[4] in at(): there is no such place: lens has 2 entries.
      TreeError at halo in at(): there is no such place: the tree has the keys star, lens.
      TreeError at star.temprature in at(): there is no such place: star has the keys temperature, radius.
      TreeError at star.temperature.shape in at(): there is no such place: star.temperature is a leaf.
      TreeError in at(): the selecting function did not name one place of the tree. It may only follow keys and positions, as in (p) => p.lens[1].mass.
      TreeError in at(): the selecting function did not name one place of the tree. It may only follow keys and positions, as in (p) => p.lens[1].mass."
    `);
  });

  it("refuses values that no tree may hold", () => {
    expect(
      messageOf(() => at(params as Tree, (p) => (p as typeof params).star).set("hot" as never)),
    ).toMatchInlineSnapshot(
      `"TreeError at star in at(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "hot". Keep names and labels outside of the tree."`,
    );
  });
});

describe("produce", () => {
  it("writes to a draft, keeps the original, and freezes what it gives", () => {
    const next = produce(params, (draft) => {
      draft.star.radius = 2;
      draft.lens.push({ mass: array([5, 6]) });
    });
    expect(next.star.radius).toBe(2);
    expect(next.lens).toHaveLength(3);
    expect(params.lens).toHaveLength(2);
    expect(next.star.temperature).toBe(params.star.temperature);
    expect(next.lens[0]).toBe(params.lens[0]);
    expect(Object.isFrozen(next.lens[2])).toBe(true);
  });

  it("gives the tree itself when nothing changes", () => {
    expect(produce(params, () => undefined)).toBe(params);
  });

  it("makes numbers the arrays they replace", () => {
    const next = produce(params, (draft) => {
      Object.assign(draft.star, { temperature: 6000 });
    });
    expect(next.star.temperature.item()).toBe(6000);
  });

  it("refuses what no tree may hold", () => {
    expect(
      messageOf(() =>
        produce(params, (draft) => {
          Object.assign(draft.star, { name: "Sun" });
        }),
      ),
    ).toMatchInlineSnapshot(
      `"TreeError at star.name in produce(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "Sun". Keep names and labels outside of the tree."`,
    );
  });
});

describe("freeze", () => {
  it("freezes every level and no leaf can be written to", () => {
    const frozen = freeze({ a: [{ b: 1 }], x: array([1, 2]) });
    expect(() => {
      (frozen.a as { b: number }[])[0]!.b = 2;
    }).toThrow(TypeError);
    expect(() => (frozen.a as unknown[]).push(1)).toThrow(TypeError);
    const copy = frozen.x.toArray();
    copy[0] = 9;
    frozen.x.toNdarray().set(0, 9);
    expect(frozen.x.toNested()).toEqual([1, 2]);
    expect(() => {
      (frozen.x.shape as number[])[0] = 1;
    }).toThrow(TypeError);
  });

  it("does not keep the memory that an array was made from", () => {
    const source = Float64Array.of(1, 2);
    const frozen = freeze({ x: array(source) });
    source[0] = 9;
    expect(frozen.x.toNested()).toEqual([1, 2]);
  });
});
