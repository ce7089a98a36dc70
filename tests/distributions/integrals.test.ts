/** Densities of numbers integrate to their cumulative functions; those of vectors to 1; values against SciPy and closed forms. */

import {
  type Arr,
  array,
  checkGrads,
  distributions,
  eye,
  jit,
  linspace,
  matMul,
  stack,
  transpose,
  vmap,
  quadrature,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { expectRelative } from "../support/relative.ts";
import { references, vectors } from "./reference-values.ts";

const continuous = references.filter(
  ({ make, parameters, cumulative }) => cumulative.length > 0 && make(parameters).support.kind === "real",
);

describe.each(continuous)("$label", ({ make, parameters }) => {
  it("has the integral of its density between quantiles", () => {
    const { logDensity, cumulative, quantile } = make(parameters);
    // Above the median, where the Laplace distribution has its kink, and far from poles at the bounds.
    const ends = quantile!(array([0.5, 0.6, 0.7, 0.8, 0.9])).toArray();
    for (let i = 0; i + 1 < ends.length; i++) {
      const { value } = quadrature.integrateKronrod((x: Arr) => logDensity(x).exp(), ends[i]!, ends[i + 1]!);
      const probability = cumulative!(ends[i + 1]!)
        .sub(cumulative!(ends[i]!))
        .item();
      // 21 points are exact to rounding on densities this smooth.
      expectRelative(value.item(), probability, 1e-12);
    }
  });
});

const whole = references.filter(({ make, parameters }) => make(parameters).support.kind === "integer");

describe.each(whole)("$label", ({ make, parameters }) => {
  it("sums its probabilities to its cumulative function", () => {
    const { logDensity, cumulative } = make(parameters);
    const k = linspace(0, 400, 401);
    const probabilities = logDensity(k).exp().toArray();
    const below = cumulative!(k).toArray();
    let total = 0;
    probabilities.forEach((each, i) => {
      total += each;
      // A sum of 400 terms, whose logarithms of factorials up to 2000 round to 1e-13.
      expect(Math.abs(total - below[i]!)).toBeLessThanOrEqual(4e-12);
    });
  });
});

describe("vectors", () => {
  const { multivariateNormal, dirichlet, lkjCholesky } = distributions;

  it("multivariate normal: the log density of SciPy, by factor and by precision, in a batch, compiled and mapped", () => {
    const { mean, choleskyFactor, precision, covariance, x, logDensity } = vectors.multivariateNormal;
    for (const matrix of [{ choleskyFactor: array(choleskyFactor) }, { precision: array(precision) }]) {
      const normal = multivariateNormal({ mean: array(mean), ...matrix });
      expectRelative(normal.logDensity(array(x)).item(), logDensity, 1e-13);
      expectClose([normal.covariance], [array(covariance)], 1e-13);
      const batch = stack([array(x), array(mean)]);
      const both = normal.logDensity(batch);
      expect(both.shape).toEqual([2]);
      expectClose([vmap((each: Arr) => normal.logDensity(each))(batch)], [both], 1e-14);
      expectClose([jit((each: Arr) => normal.logDensity(each))(batch)], [both], 1e-14);
    }
  });

  it("multivariate normal: gradients in mean, matrix and value", () => {
    const { mean, choleskyFactor, precision, x } = vectors.multivariateNormal;
    checkGrads(
      (m: Arr, factor: Arr, at: Arr) => multivariateNormal({ mean: m, choleskyFactor: factor }).logDensity(at),
      [array(mean), array(choleskyFactor), array(x)],
    );
    // A precision moves symmetrically.
    checkGrads(
      (m: Arr, half: Arr, at: Arr) =>
        multivariateNormal({ mean: m, precision: half.add(transpose(half)) }).logDensity(at),
      [array(mean), array(precision).div(2), array(x)],
    );
  });

  it("Dirichlet: the values of SciPy, gradients in concentration and value, −∞ off the simplex", () => {
    const { concentration, x, logDensity, mean, covariance } = vectors.dirichlet;
    const shares = dirichlet({ concentration: array(concentration) });
    expectRelative(shares.logDensity(array(x)).item(), logDensity, 1e-13);
    expectClose([shares.mean, shares.covariance], [array(mean), array(covariance)], 1e-14);
    expect(shares.logDensity(array([0.5, 0.6, 0.2])).item()).toBe(-Infinity);
    expect(shares.logDensity(array([0.5, 0.7, -0.2])).item()).toBe(-Infinity);
    // A value moves on the simplex: the last element follows from the others.
    checkGrads(
      (a: Arr, free: Arr) =>
        dirichlet({ concentration: a }).logDensity(stack([free.slice(0), free.slice(1), free.sum().neg().add(1)])),
      [array(concentration), array([0.2, 0.3])],
    );
  });

  it("LKJ of two dimensions is a beta distribution of (ρ + 1)/2, and integrates to 1", () => {
    const eta = 1.7;
    const factorOf = (rho: number) =>
      array([
        [1, 0],
        [rho, Math.sqrt(1 - rho * rho)],
      ]);
    for (const rho of [-0.9, 0, 0.4]) {
      const received = lkjCholesky({ dimension: 2, concentration: eta }).logDensity(factorOf(rho)).item();
      const { logDensity } = distributions.beta({ alpha: eta, beta: eta });
      expect(received).toBeCloseTo(logDensity((rho + 1) / 2).item() - Math.LN2, 13);
    }
  });

  it("LKJ of three dimensions at η = 1 has the volume of correlation matrices, π²/2, at the identity", () => {
    // Joe (2006), Journal of Multivariate Analysis 97, 2177: the density of R is constant, and dR/dL is 1 at the identity.
    const prior = lkjCholesky({ dimension: 3, concentration: 1 });
    expectRelative(prior.logDensity(eye(3)).exp().item(), 2 / Math.PI ** 2, 1e-14);
    checkGrads(
      (concentration: Arr, l: Arr) => lkjCholesky({ dimension: 3, concentration }).logDensity(l),
      [
        1.3,
        matMul(
          eye(3),
          array([
            [1, 0, 0],
            [0.6, 0.8, 0],
            [0, 0.6, 0.8],
          ]),
        ),
      ],
    );
  });

  it("a mixture is the weighted sum of its densities and cumulative functions", () => {
    const { mixture, normal } = distributions;
    const components = [normal({ mean: -1 }), normal({ mean: 2, standardDeviation: 0.5 })];
    const two = mixture({ logits: array([0.25, 0.75]).log(), components });
    for (const method of ["logDensity", "cumulative"] as const) {
      const value = (each: { readonly [key in typeof method]: (x: number) => Arr }) =>
        method === "cumulative" ? each.cumulative(0.7) : each.logDensity(0.7).exp();
      const expected = 0.25 * value(components[0]!).item() + 0.75 * value(components[1]!).item();
      expectRelative(value(two).item(), expected, 1e-14);
    }
    checkGrads(
      (logits: Arr, mean: Arr, x: Arr) => mixture({ logits, components: [normal({ mean }), normal()] }).logDensity(x),
      [array([0.2, -0.3]), 1, 0.4],
    );
  });
});
