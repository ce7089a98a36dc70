/** Roots of unity against correctly rounded ones, and the symmetries of the circle. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rootsOfUnity } from "../../../src/primitives/fourier/roots-of-unity.ts";
import { repository } from "../../support/public-modules.ts";

const { roots } = JSON.parse(readFileSync(`${repository}fixtures/fourier/roots.json`, "utf8")) as {
  readonly roots: Readonly<Record<string, readonly (readonly [k: number, cos: number, sin: number])[]>>;
};

describe.each(Object.entries(roots))("%s roots", (length, expected) => {
  const n = Number(length);
  const { re, im } = rootsOfUnity(n);

  it("are rounded correctly", () => {
    for (const [k, cos, sin] of expected) expect([re[k], im[k]]).toEqual([cos + 0, 0 - sin]);
  });

  it("are conjugates of each other, to the bit, and mirror images where 4 divides their number", () => {
    for (let k = 1; k < n; k++) expect([re[n - k], im[n - k]]).toEqual([re[k], 0 - im[k]!]);
    if (n % 4 === 0) for (let k = 0; k <= n / 4; k++) expect(re[n / 4 - k]).toBe(0 - im[k]!);
  });
});
