/** The regularised upper incomplete gamma function Q(a, x) = Gamma(a, x) / Gamma(a). */

/** Terms after which series and fraction have long converged for any a up to 1e8. */
const mostTerms = 100_000;

/**
 * Q(a, x), the probability that a gamma variate of shape a exceeds x.
 *
 * @param a  shape, positive
 * @param x  at least 0
 * @returns  between 0 and 1, to about 1e-13 relative while a is below 1e4; NaN outside of the domain
 * @see Abramowitz & Stegun 6.5.29 (series), 6.5.31 (continued fraction)
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - density(a, x) * lowerSeries(a, x) : density(a, x) * upperFraction(a, x);
}

/** x^a e^-x / Gamma(a). */
function density(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGamma(a));
  // Around the peak, a log x - x and log Gamma(a) are large and alike; their difference is taken analytically.
  const excess = (x - a) / a;
  return Math.exp(-a * (excess - Math.log1p(excess)) - stirlingRest(a)) * Math.sqrt(a / (2 * Math.PI));
}

/** sum of x^k / (a (a + 1) ... (a + k)). */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < mostTerms && term > sum * 1e-17; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))), by Lentz's method. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let d = 1 / b;
  let c = 1 / tiny;
  let fraction = d;
  for (let k = 1; k < mostTerms; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = numerator * d + b;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = b + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return fraction;
}

/** log Gamma(a) for a > 0: carried up to where Stirling's series is exact to the last digits. */
function logGamma(a: number): number {
  let shift = 1;
  let at = a;
  while (at < 10) {
    shift *= at;
    at += 1;
  }
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + stirlingRest(at) - Math.log(shift);
}

/** log Gamma(a) - ((a - 1/2) log a - a + log sqrt(2 pi)), Bernoulli's series (A&S 6.1.41), for a >= 10. */
function stirlingRest(a: number): number {
  const coefficients = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
  const square = 1 / (a * a);
  return coefficients.reduceRight((sum, coefficient) => sum * square + coefficient, 0) / a;
}
