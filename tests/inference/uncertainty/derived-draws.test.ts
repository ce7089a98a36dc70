/** Derived draws: any function of the parameters at every draw, and predictions made of it. */
import { describe, expect, it } from "vitest";
import { type Arr, array, streams } from "fluxion";
import { derivedDraws, sample, summarise } from "fluxion/inference";

interface Model {
  readonly mean: Arr;
  readonly weights: Arr;
  readonly scale: Arr;
}
const params = { mean: 0, weights: array([0, 0]), scale: 3 };
const draws = [
  {
    path: "mean",
    chains: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  },
  {
    path: "weights[0]",
    chains: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
  },
  {
    path: "weights[1]",
    chains: [
      [7, 7],
      [8, 8],
      [9, 9],
    ],
  },
];

describe("derivedDraws", () => {
  it("gives what the function returns at every draw, with what was not drawn as it is", () => {
    const { values, draws: records } = derivedDraws(
      ({ mean, weights, scale }: Model) => ({
        scaled: mean.mul(scale),
        shares: { of: weights.div(weights.sum()) },
        one: 1,
      }),
      params,
      draws,
      { units: { scaled: "m" } },
    );
    expect(values.scaled.toNested()).toEqual([
      [3, 6],
      [9, 12],
      [15, 18],
    ]);
    expect(values.shares.of.shape).toEqual([3, 2, 2]);
    expect(values.shares.of.slice(1, 1).toNested()).toEqual([1 / 9, 8 / 9]);
    expect(values.one.shape).toEqual([3, 2]);
    expect(records.map(({ path, unit }) => [path, unit])).toEqual([
      ["scaled", "m"],
      ["shares.of[0]", ""],
      ["shares.of[1]", ""],
      ["one", ""],
    ]);
    expect(records[2]!.chains.map((chain) => [...chain])).toEqual([
      [1, 7 / 8],
      [1, 8 / 9],
      [1, 9 / 10],
    ]);
  });

  it("with noise is what a new measurement would be", () => {
    // n measurements of a mean with noise 2 and a flat prior: the next one is N(mean, 4 (1 + 1/n)).
    const y = array([1, 3, 2, 6]);
    const posterior = sample(
      (p: { m: Arr }) => y.sub(p.m).div(2).square().sum().mul(-0.5),
      { m: 0 },
      { run: { seed: 5 } },
    );
    const { values } = derivedDraws((p: { m: Arr }) => ({ next: p.m }), { m: 0 }, posterior.draws);
    const { next } = values;
    const predicted = next.add(array(streams.normals(streams.key("noise"), next.size), { shape: next.shape }).mul(2));
    const mean = predicted.mean().item();
    const variance = predicted.sub(mean).square().mean().item();
    // 4000 draws worth some 1500: the mean is good to sqrt(5 / 1500) = 0.06, the variance to 5 sqrt(2 / 1500) = 0.18; four of each.
    expect(Math.abs(mean - 3)).toBeLessThan(0.24);
    expect(Math.abs(variance - 5)).toBeLessThan(0.72);
  });

  it("records go where draws go", () => {
    const { draws: records } = derivedDraws(({ mean }: Model) => ({ double: mean.mul(2) }), params, draws);
    expect(summarise(records)[0]!.mean.value).toBe(7);
  });

  it("says what it takes", () => {
    const f = ({ mean }: Model): { readonly x: Arr } => ({ x: mean });
    expect(() => derivedDraws(f, params, [{ path: "width", chains: [[1]] }])).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at draws in derivedDraws(): there are draws of width, which the parameters do not have. The numbers of the parameters are mean, weights[0], weights[1], scale.]`,
    );
    expect(() => derivedDraws(f, params, [])).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at draws in derivedDraws(): there are none. The numbers of the parameters are mean, weights[0], weights[1], scale.]`,
    );
    expect(() => derivedDraws(f, params, draws, { units: { y: "m" } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at units in derivedDraws(): it names y, which the function does not return. It returns x.]`,
    );
    expect(() =>
      derivedDraws(f, params, [draws[0]!, { path: "scale", chains: [[1, 2], [1]] }]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at scale in derivedDraws(): expected 3 chains of 2 draws, received 2 chains of other lengths.]`,
    );
  });
});
