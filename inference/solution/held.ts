/** Held coordinates: errors of the others, with NaN in the place of what a bound holds. */

/** Standard errors of the coordinates that are not held, spread over all. */
export function held(
  size: number,
  positions: ReadonlySet<number>,
  errorsOf: (free: readonly number[]) => Float64Array,
): Float64Array {
  const free = Array.from({ length: size }, (_, i) => i).filter((i) => !positions.has(i));
  const errors = new Float64Array(size).fill(Number.NaN);
  if (free.length > 0) errorsOf(free).forEach((error, k) => (errors[free[k]!] = error));
  return errors;
}
