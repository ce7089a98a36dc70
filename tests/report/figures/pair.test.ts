/** Pair figures: points thinned evenly, divergences all there and on top. */
import { pairFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { exampleDraws } from "./example-chains.ts";
import { complaints, dataOf } from "./specification.ts";

interface Row {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
}

describe("pairFigure", () => {
  const [x, y] = exampleDraws(2, 2, 3000);

  it("thins draws and keeps divergences", () => {
    const divergent = x!.chains.map((_, chain) =>
      Uint8Array.from({ length: 3000 }, (_unused, i) => (i === 7 + chain ? 1 : 0)),
    );
    const spec = pairFigure(x!, y!, { divergent });
    expect(complaints(spec)).toEqual([]);
    const [points, marked] = dataOf<Row>(spec);
    expect(points).toHaveLength(1200);
    expect(marked).toEqual(
      [0, 1].map((chain) => ({
        x: x!.chains[chain]![7 + chain],
        y: y!.chains[chain]![7 + chain],
        kind: "divergent transition",
      })),
    );
    expect(JSON.stringify(spec.title)).toContain("2 divergent transitions of 6000");
  });

  it("has no legend where nothing diverged", () => {
    const spec = pairFigure(x!, y!);
    expect(complaints(spec)).toEqual([]);
    expect(dataOf<Row>(spec)).toHaveLength(1);
    expect(JSON.stringify(spec)).not.toContain("divergent");
  });

  it("refuses divergences of other chains", () => {
    expect(messageOf(() => pairFigure(x!, y!, { divergent: [[0, 1]] }))).toMatchInlineSnapshot(
      `"DataError at options.divergent in pairFigure(): divergences do not belong to these draws. Expected 2 lists of 3000, received 1 list of 2."`,
    );
  });
});
