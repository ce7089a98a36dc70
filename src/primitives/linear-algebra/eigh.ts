/** eigh: eigenvalues and eigenvectors of symmetric matrices. */

import { perSweep } from "../work.ts";
import { diagonalOf, lowerHalf, matrixTranspose } from "./matrix.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { combining, ORDERS, reciprocalDifferences, splitOf } from "./spectrum.ts";
import { limitRule, nonlinear } from "../../program/derivative.ts";
import type { Primitive } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, checkSquare, eachMatrixTo, matrixDomain } from "./matrices.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Eigenvalues that differ by less than the fraction `nearness` of the larger count as equal in derivatives. */
export type EighAttributes = Readonly<{ nearness: number }>;

/** Only what is equal to rounding counts as equal: right for functions of single vectors, too. */
const EXACT: EighAttributes = { nearness: 0 };

/**
 * A = V diag(w) Vᵀ: w ascending, of shape [..., n]; V orthogonal, of shape [..., n, n], the largest component of each column positive.
 * Only the lower triangle of A is read.
 */
export const eigh: Primitive<EighAttributes> = {
  name: "eigh",
  outputTypes([a]) {
    checkMatrices("eigh", [a!], true);
    checkSquare("eigh", a!);
    return [{ shape: a!.shape.slice(0, -1), dtype: a!.dtype }, a!];
  },
  reference([a], _attributes, types) {
    const n = a!.shape.at(-1)!;
    return eachMatrixTo([a!], eigh.outputTypes(types, EXACT), ([matrix], [values, vectors]) => {
      const { values: w, rows } = symmetricEigen(Float64Array.from(matrix!), n);
      values!.set(w);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) vectors![i * n + j] = rows[j * n + i]!;
    });
  },
  // With M = Vᵀ dA V: dw = diag(M), dV = V (M_ij / (w_j - w_i)), i ≠ j. Where two values are equal to rounding their vectors are any
  // basis of their space, and a function that does not depend on the choice has a limit of what the quotient makes of it.
  derivative: limitRule(combining, (_operands, [dA], { outputs, attributes: { nearness } }) => {
    if (dA == null) return null;
    const [values, vectors] = outputs as readonly [Arr, Arr];
    // Only the lower triangle of A counts: its mirror image stands for the upper one.
    const lower = lowerHalf(dA);
    const symmetric = add(lower, matrixTranspose(lower));
    const inner = matmul(matrixTranspose(vectors), matmul(symmetric, vectors));
    const { regular, gap, term } = reciprocalDifferences(values, nearness);
    const turned = (quotients: Arr): Arr => matmul(vectors, mul(inner, quotients));
    return {
      regular: [diagonalOf(inner), turned(regular)],
      split: [splitOf(values), null],
      gaps: [gap],
      orders: ORDERS,
      term: (k, [given]) => [null, turned(term(k, given!))],
    };
  }),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perSweep,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "eigh", operands: [matrixDomain(3, 3)], attributes: EXACT, order: 2 },
    { label: "larger", operands: [matrixDomain(17, 17)], attributes: EXACT, order: 0 },
  ],
};
