/** Prior draws, and predictive draws of prior and posterior: distributed as closed forms say, inside of bounds, the same for one seed. */
import { describe, expect, it } from "vitest";
import {
  type Arr,
  array,
  bounded,
  correlation,
  distributions,
  ordered,
  positive,
  real,
  simplex,
  spec,
  sumToZero,
  whole,
} from "fluxion";
import { predictive, priorDraws, sample } from "fluxion/inference";
import { messageOf } from "../../support/message-of.ts";

const { dirichlet, gamma, lkjCholesky, normal, poisson } = distributions;
const numbers = (x: Arr): number[] => Array.from(x.toArray(), Number);
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

const model = spec({
  rate: positive({ unit: "1/day", default: 1, prior: normal({ mean: 0, standardDeviation: 2 }) }),
  angle: bounded(-1, 3, { default: 0 }),
  effects: real({ shape: [2, 3], default: 0, prior: normal({ mean: array([-5, 0, 5]) }) }),
  shares: simplex(3, { prior: dirichlet({ concentration: array([1, 2, 3]) }) }),
  cuts: ordered(3, { default: [-1, 0, 1], prior: normal() }),
  factor: correlation(2, { prior: lkjCholesky({ dimension: 2, concentration: 3 }) }),
  epoch: whole(0, 9, { default: 4 }),
});

