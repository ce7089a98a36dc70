/** solve: systems with a general square matrix. */

import type { Arr } from "../../array/arr.ts";
import type { TypedArray } from "../../array/dtype.ts";
import * as op from "../../ops/elementwise.ts";
import { matrixTranspose } from "../../ops/matrix.ts";
import { bindOne } from "../../program/bind.ts";
import { knownValue, rule, transposeRule } from "../derivative.ts";
import type { NoAttributes } from "../families/elementwise.ts";
import type { Primitive, Tangent } from "../primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkSystem, eachMatrix, matrixDomain } from "./matrices.ts";

/** Solves A X = B by LU decomposition with partial pivoting. Infinite or NaN where A is singular. */
export const solve: Primitive<NoAttributes> = {
  name: "solve",
  outputTypes(operands) {
    checkSystem("solve", operands);
    return [operands[1]!];
  },
  reference([a, b], _attributes, types) {
    const n = a!.shape.at(-1)!;
    const columns = b!.shape.at(-1)!;
    return [
      eachMatrix([a!, b!], b!.shape, types[0]!.dtype, ([matrix, right], out) => {
        out.set(right!);
        eliminate(Float64Array.from(matrix!), out, n, columns);
      }),
    ];
  },
  // A X = B: A dX = dB − dA X.
  derivative: rule(([a], [dA, dB], { outputs }) => {
    const x = outputs[0]!;
    const apply = (right: Arr): Arr => bindOne(solve, [a!, right], {});
    if (dA == null) return [dB == null ? null : apply(dB)];
    const moved = op.neg(matmul(dA, x));
    return [apply(dB == null ? moved : op.add(dB, moved))];
  }),
  transposition: transposeRule(([ct], [a]): readonly Tangent[] => [
    null,
    bindOne(solve, [matrixTranspose(knownValue(a) as Arr), ct!], {}),
  ]),
  batch: "stacks",
  check: () => [
    {
      label: "solve",
      operands: [matrixDomain(3, 3, "diagonally-dominant"), matrixDomain(3, 2)],
      attributes: {},
      order: 2,
    },
  ],
};

/** Gaussian elimination with partial pivoting, in place on both. */
function eliminate(a: Float64Array, x: TypedArray, n: number, columns: number): void {
  const swapRows = (data: TypedArray, width: number, i: number, j: number): void => {
    for (let k = 0; k < width; k++) {
      const kept = data[i * width + k]!;
      data[i * width + k] = data[j * width + k]!;
      data[j * width + k] = kept;
    }
  };
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    if (pivot !== k) {
      swapRows(a as TypedArray, n, k, pivot);
      swapRows(x, columns, k, pivot);
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
      for (let j = 0; j < columns; j++) x[i * columns + j]! -= factor * x[k * columns + j]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = 0; j < columns; j++) {
      let sum = x[i * columns + j]!;
      for (let k = i + 1; k < n; k++) sum -= a[i * n + k]! * x[k * columns + j]!;
      x[i * columns + j] = sum / a[i * n + i]!;
    }
  }
}
