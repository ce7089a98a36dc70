/** Inverse Hessian along a climb: limited-memory BFGS with a diagonal that learns, as a Gaussian to draw from. */
import { dot } from "../../linear-algebra/vectors.ts";
import { factorise } from "../../linear-algebra/dense-cholesky.ts";
import type { Gaussian } from "./gaussian.ts";

/** A step and the change of gradient along it, of a function to be minimised. */
export interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

/** Curvature along a step below this fraction of the curvature it meets is noise. */
const leastCurvature = 1e-12;

/** Whether a pair shows curvature that a positive definite matrix can have. */
export function isCurved({ s, y }: Pair, diagonal: Float64Array): boolean {
  let [curvature, met] = [0, 0];
  for (let i = 0; i < s.length; i++) {
    curvature += s[i]! * y[i]!;
    met += y[i]! * y[i]! * diagonal[i]!;
  }
  return curvature > leastCurvature * met && Number.isFinite(met);
}

/**
 * The diagonal of an inverse Hessian after one more step: one over the diagonal of the BFGS update of a Hessian that was diagonal,
 * after it has been scaled to the curvature that the step met.
 *
 * @see Gilbert & Lemaréchal (1989), Some numerical experiments with variable-storage quasi-Newton algorithms, Math. Program. 45, 407
 */
export function learned(diagonal: Float64Array, { s, y }: Pair): Float64Array {
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < s.length; i++) {
    a += y[i]! * y[i]! * diagonal[i]!;
    b += s[i]! * y[i]!;
    c += (s[i]! * s[i]!) / diagonal[i]!;
  }
  return diagonal.map((value, i) => {
    const along = (s[i]! / value) ** 2;
    return 1 / (a / (b * value) + (y[i]! * y[i]!) / b - (a * along) / (b * c));
  });
}

/**
 * The Gaussian whose covariance is the inverse Hessian of the pairs over a diagonal, and whose mean is one Newton step ahead.
 *
 * In coordinates divided by the root of the diagonal the updates begin with the identity and stay within the span of the pairs:
 * C = 1 + Q (M - 1) Qᵀ, with Q an orthonormal basis of the span and M the same updates in that basis.
 *
 * @param gradient  of the function to be minimised, at `point`
 * @param pairs  oldest first, all curved
 * @returns  null when rounding has left M without a factor
 * @see Zhang, Carpenter, Gelman & Vehtari (2022), Pathfinder, JMLR 23, 306; Nocedal & Wright, section 6.1
 */
export function gaussianOfPairs(
  point: Float64Array,
  gradient: Float64Array,
  diagonal: Float64Array,
  pairs: readonly Pair[],
): Gaussian | null {
  const root = diagonal.map(Math.sqrt);
  const scaled = pairs.map(({ s, y }) => ({
    s: s.map((value, i) => value / root[i]!),
    y: y.map((value, i) => value * root[i]!),
  }));
  const basis = orthonormal(scaled.flatMap(({ s, y }) => [y, s]));
  const within = (x: Float64Array): Float64Array => Float64Array.from(basis, (q) => dot(q, x));
  const k = basis.length;
  const middle = updated(
    k,
    scaled.map(({ s, y }) => ({ s: within(s), y: within(y) })),
  );
  const factor = middle.slice();
  if (!factorise(factor, k)) return null;
  let logDeterminant = 0;
  for (const value of diagonal) logDeterminant += Math.log(value);
  for (let i = 0; i < k; i++) logDeterminant += 2 * Math.log(factor[i * k + i]!);
  /** x + Q (A - 1) Qᵀ x. */
  const changed = (x: Float64Array, apply: (t: Float64Array) => Float64Array): Float64Array => {
    const before = within(x);
    const after = apply(before);
    const result = x.slice();
    basis.forEach((q, j) => {
      const change = after[j]! - before[j]!;
      for (let i = 0; i < result.length; i++) result[i] = result[i]! + change * q[i]!;
    });
    return result;
  };
  const newton = changed(
    gradient.map((slope, i) => slope * root[i]!),
    (t) => Float64Array.from(t, (_, i) => dot(middle.subarray(i * k, (i + 1) * k), t)),
  );
  const mean = point.map((value, i) => value - root[i]! * newton[i]!);
  if (!mean.every(Number.isFinite) || !Number.isFinite(logDeterminant)) return null;
  return {
    mean,
    logDeterminant,
    colour: (z) => changed(z, (t) => lower(factor, k, t)).map((value, i) => root[i]! * value),
    whiten: (x) =>
      changed(
        x.map((value, i) => (value - mean[i]!) / root[i]!),
        (t) => solveLower(factor, k, t),
      ),
  };
}

/** The BFGS updates of the identity of size k: M ← (1 - s yᵀ/ρ) M (1 - y sᵀ/ρ) + s sᵀ/ρ, with ρ = sᵀ y. */
function updated(k: number, pairs: readonly Pair[]): Float64Array {
  const m = new Float64Array(k * k);
  for (let i = 0; i < k; i++) m[i * k + i] = 1;
  for (const { s, y } of pairs) {
    const product = Float64Array.from({ length: k }, (_, i) => dot(m.subarray(i * k, (i + 1) * k), y));
    const curvature = dot(s, y);
    const outer = (1 + dot(y, product) / curvature) / curvature;
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        m[i * k + j] = m[i * k + j]! + outer * s[i]! * s[j]! - (s[i]! * product[j]! + product[i]! * s[j]!) / curvature;
      }
    }
  }
  return m;
}

/** An orthonormal basis of the span, by Gram and Schmidt twice; vectors that depend on those before are left out. */
function orthonormal(vectors: readonly Float64Array[]): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const size = Math.sqrt(dot(vector, vector));
    const rest = vector.map((value) => value / size);
    for (let pass = 0; pass < 2; pass++) {
      for (const q of basis) {
        const along = dot(q, rest);
        for (let i = 0; i < rest.length; i++) rest[i] = rest[i]! - along * q[i]!;
      }
    }
    const left = Math.sqrt(dot(rest, rest));
    if (left > 1e-10) basis.push(rest.map((value) => value / left));
  }
  return basis;
}

function lower(factor: Float64Array, k: number, t: Float64Array): Float64Array {
  return t.map((_, i) => dot(factor.subarray(i * k, i * k + i + 1), t.subarray(0, i + 1)));
}

function solveLower(factor: Float64Array, k: number, t: Float64Array): Float64Array {
  const x = t.slice();
  for (let i = 0; i < k; i++) {
    x[i] = (x[i]! - dot(factor.subarray(i * k, i * k + i), x.subarray(0, i))) / factor[i * k + i]!;
  }
  return x;
}
