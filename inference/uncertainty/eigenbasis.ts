/** Eigenbasis: parameters in the coordinates in which an information matrix is diagonal, the weakest left out. */
import { array, zeros, matMul, type Arr } from "../../src/index.ts";
import { checkOptions, option, type OptionChecks, FitError, type Loose } from "../../src/internal.ts";
import { componentsOf } from "../fisher/covariance.ts";
import type { Information } from "../fisher/fisher.ts";
import { checkCovariance } from "../fisher/parameter-covariance.ts";
import { FitParameters } from "../problem/parameters.ts";
import { type Spectrum, spectrumInScale } from "./eigenbasis-spectrum.ts";

/** Which coordinates, and how many of them. */
export interface EigenbasisOptions {
  /**
   * "whitened" (default): one unit of each coordinate is one standard deviation, so that a negative log-likelihood is about
   * half the squared length. "plain": the coordinates are lengths along unit eigenvectors.
   */
  readonly coordinates?: "whitened" | "plain" | undefined;
  /**
   * "diagonal" (default): each parameter in units of its own sensitivity before eigenvectors are taken, which makes them
   * blind to units. "none": eigenvectors of the information as it is.
   */
  readonly scaling?: "diagonal" | "none" | undefined;
  /** Keep at most this many directions, the best determined first. Default: all that are determined. */
  readonly count?: number | undefined;
  /** Keep directions with at least this eigenvalue, but never fewer than one. */
  readonly threshold?: number | undefined;
}

/** One direction of an eigenbasis. */
export interface EigenDirection {
  /** Eigenvalue of the scaled information; one over the variance along the direction. */
  readonly eigenvalue: number;
  /** What became of it: "not-positive" says that the objective is flat along it, or falls. */
  readonly fate: "kept" | "truncated" | "not-positive";
  /** What it consists of, largest first, with the scaling's weights. */
  readonly components: readonly { readonly path: string; readonly weight: number }[];
  /** The same as text: "0.71 H0 - 0.70 k_sat". */
  readonly text: string;
}

/** A change of coordinates to fit or to sample in. */
export interface Eigenbasis<P> {
  /** The parameters at the origin. */
  readonly reference: P;
  /** Paths of the free numbers, in the order of the rows of `matrix`. */
  readonly paths: readonly string[];
  /** Number k of coordinates. */
  readonly size: number;
  /** Every direction, the best determined first. */
  readonly directions: readonly EigenDirection[];
  /** Change of the free numbers by each coordinate, shape [n, k]. */
  readonly matrix: Arr;
  /** The origin, shape [k]: where a fit starts. */
  readonly origin: Arr;
  /** Largest eigenvalue kept over the smallest; 1 for whitened coordinates. */
  readonly conditionNumber: number;
  /** Parameters at coordinates of shape [k]; may be traced, differentiated and compiled. */
  toTree(coordinates: Arr): P;
  /** Coordinates of the nearest parameters that the basis reaches, shape [k]; may be traced. */
  fromTree(params: Loose<P>): Arr;
  /** What was kept and what was not, in a sentence. */
  readonly explain: string;
}

/** Checks of the options. */
const checks: OptionChecks<EigenbasisOptions> = {
  coordinates: option.choice("whitened", "plain"),
  scaling: option.choice("diagonal", "none"),
  count: option.whole(1),
  threshold: option.notNegative(),
};

/**
 * Coordinates in which parameters are independent and of one size, from their information matrix: F = V Λ Vᵀ of the scaled
 * parameters, θ = θ₀ + S V z (plain) or θ₀ + S V Λ^(-1/2) z (whitened). Gradient descent, quasi-Newton methods and samplers
 * need no further scaling in them, and directions that data do not determine are left out.
 *
 * Bounds of the parameters are not carried over: in these coordinates they are no box.
 *
 * @param information  what `fisher` or `observedInformation` gave, at the point that becomes the origin
 * @throws   FitError when nothing is determined; OptionError when an option is out of range
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { eigenbasis, fisher, minimize } from "fluxion/inference";
 * const x = array([0, 1, 2, 3]);
 * const y = array([1, 3.1, 4.9, 7]);
 * const line = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset).sub(y).div(0.1);
 * const basis = eigenbasis(fisher(line, { slope: 1, offset: 0 }));
 * const fit = minimize((z: Arr) => line(basis.toTree(z)).square().sum(), basis.origin);
 * console.log(fit.status, basis.toTree(fit.params).slope.item().toFixed(3)); // → converged 1.980
 * ```
 */
