/** Polish: the last digits of a mode, by Newton's method with exact second derivatives. */
import type { CompiledLogDensity } from "../bijectors/compile-log-density.ts";
import { allFinite, dot } from "../linear-algebra/vectors.ts";
import { factorise, solveFactorised } from "../linear-algebra/dense-cholesky.ts";

/** A mode, as exact as it gets. */
export interface Polished {
  readonly vector: Float64Array;
  /** Minus the second derivatives there, by rows. */
  readonly precision: readonly Float64Array[];
  /** What one more Newton step is expected to gain, in nats; NaN where the precision is not positive definite. */
  readonly decrement: number;
}

const mostSteps = 8;

/** Takes Newton steps as long as each is expected to gain less than the one before. */
export function polished(density: CompiledLogDensity, start: Float64Array): Polished {
  let best = lookAt(density, start);
  for (let step = 0; step < mostSteps && best.decrement > 0; step++) {
    const next = lookAt(density, best.vector.map((value, i) => value + best.step[i]!)); // prettier-ignore
    if (!(next.decrement < 0.5 * best.decrement)) break;
    best = next;
  }
  return best;
}

interface Look extends Polished {
  readonly step: Float64Array;
}

function lookAt(density: CompiledLogDensity, vector: Float64Array): Look {
  const { gradient } = density.evaluate(vector);
  const precision = density.hessian(vector).map((row) => row.map((value) => -value));
  const n = vector.length;
  const factor = new Float64Array(n * n);
  precision.forEach((row, i) => factor.set(row, i * n));
  const step = gradient.slice();
  const isDefinite = precision.every(allFinite) && factorise(factor, n);
  if (isDefinite) solveFactorised(factor, n, step);
  return { vector, precision, step, decrement: isDefinite ? 0.5 * dot(gradient, step) : Number.NaN };
}
