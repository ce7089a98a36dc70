/** Derivatives of every distribution in every argument: against differences, and against closed forms. */

import { type Arr, array, checkGrads, distributions, grad, jit, vmap, special } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { expectRelative } from "../support/relative.ts";
import { references, STRUCTURAL } from "./reference-values.ts";

/** Probabilities at which quantiles are differentiated: off the peak of the Laplace distribution, which is a kink. */
const PROBABILITIES = array([0.2, 0.85]);

describe.each(references)("$label", ({ make, parameters, logDensity, quantile, cumulative }) => {
  const distribution = make(parameters);
  const isWhole = distribution.support.kind === "integer";
  // Infinite bounds and numbers of trials are not differentiated.
  const isMoving = (key: string) => !STRUCTURAL.has(key) && Number.isFinite(parameters[key]!.sum().item());
  const moving = Object.fromEntries(Object.entries(parameters).filter(([key]) => isMoving(key)));
  const x = isWhole
    ? array(logDensity.filter(([, value]) => Number.isFinite(value)).map(([place]) => place))
    : distribution.quantile === undefined
      ? array(logDensity.map(([place]) => place))
      : distribution.quantile(PROBABILITIES);

  it("has a log density that differentiates in each argument", () => {
    if (isWhole)
      checkGrads(
        (p: typeof moving) =>
          make({ ...parameters, ...p })
            .logDensity(x)
            .sum(),
        [moving],
      );
    else {
      checkGrads(
        (p: typeof moving, at: Arr) =>
          make({ ...parameters, ...p })
            .logDensity(at)
            .sum(),
        [moving, x],
        {
          // The uniform log density is constant in x, where differences have nothing but rounding.
          tolerance: 1e-6,
        },
      );
    }
  });

  it.runIf(cumulative.length > 0)("has a cumulative function that differentiates in each argument", () => {
    if (isWhole) checkGrads((p: typeof moving) => make({ ...parameters, ...p }).cumulative!(x).sum(), [moving]);
    else checkGrads((p: typeof moving, at: Arr) => make({ ...parameters, ...p }).cumulative!(at).sum(), [moving, x]);
    if (isWhole) return;
    // ∂F/∂x = f
    const slope = grad((at: Arr) => distribution.cumulative!(at).sum())(x);
    expectClose([slope], [distribution.logDensity(x).exp().add(x.mul(0))], 1e-12);
  });

  it.runIf(quantile.length > 0 && !isWhole)("has a quantile that differentiates in each argument", () => {
    checkGrads(
      (p: typeof moving, at: Arr) => make({ ...parameters, ...p }).quantile!(at).sum(),
      [moving, PROBABILITIES],
    );
  });

  it("has derivatives of 0 outside of its support, and no NaN inside", () => {
    const places = array([-7.5, ...x.toArray(), 1e4 + 0.5]);
    const slopes = grad((p: typeof moving) =>
      make({ ...parameters, ...p })
        .logDensity(places)
        .sum(),
    )(moving);
    for (const slope of Object.values(slopes)) expect(slope.isFinite().all().item()).toBe(1);
  });

  it("compiles and maps to the same values", () => {
    const f = (p: typeof parameters, at: Arr) => make(p).logDensity(at);
    if (parameters["trials"] !== undefined) return;
    // The compiled functions round within 2 ulp each, and exponents are some hundreds.
    expectClose([jit(f)(parameters, x)], [f(parameters, x)], 1e-13);
    expectClose([vmap((at: Arr) => f(parameters, at))(x)], [f(parameters, x)], 1e-13);
  });
});

describe("closed forms", () => {
  it("of the normal distribution: z/σ by the mean, (z² − 1)/σ by the standard deviation", () => {
    const score = grad((p: { mean: Arr; standardDeviation: Arr }) => distributions.normal(p).logDensity(5))({
      mean: 2,
      standardDeviation: 2,
    });
    expectRelative(score.mean.reshape([1]), 0.75, 1e-15);
    expectRelative(score.standardDeviation.reshape([1]), (1.5 ** 2 - 1) / 2, 1e-15);
  });

  it("of the gamma distribution at shape 1: log(βx) − ψ(α) by the shape, α/β − x by the rate", () => {
    const score = grad((p: { shape: Arr; rate: Arr }) => distributions.gamma(p).logDensity(0.7))({ shape: 1, rate: 3 });
    expectRelative(score.shape.reshape([1]), Math.log(2.1) - special.digamma(1).item(), 1e-14);
    expectRelative(score.rate.reshape([1]), 1 / 3 - 0.7, 1e-14);
  });

  it("of the Bernoulli distribution by its logit: x − p", () => {
    const score = (x: number) => grad((logit: Arr) => distributions.bernoulli({ logit }).logDensity(x))(-2).item();
    expectRelative([score(0), score(1)], [-1 / (1 + Math.exp(2)), 1 - 1 / (1 + Math.exp(2))], 1e-14);
  });

  it("of the von Mises distribution by its concentration: cos(x − μ) − I1(κ)/I0(κ)", () => {
    const score = grad((concentration: Arr) => distributions.vonMises({ concentration }).logDensity(0.5))(1).item();
    // I1(1)/I0(1) = 0.4463899658965345, Abramowitz & Stegun table 9.8
    expectRelative(score, Math.cos(0.5) - 0.4463899658965345, 1e-14);
  });
});
