/** Densities whose moments and evidence are known, in closed form or by quadrature. */
import { type Arr, array, softplus } from "fluxion";

/** Precision of a Gaussian of three numbers, its inverse and the determinant of that. */
export const gaussian = {
  mean: [1, -2, 1e4],
  precision: [
    [2, 0.5, 0],
    [0.5, 1, 0.01],
    [0, 0.01, 0.0004],
  ],
  // det = 2 (0.0004 - 0.0001) - 0.25 · 0.0004 = 0.0005; cofactors over it.
  covariance: [
    [0.6, -0.4, 10],
    [-0.4, 1.6, -40],
    [10, -40, 3500],
  ],
  logEvidence: 1.5 * Math.log(2 * Math.PI) - 0.5 * Math.log(0.0005),
  logDensity: ({ a, rest }: Readonly<{ a: Arr; rest: Arr }>): Arr => {
    const [x, y, z] = [a.sub(1), rest.slice(0).add(2), rest.slice(1).sub(1e4)];
    const cross = x.mul(y).add(y.mul(z).mul(0.02));
    return x.square().mul(2).add(y.square()).add(z.square().mul(0.0004)).add(cross).mul(-0.5);
  },
} as const;

/** Logistic regression: the dose at which twenty animals die (Bliss' beetles in miniature), with normal priors of width 5. */
export const logistic = {
  dose: [-1.5, -1.2, -0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9, 1.2],
  died: [1, 0, 2, 3, 6, 11, 13, 17, 18, 20],
  animals: 20,
  logDensity: ({ slope, offset }: Readonly<{ slope: Arr; offset: Arr }>): Arr => {
    const logit = array([...logistic.dose])
      .mul(slope)
      .add(offset);
    // k logit - n log(1 + exp(logit))
    const likelihood = array([...logistic.died])
      .mul(logit)
      .sub(softplus(logit).mul(logistic.animals))
      .sum();
    return likelihood.sub(slope.square().add(offset.square()).div(50));
  },
} as const;

/** Moments of a density of two numbers on a grid: the trapezoidal rule, exact to rounding for smooth densities. */
export function momentsOnGrid(
  logDensity: (x: number, y: number) => number,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  count = 400,
): { logEvidence: number; mean: [number, number]; deviation: [number, number] } {
  const [dx, dy] = [(x1 - x0) / count, (y1 - y0) / count];
  const sums = [0, 0, 0, 0, 0];
  const top = logDensity(0.5 * (x0 + x1), 0.5 * (y0 + y1));
  for (let i = 0; i <= count; i++) {
    for (let j = 0; j <= count; j++) {
      const [x, y] = [x0 + i * dx, y0 + j * dy];
      const weight = Math.exp(logDensity(x, y) - top);
      [1, x, y, x * x, y * y].forEach((factor, k) => (sums[k] = sums[k]! + weight * factor));
    }
  }
  const [total, x, y, xx, yy] = sums.map((sum) => sum / sums[0]!);
  return {
    logEvidence: top + Math.log(sums[0]! * dx * dy * total!),
    mean: [x!, y!],
    deviation: [Math.sqrt(xx! - x! * x!), Math.sqrt(yy! - y! * y!)],
  };
}

/** Eight schools, not centred: effects of coaching, with the priors of their usual textbook. */
export const schools = {
  effects: [28, 8, -3, 7, -1, 1, 18, 12],
  errors: [15, 10, 16, 11, 9, 11, 10, 18],
  /** mu ~ N(0, 5), tau ~ half-Cauchy(5), all constants included. */
  logDensity: ({ mu, tau, raw }: Readonly<{ mu: Arr; tau: Arr; raw: Arr }>): Arr => {
    const [y, s] = [array([...schools.effects]), array([...schools.errors])];
    const likelihood = y
      .sub(mu.add(tau.mul(raw)))
      .div(s)
      .square()
      .add(s.log().mul(2))
      .sum()
      .mul(-0.5);
    const priors = raw.square().sum().add(mu.div(5).square()).mul(-0.5).sub(tau.div(5).square().log1p());
    const constants = -8.5 * Math.log(2 * Math.PI) - Math.log(5) + Math.log(2 / (5 * Math.PI));
    return likelihood.add(priors).add(constants);
  },
} as const;

/** Evidence and moments of mu and tau, by quadrature over tau: given tau, mu is Gaussian, effects having variances s² + tau². */
export function schoolMoments(): {
  logEvidence: number;
  mu: number;
  tau: number;
  muDeviation: number;
  tauDeviation: number;
} {
  const sums = [0, 0, 0, 0, 0];
  const step = 0.01;
  // tau = exp(u), so that the rule is the trapezoidal one on the whole line.
  for (let u = -14; u < 14; u += step) {
    const tau = Math.exp(u);
    let [precision, weighted, log] = [1 / 25, 0, -Math.log(5) - 0.5 * Math.log(2 * Math.PI)];
    schools.effects.forEach((y, j) => {
      const variance = schools.errors[j]! ** 2 + tau ** 2;
      precision += 1 / variance;
      weighted += y / variance;
      log -= 0.5 * ((y * y) / variance + Math.log(2 * Math.PI * variance));
    });
    const mean = weighted / precision;
    // The integral over mu of what is left: a Gaussian of this precision.
    log += 0.5 * (weighted * mean + Math.log((2 * Math.PI) / precision));
    const weight = Math.exp(log + u - Math.log1p((tau / 5) ** 2)) * (2 / (5 * Math.PI)) * step;
    [1, mean, tau, mean * mean + 1 / precision, tau * tau].forEach(
      (factor, k) => (sums[k] = sums[k]! + weight * factor),
    );
  }
  const [, mu, tau, muSquare, tauSquare] = sums.map((sum) => sum / sums[0]!);
  return {
    logEvidence: Math.log(sums[0]!),
    mu: mu!,
    tau: tau!,
    muDeviation: Math.sqrt(muSquare! - mu! ** 2),
    tauDeviation: Math.sqrt(tauSquare! - tau! ** 2),
  };
}
