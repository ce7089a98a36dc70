/** svd: singular values and vectors. */

import { perSweep } from "../work.ts";
import { asColumn, asRow, diagonalOf, matrixTranspose } from "./matrix.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { add, mul, sub } from "../elementwise/arithmetic.ts";
import { combining, ORDERS, reciprocalDifferences, reciprocalSums, reciprocals, splitOf } from "./spectrum.ts";
import { limitRule, nonlinear } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import type { Primitive } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, eachMatrixTo, matrixDomain } from "./matrices.ts";
import { orthogonaliseRows } from "./one-sided-jacobi.ts";
import { powerOfTwoScale } from "./scaling.ts";
import { makeLargestPositive } from "./symmetric-eigen.ts";

/**
 * A = U diag(s) Vᵀ for A of shape [..., m, n], k = min(m, n): U of shape [..., m, k], s of shape [..., k] descending, Vᵀ of shape
 * [..., k, n]. The largest component of each column of U is positive.
 */
export const svd: Primitive<NoAttributes> = {
  name: "svd",
  outputTypes([a]) {
    checkMatrices("svd", [a!], true);
    const { shape, dtype } = a!;
    const [m, n] = shape.slice(-2) as [number, number];
    const [stack, k] = [shape.slice(0, -2), Math.min(m, n)];
    return [
      { shape: [...stack, m, k], dtype },
      { shape: [...stack, k], dtype },
      { shape: [...stack, k, n], dtype },
    ];
  },
  reference([a], _attributes, types) {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    return eachMatrixTo([a!], svd.outputTypes(types, {}), ([matrix], [u, s, vt]) => {
      const decomposition = decompose(Float64Array.from(matrix!), m, n);
      u!.set(decomposition.u);
      s!.set(decomposition.s);
      vt!.set(decomposition.vt);
    });
  },
  // With P = Uᵀ dA V: ds = diag(P), dU = U Ω + (I - U Uᵀ) dA V / s, dV likewise with Aᵀ. Uᵀ dU and Vᵀ dV are the sum and the difference
  // of sym(P) / (s_j - s_i) and antisym(P) / (s_i + s_j). Between values that are equal to rounding, and of those that are zero, the
  // vectors are any basis; a function that does not depend on the choice has a limit of what these quotients make of it.
  derivative: limitRule(combining, (_operands, [dA], { outputs }) => {
    if (dA == null) return null;
    const [u, s, vt] = outputs as readonly [Arr, Arr, Arr];
    const [m, n, k] = [u.shape.at(-2)!, vt.shape.at(-1)!, s.shape.at(-1)!];
    const toRight = matmul(dA, matrixTranspose(vt));
    const toLeft = matmul(matrixTranspose(u), dA);
    const inner = matmul(toLeft, matrixTranspose(vt));
    const mirrored = matrixTranspose(inner);
    const [evenPart, oddPart] = [mul(add(inner, mirrored), 0.5), mul(sub(inner, mirrored), 0.5)];
    const turned = (byDifference: Arr, bySum: Arr, byValue: Arr): readonly [Arr, null, Arr] => {
      const [even, odd] = [mul(evenPart, byDifference), mul(oddPart, bySum)];
      let du = matmul(u, add(even, odd));
      // Vᵀ moves by the transpose of Ω, of which `even` and `odd` are antisymmetric and symmetric in their places.
      let dvt = matmul(matrixTranspose(sub(even, odd)), vt);
      if (m > k) du = add(du, mul(sub(toRight, matmul(u, inner)), asRow(byValue)));
      if (n > k) dvt = add(dvt, mul(sub(toLeft, matmul(inner, vt)), asColumn(byValue)));
      return [du, null, dvt];
    };
    const [differences, sums, values] = [reciprocalDifferences(s), reciprocalSums(s), reciprocals(s)];
    const [du, , dvt] = turned(differences.regular, sums.regular, values.regular);
    return {
      regular: [du, diagonalOf(inner), dvt],
      split: [null, splitOf(s), null],
      gaps: [differences.gap, sums.gap, values.gap],
      orders: ORDERS,
      term: (k, [difference, total, value]) =>
        turned(differences.term(k, difference!), sums.term(k, total!), values.term(k, value!)),
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
    { label: "square", operands: [matrixDomain(3, 3)], attributes: {}, order: 2 },
    { label: "tall", operands: [matrixDomain(4, 2)], attributes: {}, order: 2 },
    { label: "wide", operands: [matrixDomain(2, 4)], attributes: {}, order: 2 },
    { label: "larger", operands: [matrixDomain(13, 9)], attributes: {}, order: 0 },
  ],
};

interface Decomposition {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly vt: Float64Array;
}

function decompose(a: Float64Array, m: number, n: number): Decomposition {
  const k = Math.min(m, n);
  const scale = powerOfTwoScale(a);
  if (Number.isNaN(scale)) {
    const [u, s, vt] = [m * k, k, k * n].map((size) => new Float64Array(size).fill(NaN)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    return { u, s, vt };
  }
  for (let i = 0; i < a.length; i++) a[i]! /= scale;
  // The shorter side is turned: columns of a tall matrix, rows of a wide one.
  const isTall = m >= n;
  const { values, turns, directions } = orthogonaliseRows(isTall ? transposed(a, m, n) : a, k, Math.max(m, n));
  const [left, leftWidth, right, rightWidth] = isTall ? [directions, m, turns, n] : [turns, m, directions, n];
  for (let i = 0; i < k; i++) {
    values[i]! *= scale;
    if (!makeLargestPositive(left, i * leftWidth, leftWidth)) continue;
    for (let j = 0; j < rightWidth; j++) right[i * rightWidth + j] = -right[i * rightWidth + j]!;
  }
  return { u: transposed(left, k, m), s: values, vt: right };
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j]!;
  return result;
}
