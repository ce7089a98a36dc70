/** E-BFMI: how well fresh momenta explore the energies of a Hamiltonian sampler. */
import { mean } from "./moments.ts";

/**
 * The energy Bayesian fraction of missing information of one chain: squared changes of energy from draw to draw over squared
 * distances from its mean. About 1 when each momentum brings an independent energy; below 0.3 the chain creeps through the tails.
 *
 * @param energy  Hamiltonian at each draw, in nats
 * @returns  NaN for fewer than 2 draws or constant energy
 * @example
 * ```ts
 * import { diagnostics } from "fluxion/inference";
 * import { streams } from "fluxion";
 * console.log(diagnostics.eBfmi(streams.normals(streams.key(1), 1000)).toFixed(1)); // → 1.9
 * ```
 * @see Betancourt (2016), Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo, arXiv:1604.00695
 */
export function eBfmi(energy: Float64Array): number {
  const centre = mean(energy);
  let [changes, distances] = [0, 0];
  for (let i = 0; i < energy.length; i++) {
    if (i > 0) changes += (energy[i]! - energy[i - 1]!) ** 2;
    distances += (energy[i]! - centre) ** 2;
  }
  return energy.length < 2 ? Number.NaN : changes / distances;
}
