/** Autocovariance of chains by the fast Fourier transform, averaged over chains. */
import { array, jit, type Arr } from "../../../src/index.ts";
import { irfft, nextFastLength, rfft } from "../../../src/internal.ts";

/** Compiled once for each number of chains and draws. */
const compiled = jit((chains: Arr): Arr => {
  const [count, length] = chains.shape as [number, number];
  // Twice the length, so that the end of a chain does not meet its beginning.
  const padded = nextFastLength(2 * length);
  const centred = chains.sub(chains.mean(1, { keepDims: true }));
  const { re, im } = rfft(centred, { n: padded });
  return irfft(re.square().add(im.square()).sum(0), { n: padded })
    .slice([0, length])
    .div(count * length);
});

/**
 * Autocovariance at lags 0, 1, ..., n - 1 with n in the denominator at every lag, each chain about its own mean.
 *
 * @param chains  of equal lengths n
 * @returns  the mean over chains, shape [n]
 */
export function meanAutocovariance(chains: readonly Float64Array[]): Float64Array {
  const length = chains[0]!.length;
  const numbers = new Float64Array(chains.length * length);
  chains.forEach((chain, c) => numbers.set(chain, c * length));
  return Float64Array.from(compiled(array(numbers, { shape: [chains.length, length] })).toArray());
}
