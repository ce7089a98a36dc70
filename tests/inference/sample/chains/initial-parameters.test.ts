/** Chains start from parameters, from what a fit or an approximation found, or from a tree of their own. */
import { describe, expect, it } from "vitest";
import { type Arr, array } from "fluxion";
import {
  ensemble,
  hmc,
  laplace,
  metropolis,
  minimize,
  nuts,
  pathfinder,
  type PathfinderSample,
  sample,
  sampleAsync,
} from "fluxion/inference";
import { denseMetric } from "../../../../inference/sample/dynamics/metric.ts";
import { estimatedMetric } from "../../../../inference/sample/tuning/metric-estimate.ts";
import { noMoments, withVector } from "../../../../inference/sample/tuning/moments.ts";
import { messageOf } from "../../../support/message-of.ts";
import { twoModes } from "../../approximate/two-modes.ts";
import { memoryStore } from "../../../run/memory-store.ts";

interface Point {
  readonly x: Arr;
  readonly y: Arr;
}
const misfit = ({ x, y }: Point): Arr => x.sub(3).square().add(y.add(1).div(0.1).square());
const logDensity = (p: Point): Arr => misfit(p).mul(-0.5);
const options = { warmup: 20, draws: 10, chains: 2, run: { seed: "start" } } as const;

/** Where chains stand before their first iteration. */
const nowhere = { warmup: 0, draws: 0 } as const;

describe("where chains start", () => {
  it("is the same, a solution given or its parameters", () => {
    const fit = minimize(misfit, { x: 0, y: 0 });
    const from = sample(logDensity, fit, options);
    expect(from.draws).toEqual(sample(logDensity, fit.params, options).draws);
    expect(from.draws.map(({ path }) => path)).toEqual(["x", "y"]);
  });

  it("may be a tree whose leaves are called as fields of what was found are", () => {
    const named = sample(
      ({ summary, starts }: { summary: Arr; starts: Arr }) => misfit({ x: summary, y: starts }).mul(-0.5),
      { summary: 0, starts: 0 },
      options,
    );
    expect(named.draws.map(({ path }) => path)).toEqual(["summary", "starts"]);
  });
});

