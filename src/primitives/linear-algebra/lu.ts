/** lu: triangular factors of a matrix whose rows are exchanged. */

import { perColumn } from "../work.ts";
import { identityLike, matrixPart, matrixTranspose, strictlyLower, upperPart } from "./matrix.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { add, sub } from "../elementwise/arithmetic.ts";
import { bindOne } from "../../program/bind.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import { gather } from "../indexing/indexing.ts";
import { concatenate } from "../movement/parts.ts";
import type { Primitive } from "../../program/primitive.ts";
import { eliminate } from "./elimination.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, eachMatrixTo, matrixDomain } from "./matrices.ts";
import { triangularSolve } from "./triangular-solve.ts";

/**
 * A[permutation] = L U for A of shape [..., m, n]. Results: U, and below its diagonal L without the unit diagonal; the permutation
 * of the rows (i32); its parity, 1 or -1.
 */
export const lu: Primitive<NoAttributes> = {
  name: "lu",
  outputTypes([a]) {
    checkMatrices("lu", [a!], true);
    const { shape, dtype } = a!;
    return [
      { shape, dtype },
      { shape: shape.slice(0, -1), dtype: "i32" },
      { shape: shape.slice(0, -2), dtype },
    ];
  },
  reference([a], _attributes, types) {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    return eachMatrixTo([a!], lu.outputTypes(types, {}), ([matrix], [factors, permutation, parity]) => {
      const work = Float64Array.from(matrix!);
      const elimination = eliminate(work, m, n);
      factors!.set(work);
      permutation!.set(elimination.permutation);
      parity![0] = elimination.parity;
    });
  },
  // With k = min(m, n) and P dA = [dA1 dA2; dA3 .] beside L = [L1; L3], U = [U1 U2], F = L1⁻¹ dA1 U1⁻¹ splits into what L and U
  // take: dL1 = L1 strictlyLower(F), dU1 = upperPart(F) U1; the rest follows from P dA = dL U + L dU.
  derivative: rule(([a], [dA], { outputs }) => {
    if (dA == null) return [null, null, null];
    const [factors, permutation] = outputs as readonly [Arr, Arr, Arr];
    const rank = (a as Arr).rank;
    const [m, n] = (a as Arr).shape.slice(-2) as [number, number];
    const k = Math.min(m, n);
    const moved = bindOne(gather, [dA, permutation], { axis: rank - 2, batchRank: rank - 2 });
    const [upper, lower] = [matrixPart(factors, [0, k], [0, k]), withUnitDiagonal(matrixPart(factors, [0, k], [0, k]))];
    const solveLower = (right: Arr): Arr =>
      bindOne(triangularSolve, [lower, right], { lower: true, transposed: false });
    // X U = B is Uᵀ Xᵀ = Bᵀ.
    const solveUpperRight = (left: Arr): Arr =>
      matrixTranspose(bindOne(triangularSolve, [upper, matrixTranspose(left)], { lower: false, transposed: true }));
    const inner = solveUpperRight(solveLower(matrixPart(moved, [0, k], [0, k])));
    const dLower = matmul(lower, strictlyLower(inner));
    const dUpper = matmul(upperPart(inner), upperPart(upper));
    const square = add(dLower, dUpper);
    if (m > n) {
      const rest = sub(matrixPart(moved, [k, m], [0, k]), matmul(matrixPart(factors, [k, m], [0, k]), dUpper));
      return [bindOne(concatenate, [square, solveUpperRight(rest)], { axis: rank - 2 }), null, null];
    }
    if (n > m) {
      const rest = sub(matrixPart(moved, [0, k], [k, n]), matmul(dLower, matrixPart(factors, [0, k], [k, n])));
      return [bindOne(concatenate, [square, solveLower(rest)], { axis: rank - 1 }), null, null];
    }
    return [square, null, null];
  }),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    { label: "square", operands: [matrixDomain(3, 3, "diagonally-dominant")], attributes: {}, order: 2 },
    { label: "tall", operands: [matrixDomain(4, 2)], attributes: {}, order: 2 },
    { label: "wide", operands: [matrixDomain(2, 4)], attributes: {}, order: 2 },
    { label: "larger", operands: [matrixDomain(21, 19)], attributes: {}, order: 0 },
  ],
};

/** The part below the diagonal, and ones on it. */
function withUnitDiagonal(a: Arr): Arr {
  return add(strictlyLower(a), identityLike(a));
}
