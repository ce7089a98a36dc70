/** Priors of a spec in inference: added where a call says so, never twice, never left out without a word. */
import { describe, expect, it } from "vitest";
import {
  type Arr,
  array,
  type ArrLike,
  bounded,
  positive,
  real,
  simplex,
  spec,
  sub,
  sum,
  whole,
  choice,
} from "fluxion";
import { boxOf, fisher, laplace, leastSquares, linearAxis, minimize, sample, unconstrain } from "fluxion/inference";
import { messageOf } from "../../support/message-of.ts";

const normal = (mean: number, deviation: number) => ({
  logDensity: (x: ArrLike): Arr =>
    sub(x, mean)
      .div(deviation)
      .square()
      .mul(-0.5)
      .sub(Math.log(deviation * Math.sqrt(2 * Math.PI))),
});

/** Effects of three groups, each measured once with an error of 1, known before to be 0 ± 2. */
const groups = spec({
  effects: real({ shape: [3], unit: "km/s", default: 0, prior: normal(0, 2) }),
  common: real({ unit: "km/s", default: 0, prior: normal(1, 0.5) }),
});
type Groups = typeof groups.params;
const measured = array([2, -1, 4]);
const logLikelihood = ({ effects }: Groups): Arr => sum(sub(effects, measured).square()).mul(-0.5);
// Conjugate: precisions 1 and 1/4 add up, so the mean is 4/5 of the measurement and the variance 4/5.
const means = [1.6, -0.8, 3.2, 1];
const variances = [0.8, 0.8, 0.8, 0.25];

