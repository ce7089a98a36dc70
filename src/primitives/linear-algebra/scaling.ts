/** Scaling of a matrix to magnitudes around 1, exactly, so that squares of its elements neither overflow nor vanish. */

/** The power of two at or below the largest magnitude; NaN where an element is not finite. */
export function powerOfTwoScale(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  if (!(largest < Infinity)) return NaN;
  // The exponent alone; of zero and of subnormal numbers the least that a normal number has.
  const bits = new BigUint64Array(Float64Array.of(largest).buffer)[0]! & 0x7ff0000000000000n;
  return bits === 0n ? 2 ** -1022 : new Float64Array(BigUint64Array.of(bits).buffer)[0]!;
}

/** A sum of squares below this, of a vector that was scaled, counts as zero: the vector is 1e-145 of the matrix. */
export const NEGLIGIBLE_SQUARE = 2 ** -960;
