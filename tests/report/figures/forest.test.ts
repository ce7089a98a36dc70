/** Forest figures: intervals from draws and errors, one axis or one each. */
import { credibleIntervals, errorInterval, forestFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { exampleDraws, normals } from "./example-chains.ts";
import { complaints, rowsWith } from "./specification.ts";

describe("credibleIntervals", () => {
  it("are those of one and two sigma for a Gaussian", () => {
    const draws = [{ path: "rate", unit: "1/day", chains: [normals(1, 20_000), normals(2, 20_000)] }];
    const [{ center, inner, outer }] = credibleIntervals(draws, "NUTS") as [ReturnType<typeof errorInterval>];
    // Deviation of a quantile of 40 000 draws: 0.0063 at the median, 0.0076 at one sigma, 0.0140 at two; four of each.
    expect(Math.abs(center)).toBeLessThan(0.025);
    expect(Math.abs(inner[0] + 1)).toBeLessThan(0.03);
    expect(Math.abs(inner[1] - 1)).toBeLessThan(0.03);
    expect(Math.abs(outer![0] + 2)).toBeLessThan(0.056);
    expect(Math.abs(outer![1] - 2)).toBeLessThan(0.056);
  });
});

describe("forestFigure", () => {
  const fit = errorInterval({ path: "amplitude", unit: "mJy" }, "LM", 2.5, 0.1);

  it("holds point and ends of each interval", () => {
    const spec = forestFigure([fit]);
    expect(complaints(spec)).toEqual([]);
    expect(rowsWith<object>(spec, "center" as never)[0]).toEqual({
      method: "LM",
      name: "amplitude",
      center: 2.5,
      low: 2.4,
      high: 2.6,
      lowest: 2.3,
      highest: 2.7,
    });
  });

  it("gives parameters of different units axes of their own", () => {
    const both = [...credibleIntervals(exampleDraws(2), "NUTS"), fit];
    const spec = forestFigure(both);
    expect(complaints(spec)).toEqual([]);
    expect(Object.keys(spec)).toContain("concat");
    expect(JSON.stringify(spec)).toContain('"text":"rate (1/day)"');
    const shared = forestFigure(both, { axis: "shared", reference: 0 });
    expect(complaints(shared)).toEqual([]);
    expect(Object.keys(shared)).not.toContain("concat");
  });

  it("suits fifty parameters", () => {
    const many = credibleIntervals(exampleDraws(50, 1, 50), "NUTS");
    expect(complaints(forestFigure(many))).toEqual([]);
    expect(complaints(forestFigure(many, { axis: "shared" }))).toEqual([]);
  });

  it("refuses what it cannot show", () => {
    expect(messageOf(() => forestFigure([]))).toMatchInlineSnapshot(
      `"DataError at intervals in forestFigure(): expected 1 to 60 parameters, received 0."`,
    );
    expect(messageOf(() => forestFigure([fit, fit]))).toMatchInlineSnapshot(
      `"DataError at amplitude by LM in forestFigure(): there are two intervals of this name."`,
    );
    expect(messageOf(() => forestFigure([{ ...fit, center: Number.NaN }]))).toMatchInlineSnapshot(
      `"DataError at amplitude by LM in forestFigure(): number 0 is NaN. Expected finite numbers. Figures leave nothing out in silence: find where it comes from, or drop such entries yourself."`,
    );
  });
});
