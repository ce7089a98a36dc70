/** Corner figures: names of levels, overlays, how many parameters, and what is refused. */
import { cornerFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { innerTicks } from "../../../src/report/figures/axis-numbers.ts";
import { messageOf } from "../../support/message-of.ts";
import { exampleDraws, normals } from "./example-chains.ts";
import { complaints, rowsWith } from "./specification.ts";

describe("cornerFigure", () => {
  it("says what its regions hold: one and two sigma of two dimensions, or what was asked for", () => {
    const text = JSON.stringify(cornerFigure(exampleDraws(2)));
    expect(text).toContain("39.3 % of draws (1σ ellipse)");
    expect(text).toContain("86.5 % of draws (2σ ellipse)");
    expect(JSON.stringify(cornerFigure(exampleDraws(2), { levels: [0.68, 0.95] }))).toContain('"68 % of draws"');
  });

  it("suits one parameter to ten", () => {
    for (const count of [1, 2, 6, 10]) expect(complaints(cornerFigure(exampleDraws(count, 2, 250)))).toEqual([]);
  });

  it("tells parameters apart whose paths do not fit", () => {
    const draws = exampleDraws(6, 1, 100).map((parameter, index) => ({
      ...parameter,
      path: `galaxies[${index}].halo.profile.scaleRadius`,
    }));
    const text = JSON.stringify(cornerFigure(draws));
    for (const index of [0, 3, 5]) {
      expect(text).toContain(`galaxies[${index}].halo.profile.scaleRadius`);
      expect(text).toContain(`"title":"…[${index}]…"`);
    }
  });

  it("draws a Gaussian by ellipses of the same probabilities", () => {
    interface Vertex {
      readonly x: number;
      readonly y: number;
      readonly region: string;
    }
    const gaussian = { label: "Laplace", mean: [1, -1], covariance: [[4, 1], [1, 2]] }; // prettier-ignore
    const spec = cornerFigure(exampleDraws(2), { gaussian, levels: [0.5], truth: [0, 0.5] });
    expect(complaints(spec)).toEqual([]);
    const vertices = rowsWith<Vertex>(spec, "region").slice(-73);
    for (const { x, y } of vertices) {
      const [dx, dy] = [x - 1, y + 1];
      // The inverse of [[4, 1], [1, 2]] is [[2, -1], [-1, 4]] / 7; the median of chi-squared with two freedoms is 2 ln 2.
      expect((2 * dx * dx - 2 * dx * dy + 4 * dy * dy) / 7).toBeCloseTo(2 * Math.LN2, 10);
    }
    expect(JSON.stringify(spec)).toContain("Laplace: 50 %");
    expect(rowsWith<{ truth: number }>(spec, "truth").map(({ truth }) => truth)).toEqual([0, 0, 0.5, 0.5]);
  });

  it("draws other draws by the outlines of their own regions", () => {
    interface Vertex {
      readonly x: number;
      readonly y: number;
      readonly region: string;
    }
    const draws = exampleDraws(2, 1, 2000);
    const shifted = draws.map((parameter) => ({
      ...parameter,
      chains: parameter.chains.map((chain) => Float64Array.from(chain, (value) => value + 10)),
    }));
    const spec = cornerFigure(draws, { comparison: { label: "Laplace", draws: shifted }, levels: [0.5] });
    expect(complaints(spec)).toEqual([]);
    expect(JSON.stringify(spec)).toContain("Laplace: 50 %");
    const outlines = rowsWith<Vertex>(spec, "region");
    const [near, far] = [outlines.filter(({ x }) => x < 5), outlines.filter(({ x }) => x > 5)];
    // Filled and stroked for the posterior, stroked alone for the other; the same shape, ten to the upper right.
    const center = (vertices: readonly Vertex[]) =>
      (Math.min(...vertices.map(({ x }) => x)) + Math.max(...vertices.map(({ x }) => x))) / 2;
    expect(center(far) - center(near)).toBeCloseTo(10, 6);
    expect(
      messageOf(() => cornerFigure(draws, { comparison: { label: "a", draws: draws.slice(1) } })),
    ).toMatchInlineSnapshot(
      `"DataError at draws in cornerFigure(): expected at least 2 parameters, received 1 parameter."`,
    );
  });

  it("refuses what it cannot show", () => {
    const two = exampleDraws(2, 1, 20);
    expect(messageOf(() => cornerFigure(exampleDraws(11, 1, 20)))).toMatchInlineSnapshot(
      `"DataError at draws in cornerFigure(): so many panels could not be read. Expected at most 10 parameters, received 11. Choose some with selectDraws(draws, ["a", "b"])."`,
    );
    expect(messageOf(() => cornerFigure(two, { levels: [0.9, 0.5] }))).toMatchInlineSnapshot(
      `"DataError at options.levels in cornerFigure(): expected increasing probabilities between 0 and 1, received [0.9, 0.5]."`,
    );
    expect(messageOf(() => cornerFigure(two, { truth: [1] }))).toMatchInlineSnapshot(
      `"DataError at options.truth in cornerFigure(): expected one for each of 2 parameters, received 1."`,
    );
    const gaussian = { label: "Laplace", mean: [0, 0], covariance: [[1, 0]] };
    expect(messageOf(() => cornerFigure(two, { gaussian }))).toMatchInlineSnapshot(
      `"DataError at options.gaussian.covariance in cornerFigure(): expected 2 rows, received 1."`,
    );
    const constant = { path: "fixed", unit: "", chains: [new Float64Array(20)] };
    expect(messageOf(() => cornerFigure([two[0]!, constant]))).toMatchInlineSnapshot(
      `"DataError at fixed in cornerFigure(): all draws are the same, 0, and have no distribution to show. Leave the parameter out, or look at it with traceFigure."`,
    );
    const lost = { path: "lost", unit: "", chains: [normals(1, 20).map((value, i) => (i === 7 ? Number.NaN : value))] };
    expect(messageOf(() => cornerFigure([two[0]!, lost]))).toMatchInlineSnapshot(
      `"DataError at lost, chain 1 in cornerFigure(): draw 7 is NaN. Expected finite numbers. Figures leave nothing out in silence: find where it comes from, or drop such entries yourself."`,
    );
  });
});

describe("innerTicks", () => {
  it("are round and keep away from the edges", () => {
    expect(innerTicks(0, 10, 3)).toEqual([2.5, 5, 7.5]);
    expect(innerTicks(-1, 1, 3)).toEqual([-0.5, 0, 0.5]);
    expect(innerTicks(2.41, 2.6, 3)).toEqual([2.45, 2.5, 2.55]);
    expect(innerTicks(0, 3e-9, 2)).toEqual([1e-9, 2e-9]);
  });
});