describe("priorDraws", () => {
  const count = 3000;
  const { draws } = priorDraws(model, { draws: count, run: { seed: "prior" } });
  const of = (path: string): Float64Array => draws.find((each) => each.path === path)!.chains[0]!;

  it("has a record for each number, in the order of the spec, each draw within what the spec allows", () => {
    expect(draws.length).toBe(1 + 1 + 6 + 3 + 3 + 4 + 1);
    expect(draws.slice(0, 3).map(({ path, unit, chains }) => [path, unit, chains.length])).toEqual([
      ["rate", "1/day", 1],
      ["angle", "", 1],
      ["effects[0, 0]", "", 1],
    ]);
    for (let k = 0; k < count; k += 50) {
      const at = (paths: readonly string[]): number[] => paths.map((path) => of(path)[k]!);
      model.check({
        rate: array(of("rate")[k]!),
        angle: array(of("angle")[k]!),
        effects: array(at([0, 1].flatMap((i) => [0, 1, 2].map((j) => `effects[${i}, ${j}]`))), { shape: [2, 3] }),
        shares: array(at(["shares[0]", "shares[1]", "shares[2]"])),
        cuts: array(at(["cuts[0]", "cuts[1]", "cuts[2]"])),
        factor: array(at(["factor[0, 0]", "factor[0, 1]", "factor[1, 0]", "factor[1, 1]"]), { shape: [2, 2] }),
        epoch: array(of("epoch")[k]!, { dtype: "i32" }),
      });
    }
  });

  it("has the moments of the priors, cut off at the bounds", () => {
    // Five standard errors each: deviations are below 2, 1.2, 1, 0.25, 0.8 and 0.4.
    const near = (path: string, expected: number, deviation: number): void => {
      expect(Math.abs(mean(of(path)) - expected)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    };
    // Half of a normal distribution: 2 √(2/π).
    near("rate", 2 * Math.sqrt(2 / Math.PI), 2);
    near("angle", 1, 1.2);
    near("effects[0, 0]", -5, 1);
    near("effects[1, 2]", 5, 1);
    near("shares[2]", 0.5, 0.25);
    // The greatest of three normal numbers: 3/(2 √π), Harter (1961), Biometrika 48, 151.
    near("cuts[2]", 1.5 / Math.sqrt(Math.PI), 0.8);
    near("factor[1, 0]", 0, 0.4);
  });

  it("is the same for the same seed, and a parameter draws alike in any company", () => {
    expect(priorDraws(model, { draws: 20, run: { seed: 3 } })).toEqual(
      priorDraws(model, { draws: 20, run: { seed: 3 } }),
    );
    const alone = priorDraws(model.subset("shares"), { draws: count, run: { seed: "prior" } }).draws;
    expect(alone[1]!.chains[0]).toEqual(of("shares[1]"));
    expect(priorDraws(model.subset("shares"), { draws: count, run: { seed: 1 } }).draws[1]!.chains[0]).not.toEqual(
      of("shares[1]"),
    );
  });

  it("says what it cannot draw", () => {
    const logDensity = (x: Arr | number | boolean): Arr => array(typeof x === "number" ? x : 0);
    expect(
      [
        messageOf(() => priorDraws(spec({ x: real({ default: 0 }) }))),
        messageOf(() => priorDraws(spec({ x: real({ default: 0, prior: { logDensity } }) }))),
        messageOf(() => priorDraws(spec({ x: sumToZero(3, { prior: normal() }) }))),
        messageOf(() =>
          priorDraws(spec({ x: real({ shape: [2], default: 0, prior: normal({ mean: array([1, 2, 3]) }) }) })),
        ),
        messageOf(() => priorDraws(spec({ x: bounded(90, 91, { default: 90.5, prior: normal() }) }), { draws: 1 })),
        messageOf(() => priorDraws(model, { draws: 0 })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at x in priorDraws(): it has no prior to draw from. Say real({ default: 0, prior: distributions.normal() }).
      ParameterError at x in priorDraws(): its prior has a log density, but no draw. Use one of distributions, or give it a draw.
      ParameterError at x in priorDraws(): its prior is one of single numbers, which make no sumToZero together. Use a prior of the whole, such as dirichlet or lkjCholesky.
      ParameterError at x in priorDraws(): its shape is [2], one draw of its prior has [3]. The last axes of a parameter are those of its prior.
      ParameterError at x in priorDraws(): its prior lies outside of its bounds. Widen the bounds, or move the prior.
      OptionError at draws in priorDraws(): expected a whole number of at least 1, received the number 0."
    `);
  });
});

describe("predictive", () => {
  it("of a prior has the mean and variance of the mixture: gamma rates make negative binomial counts", () => {
    const counts = spec({ rate: positive({ default: 1, prior: gamma({ shape: 3, rate: 0.5 }) }) });
    const exposure = array([1, 10]);
    const rates = counts.model(({ rate }): Arr => rate.mul(exposure));
    const drawn = priorDraws(counts, { draws: 4000, run: { seed: 5 } });
    const { values, observed, draws } = predictive(rates, (rate) => poisson({ rate }), counts.defaults, drawn, {
      run: { seed: 6 },
    });
    expect([values.shape, observed.shape]).toEqual([
      [1, 4000, 2],
      [1, 4000, 2],
    ]);
    expect(draws.map(({ chains }) => chains[0]!.length)).toEqual([4000, 4000]);
    // Mean 6 e, variance 6 e + 12 e²: five standard errors; the variance of such counts has one of some 3.2 of it / √4000.
    [1, 10].forEach((e, j) => {
      const column = numbers(observed.slice(0, null, j));
      const variance = 6 * e + 12 * e * e;
      const middle = mean(column);
      expect(Math.abs(middle - 6 * e)).toBeLessThan(5 * Math.sqrt(variance / 4000));
      const spread = mean(column.map((each) => (each - middle) ** 2));
      expect(Math.abs(spread / variance - 1)).toBeLessThan((5 * 3.2) / Math.sqrt(4000));
    });
  });

  it("of a posterior has its variance and that of the noise, with several observations by name", () => {
    const data = array([1.2, 0.4, 0.9, 1.5]);
    const { logDensity } = normal({ mean: data, standardDeviation: 1 });
    // With a flat prior the mean is N(1, 1/4).
    const posterior = sample((p: { mean: Arr }) => logDensity(p.mean).sum(), { mean: 0 }, { run: { seed: 2 } });
    const observe = (value: { next: Arr }) => ({
      again: { near: normal({ mean: value.next, standardDeviation: 0.1 }) },
      far: normal({ mean: value.next.add(array([10, 20])), standardDeviation: 2 }),
    });
    const run = () =>
      predictive((p: { mean: Arr }) => ({ next: p.mean }), observe, { mean: 0 }, posterior, { run: { seed: "new" } });
    const { observed, values } = run();
    expect([observed.again.near.shape, observed.far.shape, values.next.shape]).toEqual([
      [4, 1000],
      [4, 1000, 2],
      [4, 1000],
    ]);
    const second = numbers(observed.far.slice("...", 1));
    const middle = mean(second);
    // Variance 1/4 + 4; 4000 draws, those of the posterior worth at least a fourth as many: five errors.
    expect(Math.abs(middle - (20 + mean(data.toArray())))).toBeLessThan(5 * Math.sqrt(0.25 / 1000 + 4 / 4000));
    expect(Math.abs(mean(second.map((each) => (each - middle) ** 2)) / 4.25 - 1)).toBeLessThan(
      (5 * Math.SQRT2) / Math.sqrt(1000),
    );
    // The noise alone: 0.1, to five errors of a root mean square.
    const noise = numbers(observed.again.near.sub(values.next));
    expect(Math.abs(Math.sqrt(mean(noise.map((each) => each * each))) / 0.1 - 1)).toBeLessThan(5 / Math.sqrt(2 * 4000));
    expect(run().observed.far.toNested()).toEqual(observed.far.toNested());
  });

  it("says what is no distribution", () => {
    const drawn = [{ path: "x", chains: [[1, 2]] }];
    expect(
      [
        messageOf(() =>
          predictive(
            (p: { x: Arr }) => p.x,
            (x) => x as never,
            { x: 0 },
            drawn,
          ),
        ),
        messageOf(() =>
          predictive(
            (p: { x: Arr }) => p.x,
            () => ({ y: { z: 3 as never } }),
            { x: 0 },
            drawn,
          ),
        ),
        messageOf(() =>
          predictive(
            (p: { x: Arr }) => p.x,
            (x) => normal({ mean: x.item() > 1.5 ? array([0, 1]) : 0 }),
            { x: 0 },
            drawn,
          ),
        ),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "FitError at observe in predictive(): expected a distribution, or an object of them, received f64[].
      FitError at y.z in predictive(): expected a distribution, or an object of them, received the number 3.
      FitError at observe in predictive(): its distributions have another shape at one draw than at another."
    `);
  });
});
