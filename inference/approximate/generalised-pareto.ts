/** The generalised Pareto distribution of excesses over a threshold: its fit, and its quantiles. */

/** Shape k (heavier tails for larger) and scale, in the unit of the excesses. */
export interface GeneralisedPareto {
  readonly shape: number;
  readonly scale: number;
}

/**
 * Fits sorted positive excesses by the posterior mean of Zhang & Stephens, the shape drawn a little towards 1/2 as by ten more
 * excesses.
 *
 * @see Zhang & Stephens (2009), A new and efficient estimation method for the generalized Pareto distribution, Technometrics 51, 316;
 *      Vehtari, Simpson, Gelman, Yao & Gabry (2024), Pareto smoothed importance sampling, JMLR 25, appendix C
 */
export function fitGeneralisedPareto(excesses: Float64Array): GeneralisedPareto {
  const n = excesses.length;
  const count = 30 + Math.floor(Math.sqrt(n));
  const quartile = excesses[Math.floor(n / 4 + 0.5) - 1]!;
  // With b = -k / scale, the likelihood is that of b alone once k has its best value, the mean of log(1 - b x).
  const shapeAt = (b: number): number => {
    let sum = 0;
    for (const x of excesses) sum += Math.log1p(-b * x);
    return sum / n;
  };
  const candidates = Array.from({ length: count }, (_, j) => {
    const b = (1 - Math.sqrt(count / (j + 0.5))) / (3 * quartile) + 1 / excesses[n - 1]!;
    const shape = shapeAt(b);
    return { b, logLikelihood: n * (Math.log(-b / shape) - shape - 1) };
  });
  const highest = Math.max(...candidates.map(({ logLikelihood }) => logLikelihood));
  let [sum, weights] = [0, 0];
  for (const { b, logLikelihood } of candidates) {
    const weight = Math.exp(logLikelihood - highest);
    sum += b * weight;
    weights += weight;
  }
  const b = sum / weights;
  const shape = shapeAt(b);
  return { shape: (n * shape + 10 * 0.5) / (n + 10), scale: -shape / b };
}

/** The excess that the given fraction of all stay below. */
export function paretoQuantile({ shape, scale }: GeneralisedPareto, probability: number): number {
  const exponential = -Math.log1p(-probability);
  return scale * (Math.abs(shape) < Number.EPSILON ? exponential : Math.expm1(shape * exponential) / shape);
}
