/** Eigenvalues of a symmetric matrix by reduction to tridiagonal form and QL iterations with implicit shifts. */

import { swapRows } from "./elimination.ts";
import { applyReflection, reflect, timesRows } from "./reflections.ts";
import { powerOfTwoScale } from "./scaling.ts";

const EPSILON = 2 ** -52;
/** Far more than ever needed: two iterations a value are usual. */
export const MOST_ITERATIONS = 60;

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Row i is the vector of value i; its largest component (the first of them) is positive. */
  readonly rows: Float64Array;
}

/** The eigensystem of the matrix whose lower triangle is given; `a` is overwritten. All NaN where an element is not finite. */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  const scale = powerOfTwoScale(a);
  if (Number.isNaN(scale)) return { values: new Float64Array(n).fill(NaN), rows: new Float64Array(n * n).fill(NaN) };
  for (let i = 0; i < a.length; i++) a[i]! /= scale;
  const { diagonal, beside, rows } = tridiagonalise(a, n);
  iterate(diagonal, beside, rows, n);
  for (let i = 0; i < n; i++) {
    let least = i;
    for (let k = i + 1; k < n; k++) if (diagonal[k]! < diagonal[least]!) least = k;
    if (least !== i) {
      swapRows(diagonal, 1, i, least);
      swapRows(rows, n, i, least);
    }
    diagonal[i]! *= scale;
    makeLargestPositive(rows, i * n, n);
  }
  return { values: diagonal, rows };
}

/** Negates a vector whose component of largest magnitude, the first of equals, is negative. Returns true where it did. */
export function makeLargestPositive(data: Float64Array, start: number, count: number): boolean {
  let largest = 0;
  for (let k = 0; k < count; k++) {
    if (Math.abs(data[start + k]!) > Math.abs(largest)) largest = data[start + k]!;
  }
  if (!(largest < 0)) return false;
  for (let k = 0; k < count; k++) data[start + k] = -data[start + k]!;
  return true;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Elements beside the diagonal; the last is zero. */
  readonly beside: Float64Array;
  /** Qᵀ of A = Q T Qᵀ. */
  readonly rows: Float64Array;
}

function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const [diagonal, beside, rows] = [new Float64Array(n), new Float64Array(n), new Float64Array(n * n)];
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = 0; k + 1 < n; k++) {
    const count = n - k - 1;
    const at = k * n + k + 1;
    if (count === 1) {
      beside[k] = a[at]!;
      continue;
    }
    const { image, beta } = reflect(a, at, 1, count);
    beside[k] = image;
    if (beta === 0) continue;
    // H A H for H = I - β v vᵀ is A - v wᵀ - w vᵀ, w = p - (β/2 pᵀv) v, p = β A v.
    const inner = { data: a, start: at + n, stride: n, rows: count, width: count };
    const w = timesRows(inner, a, at, 1);
    let along = 0;
    for (let j = 0; j < count; j++) {
      w[j]! *= beta;
      along += w[j]! * a[at + j]!;
    }
    const half = 0.5 * beta * along;
    for (let j = 0; j < count; j++) w[j]! -= half * a[at + j]!;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        a[inner.start + i * n + j]! -= a[at + i]! * w[j]!;
        a[inner.start + i * n + j]! -= w[i]! * a[at + j]!;
      }
    }
    applyReflection({ data: rows, start: (k + 1) * n + 1, stride: n, rows: count, width: n - 1 }, a, at, 1, beta);
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!;
  return { diagonal, beside, rows };
}

/** QL with implicit shifts on the tridiagonal matrix; rotations of its rows and columns go on to `rows`. */
function iterate(d: Float64Array, e: Float64Array, rows: Float64Array, n: number): void {
  for (let low = 0; low < n; low++) {
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      let high = low;
      while (high < n - 1 && !(Math.abs(e[high]!) <= EPSILON * (Math.abs(d[high]!) + Math.abs(d[high + 1]!)))) high++;
      if (high === low) break;
      chase(d, e, rows, n, low, high);
    }
  }
}

/** One step on the block low … high: the shift's rotation at the far end, and the bulge it makes chased to the near end. */
function chase(d: Float64Array, e: Float64Array, rows: Float64Array, n: number, low: number, high: number): void {
  const slope = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.sqrt(slope * slope + 1);
  let g = d[high]! - d[low]! + e[low]! / (slope + (slope < 0 ? -root : root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1]! -= shift;
      e[high] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = d[i + 1]! - shift;
    const r = (d[i]! - g) * sine + 2 * cosine * b;
    shift = sine * r;
    d[i + 1] = g + shift;
    g = cosine * r - b;
    rotate(rows, i * n, (i + 1) * n, n, cosine, sine);
  }
  d[low]! -= shift;
  e[low] = g;
  e[high] = 0;
}

/** x, y become cosine·x - sine·y, sine·x + cosine·y. */
export function rotate(data: Float64Array, x: number, y: number, count: number, cosine: number, sine: number): void {
  for (let k = 0; k < count; k++) {
    const [first, second] = [data[x + k]!, data[y + k]!];
    data[x + k] = cosine * first - sine * second;
    data[y + k] = sine * first + cosine * second;
  }
}
