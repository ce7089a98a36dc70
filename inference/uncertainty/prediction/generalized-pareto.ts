/** The generalised Pareto distribution: the tail that importance weights have, fitted and inverted. */

/** Excesses over a threshold follow it: the mean exists for shapes below 1, the variance below 1/2. */
export interface GeneralizedPareto {
  readonly shape: number;
  readonly scale: number;
}

/** A shape is pulled to 1/2 as by so many more observations. */
const priorCount = 10;
/** Weights below this are dropped from the posterior mean. */
const negligible = 10 * Number.EPSILON;

/**
 * Fits shape and scale to excesses by the posterior mean of one parameter on a grid, with the shape pulled a little to 1/2.
 *
 * @param excesses  in ascending order, all positive
 * @see Zhang & Stephens (2009), Technometrics 51, 316; the prior of Vehtari, Simpson, Gelman, Yao & Gabry (2024), JMLR 25
 */
export function fitGeneralizedPareto(excesses: Float64Array): GeneralizedPareto {
  const n = excesses.length;
  const gridSize = 30 + Math.floor(Math.sqrt(n));
  const quartile = excesses[Math.floor(n / 4 + 0.5) - 1]!;
  const largest = excesses[n - 1]!;
  /** For a given ratio b = -shape / scale the likeliest shape is the mean of log(1 - b x), of the opposite sign convention. */
  const shapeAt = (b: number): number => {
    let sum = 0;
    for (const excess of excesses) sum += Math.log1p(-b * excess);
    return sum / n;
  };
  const grid = Array.from(
    { length: gridSize },
    (_, j) => 1 / largest + (1 - Math.sqrt(gridSize / (j + 0.5))) / (3 * quartile),
  );
  const logLikelihoods = grid.map((b) => {
    const shape = shapeAt(b);
    return n * (Math.log(-b / shape) - shape - 1);
  });
  const greatest = Math.max(...logLikelihoods);
  const raw = logLikelihoods.map((value) => Math.exp(value - greatest));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => (weight / total >= negligible ? weight : 0));
  const kept = weights.reduce((sum, weight) => sum + weight, 0);
  const b = grid.reduce((sum, value, j) => sum + (value * weights[j]!) / kept, 0);
  const shape = shapeAt(b);
  return { shape: (n * shape + priorCount / 2) / (n + priorCount), scale: -shape / b };
}

/** The excess that is exceeded with probability 1 - p. */
export function generalizedParetoQuantile({ shape, scale }: GeneralizedPareto, p: number): number {
  const exponent = -Math.log1p(-p);
  return scale * (shape === 0 ? exponent : Math.expm1(shape * exponent) / shape);
}
