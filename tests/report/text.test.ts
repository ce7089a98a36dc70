/** A report as text. */
import { describe, expect, it } from "vitest";
import { columns, fitReportText } from "../../src/report/text.ts";
import { exampleReport } from "./example-report.ts";

describe("fitReportText", () => {
  it("says everything a terminal needs", () => {
    expect(fitReportText(exampleReport)).toMatchInlineSnapshot(`
      "Decay <b>fitted</b> to lamps & candles

                      best fit     error      start  unit
        amplitude   2.50000000  ±  0.1250000      1  mJy
        rate        10.0000000     –            0.5  1/day, at its upper bound
        phase      0.250000000     –           0.25
        held: offset 0.75 mJy
        unconstrained by these data, kept at their start: phase

                        chi2  data
        lamps    12.25000000    20
        candles   3.50000000     7  wax profiled out
        total    15.75000000    27  was 1234.5000 at the start

        dof 24   p 0.896900000   AIC 21.7500000000   BIC 25.6375000000
        gauss-newton: converged, 4 steps, 6 evaluations, 5 Jacobians in 12 ms (compiled in 200 ms)"
    `);
  });

  it("says how a fit ended, and gives no probability without degrees of freedom", () => {
    const text = fitReportText({
      ...exampleReport,
      statistics: { ...exampleReport.statistics, dof: 0, probability: null },
      method: { ...exampleReport.method, status: "max-steps" },
    });
    expect(text).toContain("gauss-newton: max-steps, 4 steps");
    expect(text).toContain("dof 0   p –");
  });
});

describe("columns", () => {
  it("aligns by the widest cell and leaves no space at the end of a line", () => {
    expect(
      columns(
        ["a", "b"],
        [
          ["long", "1"],
          ["x", "23"],
        ],
        ["left", "right"],
      ),
    ).toEqual(["a      b", "long   1", "x     23"]);
  });
});
