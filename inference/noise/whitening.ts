/** Whitening: linear maps after which residuals are independent with unit variance, so that chi-squared is a sum of squares. */

import { array, concat, expandDims, eye, matMul, mul, outer, sqrt, zeros, type Arr } from "../../src/index.ts";
import { triangularSolve } from "../../src/internal.ts";

/** A map W with r^T C^-1 r = |W r|^2: the inverse of the Cholesky factor L of C. Shape [n, n]. */
export function whitening(factor: Arr): Arr {
  return triangularSolve(factor, eye(factor.shape[0]!));
}

/** Residuals with a common offset that nobody knows, and the best value of that offset. */
export interface OffsetFree {
  /**
   * W, shape [n - 1, n], with |W r|^2 = min over m of (r - m)^T C^-1 (r - m): n - 1 residuals that no offset changes.
   */
  readonly whitening: Arr;
  /** Shape [n]: the minimising m is the inner product of this with r. */
  readonly offset: Arr;
}

/**
 * The projection C^-1 - C^-1 1 1^T C^-1 / (1^T C^-1 1), done once: whiten, turn the image a = L^-1 1 of the offset onto the
 * first axis by a Householder reflection, and drop that axis.
 */
export function offsetFree(factor: Arr): OffsetFree {
  const size = factor.shape[0]!;
  const inverse = whitening(factor);
  const image = inverse.sum(1);
  const squaredLength = image.square().sum();
  // a_1 = 1 / L_11 > 0, so that adding |a| to it cancels nothing.
  const mirror = image.add(concat([expandDims(sqrt(squaredLength), 0), zeros([size - 1])]));
  const scale = array(2).div(mirror.square().sum());
  const reflected = inverse.sub(outer(mirror, mul(matMul(mirror, inverse), scale)));
  return { whitening: reflected.slice([1, null]), offset: matMul(image, inverse).div(squaredLength) };
}
