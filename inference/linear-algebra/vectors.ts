/**
 * Vectors as flat Float64Arrays: the few operations the solvers are written in. They are loops, since methods of arrays that
 * call a function for each element take many times as long for the few elements that there are.
 */

/** xᵀ y, summed in index order. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/**
 * True for a sum of squares in whose range none of the terms that count has left the range of numbers, so that its root is
 * exact to rounding.
 */
export function isExactSquare(square: number): boolean {
  return square > 1e-280 && square < 1e280;
}

/** Euclidean length, safe from overflow and underflow. */
export function norm(x: Float64Array): number {
  const square = dot(x, x);
  if (isExactSquare(square)) return Math.sqrt(square);
  const largest = maxNorm(x);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const part = x[i]! / largest;
    sum += part * part;
  }
  return largest * Math.sqrt(sum);
}

/** Largest magnitude; NaN if any component is. */
export function maxNorm(x: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const magnitude = Math.abs(x[i]!);
    if (Number.isNaN(magnitude)) return Number.NaN;
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** x + y. */
export function add(x: Float64Array, y: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[i]! + y[i]!;
  return result;
}

/** x - y. */
export function subtract(x: Float64Array, y: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[i]! - y[i]!;
  return result;
}

/** x y, component by component. */
export function multiply(x: Float64Array, y: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[i]! * y[i]!;
  return result;
}

/** x / y, component by component. */
export function divide(x: Float64Array, y: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[i]! / y[i]!;
  return result;
}

/** True when every component is finite. */
export function allFinite(x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i]!)) return false;
  return true;
}
