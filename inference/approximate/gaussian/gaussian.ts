/** Gaussian: a normal density of an unconstrained vector, to draw from and to evaluate. */

/** A normal density over vectors of length n. */
export interface Gaussian {
  readonly mean: Float64Array;
  /** log |det C| of its covariance C. */
  readonly logDeterminant: number;
  /** F z with F Fᵀ = C: how far a draw is from the mean, for standard normal z. */
  readonly colour: (z: Float64Array) => Float64Array;
  /** The z of a vector: F⁻¹ (x - mean). */
  readonly whiten: (x: Float64Array) => Float64Array;
}

/** The draw of standard normal numbers z. */
export function drawOf({ mean, colour }: Gaussian, z: Float64Array): Float64Array {
  return colour(z).map((value, i) => mean[i]! + value);
}

const logTwoPi = Math.log(2 * Math.PI);

/** The log density at the vector whose z is given. */
export function logDensityOfWhite({ mean, logDeterminant }: Gaussian, z: Float64Array): number {
  let square = 0;
  for (const component of z) square += component * component;
  return -0.5 * (square + logDeterminant + mean.length * logTwoPi);
}
