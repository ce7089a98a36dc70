/** Chi-squared of flat LCDM in plain JavaScript over typed arrays, and its gradient by hand. */
import type { Contender } from "../benchmark.ts";
import { inProcess } from "../measure.ts";
import { desi, planck, union3 } from "./cosmology-data.ts";
import { gaussLegendre } from "./gauss-legendre.ts";

/** The parameters, in the order of gradients: H0 [km/s/Mpc], Om0, Obh2, ns. */
export type LcdmPoint = readonly [H0: number, Om0: number, Obh2: number, ns: number];

const SPEED_OF_LIGHT = 299792.458;
const PHOTONS = 2.469e-5;
const RADIATION = PHOTONS * (1 + 0.2271 * 3.046);

/** Enough for D_M to rounding below redshift 3, for the sound horizon, and for D_M to decoupling. */
const nearRule = gaussLegendre(16);
const farRule = gaussLegendre(32);

/** Every redshift at which a distance is wanted: those of DESI, each once, then those of Union3. */
const redshifts = [...new Set(desi.redshift), ...union3.redshift];
const supernovaeFrom = redshifts.length - union3.redshift.length;

/** x = 1 + z at the nodes of each redshift's panel in ln(1 + z), and the weights times the panel's length times x. */
const nodeX = new Float64Array(redshifts.length * 16);
const nodeWeight = new Float64Array(redshifts.length * 16);
redshifts.forEach((redshift, index) => {
  const length = Math.log1p(redshift);
  for (let k = 0; k < 16; k++) {
    const x = Math.exp(length * nearRule.nodes[k]!);
    nodeX[index * 16 + k] = x;
    nodeWeight[index * 16 + k] = nearRule.weights[k]! * length * x;
  }
});

const desiIndex = desi.redshift.map((redshift) => redshifts.indexOf(redshift));

/** L^-1 times the vector; the first `count` numbers of `vector` are read. */
function whiten(whitening: Float64Array, vector: Float64Array, count: number, into: Float64Array): void {
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += whitening[i * count + j]! * vector[j]!;
    into[i] = sum;
  }
}

const dot = (a: Float64Array, b: Float64Array, count: number): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** The whitened vector of ones, along which the supernovae's common offset is profiled out. */
const offset = new Float64Array(union3.value.length);
whiten(union3.whitening, new Float64Array(union3.value.length).fill(1), union3.value.length, offset);
const offsetSquared = dot(offset, offset, offset.length);

/** Redshift of decoupling: power laws about the Planck 2018 best fit. */
const decoupling = (baryons: number, matter: number): number =>
  1089.8 * (baryons / 0.02237) ** -0.004 * (matter / 0.1424) ** 0.01;

/** A number and its derivatives by H0, Om0 and Obh2. */
type Dual = readonly [value: number, byH0: number, byOm0: number, byObh2: number];

/** Redshift of the drag epoch (Eisenstein & Hu 1998, eq. 4, amplitude 1345 and slope 0.65), and its derivatives by omega_b and omega_m. */
function drag(baryons: number, matter: number): [value: number, byBaryons: number, byMatter: number] {
  const b1 = 0.313 * matter ** -0.419 * (1 + 0.607 * matter ** 0.674);
  const b1Slope = (-0.419 * b1 + 0.313 * 0.607 * 0.674 * matter ** (0.674 - 0.419)) / matter;
  const b2 = 0.238 * matter ** 0.223;
  const power = baryons ** b2;
  const bracket = 1 + b1 * power;
  const denominator = 1 + 0.65 * matter ** 0.828;
  const scale = (1345 * matter ** 0.251) / denominator;
  const scaleSlope = (scale / matter) * (0.251 - (0.65 * 0.828 * matter ** 0.828) / denominator);
  const powerByMatter = power * Math.log(baryons) * ((0.223 * b2) / matter);
  return [
    scale * bracket,
    (scale * b1 * power * b2) / baryons,
    scaleSlope * bracket + scale * (b1Slope * power + b1 * powerByMatter),
  ];
}

/** Integral of da / (a^2 E sqrt(1 + R a)) from 0 to `end`. */
function soundIntegral(Om: number, Or: number, loading: number, end: number): number {
  let sum = 0;
  for (let k = 0; k < 16; k++) {
    const a = end * nearRule.nodes[k]!;
    const a4 = a * a * a * a;
    sum += nearRule.weights[k]! / Math.sqrt((Or + Om * a + (1 - Om - Or) * a4) * (1 + loading * a));
  }
  return sum * end;
}

