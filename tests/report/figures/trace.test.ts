/** Traces: the draws themselves where they are few, their envelope where they are many, divergences and events on top. */
import { traceFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { exampleDraws } from "./example-chains.ts";
import { complaints, rowsWith } from "./specification.ts";

interface Row {
  readonly draw: number;
  readonly value: number;
  readonly chain: string;
}

describe("traceFigure", () => {
  it("holds every draw of short chains", () => {
    const draws = [{ path: "rate", unit: "1/day", chains: [[0.4, 0.5], [0.3, 0.6]] }]; // prettier-ignore
    expect(rowsWith<Row>(traceFigure(draws), "value")).toEqual([
      { draw: 0, value: 0.4, chain: "1" },
      { draw: 1, value: 0.5, chain: "1" },
      { draw: 0, value: 0.3, chain: "2" },
      { draw: 1, value: 0.6, chain: "2" },
    ]);
  });

  it("keeps extremes of long chains, in as many vertices as a figure can show", () => {
    const draws = exampleDraws(1, 4, 20_000);
    const rows = rowsWith<Row>(traceFigure(draws), "value");
    expect(rows.length).toBeLessThanOrEqual(12_000);
    const highest = Math.max(...draws[0]!.chains.flatMap((chain) => Array.from(chain)));
    expect(Math.max(...rows.map(({ value }) => value))).toBe(highest);
  });

  it("marks divergent transitions and events", () => {
    const divergent = [Uint8Array.from([0, 1, 0, 0]), Uint8Array.from([0, 0, 0, 1])];
    const spec = traceFigure(exampleDraws(2, 2, 4), { divergent, events: [{ at: 2, label: "resumed" }] });
    expect(complaints(spec)).toEqual([]);
    const ticks = rowsWith<Row>(spec, "draw").filter((row) => !("value" in row));
    expect(ticks).toEqual([{ draw: 1 }, { draw: 3 }, { draw: 1 }, { draw: 3 }]);
    expect(JSON.stringify(spec)).toContain("2 divergent transitions");
    expect(messageOf(() => traceFigure(exampleDraws(2, 2, 5), { divergent }))).toMatchInlineSnapshot(
      `"DataError at options.divergent in traceFigure(): divergences do not belong to these draws. Expected 2 lists of 5, received 2 lists of 4."`,
    );
  });

  it("shows a constant parameter as the flat line that it is", () => {
    const spec = traceFigure([{ path: "fixed", unit: "", chains: [[2, 2, 2]] }]);
    expect(complaints(spec)).toEqual([]);
    expect(rowsWith<Row>(spec, "value").map(({ value }) => value)).toEqual([2, 2, 2]);
  });

  it("suits one parameter and fifty", () => {
    for (const count of [1, 50]) expect(complaints(traceFigure(exampleDraws(count)))).toEqual([]);
  });
});
