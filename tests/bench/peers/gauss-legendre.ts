/** Gauss-Legendre nodes and weights in plain JavaScript, for peers. */

/** A rule on [0, 1]: weights sum to one. */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** The rule with `count` nodes, each a root of the Legendre polynomial found by Newton's method (Abramowitz & Stegun 25.4.29). */
export function gaussLegendre(count: number): Rule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let t = -Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    // Quadratic convergence from a start good to 1/count^2: five steps reach rounding for every count.
    for (let iteration = 0; iteration < 5; iteration++) {
      let [previous, current] = [1, t];
      for (let k = 2; k <= count; k++) {
        [previous, current] = [current, ((2 * k - 1) * t * current - (k - 1) * previous) / k];
      }
      slope = (count * (t * current - previous)) / (t * t - 1);
      t -= current / slope;
    }
    nodes[index] = (1 + t) / 2;
    weights[index] = 1 / ((1 - t * t) * slope * slope);
  }
  return { nodes, weights };
}
