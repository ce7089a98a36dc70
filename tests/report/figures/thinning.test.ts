/** Thinning keeps what the eye would see: extremes and ends, in order. */
import { describe, expect, it } from "vitest";
import { envelopeIndices, evenIndices } from "../../../src/report/figures/thinning.ts";
import { normals } from "./example-chains.ts";

describe("envelopeIndices", () => {
  it("keeps everything where there is little", () => {
    expect(envelopeIndices([3, 1, 2], 3)).toEqual([0, 1, 2]);
  });

  it("keeps the extremes of every stretch, in increasing order and within the budget", () => {
    const values = normals(7, 10_000);
    const kept = envelopeIndices(values, 500);
    expect(kept.length).toBeLessThanOrEqual(500);
    expect(kept.every((index, i) => i === 0 || index > kept[i - 1]!)).toBe(true);
    for (let stretch = 0; stretch < 250; stretch++) {
      const all = values.slice(40 * stretch, 40 * (stretch + 1));
      const seen = kept.filter((index) => Math.floor(index / 40) === stretch).map((index) => values[index]!);
      expect([Math.min(...seen), Math.max(...seen)]).toEqual([Math.min(...all), Math.max(...all)]);
    }
  });

  it("does not lose a single spike", () => {
    const flat = new Float64Array(100_000);
    flat[54_321] = 1;
    expect(envelopeIndices(flat, 100)).toContain(54_321);
  });
});

describe("evenIndices", () => {
  it("spreads over the whole", () => {
    expect(evenIndices(4, 9)).toEqual([0, 1, 2, 3]);
    expect(evenIndices(10, 5)).toEqual([0, 2, 4, 6, 8]);
  });
});