describe("a start for each chain", () => {
  const positive = { bounds: { y: [0, Infinity] } } as const;
  const starts = [1, 2, 3, 4].map((k) => ({ x: k, y: Math.exp(k) }));

  it.each([nuts(), hmc(), metropolis(), ensemble()])("is taken as it is by $name", (sampler) => {
    const { state } = sample(logDensity, { x: 0, y: 1 }, { ...nowhere, ...positive, sampler, starts });
    const positions = state.groups.flatMap(({ state: group }) => Array.from(group.positions));
    // Unconstrained, y is its logarithm; the logarithm of an exponential may be wrong by an ulp.
    positions.forEach((value, i) => expect(value).toBeCloseTo(1 + Math.floor(i / 2), 14));
  });

  it("is what scatters, when that is asked for", () => {
    const { state } = sample(logDensity, { x: 0, y: 1 }, { ...nowhere, starts, spread: 0.5 });
    const moves = state.groups.map(({ state: group }, k) => [
      group.positions[0]! - starts[k]!.x,
      group.positions[1]! - starts[k]!.y,
    ]);
    // Half of the deviations, which are 1 and 0.1; beyond four of them lies one normal number in 16 000.
    expect(moves.every(([x, y]) => x !== 0 && Math.abs(x!) < 2 && y !== 0 && Math.abs(y!) < 0.2)).toBe(true);
  });

  it("must be there for each, like the initial parameters, and where the density is", () => {
    const refused = (...changes: Parameters<typeof sample<Point>>[2][]): string[] =>
      changes.map((change) => messageOf(() => sample(logDensity, { x: 0, y: 1 }, { chains: 2, ...change })));
    const other = { x: 0, z: 1 } as unknown as { x: number; y: number };
    expect(
      refused(
        { starts },
        { starts: starts.slice(0, 3), chains: 4 },
        { starts: [{ x: 0, y: 1 }, other] },
        { starts: [{ x: 0, y: 1 }, { x: 0, y: -1 }], ...positive }, // prettier-ignore
        { starts: [{ x: 0, y: 1 }, { x: 0, y: 2 }], free: ["x"] }, // prettier-ignore
        { starts: [{ x: 0, y: 1 }, { x: 1e200, y: 1 }] }, // prettier-ignore
      ),
    ).toMatchInlineSnapshot(`
      [
        "OptionError at starts in sample(): expected a list of 2 trees of parameters, one for each chain, received a list of 4. Give as many trees as there are chains, or ask for as many chains as there are trees.",
        "OptionError at starts in sample(): expected a list of 4 trees of parameters, one for each chain, received a list of 3. Give as many trees as there are chains, or ask for as many chains as there are trees.",
        "ParameterError at starts[1] in sample(): expected x, y, received x, z.",
        "ParameterError at starts[1].y in sample(): expected a start inside of the bounds [0, Infinity], received -1.",
        "ParameterError at starts[1] in sample(): expected fixed parameters like those of the initial ones, [1], received [2].",
        "ParameterError at starts[1] in sample(): expected parameters at which the log density and its gradient are finite, received log density -Infinity. Start from a fit, which finds parameters that the data allow, or look for NaN in the data: firstNaN says where it begins.",
      ]
    `);
    expect(
      messageOf(() => sample(logDensity, { x: 0, y: 1 }, { sampler: ensemble({ walkers: 6 }), starts })),
    ).toMatchInlineSnapshot(
      `"OptionError at starts in sample(): expected a list of 6 trees of parameters, one for each chain, received a list of 4. Give as many trees as there are chains, or ask for as many chains as there are trees."`,
    );
  });

  it("belongs to what a checkpoint knows a run by", async () => {
    const run = { ...options, run: { ...options.run, resume: { file: memoryStore() } }, starts: starts.slice(0, 2) };
    await sampleAsync(logDensity, { x: 0, y: 1 }, run);
    await expect(sampleAsync(logDensity, { x: 0, y: 1 }, { ...run, starts: starts.slice(1, 3) })).rejects.toThrow(
      "the function, its data or the start differ",
    );
  });
});

describe("starts from pathfinder", () => {
  const look = pathfinder(twoModes, { x: 0 }, { spread: 6, run: { seed: 1 } }) as PathfinderSample<{ readonly x: Arr }>;

  it("are a draw of each path, so that R-hat sees modes that do not mix", () => {
    expect(new Set(look.paths.map(({ centre }) => Math.round(centre!.x.item())))).toEqual(new Set([-4, 4]));
    look.starts(4).forEach(({ x }, k) => expect(Math.abs(x.item() - look.paths[k]!.centre!.x.item())).toBeLessThan(4));
    const apart = sample(twoModes, look, { warmup: 200, draws: 200, run: { seed: 1 } });
    expect(apart.diagnosis!.status).toBe("failed");
    expect(apart.explain).toContain("R-hat above 1.01 for x");
    // About one point of one mode, nothing tells of the other.
    expect(sample(twoModes, { x: 4 }, { warmup: 200, draws: 400, run: { seed: 1 } }).status).toBe("passed");
  });

  it("are the same given as such, as a list, on several threads and in slices", async () => {
    const run = { ...options, chains: 3 };
    const whole = sample(twoModes, look, run);
    expect(sample(twoModes, { x: 0 }, { ...run, starts: look.starts(3) }).draws).toEqual(whole.draws);
    expect(sample(twoModes, look, { ...run, run: { ...run.run, threads: 2 } }).draws).toEqual(whole.draws);
    expect((await sampleAsync(twoModes, look, { ...run, run: { ...run.run, threads: 2 } })).draws).toEqual(whole.draws);
  });
});

