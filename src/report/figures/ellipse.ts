/** The contour of a two-dimensional Gaussian: an ellipse as a list of points. */

/** A point of the plane. */
export type Point = readonly [x: number, y: number];

/** A covariance of two numbers. */
export type Covariance2 = readonly [readonly [number, number], readonly [number, number]];

/**
 * Points of { p : (p - center)ᵀ C⁻¹ (p - center) = deltaChi2 }, counterclockwise, without repeating the first. With C = L Lᵀ
 * they are center + sqrt(deltaChi2) L (cos t, sin t).
 *
 * @param covariance symmetric and positive definite
 * @throws RangeError when it is not
 */
export function ellipse(center: Point, covariance: Covariance2, deltaChi2: number, count = 120): Point[] {
  const [[l11], [l21, l22]] = choleskyFactor(covariance);
  const radius = Math.sqrt(deltaChi2);
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    const u = radius * Math.cos(angle);
    const v = radius * Math.sin(angle);
    return [center[0] + l11 * u, center[1] + l21 * u + l22 * v] as const;
  });
}

/** The lower triangle L of C = L Lᵀ: it carries a circle of unit normal deviates into the correlated plane. */
export function choleskyFactor(covariance: Covariance2): Covariance2 {
  const [[a, b], [, d]] = covariance;
  const l11 = Math.sqrt(a);
  const l21 = b / l11;
  const l22 = Math.sqrt(d - l21 * l21);
  if (!(l11 > 0) || !(l22 > 0)) {
    throw new RangeError(`The covariance [[${a}, ${b}], [${b}, ${d}]] is not positive definite, so it has no ellipse.`);
  }
  return [
    [l11, 0],
    [l21, l22],
  ];
}
