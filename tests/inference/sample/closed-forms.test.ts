/** Samplers against distributions whose moments are known, each within four Monte Carlo standard errors. */
import { describe, expect, it } from "vitest";
import { type Arr, array, bounded, exp, positive, spec, zeros } from "fluxion";
import { ensemble, hmc, metropolis, nuts, sample } from "fluxion/inference";
import type { Sampler } from "fluxion/inference/methods";
import { standardised } from "./monte-carlo.ts";

/** Four standard errors: one check of twenty thousand goes further by chance, and seeds are fixed. */
const FAR = 4;

const cases: readonly (readonly [string, Sampler, { chains?: number; draws: number; warmup?: number }])[] = [
  ["nuts", nuts(), { draws: 1000 }],
  ["nuts, dense", nuts({ metric: "dense" }), { draws: 1000 }],
  ["nuts, fisher", nuts({ metric: "fisher" }), { draws: 1000 }],
  ["hmc", hmc(), { draws: 1000 }],
  ["hmc, dense", hmc({ metric: "dense", steps: 8 }), { draws: 1000 }],
  ["metropolis", metropolis(), { draws: 10_000 }],
  ["ensemble", ensemble({ walkers: 20 }), { draws: 2000, warmup: 500 }],
];

describe.each(cases)("%s", (_name, sampler, lengths) => {
  const options = { sampler, ...lengths, run: { seed: "closed forms" } };

  it("samples a correlated normal distribution", () => {
    // x ~ N(1, 2²), y | x ~ N(3 x, 1): variance of y 9 * 4 + 1, covariance 3 * 4.
    const logDensity = ({ x, y }: { x: Arr; y: Arr }): Arr =>
      x
        .sub(1)
        .div(2)
        .square()
        .add(y.sub(x.mul(3)).square())
        .mul(-0.5);
    const posterior = sample(logDensity, { x: 0, y: 0 }, options);
    const z = (f: (x: number, y: number) => number, truth: number): number =>
      Math.abs(standardised(posterior, (at) => f(at("x"), at("y")), truth));
    expect(z((x) => x, 1)).toBeLessThan(FAR);
    expect(z((_, y) => y, 3)).toBeLessThan(FAR);
    expect(z((x) => (x - 1) ** 2, 4)).toBeLessThan(FAR);
    expect(z((_, y) => (y - 3) ** 2, 37)).toBeLessThan(FAR);
    expect(z((x, y) => (x - 1) * (y - 3), 12)).toBeLessThan(FAR);
    expect(z((x) => Number(x > 3), 0.15865525393145705)).toBeLessThan(FAR); // one standard deviation above the mean
  });

  it("samples a gamma and a uniform distribution through their bounds", () => {
    const shape = spec({
      rate: positive({ unit: "1/day", default: 1 }),
      phase: bounded(-1, 3, { default: 0 }),
    });
    // Gamma with shape 3 and rate 2: mean 3/2, variance 3/4. Uniform on [-1, 3]: mean 1, variance 16/12.
    const logDensity = ({ rate }: typeof shape.params): Arr => rate.log().mul(2).sub(rate.mul(2));
    const posterior = sample(logDensity, shape.defaults, { ...options, spec: shape });
    const z = (path: string, f: (x: number) => number, truth: number): number =>
      Math.abs(standardised(posterior, (at) => f(at(path)), truth));
    expect(z("rate", (x) => x, 1.5)).toBeLessThan(FAR);
    expect(z("rate", (x) => (x - 1.5) ** 2, 0.75)).toBeLessThan(FAR);
    expect(z("rate", (x) => Number(x < 0.5), 1 - 2.5 * Math.exp(-1))).toBeLessThan(FAR); // P(3, 1)
    expect(z("phase", (x) => x, 1)).toBeLessThan(FAR);
    expect(z("phase", (x) => (x - 1) ** 2, 16 / 12)).toBeLessThan(FAR);
    expect(posterior.draws.map(({ unit }) => unit)).toEqual(["1/day", ""]);
    const phases = posterior.draws[1]!.chains.flatMap((chain) => Array.from(chain));
    expect(Math.min(...phases)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...phases)).toBeLessThanOrEqual(3);
  });

  it("samples a banana", () => {
    // x ~ N(0, 1), y | x ~ N(x², 1): E y = 1, var y = 2 + 1.
    const logDensity = ({ x, y }: { x: Arr; y: Arr }): Arr => x.square().add(y.sub(x.square()).square()).mul(-0.5);
    const posterior = sample(logDensity, { x: 0.5, y: 0 }, options);
    const z = (f: (x: number, y: number) => number, truth: number): number =>
      Math.abs(standardised(posterior, (at) => f(at("x"), at("y")), truth));
    expect(z((x) => x, 0)).toBeLessThan(FAR);
    expect(z((x) => x ** 2, 1)).toBeLessThan(FAR);
    expect(z((_, y) => y, 1)).toBeLessThan(FAR);
    expect(z((_, y) => (y - 1) ** 2, 3)).toBeLessThan(FAR);
  });
});

