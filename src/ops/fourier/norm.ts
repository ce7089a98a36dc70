/** The normalisation of Fourier transforms: which direction is divided by the number of points. */

/** NumPy's three: the inverse is divided by n, or the forward transform, or both by √n. */
export type FftNorm = "backward" | "forward" | "ortho";

/** The factor of a transform over `count` points. */
export function scaleOf(norm: FftNorm, count: number, inverse: boolean): number {
  if (norm === "ortho") return 1 / Math.sqrt(count);
  return inverse === (norm === "backward") ? 1 / count : 1;
}
