/** Standard deviations: square roots of the diagonal of a covariance. */

import { array, type Arr } from "../../src/index.ts";
import type { Covariance } from "./covariance.ts";

/** Shape [n] from a covariance of shape [n, n]. */
export function standardDeviations({ matrix }: Covariance): Arr {
  const size = matrix.shape[0]!;
  const entries = matrix.toArray();
  return array(Float64Array.from({ length: size }, (_, i) => Math.sqrt(entries[i * (size + 1)]!)));
}
