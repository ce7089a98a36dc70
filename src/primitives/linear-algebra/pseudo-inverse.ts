/** pseudoInverse: what solves a system in the sense of least squares, with the derivative of matrices of constant rank. */

import { perSweep } from "../work.ts";
import { asRow, matrixTranspose } from "./matrix.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { add, mul, sub } from "../elementwise/arithmetic.ts";
import { greater, select } from "../elementwise/comparison.ts";
import { reciprocal } from "../elementwise/powers.ts";
import { zerosOf } from "../../array/zeros.ts";
import { largestOf } from "./spectrum.ts";
import { bind } from "../../program/bind.ts";
import { referenceOf } from "../control/composite.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type { Primitive, Value } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, matrixDomain } from "./matrices.ts";
import { svd } from "./svd.ts";

/** Singular values at most `rcond` times the largest count as zero. */
export type PseudoInverseAttributes = Readonly<{ rcond: number }>;

function expand([a]: readonly Value[], { rcond }: PseudoInverseAttributes): readonly Arr[] {
  const matrices = a as Arr;
  if (matrices.size === 0) return [matrixTranspose(zerosOf(matrices))];
  const [u, s, vt] = bind(svd, [matrices], {}) as [Arr, Arr, Arr];
  const isKept = greater(s, mul(largestOf(s), rcond));
  // NaN is not greater than anything, and must not become zero.
  const inverse = select(isKept, reciprocal(select(isKept, s, 1)), mul(s, 0));
  return [matmul(mul(matrixTranspose(vt), asRow(inverse)), matrixTranspose(u))];
}

export const pseudoInverse: Primitive<PseudoInverseAttributes> = {
  name: "pseudoInverse",
  called: "pinv",
  outputTypes([a]) {
    checkMatrices("pinv", [a!], true);
    const [m, n] = a!.shape.slice(-2) as [number, number];
    return [{ shape: [...a!.shape.slice(0, -2), n, m], dtype: a!.dtype }];
  },
  reference: referenceOf(expand),
  expand,
  // dP = -P dA P + P Pᵀ dAᵀ (I - A P) + (I - P A) dAᵀ Pᵀ P (Golub and Pereyra 1973, for constant rank).
  derivative: rule(([a], [dA], { outputs: [p] }) => {
    if (dA == null) return [null];
    const turned = matrixTranspose(p!);
    const back = matrixTranspose(dA);
    const within = matmul(matmul(p!, dA), p!);
    const left = matmul(matmul(p!, turned), back);
    const right = matmul(matmul(back, turned), p!);
    const outside = add(sub(left, matmul(matmul(left, a!), p!)), sub(right, matmul(p!, matmul(a!, right))));
    return [sub(outside, within)];
  }),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perSweep,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () =>
    [
      { label: "tall", operands: [matrixDomain(4, 2)] },
      { label: "wide", operands: [matrixDomain(2, 3)] },
    ].map((each) => ({ ...each, attributes: { rcond: 1e-12 }, order: 2 as const })),
};