describe("starts from laplace", () => {
  const correlated = ({ x }: { readonly x: Arr }): Arr => {
    const [a, b] = [x.slice(0), x.slice(1)];
    return a.square().add(b.square()).sub(a.mul(b).mul(1.8)).div(2 * (1 - 0.81)).neg(); // prettier-ignore
  };
  const found = laplace(correlated, { x: array([1, 0]) });
  if (found.status !== "approximated") throw new Error(found.explain);
  // Deviations of 1, correlation 0.9; second derivatives of a quadratic are exact to rounding.
  const covariance = [1, 0.9, 0.9, 1];

  it.each(["dense", "diagonal", "fisher"] as const)("begin with its covariance as the metric: %s", (metric) => {
    const { state } = sample(correlated, found, { ...nowhere, sampler: nuts({ metric }) });
    const { inverseMass } = state.groups[0]!.state.tuning.metric;
    const expected = metric === "dense" ? covariance : [1, 1];
    expect(inverseMass).toHaveLength(expected.length);
    inverseMass.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
  });

  it("scatter by it", () => {
    const { state } = sample(correlated, found, { ...nowhere, chains: 2000, run: { seed: 3 } });
    const at = state.groups.map(({ state: { positions } }) => positions);
    const mean = (of: (p: Float64Array) => number): number => at.reduce((sum, p) => sum + of(p), 0) / at.length;
    // The error of a mean square of n normal numbers is √(2 / n), that of a mean product less.
    const error = 4 * Math.sqrt(2 / 2000);
    expect(Math.abs(mean((p) => p[0]! ** 2) - 1)).toBeLessThan(error);
    expect(Math.abs(mean((p) => p[1]! ** 2) - 1)).toBeLessThan(error);
    expect(Math.abs(mean((p) => p[0]! * p[1]!) - 0.9)).toBeLessThan(error);
  });

  it("must be of the coordinates that are sampled", () => {
    const [pair, fixed] = [laplace(logDensity, { x: 0, y: 0 }), { free: ["x"] }];
    if (pair.status !== "approximated") throw new Error(pair.explain);
    expect(messageOf(() => sample(logDensity, pair, fixed))).toMatchInlineSnapshot(
      `"ParameterError at initial in sample(): expected an approximation of x, received one of x, y. Give both calls the same free parameters, bounds and constraints, or sample from its mode."`,
    );
    expect(sample(logDensity, pair.mode, { ...options, ...fixed }).draws.map(({ path }) => path)).toEqual(["x"]);
  });

  it("keep known correlations through windows too short to learn any", () => {
    const known = denseMetric(Float64Array.from(covariance), 2)!;
    const few = [0, 1, 2].reduce((moments, k) => withVector(moments, Float64Array.of(k, -k)), noMoments(2, "covariances")); // prettier-ignore
    expect(estimatedMetric("dense", few, noMoments(2, "variances"), known)).toBe(known);
  });

  it("may be told the covariance alone, which is checked", () => {
    const told = (rows: readonly (readonly number[])[]) =>
      sample(correlated, { x: array([0, 0]) }, { ...nowhere, sampler: nuts({ metric: "dense" }), covariance: rows });
    expect(Array.from(told([[1, 0.9], [0.9, 1]]).state.groups[0]!.state.tuning.metric.inverseMass)).toEqual(covariance); // prettier-ignore
    expect(
      [
        [[1, 0]],
        [[1], [0, 1]],
        [
          [1, 2],
          [2, 1],
        ],
        [
          [1, 0.5],
          [0, 1],
        ],
        [
          [1, NaN],
          [NaN, 1],
        ],
      ].map((rows) =>
        // prettier-ignore
        messageOf(() => told(rows)),
      ),
    ).toMatchInlineSnapshot(`
      [
        "OptionError at covariance in sample(): expected a matrix of 2 rows of 2 numbers, received a list of 1. The unconstrained coordinates are x[0], x[1].",
        "OptionError at covariance in sample(): expected a matrix of 2 rows of 2 numbers, received 1 numbers in row 0. The unconstrained coordinates are x[0], x[1].",
        "OptionError at covariance in sample(): expected a symmetric and positive definite matrix, received one that is not definite. The unconstrained coordinates are x[0], x[1].",
        "OptionError at covariance in sample(): expected a symmetric and positive definite matrix, received one whose row 0 differs from column 0. The unconstrained coordinates are x[0], x[1].",
        "OptionError at covariance in sample(): expected a symmetric and positive definite matrix, received one whose row 0 differs from column 0. The unconstrained coordinates are x[0], x[1].",
      ]
    `);
  });
});