describe("priors of a spec", () => {
  it("with a likelihood are the posterior: exactly, by laplace", () => {
    const found = laplace(logLikelihood, groups.defaults, { spec: groups, prior: "spec" });
    if (found.status !== "approximated") throw new Error(found.explain);
    expect(found.paths).toEqual(["effects[0]", "effects[1]", "effects[2]", "common"]);
    // A quadratic: one Newton step is exact but for rounding.
    [...found.mode.effects.toArray(), found.mode.common.item()].forEach((value, i) => {
      expect(value).toBeCloseTo(means[i]!, 12);
    });
    found.covariance.forEach((row, i) => {
      row.forEach((value, j) => expect(value).toBeCloseTo(i === j ? variances[i]! : 0, 12));
    });
    // Evidence of each group: N(y; 0, 1 + 4), times √(2π) that the likelihood leaves out; of the common one: 1.
    const evidence = [2, -1, 4].reduce((total, at) => total - 0.5 * Math.log(5) - (at * at) / 10, 0);
    expect(found.logEvidence).toBeCloseTo(evidence, 12);
  });

  it("are sampled with a likelihood, vectors with their units", () => {
    const posterior = sample(logLikelihood, groups.defaults, { spec: groups, prior: "spec", run: { seed: "groups" } });
    expect(posterior.draws.map(({ path, unit }) => [path, unit])).toEqual([
      ["effects[0]", "km/s"],
      ["effects[1]", "km/s"],
      ["effects[2]", "km/s"],
      ["common", "km/s"],
    ]);
    posterior.draws.forEach(({ chains }, i) => {
      const values = chains.flatMap((chain) => [...chain]);
      const mean = values.reduce((total, value) => total + value, 0) / values.length;
      // 4000 draws of a Gaussian that nuts hardly correlates: five errors of 2000 independent ones.
      expect(Math.abs(mean - means[i]!)).toBeLessThan(5 * Math.sqrt(variances[i]! / 2000));
    });
  });

  it("make a minimum the mode of the posterior, by what the objective means", () => {
    const options = { spec: groups, prior: "spec" } as const;
    const fits = [
      minimize((p) => logLikelihood(p).mul(-2), groups.defaults, options),
      minimize((p) => logLikelihood(p).neg(), groups.defaults, { ...options, meaning: "negative-log-likelihood" }),
    ];
    for (const fit of fits) {
      [...fit.params.effects.toArray(), fit.params.common.item()].forEach((value, i) => {
        expect(value).toBeCloseTo(means[i]!, 6);
      });
      fit
        .standardErrors()
        .effects.toArray()
        .forEach((error) => expect(error).toBeCloseTo(Math.sqrt(0.8), 10));
    }
  });

  it("are asked about where a density is wanted, and nowhere else", () => {
    const start = groups.defaults;
    const whole = laplace((p) => logLikelihood(p).sub(p.common.square()), start, { spec: groups, prior: "function" });
    if (whole.status !== "approximated") throw new Error(whole.explain);
    expect(whole.mode.effects.slice(0).item()).toBeCloseTo(2, 12);
    expect(
      minimize((p) => sum(sub(p.effects, measured).square()), start, { spec: groups, free: ["effects"] }).status,
    ).toBe("converged");
    const flat = spec({ x: real({ default: 0 }) });
    expect(
      [
        messageOf(() => sample(logLikelihood, start, { spec: groups })),
        messageOf(() => laplace((p) => p.x.square().neg(), flat.defaults, { spec: flat, prior: "spec" })),
        messageOf(() => minimize((p) => p.x.square(), flat.defaults, { spec: flat, prior: "spec" })),
        messageOf(() => sample(logLikelihood, start, { spec: groups, prior: "both" as never })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at prior in sample(): the spec has priors, and it is not said whether the function contains them. Say prior: "spec" to add them to a log likelihood, prior: "function" when the function is the whole log density.
      ParameterError at prior in laplace(): no parameter of the spec has a prior. Say real({ default: 0, prior: ... }).
      ParameterError at prior in minimize(): no parameter of the spec has a prior. Say real({ default: 0, prior: ... }).
      OptionError at prior in sample(): expected "spec" or "function", received the string "both"."
    `);
  });
});

describe("what a space takes", () => {
  it("bounds of each number, and refuses another shape than the spec's", () => {
    const box = spec({ x: bounded(0, [1, 2], { default: 0.5 }) });
    const fit = minimize((p) => p.x.sub(3).square().sum(), box.defaults, { spec: box });
    expect(fit.params.x.toNested()).toEqual([1, 2]);
    expect(messageOf(() => minimize((p) => p.x.square().sum(), { x: 1 }, { spec: box }))).toMatchInlineSnapshot(
      `"ShapeError at x in minimize(): expected shape [2], as the spec says, received []. The option shape of a parameter says how many values it has: real({ shape: [8], default: 0 })."`,
    );
  });

  it("no vector whose numbers constrain each other where each moves by itself, with a way out", () => {
    const shares = spec({ shares: simplex(3) });
    const misfit = ({ shares: x }: typeof shares.params): Arr => sum(sub(x, array([0.5, 0.3, 0.2])).square());
    const refused = messageOf(() => minimize(misfit, shares.defaults, { spec: shares }));
    expect(refused).toMatchInlineSnapshot(
      `"ParameterError at shares in minimize(): its numbers constrain each other (simplex), and here each is moved by itself. Hold it by free; or fit unconstrained coordinates: unconstrain(start, { spec }) gives them, and their start."`,
    );
    const space = unconstrain(shares.defaults, { spec: shares });
    const fit = minimize((u: Arr) => misfit(space.constrain(u)), array(space.start));
    const found = space.paramsAt(Float64Array.from(fit.params.toArray())).shares.toArray();
    // The objective is known to 1e-16 of its size one, its square root to 1e-8.
    [0.5, 0.3, 0.2].forEach((share, k) => expect(found[k]).toBeCloseTo(share, 6));
  });

  it("nothing discrete as free, and no booleans", () => {
    const counted = spec({
      kind: choice(["a", "b"], { default: "a" }),
      count: whole(0, 5, { default: 2 }),
      x: positive({ default: 1 }),
    });
    const misfit = ({ count, x }: typeof counted.params): Arr => x.sub(count).reshape(1);
    const fit = leastSquares(misfit, counted.defaults, { spec: counted });
    expect(fit.params.x.item()).toBeCloseTo(2, 12);
    expect(fisher(misfit, fit.params, { spec: counted }).paths).toEqual(["x"]);
    expect(
      [
        messageOf(() => leastSquares(misfit, counted.defaults, { spec: counted, free: ["count"] })),
        messageOf(() => leastSquares(misfit, counted.defaults, { spec: counted, free: ["kind", "x"] })),
        messageOf(() => minimize((p: { x: Arr; on: boolean }) => p.x.square(), { x: 1, on: true })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at count in leastSquares(): expected a real parameter, received i32[]. What is counted has no derivative and cannot be fitted: fit the others for each of its values, and compare.
      ParameterError at kind in leastSquares(): it is structural: it selects a program and is no number to fit. Choose it by spec.with, fit the others for each choice, and compare.
      TreeError at on in minimize(): expected an Arr or a number, received true. Inside it would be an Arr, which every if takes for true. Let the function close over the flag: (x) => f(x, true); or give array(true), and choose by it with where or cond."
    `);
  });

  it("the box of a search", () => {
    const decay = spec({ rate: positive({ default: 1 }), inner: { phase: bounded(-1, 1, { default: 0 }) } });
    const box = boxOf(decay, { rate: linearAxis(0, 3) });
    expect(box.rate).toMatchObject({ lower: 0, upper: 3 });
    expect(box.inner.phase).toMatchObject({ lower: -1, upper: 1, scale: "linear" });
    expect(Object.keys(box)).toEqual(["rate", "inner"]);
    expect(
      [
        messageOf(() => boxOf(decay)),
        messageOf(() => boxOf(decay, { phase: linearAxis(0, 1) })),
        messageOf(() => boxOf(groups)),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ParameterError at rate in boxOf(): expected two finite bounds, received (0, Infinity). Give its range: boxOf(spec, { "rate": linearAxis(lower, upper) }).
      ParameterError in boxOf(): axes names phase, which the spec does not have. The parameters are rate, inner.phase.
      ParameterError at common in boxOf(): expected two finite bounds, received (-Infinity, Infinity). Give its range: boxOf(spec, { "common": linearAxis(lower, upper) })."
    `);
  });
});
