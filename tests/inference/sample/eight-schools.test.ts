/** Eight schools: the centred form diverges, the other does not and gives the published posterior. */
import { describe, expect, it } from "vitest";
import { type Arr, array, zeros } from "fluxion";
import { nuts, sample } from "fluxion/inference";
import { standardised } from "./monte-carlo.ts";

// Effects of coaching on test scores: Rubin (1981); Gelman et al., Bayesian Data Analysis, section 5.5.
const effects = array([28, 8, -3, 7, -1, 1, 18, 12]);
const errors = array([15, 10, 16, 11, 9, 11, 10, 18]);

interface Hyper {
  mu: Arr;
  tau: Arr;
}

/** mu ~ N(0, 5²), tau ~ half-Cauchy(5), as the posterior database has it. */
const prior = ({ mu, tau }: Hyper): Arr => mu.div(5).square().mul(-0.5).sub(tau.div(5).square().log1p());

describe("eight schools", () => {
  const bounds = { tau: [0, Infinity] } as const;
  // Both forms with the same, small steps.
  const sampler = nuts({ targetAcceptance: 0.95 });

  it("diverges in its centred form", () => {
    const logDensity = ({ mu, tau, theta }: Hyper & { theta: Arr }): Arr =>
      prior({ mu, tau })
        .add(theta.sub(mu).div(tau).square().mul(-0.5).sum())
        .sub(tau.log().mul(8))
        .add(effects.sub(theta).div(errors).square().mul(-0.5).sum());
    const posterior = sample(logDensity, { mu: 0, tau: 1, theta: zeros([8]) }, { bounds, sampler, run: { seed: 1 } });
    expect(posterior.status).toBe("doubtful");
    expect(posterior.divergences.length).toBeGreaterThan(10);
    expect(posterior.diagnosis!.failures.map(({ test }) => test)).toContain("divergences");
    // They begin where tau is small and the effects are squeezed together: below its posterior mean of 3.6.
    const taus = posterior.divergences.map(({ from }) => from.tau.item()).sort((a, b) => a - b);
    expect(taus[Math.floor(taus.length / 2)]).toBeLessThan(3.6);
  });

  it("gives the published means when effects are measured in units of tau", () => {
    const logDensity = ({ mu, tau, standard }: Hyper & { standard: Arr }): Arr =>
      prior({ mu, tau })
        .add(standard.square().mul(-0.5).sum())
        .add(effects.sub(standard.mul(tau).add(mu)).div(errors).square().mul(-0.5).sum());
    const posterior = sample(
      logDensity,
      { mu: 0, tau: 1, standard: zeros([8]) },
      { bounds, sampler, run: { seed: 1 } },
    );
    expect(posterior.status).toBe("passed");
    expect(posterior.divergences).toEqual([]);
    const z = (f: (at: (path: string) => number) => number, truth: number): number =>
      Math.abs(standardised(posterior, f, truth));
    const truth = byQuadrature();
    expect(z((at) => at("mu"), truth.mu)).toBeLessThan(4);
    expect(z((at) => at("tau"), truth.tau)).toBeLessThan(4);
    truth.theta.forEach((mean, i) => {
      expect(z((at) => at("mu") + at("tau") * at(`standard[${i}]`), mean)).toBeLessThan(4);
    });
  });

  it("has the published means by quadrature", () => {
    // Reference draws of the posterior database (Magnusson et al. 2021), eight_schools_noncentered, to their error of 0.03.
    const { mu, tau, theta } = byQuadrature();
    expect(mu).toBeCloseTo(4.4, 1);
    expect(tau).toBeCloseTo(3.6, 1);
    [6.2, 4.9, 3.9, 4.8, 3.6, 4.0, 6.3, 4.9].forEach((mean, i) => expect(Math.abs(theta[i]! - mean)).toBeLessThan(0.1));
  });
});

/** Posterior means: given tau all is normal, and tau is integrated over tau = e^x by the trapezoidal rule. */
function byQuadrature(): { mu: number; tau: number; theta: number[] } {
  const [y, s] = [Array.from(effects.toArray()), Array.from(errors.toArray())];
  const sums = { weight: 0, mu: 0, tau: 0, theta: y.map(() => 0) };
  // Below e^-20 there is no mass worth 1e-8, beyond e^9 the tail of the prior times the likelihood, tau^-10, is none either.
  for (let x = -20; x < 9; x += 0.005) {
    const tau = Math.exp(x);
    const precision = s.reduce((sum, error) => sum + 1 / (error ** 2 + tau ** 2), 1 / 25);
    const weighted = y.reduce((sum, value, i) => sum + value / (s[i]! ** 2 + tau ** 2), 0);
    const mu = weighted / precision;
    const logLikelihood = y.reduce(
      (sum, value, i) => {
        const total = s[i]! ** 2 + tau ** 2;
        return sum - 0.5 * Math.log(total) - (0.5 * value ** 2) / total;
      },
      0.5 * weighted * mu - 0.5 * Math.log(precision),
    );
    const weight = (Math.exp(logLikelihood) / (1 + (tau / 5) ** 2)) * tau;
    sums.weight += weight;
    sums.mu += weight * mu;
    sums.tau += weight * tau;
    y.forEach((value, i) => {
      const shrunk = (value * tau ** 2 + mu * s[i]! ** 2) / (tau ** 2 + s[i]! ** 2);
      sums.theta[i] = sums.theta[i]! + weight * shrunk;
    });
  }
  const { weight } = sums;
  return { mu: sums.mu / weight, tau: sums.tau / weight, theta: Array.from(sums.theta, (sum) => sum / weight) };
}
