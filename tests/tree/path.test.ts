/** Paths: text and steps are each other's inverse, and lead to the leaf they name. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atPath, formatPath, leavesWithPaths, parsePath, paths, type Step } from "../../src/tree/index.ts";
import { messageOf } from "../support/message-of.ts";
import { key, tree } from "./arbitrary-tree.ts";

const seed = 20240603;
const step: fc.Arbitrary<Step> = fc.oneof(key, fc.nat(1000));

describe("the text of a path", () => {
  it("reads as code does", () => {
    expect(formatPath(["halo", "scaleRadius"])).toBe("halo.scaleRadius");
    expect(formatPath(["lens", 1, "mass"], "params")).toBe("params.lens[1].mass");
    expect(formatPath([0, "Ω", "p + p", ""])).toBe('[0].Ω["p + p"][""]');
    expect(formatPath([], "params")).toBe("params");
  });

  it("reads back to the same steps", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        expect(parsePath(formatPath(steps))).toEqual(steps);
      }),
      { seed, numRuns: 500 },
    );
  });

  it.each(["lens[1", "lens..mass", ".mass", "lens[x]", "a b", "lens[1]mass", "lens['a']"])("%s is refused", (text) => {
    expect(() => parsePath(text)).toThrow(/is not a path/);
  });

  it("says where it cannot be read on", () => {
    expect(messageOf(() => parsePath("lens[one].mass"))).toMatchInlineSnapshot(
      `"TreeError in parsePath(): "lens[one].mass" is not a path: it cannot be read from "[one].mass" on. Write it as code would: halo.scaleRadius, lens[1].mass, rates["p + p"]."`,
    );
  });
});

describe("paths of a tree", () => {
  it("name the leaves in the order of flatten", () => {
    expect(paths({ lens: [{ z: 1, mass: 2 }], halo: 3 })).toEqual(["halo", "lens[0].mass", "lens[0].z"]);
    expect(paths([1, [2]], { root: "x" })).toEqual(["x[0]", "x[1][0]"]);
    expect(paths(3)).toEqual([""]);
  });

  it("lead to the leaves they stand beside, and no two are alike", () => {
    fc.assert(
      fc.property(tree, (any) => {
        const found = leavesWithPaths(any);
        for (const { path, leaf } of found) expect(atPath(any, parsePath(path)).get()).toBe(leaf);
        expect(new Set(found.map(({ path }) => path)).size).toBe(found.length);
      }),
      { seed },
    );
  });
});
