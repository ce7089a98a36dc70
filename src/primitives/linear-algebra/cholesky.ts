/** cholesky: the triangular factor of a positive definite matrix. */

import { perColumn } from "../work.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { add } from "../elementwise/arithmetic.ts";
import { lowerHalf, matrixTranspose } from "./matrix.ts";
import { bindOne } from "../../program/bind.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import type { Primitive } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, checkSquare, eachMatrix, matrixDomain } from "./matrices.ts";
import { triangularSolve } from "./triangular-solve.ts";

/** The lower factor L of A = L Lᵀ; only the lower triangle of A is read. NaN where A is not positive definite. */
export const cholesky: Primitive<NoAttributes> = {
  name: "cholesky",
  outputTypes([a]) {
    checkMatrices("cholesky", [a!], true);
    checkSquare("cholesky", a!);
    return [a!];
  },
  reference([a], _attributes, types) {
    const n = a!.shape.at(-1)!;
    return [
      eachMatrix([a!], a!.shape, types[0]!.dtype, ([x], out) => {
        for (let j = 0; j < n; j++) {
          for (let i = j; i < n; i++) {
            let sum = x![i * n + j]!;
            for (let k = 0; k < j; k++) sum -= out[i * n + k]! * out[j * n + k]!;
            out[i * n + j] = i === j ? Math.sqrt(sum) : sum / out[j * n + j]!;
          }
        }
      }),
    ];
  },
  // dL = L Φ(L⁻¹ dA L⁻ᵀ), Φ the lower triangle with halved diagonal (Murray 2016, arXiv:1602.07527).
  derivative: rule((_operands, [dA], { outputs }) => {
    if (dA == null) return [null];
    const factor = outputs[0]!;
    const solveLower = (right: Arr): Arr =>
      bindOne(triangularSolve, [factor, right], { lower: true, transposed: false });
    // Only the lower triangle of A counts: its mirror image stands for the upper one.
    const lower = lowerHalf(dA);
    const symmetric = add(lower, matrixTranspose(lower));
    const inner = solveLower(matrixTranspose(solveLower(symmetric)));
    return [matmul(factor, lowerHalf(inner))];
  }),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: {
    nan: () => "The matrix is not positive definite: add a multiple of the identity, or look at how it was made.",
  },
  check: () => [{ label: "cholesky", operands: [matrixDomain(3, 3, "positive-definite")], attributes: {}, order: 2 }],
};
