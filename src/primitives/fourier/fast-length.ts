/** Fast lengths: 2^a 3^b 5^c, the lengths that Fourier transforms split into small butterflies. */

import { describeValue, ShapeError } from "../../errors/index.ts";

/** The prime factors of n in ascending order; [] for 1. */
export function primeFactors(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let prime = 2; prime * prime <= rest; prime++) {
    for (; rest % prime === 0; rest /= prime) factors.push(prime);
  }
  return rest > 1 ? [...factors, rest] : factors;
}

/** True for 2^a 3^b 5^c. */
export function isFastLength(n: number): boolean {
  if (!Number.isSafeInteger(n) || n < 1) return false;
  let rest = n;
  for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
  return rest === 1;
}

/**
 * The smallest length 2^a 3^b 5^c that is at least `n`: what to pad to before a Fourier transform.
 *
 * @throws ShapeError unless n is a whole number, at least 1
 * @example
 * ```ts
 * import { fft } from "fluxion";
 * console.log(fft.nextFastLength(769)); // → 800
 * ```
 */
export function nextFastLength(n: number): number {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new ShapeError({
      where: "nextFastLength",
      expected: "a whole number, at least 1",
      received: describeValue(n),
    });
  }
  let best = Infinity;
  for (let five = 1; five < best; five *= 5) {
    for (let three = five; three < best; three *= 3) {
      let length = three;
      while (length < n) length *= 2;
      best = Math.min(best, length);
      if (three >= n) break;
    }
    if (five >= n) break;
  }
  return best;
}
