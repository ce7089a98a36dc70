/** Spectrum of an information matrix: its eigenvalues once parameters are measured in units of their own sensitivity. */
import { array } from "../../src/index.ts";
import { eigh } from "../../src/internal.ts";
import { norm } from "../linear-algebra/vectors.ts";
import { singularValues } from "../linear-algebra/singular-values.ts";
import { reciprocalCondition } from "../linear-algebra/triangular.ts";
import { triangularise } from "../linear-algebra/triangularise.ts";

/** F = diag(scale) V diag(eigenvalues) Vᵀ diag(scale), the matrix in the middle having ones on its diagonal. */
export interface InformationSpectrum {
  /** Square root of the diagonal of F, zero for parameters that F does not know, shape [n]. */
  readonly scale: Float64Array;
  /** Largest first, one for each parameter. */
  readonly eigenvalues: Float64Array;
  /** Unit eigenvectors in the same order, each of shape [n]. */
  readonly vectors: readonly Float64Array[];
  /** Eigenvalues of at most this size cannot be told from zero. */
  readonly floor: number;
}

/** Below this fraction of the largest in size, an eigenvalue made from singular values is rounding: (1e-10)². */
const jacobianCut = 1e-20;
/** The same for one made from a matrix of second derivatives, which has lost half of the digits. */
const matrixCut = 1e-13;

/** The spectrum of JᵀJ from J itself, so that no digits are lost to squaring. */
export function spectrumOfJacobian(jacobian: Float64Array, n: number, cut = jacobianCut): InformationSpectrum {
  const { scale, known, rows } = triangleInScale(jacobian, n);
  if (known.length === 0) return embedded(scale, known, [], [], cut);
  // Rows of zeros make the right vectors span everything, directions without any data too.
  const square = Array.from({ length: known.length }, (_, i) => rows[i] ?? new Float64Array(known.length));
  const { values, right } = singularValues(square);
  return embedded(
    scale,
    known,
    Array.from(values, (sigma) => sigma * sigma),
    right,
    cut,
  );
}

/**
 * True where the spectrum of JᵀJ is certain to have no eigenvalue at its floor, by a bound on the condition that takes a small part
 * of the time. False says that one has to look.
 */
export function knowsEveryDirection(jacobian: Float64Array, n: number): boolean {
  return isWellConditioned(triangleInScale(jacobian, n).rows, n);
}

/** Standard errors from J where it knows every direction, the lengths of the rows of R⁻¹; else null: the spectrum has to tell. */
export function standardErrorsOfJacobian(jacobian: Float64Array, n: number): Float64Array | null {
  const { scale, rows } = triangleInScale(jacobian, n);
  if (!isWellConditioned(rows, n)) return null;
  const squares = new Float64Array(n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column[j] = 1 / rows[j]![j]!;
    squares[j] = squares[j]! + column[j]! ** 2;
    for (let i = j - 1; i >= 0; i--) {
      const row = rows[i]!;
      let rest = 0;
      for (let k = i + 1; k <= j; k++) rest -= row[k]! * column[k]!;
      column[i] = rest / row[i]!;
      squares[i] = squares[i]! + column[i]! ** 2;
    }
  }
  return squares.map((square, i) => Math.sqrt(square) / scale[i]!);
}

function isWellConditioned(rows: readonly Float64Array[], n: number): boolean {
  // Ten times the cut in singular values, for the rounding of the bound.
  return rows.length === n && reciprocalCondition(rows) > 10 * Math.sqrt(jacobianCut);
}

/** J with columns of length one, those of zeros left out, as an upper triangle. */
function triangleInScale(
  jacobian: Float64Array,
  n: number,
): { readonly scale: Float64Array; readonly known: readonly number[]; readonly rows: readonly Float64Array[] } {
  const m = jacobian.length / n;
  const column = new Float64Array(m);
  const scale = Float64Array.from({ length: n }, (_, j) => {
    for (let i = 0; i < m; i++) column[i] = jacobian[i * n + j]!;
    return norm(column);
  });
  const known = knownPositions(scale);
  if (known.length === 0) return { scale, known, rows: [] };
  const scaled = new Float64Array(m * known.length);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < known.length; k++) {
      const j = known[k]!;
      scaled[i * known.length + k] = jacobian[i * n + j]! / scale[j]!;
    }
  }
  return { scale, known, rows: triangularise(scaled, new Float64Array(m), known.length).rows };
}

/** The spectrum of a symmetric matrix, given by rows. */
export function spectrumOfMatrix(matrix: readonly Float64Array[], cut = matrixCut): InformationSpectrum {
  const scale = Float64Array.from(matrix, (row, i) => Math.sqrt(Math.abs(row[i]!)));
  const known = knownPositions(scale);
  if (known.length === 0) return embedded(scale, known, [], [], cut);
  const scaled = known.map((i) =>
    known.map((j) => (0.5 * (matrix[i]![j]! + matrix[j]![i]!)) / (scale[i]! * scale[j]!)),
  );
  const { values, vectors } = eigh(array(scaled));
  return embedded(
    scale,
    known,
    Array.from(values.toArray()).reverse(),
    known.map((_, k) => Float64Array.from(vectors.slice(null, known.length - 1 - k).toArray())),
    cut,
  );
}

function knownPositions(scale: Float64Array): number[] {
  return Array.from(scale.keys()).filter((j) => scale[j]! > 0);
}

/** Puts the spectrum over the known parameters among all; each unknown one is an eigenvector with eigenvalue zero. */
function embedded(
  scale: Float64Array,
  known: readonly number[],
  eigenvalues: readonly number[],
  vectors: readonly Float64Array[],
  cut: number,
): InformationSpectrum {
  const n = scale.length;
  const unknown = Array.from(scale.keys()).filter((j) => !known.includes(j));
  const wide = vectors.map((vector) => {
    const full = new Float64Array(n);
    known.forEach((j, k) => (full[j] = vector[k]!));
    return full;
  });
  const units = unknown.map((j) => {
    const unit = new Float64Array(n);
    unit[j] = 1;
    return unit;
  });
  return {
    scale,
    eigenvalues: Float64Array.from([...eigenvalues, ...unknown.map(() => 0)]),
    vectors: [...wide, ...units],
    floor: cut * Math.max(0, ...eigenvalues.map(Math.abs)),
  };
}
