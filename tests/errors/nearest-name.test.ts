/** The nearest name: what a misspelt one most likely meant, and silence where nothing is near. */
import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/errors/nearest-name.ts";

describe("nearestName", () => {
  const names = ["memory", "maxTrials", "curvature", "run"];

  it.each([
    ["swapped neighbours", "memroy", "memory"],
    ["a letter left out", "memry", "memory"],
    ["a letter too many", "memoryy", "memory"],
    ["another letter", "nemory", "memory"],
    ["capitals", "MAXTRIALS", "maxTrials"],
    ["two slips in nine letters", "curvtuer", "curvature"],
  ])("sees through %s", (_, wrong, right) => {
    expect(nearestName(wrong, names)).toBe(right);
  });

  it("allows a third of the letters to change, and one in short names", () => {
    expect(nearestName("rum", names)).toBe("run");
    expect(nearestName("rxx", names)).toBeUndefined();
    // Six letters: two changes are near, three are not.
    expect(nearestName("mexxry", names)).toBe("memory");
    expect(nearestName("mxxxry", names)).toBeUndefined();
  });

  it("prefers the nearest, and of equals the first", () => {
    expect(nearestName("seed", ["speed", "seed"])).toBe("seed");
    expect(nearestName("cat", ["bat", "hat"])).toBe("bat");
    expect(nearestName("anything", [])).toBeUndefined();
  });
});
