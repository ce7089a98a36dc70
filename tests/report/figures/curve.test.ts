/** Curves over data: bars, bands, residuals, logarithmic axes, and what is refused. */
import { array } from "fluxion";
import { curveFigure, renderSvg, stackFigures } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { complaints, rowsWith } from "./specification.ts";

const titles = { title: "A lamp", xTitle: "time (day)", yTitle: "flux (mJy)" };
const data = { x: [0, 1, 2], y: [2.5, 1.5, 0.5], sigma: [0.1, 0.2, 0.5] };
const curve = { label: "fit", x: [0, 1, 2], y: [2.4, 1.7, 0.5], low: [2.3, 1.5, -0.1], high: [2.5, 1.9, 0.6] };

describe("curveFigure", () => {
  interface Residual {
    readonly x: number;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }

  it("shows error bars, the curve in its band, and residuals over sigma", () => {
    const spec = curveFigure({ ...titles, data: { ...data, model: curve.y }, curves: [curve] });
    expect(complaints(spec)).toEqual([]);
    const residuals = rowsWith<Residual>(spec, "value")
      .filter((row) => "x" in row)
      .slice(0, 3);
    expect(residuals.map(({ value }) => value)).toEqual([expect.closeTo(1, 12), expect.closeTo(-1, 12), 0]);
    expect(residuals.map(({ low, high }) => high - low)).toEqual([2, 2, 2]);
    const bars = rowsWith<{ low: number; high: number; y: number }>(spec, "low").filter((row) => "y" in row);
    expect(bars[2]).toMatchObject({ low: 0, high: 1, y: 0.5 });
    expect(rowsWith<{ low: number; high: number }>(spec, "low").slice(0, 3)).toEqual([
      { x: 0, low: 2.3, high: 2.5 },
      { x: 1, low: 1.5, high: 1.9 },
      { x: 2, low: -0.1, high: 0.6 },
    ]);
  });

  it("ends bars and bands at the edge of a logarithmic axis where they reach below zero", () => {
    const spec = curveFigure({ ...titles, data, curves: [curve], yScale: "log" });
    expect(complaints(spec)).toEqual([]);
    expect(JSON.stringify(spec)).toContain('"type":"log"');
    expect(rowsWith<{ low: number }>(spec, "low").every(({ low }) => low > 0)).toBe(true);
  });

  it("draws stems, steps and dashes, and long curves by every so many of their vertices", () => {
    const x = Array.from({ length: 5000 }, (_, i) => i);
    const spec = curveFigure({
      ...titles,
      curves: [
        { label: "stems", x: [1, 2], y: [3, 4], drawnAs: "stems" },
        { label: "steps", x: [1, 2], y: [3, 4], drawnAs: "steps" },
        { label: "dashes", x, y: x, drawnAs: "dashes" },
      ],
    });
    expect(complaints(spec)).toEqual([]);
    const long = rowsWith<{ x: number; label: string }>(spec, "label").filter(({ label }) => label === "dashes");
    expect(long.length).toBeLessThanOrEqual(801);
    expect([long[0]!.x, long.at(-1)!.x]).toEqual([0, 4999]);
  });

  it("takes arrays, one sigma for all, and a curve's deviations in place of the edges of its band", () => {
    const x = array(data.x);
    const plain = { ...data, sigma: [0.2, 0.2, 0.2], model: [2, 1, 1] };
    const band = { label: "fit", x: data.x, y: [2, 1, 1], low: [1.5, 0.75, 0.875], high: [2.5, 1.25, 1.125] };
    const listed = curveFigure({ ...titles, data: plain, curves: [band] });
    const arrays = curveFigure({
      ...titles,
      data: { x, y: array(data.y), sigma: 0.2, model: array(plain.model) },
      curves: [{ label: "fit", x, y: array(band.y), sigma: array([0.5, 0.25, 0.125]) }],
    });
    expect(arrays).toEqual(listed);
  });

  it("has a legend that shows each as it is drawn", async () => {
    const curves = [
      { label: "line", x: [0, 2], y: [2, 1] },
      { label: "dashes", x: [0, 2], y: [1, 2], drawnAs: "dashes" as const },
    ];
    const svg = await renderSvg(curveFigure({ ...titles, data: { ...data, label: "measured" }, curves }));
    const entries = [...svg.matchAll(/d="([^"]*)"[^>]*stroke-dasharray="([^"]*)"\/><\/g><g><text[^>]*>([^<]+)</g)];
    expect(entries.map(([, path, dashes, label]) => [label, path!.includes("A") ? "circle" : "line", dashes])).toEqual([
      ["line", "line", "1,0"],
      ["dashes", "line", "5,4"],
      ["measured", "circle", "1,0"],
    ]);
  });

  it("refuses what it cannot show", () => {
    expect(messageOf(() => curveFigure(titles))).toMatchInlineSnapshot(
      `"DataError at options in curveFigure(): there is nothing to draw. Expected data or curves."`,
    );
    expect(messageOf(() => curveFigure({ ...titles, data: { ...data, sigma: [1] } }))).toMatchInlineSnapshot(
      `"DataError at options.data.sigma in curveFigure(): expected one for each of 3 positions, received 1."`,
    );
    expect(
      messageOf(() => curveFigure({ ...titles, curves: [{ ...curve, y: [1, Number.NaN, 2] }] })),
    ).toMatchInlineSnapshot(
      `"DataError at options.curves[0].y in curveFigure(): number 1 is NaN. Expected finite numbers. Figures leave nothing out in silence: find where it comes from, or drop such entries yourself."`,
    );
    expect(
      messageOf(() => curveFigure({ ...titles, yScale: "log", curves: [{ label: "a", x: [1, 2], y: [1, 0] }] })),
    ).toMatchInlineSnapshot(
      `"DataError at options.curves[0].y in curveFigure(): number 1 is 0, which a logarithmic axis does not have. Expected positive numbers."`,
    );
  });
});

describe("stackFigures", () => {
  it("puts figures below each other without a warning", () => {
    const figure = curveFigure({ ...titles, data, curves: [curve] });
    expect(complaints(stackFigures([figure, figure]))).toEqual([]);
    expect(messageOf(() => stackFigures([]))).toMatchInlineSnapshot(
      `"DataError at figures in stackFigures(): expected at least 1 figure, received 0."`,
    );
  });
});
