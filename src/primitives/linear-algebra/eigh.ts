/** eigh: eigenvalues and eigenvectors of symmetric matrices. */

import { perSweep } from "../work.ts";
import { diagonalOf, lowerHalf, matrixTranspose } from "./matrix.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { reciprocalDifferences } from "./spectrum.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import type { Primitive } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, checkSquare, eachMatrixTo, matrixDomain } from "./matrices.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/**
 * A = V diag(w) Vᵀ: w ascending, of shape [..., n]; V orthogonal, of shape [..., n, n], the largest component of each column positive.
 * Only the lower triangle of A is read.
 */
export const eigh: Primitive<NoAttributes> = {
  name: "eigh",
  outputTypes([a]) {
    checkMatrices("eigh", [a!], true);
    checkSquare("eigh", a!);
    return [{ shape: a!.shape.slice(0, -1), dtype: a!.dtype }, a!];
  },
  reference([a], _attributes, types) {
    const n = a!.shape.at(-1)!;
    return eachMatrixTo([a!], eigh.outputTypes(types, {}), ([matrix], [values, vectors]) => {
      const { values: w, rows } = symmetricEigen(Float64Array.from(matrix!), n);
      values!.set(w);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) vectors![i * n + j] = rows[j * n + i]!;
    });
  },
  // With M = Vᵀ dA V: dw = diag(M), dV = V (M_ij / (w_j - w_i)), i ≠ j. Where two values are equal to rounding their vectors are any
  // basis of their space; a function that does not depend on the choice has no use for the term, which is left out.
  derivative: rule((_operands, [dA], { outputs }) => {
    if (dA == null) return [null, null];
    const [values, vectors] = outputs as readonly [Arr, Arr];
    // Only the lower triangle of A counts: its mirror image stands for the upper one.
    const lower = lowerHalf(dA);
    const symmetric = add(lower, matrixTranspose(lower));
    const inner = matmul(matrixTranspose(vectors), matmul(symmetric, vectors));
    return [diagonalOf(inner), matmul(vectors, mul(inner, reciprocalDifferences(values)))];
  }),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perSweep,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "eigh", operands: [matrixDomain(3, 3)], attributes: {}, order: 2 },
    { label: "larger", operands: [matrixDomain(17, 17)], attributes: {}, order: 0 },
  ],
};
