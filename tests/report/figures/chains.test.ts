/** Draws are checked once, and every refusal names the parameter, the chain and the draw. */
import { selectDraws, traceFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { checkDraws } from "../../../src/report/figures/chains.ts";
import { messageOf } from "../../support/message-of.ts";
import { exampleDraws } from "./example-chains.ts";

const rate = (...chains: number[][]) => [{ path: "rate", unit: "1/day", chains }];

describe("checkDraws", () => {
  it("takes what can be drawn", () => {
    expect(() => checkDraws("traceFigure", rate([1, 2, 3], [2, 2, 2]))).not.toThrow();
    expect(() => checkDraws("traceFigure", exampleDraws(50))).not.toThrow();
  });

  it("refuses what cannot, and says where", () => {
    expect(messageOf(() => checkDraws("traceFigure", []))).toMatchInlineSnapshot(
      `"DataError at draws in traceFigure(): expected at least 1 parameter, received 0 parameters."`,
    );
    expect(messageOf(() => checkDraws("traceFigure", rate()))).toMatchInlineSnapshot(
      `"DataError at rate in traceFigure(): expected at least 1 chain, received 0 chains."`,
    );
    expect(messageOf(() => checkDraws("traceFigure", rate([])))).toMatchInlineSnapshot(
      `"DataError at rate in traceFigure(): expected at least 2 draws in a chain, received 0."`,
    );
    expect(messageOf(() => checkDraws("traceFigure", rate([1, 2], [1, 2, 3])))).toMatchInlineSnapshot(
      `"DataError at rate, chain 2 in traceFigure(): chains differ in size. Expected 2 chains of 2, as the first of rate, received one of 3."`,
    );
    expect(messageOf(() => checkDraws("traceFigure", rate([1, 2], [1, Number.NaN])))).toMatchInlineSnapshot(
      `"DataError at rate, chain 2 in traceFigure(): draw 1 is NaN. Expected finite numbers. Figures leave nothing out in silence: find where it comes from, or drop such entries yourself."`,
    );
    expect(messageOf(() => checkDraws("rankFigure", rate([1, 1], [1, 1]), { constant: false }))).toMatchInlineSnapshot(
      `"DataError at rate in rankFigure(): all draws are the same, 1, and have no distribution to show. Leave the parameter out, or look at it with traceFigure."`,
    );
    expect(messageOf(() => checkDraws("rankFigure", rate([1, 2]), { chains: 2 }))).toMatchInlineSnapshot(
      `"DataError at rate in rankFigure(): expected at least 2 chains, received 1 chain."`,
    );
    expect(
      messageOf(() => checkDraws("traceFigure", [...rate([1, 2]), { path: "b", unit: "", chains: [[1], [2]] }])),
    ).toMatchInlineSnapshot(
      `"DataError at b, chain 1 in traceFigure(): chains differ in size. Expected 1 chain of 2, as the first of rate, received one of 1."`,
    );
    expect(messageOf(() => traceFigure(exampleDraws(61, 1, 2)))).toMatchInlineSnapshot(
      `"DataError at draws in traceFigure(): so many panels could not be read. Expected at most 60 parameters, received 61. Choose some with selectDraws(draws, ["a", "b"])."`,
    );
  });
});

describe("selectDraws", () => {
  it("takes the parameters asked for in that order, or says which there are", () => {
    const draws = exampleDraws(2);
    expect(selectDraws(draws, ["rate", "amplitude"]).map(({ path }) => path)).toEqual(["rate", "amplitude"]);
    expect(messageOf(() => selectDraws(draws, ["rat"]))).toMatchInlineSnapshot(
      `"DataError in selectDraws(): there is no parameter rat. Expected one of amplitude, rate."`,
    );
  });
});
