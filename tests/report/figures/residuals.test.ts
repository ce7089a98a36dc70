/** Figures of residuals, by the values in their specifications. */
import { describe, expect, it } from "vitest";
import {
  differenceFigure,
  pullFigure,
  ratioFigure,
  type ResidualBlock,
} from "../../../src/report/figures/residuals.ts";
import type { FigureSpec } from "../../../src/report/figures/spec.ts";
import { dataOf, rowsWith } from "./specification.ts";

const block: ResidualBlock = {
  title: "Distances",
  atTitle: "redshift z",
  atScale: "linear",
  measurements: [
    { at: 0.5, kind: "DM", data: 10, model: 8, sigma: 0.5 },
    { at: 0.5, kind: "DH", data: 20, model: 25, sigma: 10 },
    { at: 2.5, kind: "DM", data: 3, model: 3, sigma: 1 },
  ],
};

interface Row {
  readonly at: number | string;
  readonly kind: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function rowsOf(spec: FigureSpec): readonly Row[] {
  const [rows] = dataOf<Row>(spec);
  if (rows === undefined) throw new Error("The figure holds no values.");
  return rows;
}

describe("pullFigure", () => {
  it("shows (data - model) / sigma with bars of one sigma", () => {
    const rows = rowsOf(pullFigure(block));
    expect(rows.map(({ value }) => value)).toEqual([4, -0.5, 0]);
    expect(rows.map(({ low }) => low)).toEqual([3, -1.5, -1]);
    expect(rows.map(({ high }) => high)).toEqual([5, 0.5, 1]);
  });

  it("has a zero line, and bands of one and two sigma", () => {
    const text = JSON.stringify(pullFigure(block));
    expect(text).toContain('{"values":[{"value":0}]}');
    expect(text).toContain('{"values":[{"low":-1,"high":1}]}');
    expect(text).toContain('{"values":[{"low":-2,"high":2}]}');
  });

  it("sets measurements at one place apart, evenly and little", () => {
    const [first, second, alone] = rowsOf(pullFigure(block)).map(({ at }) => at);
    expect(alone).toBe(2.5);
    expect(first).toBeCloseTo(0.5 - 0.014, 12);
    expect(second).toBeCloseTo(0.5 + 0.014, 12);
  });

  it("names the kinds in a legend only where there are several", () => {
    expect(JSON.stringify(pullFigure(block))).toContain('"legend":{"title":null}');
    const single = { ...block, measurements: block.measurements.filter(({ kind }) => kind === "DM") };
    expect(JSON.stringify(pullFigure(single))).toContain('"legend":null');
  });

  it("puts named measurements side by side in their order", () => {
    const measurements = ["R", "l_A", "ns"].map((at) => ({ at, kind: "", data: 1, model: 0, sigma: 2 }));
    const spec = pullFigure({ ...block, atTitle: "", measurements });
    expect(rowsOf(spec).map(({ at }) => at)).toEqual(["R", "l_A", "ns"]);
    expect(JSON.stringify(spec)).toContain('"type":"nominal","sort":null');
  });
});

describe("ratioFigure", () => {
  it("shows data over model around one", () => {
    const rows = rowsOf(ratioFigure(block));
    expect(rows.map(({ value }) => value)).toEqual([1.25, 0.8, 1]);
    expect(rows.map(({ high, low }) => (high - low) / 2)).toEqual([
      expect.closeTo(0.0625, 12),
      expect.closeTo(0.4, 12),
      expect.closeTo(1 / 3, 12),
    ]);
    expect(JSON.stringify(ratioFigure(block))).toContain('{"values":[{"value":1}]}');
  });
});

describe("differenceFigure", () => {
  it("keeps the unit of the data, named on the axis", () => {
    const spec = differenceFigure({ ...block, atScale: "log" }, "residual (mag)");
    expect(rowsOf(spec).map(({ value }) => value)).toEqual([2, -5, 0]);
    expect(JSON.stringify(spec)).toContain('"title":"residual (mag)"');
    expect(JSON.stringify(spec)).toContain('"type":"log"');
  });

  it("lets a bar that would dwarf all others run out of the frame, with an arrow at either end", () => {
    const others = Array.from({ length: 6 }, (_, i) => ({ at: i + 1, kind: "m", data: 0, model: 0, sigma: 0.1 }));
    const lone = { at: 7, kind: "m", data: 0.05, model: 0, sigma: 2 };
    const ends = (measurements: ResidualBlock["measurements"]) =>
      rowsWith<{ end: number; at: number }>(differenceFigure({ ...block, measurements }, "residual"), "end");
    expect(ends(others)).toEqual([]);
    // The frame is as high as the bars of the others, and a twentieth more.
    expect(ends([...others, lone])).toEqual([
      { at: 7, kind: "m", end: expect.closeTo(0.11, 12) as number },
      { at: 7, kind: "m", end: expect.closeTo(-0.11, 12) as number },
    ]);
  });

  it("has round numbers at a logarithmic axis", () => {
    const measurements = [0.05, 2].map((at) => ({ at, kind: "m", data: 0, model: 0, sigma: 0.1 }));
    const spec = differenceFigure({ ...block, atScale: "log", measurements }, "residual");
    expect(JSON.stringify(spec)).toContain('"values":[0.05,0.1,0.2,0.5,1,2]');
  });

  it("leaves the block as it was", () => {
    const before = structuredClone(block);
    differenceFigure(block, "residual");
    expect(block).toEqual(before);
  });
});
