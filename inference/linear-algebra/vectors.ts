/** Vectors as flat Float64Arrays: the few operations the solvers are written in. */

/** xᵀ y, summed in index order. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** Euclidean length, safe from overflow and underflow. */
export function norm(x: Float64Array): number {
  const largest = maxNorm(x);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const value of x) sum += (value / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** Largest magnitude; NaN if any component is. */
export function maxNorm(x: Float64Array): number {
  let largest = 0;
  for (const value of x) {
    const magnitude = Math.abs(value);
    if (!(magnitude <= largest)) largest = magnitude;
    if (Number.isNaN(magnitude)) return Number.NaN;
  }
  return largest;
}

/** x - y. */
export function subtract(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, i) => value - y[i]!);
}

/** x y, component by component. */
export function multiply(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, i) => value * y[i]!);
}

/** x / y, component by component. */
export function divide(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, i) => value / y[i]!);
}

/** True when every component is finite. */
export function allFinite(x: Float64Array): boolean {
  return x.every(Number.isFinite);
}
