/** The spectrum of an information matrix in a chosen scale of the parameters. */
import { eigh } from "../../src/internal.ts";
import type { Information } from "../fisher/fisher.ts";
import { singularValues } from "../linear-algebra/singular-values.ts";
import { rowsOf } from "../linear-algebra/square-matrix.ts";

/** Eigenvalues of diag(unit) F diag(unit). */
export interface Spectrum {
  /** One unit of each scaled parameter, shape [n]. */
  readonly unit: Float64Array;
  /** Largest first. */
  readonly eigenvalues: Float64Array;
  /** Unit eigenvectors in the same order, each of shape [n]. */
  readonly vectors: readonly Float64Array[];
  /** Eigenvalues of at most this size cannot be told from zero. */
  readonly floor: number;
}

/** The spectrum with each parameter in units of its sensitivity, or as it is. */
export function spectrumInScale(
  { spectrum, information }: Pick<Information<unknown>, "spectrum" | "information">,
  scaling: "diagonal" | "none",
): Spectrum {
  const { scale, eigenvalues, vectors, floor } = spectrum;
  if (scaling === "diagonal") {
    // A parameter that the information does not know keeps its own unit; its direction has eigenvalue zero.
    return { unit: scale.map((sensitivity) => (sensitivity > 0 ? 1 / sensitivity : 1)), eigenvalues, vectors, floor };
  }
  const unit = new Float64Array(scale.length).fill(1);
  const relativeFloor = floor / Math.max(eigenvalues[0] ?? 0, Number.MIN_VALUE);
  if (eigenvalues.every((value) => value >= 0)) {
    // F = MᵀM with M = Λ^(1/2) Vᵀ diag(scale): singular values keep the digits that the product would lose.
    const { values, right } = singularValues(
      vectors.map((vector, k) => vector.map((component, i) => Math.sqrt(eigenvalues[k]!) * component * scale[i]!)),
    );
    const squares = values.map((sigma) => sigma * sigma);
    return { unit, eigenvalues: squares, vectors: right, floor: relativeFloor * (squares[0] ?? 0) };
  }
  const { values, vectors: columns } = eigh(information);
  const sorted = Float64Array.from(values.toArray()).reverse();
  return {
    unit,
    eigenvalues: sorted,
    vectors: rowsOf(columns.T).reverse(),
    floor: relativeFloor * Math.max(sorted[0] ?? 0, 0),
  };
}
