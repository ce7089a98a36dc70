/** solve: systems with a general square matrix. */

import { perColumn } from "../work.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import type { TypedArray } from "../../array/dtype.ts";
import { add, neg } from "../elementwise/arithmetic.ts";
import { matrixTranspose } from "./matrix.ts";
import { bindOne } from "../../program/bind.ts";
import { knownValue, rule, transposeRule } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import type { Primitive, Tangent } from "../../program/primitive.ts";
import { eliminate, type Elimination } from "./elimination.ts";
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
        const factors = Float64Array.from(matrix!);
        substitute(factors, eliminate(factors, n, n), out, n, columns);
      }),
    ];
  },
  // A X = B: A dX = dB − dA X.
  derivative: rule(([a], [dA, dB], { outputs }) => {
    const x = outputs[0]!;
    const apply = (right: Arr): Arr => bindOne(solve, [a!, right], {});
    if (dA == null) return [dB == null ? null : apply(dB)];
    const moved = neg(matmul(dA, x));
    return [apply(dB == null ? moved : add(dB, moved))];
  }),
  transposition: transposeRule(([ct], [a]): readonly Tangent[] => [
    null,
    bindOne(solve, [matrixTranspose(knownValue(a) as Arr), ct!], {}),
  ]),
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: { nan: () => "The matrix is singular to rounding." },
  check: () => [
    {
      label: "solve",
      operands: [matrixDomain(3, 3, "diagonally-dominant"), matrixDomain(3, 2)],
      attributes: {},
      order: 2,
    },
  ],
};

/** Solves P A X = P B from the factors of P A; `x` is B. */
function substitute(a: Float64Array, { permutation }: Elimination, x: TypedArray, n: number, columns: number): void {
  const right = Float64Array.from(x);
  const work = new Float64Array(right.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = right[permutation[i]! * columns + j]!;
      for (let k = 0; k < i; k++) sum -= a[i * n + k]! * work[k * columns + j]!;
      work[i * columns + j] = sum;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = 0; j < columns; j++) {
      let sum = work[i * columns + j]!;
      for (let k = i + 1; k < n; k++) sum -= a[i * n + k]! * work[k * columns + j]!;
      work[i * columns + j] = sum / a[i * n + i]!;
    }
  }
  x.set(work);
}
