/** The measurements of the cosmology benchmark, whitened once: residuals times L^-1 (C = L L^T) are independent with unit variance. */
import bao from "../../../fixtures/cosmology/desi-dr2-bao.json" with { type: "json" };
import prior from "../../../fixtures/cosmology/planck2018-distance-prior.json" with { type: "json" };
import supernovae from "../../../fixtures/cosmology/union3-sn.json" with { type: "json" };

/** What a block measured, and the lower triangle L^-1, row by row. */
interface Block {
  readonly value: readonly number[];
  readonly whitening: Float64Array;
}

/** Number of the parameters' observables in a block. */
const entry = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] ?? 0;

/** L^-1 of the covariance whose element (i, j <= i) is given, dense and row-major. */
function whiteningOf(size: number, covariance: (i: number, j: number) => number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance(i, j);
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * size + k]! * inverse[k * size + j]!;
      inverse[i * size + j] = sum / lower[i * size + i]!;
    }
  }
  return inverse;
}

/** Planck 2018 distance prior: R, l_A, Obh2, ns. */
export const planck: Block = {
  value: prior.value,
  whitening: whiteningOf(
    4,
    (i, j) => entry(prior.covariance.rows, i, j) * prior.covariance.sigma[i]! * prior.covariance.sigma[j]!,
  ),
};

/** DESI DR2: D_V, D_M or D_H over r_d at each redshift. */
export const desi: Block & { readonly redshift: readonly number[]; readonly observable: readonly string[] } = {
  redshift: bao.redshift,
  observable: bao.observable,
  value: bao.value,
  whitening: whiteningOf(bao.value.length, (i, j) => entry(bao.covariance.rows, i, j) * bao.covariance.unit),
};

/** Union3: magnitudes up to a common offset; row i of the covariance starts at its diagonal. */
export const union3: Block & { readonly redshift: readonly number[] } = {
  redshift: supernovae.redshift,
  value: supernovae.magnitude,
  whitening: whiteningOf(
    supernovae.magnitude.length,
    (i, j) => entry(supernovae.covariance.rows, j, i - j) * supernovae.covariance.unit,
  ),
};
