/** Energy: histograms with unit area, and the fraction of missing information of chains where it is known. */
import { energyFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { energyChanges, missingInformation } from "../../../src/report/figures/energy.ts";
import { messageOf } from "../../support/message-of.ts";
import { autoregressive } from "./example-chains.ts";
import { complaints, dataOf } from "./specification.ts";

describe("missingInformation", () => {
  it("is the mean square change over the variance, by hand", () => {
    // Changes 1 and -2, squares 5; about the mean 1 the squares are 0 + 1 + 1.
    expect(missingInformation([1, 2, 0])).toBe(5 / 2);
  });

  it("is 2 (1 - rho) for an autoregressive chain", () => {
    for (const rho of [0, 0.5, 0.9]) {
      // Deviation of the lag-one correlation of 20 000 draws: sqrt((1 - rho²) / 20 000) <= 0.0071, twice that here.
      const fraction = missingInformation(autoregressive(3, 20_000, rho));
      expect(Math.abs(fraction - 2 * (1 - rho))).toBeLessThan(4 * 2 * Math.sqrt((1 - rho * rho) / 20_000));
    }
  });
});

describe("energyChanges", () => {
  it("has a mean of zero, and changes that telescope", () => {
    const { marginal, transition } = energyChanges([3, 5, 10]);
    expect([...marginal]).toEqual([-3, -1, 4]);
    expect([...transition]).toEqual([2, 5]);
  });
});

describe("energyFigure", () => {
  interface Row {
    readonly x: number;
    readonly height: number;
    readonly kind: string;
  }
  const chains = [1, 2].map((seed) => ({ energy: autoregressive(seed, 1000, 0.5).map((value) => 10 + 2 * value) }));

  it("draws two histograms of unit area over the same bins", () => {
    const spec = energyFigure(chains);
    expect(complaints(spec)).toEqual([]);
    const [, lines] = dataOf<Row>(spec);
    for (const kind of ["marginal: E − mean", "transition: E(n) − E(n−1)"]) {
      const outline = lines!.filter((row) => row.kind === kind);
      const area = outline.reduce((sum, { x, height }, i) => {
        const next = outline[i + 1];
        return next === undefined ? sum : sum + ((next.x - x) * (height + next.height)) / 2;
      }, 0);
      expect(area).toBeCloseTo(1, 12);
    }
  });

  it("names E-BFMI of each chain, and warns below 0.3", () => {
    expect(JSON.stringify(energyFigure(chains))).toMatch(/E-BFMI by chain: (1|0\.9)\.?\d*, (1|0\.9)\.?\d*"/);
    const slow = energyFigure([{ energy: autoregressive(5, 2000, 0.95) }]);
    expect(JSON.stringify(slow)).toContain("below 0.3: energies are explored too slowly");
  });

  it("refuses what has no energies to show", () => {
    expect(messageOf(() => energyFigure([]))).toMatchInlineSnapshot(
      `"DataError at statistics in energyFigure(): expected at least 1 chain, received 0 chains."`,
    );
    expect(messageOf(() => energyFigure([{ energy: [1, 2] }]))).toMatchInlineSnapshot(
      `"DataError at statistics[0].energy in energyFigure(): expected at least 3 draws, received 2 draws."`,
    );
    expect(messageOf(() => energyFigure([{ energy: [1, 1, 1] }]))).toMatchInlineSnapshot(
      `"DataError at statistics[0].energy in energyFigure(): all energies are 1. The chain did not move: look at its traces and its step size."`,
    );
    expect(messageOf(() => energyFigure([{ energy: [1, 2, Infinity] }]))).toMatchInlineSnapshot(
      `"DataError at statistics[0].energy in energyFigure(): energy 2 is Infinity. Expected finite numbers. Figures leave nothing out in silence: find where it comes from, or drop such entries yourself."`,
    );
  });
});