/** The same and its derivatives by Om, Or, R and the end. */
function soundIntegralSlopes(Om: number, Or: number, loading: number, end: number): readonly number[] {
  let [sum, byOm, byOr, byLoading] = [0, 0, 0, 0];
  for (let k = 0; k < 16; k++) {
    const a = end * nearRule.nodes[k]!;
    const a4 = a * a * a * a;
    const energy = Or + Om * a + (1 - Om - Or) * a4;
    const slowing = 1 + loading * a;
    const term = nearRule.weights[k]! / Math.sqrt(energy * slowing);
    sum += term;
    byOm -= (0.5 * term * (a - a4)) / energy;
    byOr -= (0.5 * term * (1 - a4)) / energy;
    byLoading -= (0.5 * term * a) / slowing;
  }
  const a4 = end * end * end * end;
  const atEnd = 1 / Math.sqrt((Or + Om * end + (1 - Om - Or) * a4) * (1 + loading * end));
  return [sum * end, byOm * end, byOr * end, byLoading * end, atEnd];
}

const paths = new Float64Array(redshifts.length);
const pathsByOm = new Float64Array(redshifts.length);
const pathsByOr = new Float64Array(redshifts.length);
const residuals = new Float64Array(union3.value.length);
const whitened = new Float64Array(union3.value.length);

/** Chi-squared of DESI from r_d, with paths filled in. */
function desiChi2(H0: number, Om: number, Or: number, dragHorizon: number): number {
  const hubbleLength = SPEED_OF_LIGHT / H0;
  for (let i = 0; i < desi.value.length; i++) {
    const z = desi.redshift[i]!;
    const x = 1 + z;
    const DM = hubbleLength * paths[desiIndex[i]!]!;
    const DH = hubbleLength / Math.sqrt(Om * x ** 3 + Or * x ** 4 + 1 - Om - Or);
    const kind = desi.observable[i]!;
    const distance = kind === "DM/rd" ? DM : kind === "DH/rd" ? DH : Math.cbrt(z * DM * DM * DH);
    residuals[i] = distance / dragHorizon - desi.value[i]!;
  }
  whiten(desi.whitening, residuals, desi.value.length, whitened);
  return dot(whitened, whitened, desi.value.length);
}

/** Whitened residuals of the supernovae, their common offset profiled out. */
function whitenSupernovae(H0: number): void {
  for (let i = 0; i < union3.value.length; i++) {
    const luminosity = ((1 + union3.redshift[i]!) * SPEED_OF_LIGHT * paths[supernovaeFrom + i]!) / H0;
    residuals[i] = union3.value[i]! - 5 * Math.log10(luminosity) - 25;
  }
  whiten(union3.whitening, residuals, union3.value.length, whitened);
  const along = dot(whitened, offset, offset.length) / offsetSquared;
  for (let i = 0; i < offset.length; i++) whitened[i]! -= along * offset[i]!;
}

/** Chi-squared: distance prior, DESI DR2 and Union3 with its offset profiled. */
export function chiSquared([H0, Om, Obh2, ns]: LcdmPoint): number {
  const h2 = (H0 / 100) ** 2;
  const Or = RADIATION / h2;
  const constant = 1 - Om - Or;
  const loading = (0.75 * Obh2) / PHOTONS;
  for (let index = 0; index < redshifts.length; index++) {
    let sum = 0;
    for (let node = index * 16; node < index * 16 + 16; node++) {
      const x = nodeX[node]!;
      sum += nodeWeight[node]! / Math.sqrt((Om + Or * x) * x * x * x + constant);
    }
    paths[index] = sum;
  }
  const soundSpeed = SPEED_OF_LIGHT / (Math.sqrt(3) * H0);
  const [dragRedshift] = drag(Obh2, Om * h2);
  let total = desiChi2(H0, Om, Or, soundSpeed * soundIntegral(Om, Or, loading, 1 / (1 + dragRedshift)));
  whitenSupernovae(H0);
  total += dot(whitened, whitened, union3.value.length);

  const zStar = decoupling(Obh2, Om * h2);
  const length = Math.log1p(zStar);
  let path = 0;
  for (let k = 0; k < 32; k++) {
    const x = Math.exp(length * farRule.nodes[k]!);
    path += (farRule.weights[k]! * x) / Math.sqrt((Om + Or * x) * x * x * x + constant);
  }
  path *= length;
  residuals[0] = Math.sqrt(Om) * path - planck.value[0]!;
  const horizon = soundIntegral(Om, Or, loading, 1 / (1 + zStar)) / Math.sqrt(3);
  residuals[1] = (Math.PI * path) / horizon - planck.value[1]!;
  residuals[2] = Obh2 - planck.value[2]!;
  residuals[3] = ns - planck.value[3]!;
  whiten(planck.whitening, residuals, 4, whitened);
  return total + dot(whitened, whitened, 4);
}

