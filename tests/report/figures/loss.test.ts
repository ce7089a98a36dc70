/** Loss curves: when the axis is logarithmic, how runs that break are shown, what is refused. */
import { lossFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { logTicks } from "../../../src/report/figures/axis-numbers.ts";
import { messageOf } from "../../support/message-of.ts";
import { complaints, rowsWith } from "./specification.ts";

interface Row {
  readonly step: number;
  readonly value: number;
  readonly run: string;
}

describe("lossFigure", () => {
  it("is logarithmic where all values are positive, linear where they are not", () => {
    const positive = JSON.stringify(lossFigure([{ label: "a", values: [10, 1, 0.1] }]));
    const signed = JSON.stringify(lossFigure([{ label: "a", values: [10, 0, -1] }]));
    expect(positive).toContain('"type":"log"');
    expect(signed).not.toContain('"type":"log"');
  });

  it("measures from a minimum, and leaves out where it is reached", () => {
    const spec = lossFigure([{ label: "a", values: [11, 2, 1] }], { above: 1 });
    expect(rowsWith<Row>(spec, "value")).toEqual([
      { step: 0, value: 10, run: "a" },
      { step: 1, value: 1, run: "a" },
    ]);
    expect(complaints(spec)).toEqual([]);
  });

  it("marks the last finite value of a run that broke", () => {
    const spec = lossFigure([
      { label: "broken", values: [1, 5, Number.NaN], steps: [0, 10, 20] },
      { label: "well", values: [1, 0.5, 0.2] },
    ]);
    expect(rowsWith<Row>(spec, "value").slice(-1)).toEqual([{ step: 10, value: 5, run: "broken" }]);
    expect(JSON.stringify(spec)).toContain("cross: the next value was not finite");
    expect(complaints(spec)).toEqual([]);
  });

  it("tells many runs apart by dashes", () => {
    const runs = Array.from({ length: 14 }, (_, index) => ({ label: `start ${index}`, values: [3 + index, 1] }));
    const spec = lossFigure(runs);
    expect(complaints(spec)).toEqual([]);
    expect(JSON.stringify(spec)).toContain('"strokeDash":{"field":"run"');
  });

  it("refuses what no axis can show", () => {
    expect(messageOf(() => lossFigure([]))).toMatchInlineSnapshot(
      `"DataError at runs in lossFigure(): no run has a finite value. Look at the first value of the objective."`,
    );
    expect(messageOf(() => lossFigure([{ label: "a", values: [Number.NaN] }]))).toMatchInlineSnapshot(
      `"DataError at runs in lossFigure(): no run has a finite value. Look at the first value of the objective."`,
    );
    expect(messageOf(() => lossFigure([{ label: "a", values: [-1] }], { scale: "log" }))).toMatchInlineSnapshot(
      `"DataError at runs in lossFigure(): no value is positive, and the axis is logarithmic. Leave "above" and "scale" out for a linear axis."`,
    );
    expect(messageOf(() => lossFigure([{ label: "a", values: [1, 2], steps: [1] }]))).toMatchInlineSnapshot(
      `"DataError at runs[0].steps in lossFigure(): expected one for each of 2 values, received 1."`,
    );
    const same = { label: "a", values: [1, 2] };
    expect(messageOf(() => lossFigure([same, same]))).toMatchInlineSnapshot(
      `"DataError at runs in lossFigure(): two runs are called a. Expected labels that differ."`,
    );
  });
});

describe("logTicks", () => {
  it("are powers of ten, fewer on a long axis and finer on a short one", () => {
    expect(logTicks(0.5, 2000)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(1e-12, 1e3)).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1, 1e3]);
    expect(logTicks(0.9, 12)).toEqual([1, 2, 5, 10]);
    expect(logTicks(2.1, 4.2)).toEqual([2.1, 4.2]);
  });
});
