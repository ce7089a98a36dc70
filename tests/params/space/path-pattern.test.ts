/** Path patterns: which leaves a pattern takes. */
import { describe, expect, it } from "vitest";
import { matches } from "../../../src/params/index.ts";

describe("path patterns", () => {
  it.each([
    ["halo", "halo.mass", true],
    ["halo", "halo", true],
    ["halo", "haloes", false],
    ["halo.mass", "halo.mass", true],
    ["halo.mass", "halo", false],
    ["lens[1]", "lens[1].shear", true],
    ["lens[1]", "lens[11].shear", false],
    ["lens[*].mass", "lens[1].mass", true],
    ["lens[*].mass", "lens[1].shear", false],
    ["*.mass", "halo.mass", true],
    ["*", "anything", true],
  ])("%s takes %s: %s", (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });
});