/** J^T L^-T w for the row `row` of L^-1: derivative of a residual's share in half of chi-squared. */
function pulled(whitening: Float64Array, count: number, row: number): number {
  let sum = 0;
  for (let i = row; i < count; i++) sum += whitening[i * count + row]! * whitened[i]!;
  return sum;
}

/** Chi-squared and its derivatives by H0, Om0, Obh2 and ns: tangents of every integral in one pass with its value. */
export function chiSquaredAndGradient([H0, Om, Obh2, ns]: LcdmPoint): { value: number; gradient: Float64Array } {
  const gradient = new Float64Array(4);
  const accumulate = (weight: number, slopes: Dual): void => {
    gradient[0]! += 2 * weight * slopes[1];
    gradient[1]! += 2 * weight * slopes[2];
    gradient[2]! += 2 * weight * slopes[3];
  };
  const h2 = (H0 / 100) ** 2;
  const matter = Om * h2;
  const Or = RADIATION / h2;
  const OrByH0 = (-2 * Or) / H0;
  const constant = 1 - Om - Or;
  const loading = (0.75 * Obh2) / PHOTONS;
  for (let index = 0; index < redshifts.length; index++) {
    let [sum, byOm, byOr] = [0, 0, 0];
    for (let node = index * 16; node < index * 16 + 16; node++) {
      const x = nodeX[node]!;
      const x3 = x * x * x;
      const energy = (Om + Or * x) * x3 + constant;
      const term = nodeWeight[node]! / Math.sqrt(energy);
      const slope = (-0.5 * term) / energy;
      sum += term;
      byOm += slope * (x3 - 1);
      byOr += slope * (x3 * x - 1);
    }
    paths[index] = sum;
    pathsByOm[index] = byOm;
    pathsByOr[index] = byOr;
  }

  // A redshift fit z(omega_b, omega_m) in terms of the parameters, as the scale factor 1 / (1 + z).
  const end = (z: number, byBaryons: number, byMatter: number): Dual => {
    const a = 1 / (1 + z);
    const byZ = -a * a;
    return [a, (byZ * byMatter * 2 * matter) / H0, byZ * byMatter * h2, byZ * byBaryons];
  };
  const soundPath = (until: Dual): Dual => {
    const slopes = soundIntegralSlopes(Om, Or, loading, until[0]);
    const [value, byOm, byOr, byLoading, byEnd] = slopes as [number, number, number, number, number];
    return [
      value,
      byOr * OrByH0 + byEnd * until[1],
      byOm + byEnd * until[2],
      byLoading * (0.75 / PHOTONS) + byEnd * until[3],
    ];
  };

  // DESI: every observable is the Hubble length times a path over r_d, and the Hubble lengths cancel.
  const sound = soundPath(end(...drag(Obh2, matter)));
  const dragLength = sound[0] / Math.sqrt(3);
  let total = desiChi2(H0, Om, Or, (SPEED_OF_LIGHT / H0) * dragLength);
  for (let i = 0; i < desi.value.length; i++) {
    const x = 1 + desi.redshift[i]!;
    const index = desiIndex[i]!;
    const energy = Om * x ** 3 + Or * x ** 4 + constant;
    const kind = desi.observable[i]!;
    const across = kind === "DM/rd" ? 1 : kind === "DH/rd" ? 0 : 2 / 3;
    const along = 1 - across;
    const path = paths[index]!;
    // Logarithmic derivatives of D_M and D_H, weighted as the observable weighs them.
    const byOm = (across * pathsByOm[index]!) / path - (along * 0.5 * (x ** 3 - 1)) / energy;
    const byOr = (across * pathsByOr[index]!) / path - (along * 0.5 * (x ** 4 - 1)) / energy;
    const prediction = residuals[i]! + desi.value[i]!;
    accumulate(pulled(desi.whitening, desi.value.length, i) * prediction, [
      prediction,
      byOr * OrByH0 - sound[1] / sound[0],
      byOm - sound[2] / sound[0],
      -sound[3] / sound[0],
    ]);
  }

  whitenSupernovae(H0);
  total += dot(whitened, whitened, union3.value.length);
  for (let i = 0; i < union3.value.length; i++) {
    const index = supernovaeFrom + i;
    const weight = (pulled(union3.whitening, union3.value.length, i) * (-5 / Math.LN10)) / paths[index]!;
    // The derivative of 5 log10(1 / H0) is common to all and falls to the profiled offset.
    accumulate(weight, [paths[index]!, pathsByOr[index]! * OrByH0, pathsByOm[index]!, 0]);
  }

  const zStar = decoupling(Obh2, matter);
  const length = Math.log1p(zStar);
  let [path, pathByOm, pathByOr] = [0, 0, 0];
  for (let k = 0; k < 32; k++) {
    const x = Math.exp(length * farRule.nodes[k]!);
    const x3 = x * x * x;
    const energy = (Om + Or * x) * x3 + constant;
    const term = (farRule.weights[k]! * length * x) / Math.sqrt(energy);
    path += term;
    pathByOm -= (0.5 * term * (x3 - 1)) / energy;
    pathByOr -= (0.5 * term * (x3 * x - 1)) / energy;
  }
  const x = 1 + zStar;
  const rate = 1 / Math.sqrt((Om + Or * x) * x ** 3 + constant);
  const zByBaryons = (-0.004 * zStar) / Obh2;
  const zByMatter = (0.01 * zStar) / matter;
  const far: Dual = [
    path,
    pathByOr * OrByH0 + (rate * zByMatter * 2 * matter) / H0,
    pathByOm + rate * zByMatter * h2,
    rate * zByBaryons,
  ];
  const near = soundPath(end(zStar, zByBaryons, zByMatter));
  const shift = Math.sqrt(Om) * path;
  const multipole = (Math.PI * Math.sqrt(3) * path) / near[0];
  residuals[0] = shift - planck.value[0]!;
  residuals[1] = multipole - planck.value[1]!;
  residuals[2] = Obh2 - planck.value[2]!;
  residuals[3] = ns - planck.value[3]!;
  whiten(planck.whitening, residuals, 4, whitened);
  total += dot(whitened, whitened, 4);
  const root = Math.sqrt(Om);
  accumulate(pulled(planck.whitening, 4, 0), [shift, root * far[1], root * far[2] + shift / (2 * Om), root * far[3]]);
  const logarithmic = (k: 1 | 2 | 3): number => multipole * (far[k] / path - near[k] / near[0]);
  accumulate(pulled(planck.whitening, 4, 1), [multipole, logarithmic(1), logarithmic(2), logarithmic(3)]);
  accumulate(pulled(planck.whitening, 4, 2), [Obh2, 0, 0, 1]);
  gradient[3] = 2 * pulled(planck.whitening, 4, 3);
  return { value: total, gradient };
}

/** Float64; predictions agree to 1e-14 and residuals are 1e-3 of them, the covariances' conditions below 1e6. */
const TOLERANCE = 1e-9;

/** Chi-squared in plain JavaScript. */
export const javascriptChiSquared = (point: LcdmPoint): Contender =>
  inProcess("plain JavaScript", TOLERANCE, () => ({ value: [chiSquared(point)] }));

/** Chi-squared and its gradient in plain JavaScript. */
export const javascriptChiSquaredGradient = (point: LcdmPoint): Contender =>
  inProcess("plain JavaScript, tangents by hand", TOLERANCE, () => {
    const { value, gradient } = chiSquaredAndGradient(point);
    const [H0, Om0, Obh2, ns] = gradient;
    return { value: [value], H0: [H0!], Om0: [Om0!], Obh2: [Obh2!], ns: [ns!] };
  });
