/** What samplers are timed on: correlated normal densities, and eight schools with effects in units of their spread. */
import { type Arr, array, dot, matMul, zeros } from "fluxion";
import { nuts, type Posterior, sample, diagnostics } from "fluxion/inference";

/** The precision matrix of a chain of neighbours with correlation 0.5, by rows: dense to whoever multiplies by it. */
export function precision(n: number): Float64Array {
  const rho = 0.5;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const inner = i > 0 && i < n - 1;
    matrix[i * n + i] = (inner ? 1 + rho ** 2 : 1) / (1 - rho ** 2);
    if (i > 0) matrix[i * n + i - 1] = -rho / (1 - rho ** 2);
    if (i < n - 1) matrix[i * n + i + 1] = -rho / (1 - rho ** 2);
  }
  return matrix;
}

/** -uᵀ A u / 2. */
export function correlatedNormal(n: number): (u: Arr) => Arr {
  const matrix = array(precision(n), { shape: [n, n] });
  return (u) => dot(u, matMul(matrix, u)).mul(-0.5);
}

const effects = array([28, 8, -3, 7, -1, 1, 18, 12]);
const errors = array([15, 10, 16, 11, 9, 11, 10, 18]);

/** mu ~ N(0, 5²), tau ~ half-Cauchy(5) by its logarithm, theta = mu + tau z. The vector is mu, log tau, z. */
export function eightSchools(u: Arr): Arr {
  const [mu, logTau, z] = [u.slice(0), u.slice(1), u.slice([2, 10])];
  const tau = logTau.exp();
  const residuals = effects.sub(z.mul(tau).add(mu)).div(errors);
  const normals = mu.div(5).square().add(z.square().sum()).add(residuals.square().sum()).mul(-0.5);
  return normals.add(logTau).sub(tau.div(5).square().log1p());
}

/** A posterior to be sampled. */
export interface SamplingProblem {
  readonly name: "eight-schools" | "normal-100";
  readonly size: number;
  readonly logDensity: (u: Arr) => Arr;
}

export const samplingProblems: Readonly<Record<SamplingProblem["name"], SamplingProblem>> = {
  "eight-schools": { name: "eight-schools", size: 10, logDensity: eightSchools },
  "normal-100": { name: "normal-100", size: 100, logDensity: correlatedNormal(100) },
};

/** Chains, iterations of warm-up and draws of every contender. */
export const RUN = { chains: 4, warmup: 1000, draws: 1000 } as const;

/** Four chains of the no-U-turn sampler. */
export function draw({ size, logDensity }: SamplingProblem, seed: number): Posterior<{ u: Arr }> {
  const sampler = nuts();
  return sample(({ u }: { u: Arr }) => logDensity(u), { u: zeros([size]) }, { sampler, ...RUN, run: { seed } });
}

/** The least bulk effective sample size of the coordinates; `draws[i]` has one array a chain. */
export function leastEffectiveSize(draws: readonly (readonly Float64Array[])[]): number {
  return Math.min(...draws.map((chains) => diagnostics.bulkEffectiveSize(chains)));
}
