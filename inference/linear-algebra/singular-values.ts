/** Singular values of matrices given by rows, on the host. */
import { array } from "../../src/index.ts";
import { svd } from "../../src/internal.ts";

/** A = U diag(values) Vᵀ. */
export interface SingularValues {
  /** Largest first. */
  readonly values: Float64Array;
  /** Left vectors, each of the number of rows. */
  readonly left: readonly Float64Array[];
  /** Right vectors, each of the number of columns; those of a wide matrix span its row space alone. */
  readonly right: readonly Float64Array[];
}

/** The singular values of a matrix of finite numbers, given by rows of equal length. */
export function singularValues(rows: readonly ArrayLike<number>[]): SingularValues {
  if (rows.length === 0 || rows[0]!.length === 0) return { values: new Float64Array(0), left: [], right: [] };
  const { u, s, vt } = svd(array(rows.map((row) => Array.from(row))));
  const count = s.size;
  const vectors = Array.from({ length: count }, (_, k) => [u.slice(null, k), vt.slice(k)] as const);
  return {
    values: Float64Array.from(s.toArray()),
    left: vectors.map(([left]) => Float64Array.from(left.toArray())),
    right: vectors.map(([, right]) => Float64Array.from(right.toArray())),
  };
}
