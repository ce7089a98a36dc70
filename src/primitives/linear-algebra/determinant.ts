/** det, its logarithm, and the cofactors that its derivative is made of, which exist for singular matrices too. */

import { perColumn } from "../work.ts";
import { asColumn, asRow, diagonalMatrixOf, diagonalOf, matrixTranspose } from "./matrix.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { fromBuffer } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import type { ArrayType } from "../../array/shape.ts";
import { abs, mul, sign, sub } from "../elementwise/arithmetic.ts";
import { select } from "../elementwise/comparison.ts";
import { stopGradient } from "../elementwise/convert.ts";
import { log } from "../elementwise/exponential.ts";
import { reduceSum, withAxis } from "../movement/shape.ts";
import { reduceProd } from "../reduction/reductions.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { referenceOf } from "../control/composite.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import type { CheckCase, Primitive, Value } from "../../program/primitive.ts";
import { inverse } from "./inverse.ts";
import { lu } from "./lu.ts";
import { matmul } from "./mat-mul.ts";
import { checkMatrices, checkSquare, matrixDomain } from "./matrices.ts";
import { svd } from "./svd.ts";

function scalarType(where: string, [a]: readonly ArrayType[]): ArrayType {
  checkMatrices(where, [a!], true);
  checkSquare(where, a!);
  return { shape: a!.shape.slice(0, -2), dtype: a!.dtype };
}

/** The diagonal of U of P A = L U, and the sign of P. */
function pivots(a: Arr): { readonly diagonal: Arr; readonly parity: Arr } {
  const [factors, , parity] = bind(lu, [a], {}) as [Arr, Arr, Arr];
  return { diagonal: diagonalOf(factors), parity };
}

/** Σ X·Y over the elements of each matrix. */
const innerProduct = (x: Arr, y: Arr): Arr => reduceSum(mul(x, y), { axes: [x.rank - 2, x.rank - 1] });

/** Π and Σ over the last axis. */
const productOfRow = (x: Arr): Arr => reduceProd(x, { axes: [x.rank - 1] });
const sumOfRow = (x: Arr): Arr => reduceSum(x, { axes: [x.rank - 1] });

const checkMatrix = (order: 0 | 2): CheckCase<NoAttributes>[] => [
  { label: "square", operands: [matrixDomain(3, 3, "diagonally-dominant")], attributes: {}, order },
];

function expandDet([a]: readonly Value[]): readonly Arr[] {
  const { diagonal: factors, parity } = pivots(a as Arr);
  return [mul(parity, productOfRow(factors))];
}

export const det: Primitive<NoAttributes> = {
  name: "det",
  outputTypes: (types) => [scalarType("det", types)],
  reference: referenceOf(expandDet),
  expand: expandDet,
  // d det A = Σ C_ij dA_ij with the cofactors C.
  derivative: rule(([a], [dA]) => [dA == null ? null : innerProduct(bindOne(cofactors, [a!], {}), dA)]),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => checkMatrix(2),
};

/** What the rules of the cofactors need of A = U diag(s) Vᵀ, with d = det U det V = 1 or -1. */
function singular(a: Arr): { readonly u: Arr; readonly s: Arr; readonly vt: Arr; readonly sign: Arr } {
  const [u, s, vt] = bind(svd, [a], {}) as [Arr, Arr, Arr];
  const turned = mul(...([u, vt].map((each) => expandDet([stopGradient(each)])[0]!) as [Arr, Arr]));
  return { u, s, vt, sign: withAxis(asColumn(sign(turned)), turned.rank + 1) };
}

/** Products of all values [..., n] but those that `leavesOut` names for each of the elements of `shape`. */
function productsWithout(
  s: Arr,
  shape: readonly number[],
  leavesOut: (position: readonly number[], k: number) => boolean,
): Arr {
  const n = s.shape.at(-1)!;
  const size = shape.reduce((product, length) => product * length, 1);
  const mask = allocate("bool", [size, n]);
  for (let i = 0; i < size; i++) {
    const position = shape.length === 1 ? [i] : [Math.floor(i / n), i % n];
    for (let k = 0; k < n; k++) mask[i * n + k] = leavesOut(position, k) ? 1 : 0;
  }
  const spread = shape.reduce((values) => asRow(values), s);
  return productOfRow(select(fromBuffer(mask, [...shape, n], "bool"), 1, spread));
}

function expandCofactors([a]: readonly Value[]): readonly Arr[] {
  const { u, s, vt, sign } = singular(a as Arr);
  const others = productsWithout(s, [s.shape.at(-1)!], ([i], k) => i === k);
  return [mul(sign, matmul(mul(u, asRow(others)), vt))];
}

/** C = ∂ det A / ∂ A: the cofactors, det U det V U diag(Π_{j≠i} s_j) Vᵀ. */
export const cofactors: Primitive<NoAttributes> = {
  name: "cofactors",
  outputTypes([a]) {
    scalarType("cofactors", [a!]);
    return [a!];
  },
  reference: referenceOf(expandCofactors),
  expand: expandCofactors,
  // det is a polynomial of degree 1 in every row and column. In the basis of the singular vectors, with P_ij = Π_{k≠i,j} s_k and
  // X = Uᵀ dA V, the cofactors move by Σ_j P_ij X_jj on the diagonal, and by -P_ij X_ji elsewhere.
  derivative: rule(([a], [dA]) => {
    if (dA == null) return [null];
    const { u, s, vt, sign } = singular(a as Arr);
    const n = s.shape.at(-1)!;
    const pairs = productsWithout(s, [n, n], ([i, j], k) => i === k || j === k);
    const offDiagonal = fromBuffer(
      allocate("bool", [n, n]).map((_, i) => (i % (n + 1) === 0 ? 0 : 1)),
      [n, n],
      "bool",
    );
    const products = select(offDiagonal, pairs, 0);
    const moved = matmul(matmul(matrixTranspose(u), dA), matrixTranspose(vt));
    const onDiagonal = sumOfRow(mul(products, asRow(diagonalOf(moved))));
    const change = sub(diagonalMatrixOf(onDiagonal), mul(products, matrixTranspose(moved)));
    return [mul(sign, matmul(matmul(u, change), vt))];
  }),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => checkMatrix(2),
};

function expandLogAbsDet([a]: readonly Value[]): readonly Arr[] {
  const { diagonal: factors, parity } = pivots(a as Arr);
  return [mul(parity, productOfRow(sign(factors))), sumOfRow(log(abs(factors)))];
}

/** The sign of det A, and log |det A|. */
export const logAbsDet: Primitive<NoAttributes> = {
  name: "logAbsDet",
  called: "slogdet",
  outputTypes(types) {
    const type = scalarType("slogdet", types);
    return [type, type];
  },
  reference: referenceOf(expandLogAbsDet),
  expand: expandLogAbsDet,
  // d log |det A| = tr(A⁻¹ dA); the sign is constant where the determinant is not zero.
  derivative: rule(([a], [dA]) => [
    null,
    dA == null ? null : innerProduct(matrixTranspose(bindOne(inverse, [a!], {})), dA),
  ]),
  transposition: nonlinear,
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => checkMatrix(2),
};