describe("nuts", () => {
  it("samples a hundred correlated coordinates of scales from 0.01 to 100", () => {
    // u = D L z with L of an AR(1) process of correlation 0.5: variance D², neighbours 0.5 D D'.
    const n = 100;
    const scale = Float64Array.from({ length: n }, (_, i) => 10 ** ((i % 5) - 2));
    const rho = 0.5;
    const logDensity = ({ u }: { u: Arr }): Arr => {
      const v = u.div(array(scale));
      const steps = v.slice([1, null]).sub(v.slice([0, -1]).mul(rho));
      return v
        .slice(0)
        .square()
        .add(
          steps
            .square()
            .sum()
            .div(1 - rho ** 2),
        )
        .mul(-0.5);
    };
    const posterior = sample(logDensity, { u: zeros([n]) }, { draws: 500, warmup: 500, chains: 2, run: { seed: 3 } });
    const z = posterior.draws.flatMap(({ path }, i) => [
      standardised(posterior, (at) => at(path), 0),
      standardised(posterior, (at) => at(path) ** 2, scale[i]! ** 2),
    ]);
    // Two hundred checks: the largest of as many normals is above 4.5 once in seven hundred times.
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(4.5);
    // As many standardised errors have mean square 1 up to sqrt(2 / 200); their standard errors are estimates too.
    expect(z.reduce((sum, value) => sum + value ** 2, 0) / z.length).toBeLessThan(1.6);
    expect(posterior.divergences).toEqual([]);
  });

  it("meets the acceptance that it is tuned to", () => {
    const logDensity = ({ u }: { u: Arr }): Arr => u.square().sum().mul(-0.5);
    for (const targetAcceptance of [0.6, 0.8, 0.95]) {
      const sampler = nuts({ targetAcceptance });
      const { statistics } = sample(
        logDensity,
        { u: zeros([20]) },
        { sampler, warmup: 1000, draws: 500, run: { seed: 1 } },
      );
      const mean = statistics.reduce((sum, { acceptance }) => sum + acceptance.reduce((a, b) => a + b) / 500, 0) / 4;
      // The averaged step size of Stan's schedule comes out a little small: the acceptance is known to overshoot.
      expect(mean).toBeGreaterThan(targetAcceptance - 0.05);
      expect(mean).toBeLessThan(targetAcceptance + 0.5 * (1 - targetAcceptance));
    }
  });

  it("stretches its steps to any unit", () => {
    const widths = [1e-9, 1, 1e9].map((scale) => {
      const logDensity = ({ x }: { x: Arr }): Arr => x.div(scale).square().mul(-0.5);
      const posterior = sample(logDensity, { x: scale }, { draws: 500, warmup: 300, run: { seed: 5 } });
      return posterior.standardDeviation().x.item() / scale;
    });
    // Standard error of a deviation of some 800 effective draws: 1 / sqrt(1600) = 0.025.
    widths.forEach((width) => expect(Math.abs(width - 1)).toBeLessThan(0.1));
  });

  it("finds the neck of a funnel too narrow, and says where", () => {
    // Neal's funnel: v ~ N(0, 3²), x_i | v ~ N(0, exp(v)).
    const logDensity = ({ v, x }: { v: Arr; x: Arr }): Arr =>
      v
        .div(3)
        .square()
        .add(x.square().sum().div(exp(v)))
        .mul(-0.5)
        .sub(v.mul(4.5));
    const posterior = sample(logDensity, { v: 0, x: zeros([9]) }, { run: { seed: 1 } });
    expect(posterior.status).toBe("doubtful");
    expect(posterior.divergences.length).toBeGreaterThan(0);
    // On average they begin where it is narrower than in the middle.
    const necks = posterior.divergences.map(({ from }) => from.v.item());
    expect(necks.reduce((sum, v) => sum + v, 0) / necks.length).toBeLessThan(0);

    // With x = exp(v / 2) y there is no funnel.
    const apart = ({ v, y }: { v: Arr; y: Arr }): Arr => v.div(3).square().add(y.square().sum()).mul(-0.5);
    const flat = sample(apart, { v: 0, y: zeros([9]) }, { run: { seed: 1 } });
    expect(flat.status).toBe("passed");
    expect(Math.abs(standardised(flat, (at) => at("v") ** 2, 9))).toBeLessThan(FAR);
  });
});
