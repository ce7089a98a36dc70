/** Histograms: counts, densities of unit area, curves of normal distributions, intervals in a title. */
import { histogramFigure, marginalFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { binCount, binned, sortedQuantile, stepOutline } from "../../../src/report/figures/bins.ts";
import { centralInterval, intervalText } from "../../../src/report/figures/marginal.ts";
import { messageOf } from "../../support/message-of.ts";
import { normals } from "./example-chains.ts";
import { complaints, rowsWith } from "./specification.ts";

describe("binned", () => {
  it("puts an edge into the bin to its right, the last edge into the last bin, and leaves out what is outside", () => {
    expect(binned([0, 1, 1.5, 2, 3, 4, 4.1, -1], 0, 4, 4)).toEqual({ edges: [0, 1, 2, 3, 4], counts: [1, 2, 1, 2] });
  });
});

describe("binCount", () => {
  it("follows the rule of Freedman and Diaconis", () => {
    // Cubes of -500 ... 500: interquartile range 2 * 250³, width 4 * 250³ / 1001^(1/3), range 2 * 500³: 4 * 10.003 bins.
    expect(binCount(Array.from({ length: 1001 }, (_, i) => (i - 500) ** 3))).toBe(41);
  });

  it("has Rice's number at least: 2 n^(1/3)", () => {
    // 0 ... 1000: 10 of the width above. Two values far apart: one.
    expect(binCount(Array.from({ length: 1001 }, (_, i) => i))).toBe(21);
    expect(binCount(Array.from({ length: 1000 }, (_, i) => i % 2))).toBe(20);
    expect(binCount([1, 1, 1, 1, 5])).toBe(8);
  });
});

describe("sortedQuantile", () => {
  it("is linear between the numbers, as NumPy's default", () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((p) => sortedQuantile([1, 2, 3, 10], p))).toEqual([
      1,
      1.75,
      2.5,
      expect.closeTo(7.9, 12),
      10,
    ]);
    expect(sortedQuantile([4], 0.3)).toBe(4);
  });
});

describe("stepOutline", () => {
  it("goes up and down the bins", () => {
    expect(stepOutline({ edges: [0, 1, 2], counts: [3, 1] }, 0.5)).toEqual([
      { x: 0, height: 0 },
      { x: 0, height: 1.5 },
      { x: 1, height: 1.5 },
      { x: 1, height: 0.5 },
      { x: 2, height: 0.5 },
      { x: 2, height: 0 },
    ]);
  });
});

describe("histogramFigure", () => {
  interface Row {
    readonly x: number;
    readonly height: number;
    readonly curve: string;
  }
  const area = (rows: readonly Row[]): number =>
    rows.reduce(
      (sum, { x, height }, i) => sum + ((rows[i + 1]?.x ?? x) - x) * ((height + (rows[i + 1]?.height ?? 0)) / 2),
      0,
    );

  it("has unit area, and so has the normal curve over it", () => {
    const spec = histogramFigure(normals(1, 2000), {
      title: "Scatter",
      valueTitle: "residual (mJy)",
      normals: [{ label: "expected", mean: 0, deviation: 1 }],
      marks: [{ at: 0.5, label: "truth" }],
    });
    expect(complaints(spec)).toEqual([]);
    const rows = rowsWith<Row>(spec, "curve");
    expect(area(rows.filter(({ curve }) => curve === "draws"))).toBeCloseTo(1, 12);
    // Cut at four deviations, which leaves 6e-5; the trapezium rule is better than that.
    expect(Math.abs(area(rows.filter(({ curve }) => curve === "expected")) - 1)).toBeLessThan(1e-4);
  });

  it("refuses what has no distribution", () => {
    const options = { title: "t", valueTitle: "v" };
    expect(messageOf(() => histogramFigure([], options))).toMatchInlineSnapshot(
      `"DataError at values in histogramFigure(): expected at least 2 numbers, received 0."`,
    );
    expect(messageOf(() => histogramFigure([2, 2, 2], options))).toMatchInlineSnapshot(
      `"DataError at values in histogramFigure(): all 3 numbers are 2. There is no distribution to draw."`,
    );
    expect(messageOf(() => histogramFigure([2, Number.NaN], options))).toMatchInlineSnapshot(
      `"DataError at values in histogramFigure(): number 1 is NaN. Expected finite numbers. Figures leave nothing out in silence: find where it comes from, or drop such entries yourself."`,
    );
    const normal = { label: "Laplace", mean: 0, deviation: 0 };
    expect(messageOf(() => histogramFigure([1, 2], { ...options, normals: [normal] }))).toMatchInlineSnapshot(
      `"DataError at options.normals, Laplace in histogramFigure(): expected a finite mean and a positive deviation, received 0 and 0."`,
    );
  });
});

describe("marginalFigure", () => {
  it("titles itself with median, interval and unit", () => {
    const draws = { path: "rate", unit: "1/day", chains: [normals(2, 4000).map((value) => 0.4 + 0.01 * value)] };
    const spec = marginalFigure(draws, { truth: 0.4 });
    expect(complaints(spec)).toEqual([]);
    // The median of 4000 draws is good to 0.01 * 1.25 / sqrt(4000) = 0.0002.
    expect(spec.title).toMatch(/^rate = 0\.(399|400)\d* \+0\.0(10|09)\d* −0\.0(10|09)\d* 1\/day$/);
  });
});

describe("centralInterval", () => {
  it("holds one sigma of a normal distribution", () => {
    const { low, median, high } = centralInterval(normals(3, 40_000));
    // Deviation of the quantile at p: sqrt(p (1 - p) / n) / density = 0.0076 at one sigma, 0.0063 at the median; four of them.
    expect(Math.abs(median)).toBeLessThan(0.025);
    expect(Math.abs(low + 1)).toBeLessThan(0.03);
    expect(Math.abs(high - 1)).toBeLessThan(0.03);
  });
});

describe("intervalText", () => {
  it("goes to the second digit of the smaller error", () => {
    expect(intervalText(0.391, 0.402, 0.415)).toBe("0.402 +0.013 −0.011");
    expect(intervalText(-3, -2, -1)).toBe("−2.0 +1.0 −1.0");
    expect(intervalText(900, 1000, 1234)).toBe("1000 +234 −100");
    expect(intervalText(1.9e-9, 2.1e-9, 2.2e-9)).toBe("(2.10 +0.10 −0.20)e-9");
    expect(intervalText(5, 5, 5)).toBe("5");
  });
});
