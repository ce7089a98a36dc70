/** Resampling: as many draws as are asked for, each as often as its weight says. */

/**
 * Positions drawn by their weights, systematically: position i occurs between ⌊n wᵢ⌋ and ⌈n wᵢ⌉ times, all from one random number.
 *
 * @param weights  adding up to one
 * @param count  n
 * @param uniform  in (0, 1)
 * @see Kitagawa (1996), Monte Carlo filter and smoother, J. Comput. Graph. Stat. 5, 1
 */
export function resampled(weights: Float64Array, count: number, uniform: number): Uint32Array {
  const positions = new Uint32Array(count);
  let [position, reached] = [0, weights[0]!];
  for (let k = 0; k < count; k++) {
    const target = (k + uniform) / count;
    while (reached < target && position < weights.length - 1) reached += weights[++position]!;
    positions[k] = position;
  }
  return positions;
}