export function eigenbasis<P>(information: Information<P>, options: EigenbasisOptions = {}): Eigenbasis<P> {
  checkOptions(options, checks, "eigenbasis");
  checkCovariance(information, "eigenbasis");
  const { params, free, paths } = information;
  // A tree with an Arr at every leaf is a Loose one.
  const parameters = new FitParameters<P>(params as Loose<P>, { free }, "eigenbasis");
  const spectrum = spectrumInScale(information, options.scaling ?? "diagonal");
  const fates = fatesOf(spectrum, options);
  const directions = Array.from(spectrum.eigenvalues, (eigenvalue, k): EigenDirection => {
    return { eigenvalue, fate: fates[k]!, ...componentsOf(spectrum.vectors[k]!, paths) };
  });
  const kept = fates.flatMap((fate, k) => (fate === "kept" ? [k] : []));
  if (kept.length === 0) {
    throw new FitError({
      where: "eigenbasis",
      problem: `no direction of ${paths.join(", ")} has a positive eigenvalue`,
      hint: "Add data or a prior, or take the information at another point.",
    });
  }
  const plain = options.coordinates === "plain";
  const stretch = (k: number): number => (plain ? 1 : 1 / Math.sqrt(spectrum.eigenvalues[k]!));
  const { unit } = spectrum;
  const into = Array.from(unit, (length, i) => kept.map((k) => length * spectrum.vectors[k]![i]! * stretch(k)));
  // The scaled vectors are orthonormal, so the least-squares projection in that scale is the transpose.
  const outOf = kept.map((k) => Array.from(unit, (length, i) => spectrum.vectors[k]![i]! / (length * stretch(k))));
  const [matrix, inverse, center] = [array(into), array(outOf), array(parameters.start)];
  const size = kept.length;
  return {
    reference: params,
    paths,
    size,
    directions,
    matrix,
    origin: zeros([size]),
    conditionNumber: plain ? spectrum.eigenvalues[kept[0]!]! / spectrum.eigenvalues[kept.at(-1)!]! : 1,
    toTree: (coordinates) => parameters.assemble(matMul(matrix, coordinates).add(center), parameters.fixed),
    fromTree: (tree) => matMul(inverse, parameters.vectorOf(tree, "fromTree").sub(center)),
    explain: explain(directions, size),
  };
}

function fatesOf({ eigenvalues, floor }: Spectrum, { count, threshold }: EigenbasisOptions): EigenDirection["fate"][] {
  const most = count ?? eigenvalues.length;
  const least = threshold ?? Number.NEGATIVE_INFINITY;
  return Array.from(eigenvalues, (value, k) => {
    if (!(value > floor)) return "not-positive";
    return k < most && (value >= least || k === 0) ? "kept" : "truncated";
  });
}

function explain(directions: readonly EigenDirection[], size: number): string {
  const listed = (fate: EigenDirection["fate"]): string[] =>
    directions.filter((direction) => direction.fate === fate).map(({ text }) => text);
  const [truncated, missing] = [listed("truncated"), listed("not-positive")];
  const notes = [`${size} of ${directions.length} directions kept.`];
  if (truncated.length > 0) notes.push(`Left out: ${truncated.join("; ")}.`);
  if (missing.length > 0) {
    notes.push(`Not determined, held at the reference: ${missing.join("; ")}; add data or a prior to free them.`);
  }
  return notes.join(" ");
}
