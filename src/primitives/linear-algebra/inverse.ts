/** inverse: the matrix that undoes another, with the derivative that needs no further solve. */

import { perColumn } from "../work.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { broadcast } from "../movement/shape.ts";
import { neg } from "../elementwise/arithmetic.ts";
import { identityLike } from "./matrix.ts";
import { bindOne } from "../../program/bind.ts";
import { referenceOf } from "../control/composite.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import type { Primitive, Value } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, checkSquare, matrixDomain } from "./matrices.ts";
import { solve } from "./solve.ts";

function expand([a]: readonly Value[]): readonly Arr[] {
  const matrices = a as Arr;
  return [bindOne(solve, [matrices, broadcast(identityLike(matrices), matrices.shape)], {})];
}

export const inverse: Primitive<NoAttributes> = {
  name: "inverse",
  called: "inv",
  outputTypes([a]) {
    checkMatrices("inv", [a!], true);
    checkSquare("inv", a!);
    return [a!];
  },
  reference: referenceOf(expand),
  expand,
  // d(A⁻¹) = -A⁻¹ dA A⁻¹
  derivative: rule((_operands, [dA], { outputs: [x] }) => [dA == null ? null : neg(matmul(matmul(x!, dA), x!))]),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [{ label: "inverse", operands: [matrixDomain(3, 3, "diagonally-dominant")], attributes: {}, order: 2 }],
};
