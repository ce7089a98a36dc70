/** Rank histograms: counts that add up, the spread of independent draws, and a chain that stands apart. */
import { rankFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { expectedRankCount, pooledRanks, rankCounts } from "../../../src/report/figures/ranks.ts";
import { exampleDraws, normals } from "./example-chains.ts";
import { complaints, rowsWith } from "./specification.ts";

describe("pooledRanks", () => {
  it("counts from one through all chains; equal draws share the mean of their ranks", () => {
    expect(
      pooledRanks([
        [0.3, 0.1, 0.2],
        [0.2, 0.5, 0.2],
      ]).map((ranks) => [...ranks]),
    ).toEqual([
      [5, 1, 3],
      [3, 6, 3],
    ]);
  });
});

describe("rankCounts", () => {
  const chains = [1, 2, 3, 4].map((seed) => normals(seed, 500));
  const counts = pooledRanks(chains).map((ranks) => rankCounts(ranks, 2000, 20));

  it("counts every draw once: a chain's counts sum to its draws, a bin's to its share of all", () => {
    for (const chain of counts) expect(chain.reduce((sum, count) => sum + count, 0)).toBe(500);
    for (let bin = 0; bin < 20; bin++) {
      expect(counts.reduce((sum, chain) => sum + chain[bin]!, 0)).toBe(100);
    }
  });

  it("scatters for independent draws as the hypergeometric distribution says", () => {
    const { mean, deviation } = expectedRankCount(500, 2000, 20);
    expect(mean).toBe(25);
    // 500 of 2000 drawn, a twentieth of them marked: 500 * 0.05 * 0.95 * 1500 / 1999.
    expect(deviation ** 2).toBeCloseTo((500 * 0.05 * 0.95 * 1500) / 1999, 12);
    const pulls = counts.flat().map((count) => ((count - mean) / deviation) ** 2);
    const meanSquare = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
    // 80 squares of nearly normal pulls, 57 of them independent: one with a deviation of sqrt(2 / 57) = 0.19.
    expect(Math.abs(meanSquare - 1)).toBeLessThan(4 * 0.19);
  });
});

describe("rankFigure", () => {
  interface Row {
    readonly rank: number;
    readonly count: number;
    readonly chain: string;
  }

  it("shows a shifted chain at one end", () => {
    const chains = [1, 2, 3].map((seed) => normals(seed, 400));
    const shifted = normals(4, 400).map((value) => value + 3);
    const spec = rankFigure([{ path: "rate", unit: "", chains: [...chains, shifted] }], { bins: 4 });
    const last = rowsWith<Row>(spec, "rank").filter(({ chain }) => chain === "4");
    // A step is repeated at the right end. The normal distribution leaves 7 % of the shifted chain below 1.5.
    expect(last.map(({ rank }) => rank)).toEqual([0, 400, 800, 1200, 1600]);
    expect(last[3]!.count).toBeGreaterThan(300);
    expect(last[0]!.count).toBeLessThan(10);
  });

  it("suits one parameter and fifty", () => {
    for (const count of [1, 50]) expect(complaints(rankFigure(exampleDraws(count)))).toEqual([]);
  });
});
