/** Covariance from the spectrum of an information matrix, with what the data do not determine told apart. */
import type { InformationSpectrum } from "./spectrum.ts";

/** A combination of parameters that the data do not determine. */
export interface NullDirection {
  /** Eigenvalue over the largest in size: zero where it cannot be told from zero, negative where the objective curves down. */
  readonly eigenvalue: number;
  /** What it consists of, largest first: each parameter in units of the error it would have were the others known. */
  readonly components: readonly { readonly path: string; readonly weight: number }[];
  /** The same as text: "0.71 H0 - 0.70 k_sat". */
  readonly text: string;
}

/** What is said of a direction: parameters with at least this part in it. */
const namedWeight = 0.05;
/** A parameter with at least this part (squared) in an undetermined direction has no finite error. */
const involvedWeight = 1e-12;

/** The inverse of the information over the directions it determines, by rows. */
export function covarianceOf(spectrum: InformationSpectrum): Float64Array[] {
  const weighted = inverseRoots(spectrum);
  return Array.from(spectrum.scale, (_, i) => Float64Array.from(spectrum.scale, (__, j) => product(weighted, i, j)));
}

/** Its diagonal alone. */
function variancesOf(spectrum: InformationSpectrum): Float64Array {
  const weighted = inverseRoots(spectrum);
  return Float64Array.from(spectrum.scale, (_, i) => product(weighted, i, i));
}

/** The determined eigenvectors, each over the root of its eigenvalue, in the units of the parameters: the covariance is their square. */
function inverseRoots({ scale, eigenvalues, vectors, floor }: InformationSpectrum): readonly Float64Array[] {
  return vectors.flatMap((vector, k) => {
    if (!(eigenvalues[k]! > floor)) return [];
    const root = Math.sqrt(eigenvalues[k]!);
    return [vector.map((x, i) => (scale[i] === 0 ? 0 : x / root / scale[i]!))];
  });
}

function product(vectors: readonly Float64Array[], i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < vectors.length; k++) sum += vectors[k]![i]! * vectors[k]![j]!;
  return sum;
}

/** One standard error a parameter: infinite where an undetermined direction takes part, NaN where a falling one does. */
export function standardErrorsOf(spectrum: InformationSpectrum): Float64Array {
  const { eigenvalues, vectors, floor } = spectrum;
  return variancesOf(spectrum).map((variance, i) => {
    let error = Math.sqrt(variance);
    eigenvalues.forEach((value, k) => {
      if (value > floor || vectors[k]![i]! ** 2 < involvedWeight) return;
      error = value < -floor ? Number.NaN : error + Number.POSITIVE_INFINITY;
    });
    return error;
  });
}

/** Correlations from a covariance; zero where a parameter has no variance. */
export function correlationOf(covariance: readonly Float64Array[]): Float64Array[] {
  return covariance.map((row, i) =>
    row.map((value, j) => {
      if (i === j) return 1;
      const product = Math.sqrt(row[i]! * covariance[j]![j]!);
      return product > 0 ? Math.min(1, Math.max(-1, value / product)) : 0;
    }),
  );
}

/** Largest eigenvalue over smallest; infinite when some direction is not determined. */
export function conditionOf({ eigenvalues, floor }: InformationSpectrum): number {
  const smallest = eigenvalues.at(-1)!;
  return smallest > floor ? eigenvalues[0]! / smallest : Number.POSITIVE_INFINITY;
}

/** The directions that the data do not determine, in words. */
export function nullDirectionsOf(
  { eigenvalues, vectors, floor }: InformationSpectrum,
  paths: readonly string[],
): NullDirection[] {
  const largest = Math.max(...eigenvalues.map(Math.abs));
  return Array.from(eigenvalues.keys()).flatMap((k) => {
    if (eigenvalues[k]! > floor) return [];
    const eigenvalue = eigenvalues[k]! < -floor ? eigenvalues[k]! / largest : 0;
    return [{ eigenvalue, ...componentsOf(vectors[k]!, paths) }];
  });
}

/** What a unit vector consists of, largest first, as a list and as text; the largest component is shown positive. */
export function componentsOf(
  vector: Float64Array,
  paths: readonly string[],
): Pick<NullDirection, "components" | "text"> {
  const all = Array.from(vector, (weight, i) => ({ path: paths[i]!, weight }));
  // Weights that differ by rounding are equal: such parameters keep their order.
  const size = ({ weight }: { readonly weight: number }): number => Math.round(1e6 * Math.abs(weight));
  const named = all.filter(({ weight }) => Math.abs(weight) >= namedWeight).sort((a, b) => size(b) - size(a));
  // An eigenvector has no sign of its own.
  const sign = Math.sign(named[0]!.weight);
  const components = named.map(({ path, weight }) => ({ path, weight: sign * weight }));
  const terms = components
    .map(({ path, weight }, i) => {
      const amount = `${Math.abs(weight).toFixed(2)} ${path}`;
      if (i === 0) return amount;
      return weight < 0 ? `- ${amount}` : `+ ${amount}`;
    })
    .join(" ");
  return { components, text: components.length === 1 ? components[0]!.path : terms };
}
