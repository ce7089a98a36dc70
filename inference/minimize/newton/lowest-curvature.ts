/** Lowest curvature: the direction in which a quadratic form curves down most, to tell a saddle from a minimum. */
import { array } from "../../../src/index.ts";
import { key, normals, eigh } from "../../../src/internal.ts";
import { allFinite, dot, norm } from "../../linear-algebra/vectors.ts";

/** A direction, and the second derivative along it. */
export interface Curvature {
  /** Unit vector, shape [n]. */
  readonly direction: Float64Array;
  readonly curvature: number;
  readonly products: number;
}

/** Products that the search may take; the ends of a spectrum show in few. */
const mostProducts = 24;
/** Curvatures below this fraction of the largest cannot be told from zero. */
const rounding = 1e-8;

/**
 * Searches for negative curvature over the free coordinates by the method of Lanczos, from a fixed pseudo-random vector.
 *
 * @returns null when all curvature found is positive or cannot be told from zero
 * @see Golub & Van Loan, section 10.1
 */
export function negativeCurvature(product: (vector: Float64Array) => Float64Array, free: Uint8Array): Curvature | null {
  const n = free.length;
  const count = free.reduce((sum, one) => sum + one, 0);
  if (count === 0) return null;
  const masked = (vector: Float64Array): Float64Array => vector.map((x, i) => (free[i] === 1 ? x : 0));
  const scaled = (vector: Float64Array, factor: number): Float64Array => vector.map((x) => factor * x);
  const start = masked(normals(key("lowest curvature"), n));
  const basis = [scaled(start, 1 / norm(start))];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let products = 0;
  while (products < Math.min(count, mostProducts)) {
    products++;
    const image = masked(product(basis.at(-1)!));
    if (!allFinite(image)) return null;
    diagonal.push(dot(image, basis.at(-1)!));
    const size = norm(image);
    // Twice against all vectors before: orthogonal to rounding.
    for (const vector of [...basis, ...basis]) {
      const part = dot(image, vector);
      for (let i = 0; i < n; i++) image[i] = image[i]! - part * vector[i]!;
    }
    const rest = norm(image);
    if (!(rest > rounding * size)) break;
    beside.push(rest);
    basis.push(scaled(image, 1 / rest));
  }
  const size = diagonal.length;
  const { values, vectors } = eigh(
    array(
      diagonal.map((own, i) =>
        diagonal.map((_, j) => (i === j ? own : Math.abs(i - j) === 1 ? beside[Math.min(i, j)]! : 0)),
      ),
    ),
  );
  const [curvature, largest] = [values.toArray()[0]!, Math.abs(values.toArray()[size - 1]!)];
  if (!(curvature < -rounding * Math.max(largest, Math.abs(curvature) * rounding))) return null;
  const weights = vectors.slice(null, 0).toArray();
  const direction = new Float64Array(n);
  for (let k = 0; k < size; k++) for (let i = 0; i < n; i++) direction[i]! += weights[k]! * basis[k]![i]!;
  // An eigenvector has no sign of its own: its largest component is made positive.
  const largestComponent = direction.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
  return { direction: largestComponent < 0 ? scaled(direction, -1) : direction, curvature, products };
}
