/** Products of vectors and matrices. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { sameShape } from "../../array/shape.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { matMul as matMulPrimitive } from "../../primitives/linear-algebra/mat-mul.ts";
import { bindOne } from "../../program/bind.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { operandOf } from "../operands.ts";
import { sum } from "../reduction/reduction.ts";
import { conformStacks, matricesOf } from "./stacks.ts";

/**
 * Matrix product. A vector counts as a row on the left and as a column on the right, and the axis it got is dropped again;
 * leading axes broadcast.
 *
 * @param a  shape [..., m, k] or [k]
 * @param b  shape [..., k, n] or [k]
 * @returns  shape [..., m, n]
 * @throws   ShapeError when the inner lengths differ or an operand is a scalar
 */
export function matMul(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = [operandOf("matMul", a), operandOf("matMul", b)];
  for (const each of [x, y]) {
    if (each.rank > 0) continue;
    const expected = "vectors or matrices; multiply by scalars with mul";
    throw new ShapeError({ where: "matMul", expected, received: describeType(each) });
  }
  const left = x.rank === 1 ? reshapeTo(x, [1, ...x.shape]) : x;
  const right = y.rank === 1 ? reshapeTo(y, [...y.shape, 1]) : y;
  const [inner, innerOther] = [left.shape.at(-1)!, right.shape.at(-2)!];
  if (inner !== innerOther) {
    throw new ShapeError({
      where: "matMul",
      problem: `inner lengths ${inner} and ${innerOther} differ.`,
      received: `${describeType(x)} and ${describeType(y)}`,
      hint: "The columns of the first must be as many as the rows of the second; transpose one of them?",
    });
  }
  const product = bindOne(matMulPrimitive, conformStacks(left, right, "matMul", false), {});
  const shape = [...product.shape];
  if (y.rank === 1) shape.splice(-1, 1);
  if (x.rank === 1) shape.splice(y.rank === 1 ? -1 : -2, 1);
  return reshapeTo(product, shape);
}

/** Inner product of two vectors. @throws ShapeError unless both have shape [n] */
export function dot(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = [operandOf("dot", a), operandOf("dot", b)];
  if (x.rank !== 1 || !sameShape(x.shape, y.shape)) {
    throw new ShapeError({
      where: "dot",
      expected: "two vectors of one length",
      received: `${describeType(x)} and ${describeType(y)}`,
      hint: "For matrices use matMul.",
    });
  }
  return sum(mul(x, y));
}

/** Outer product of vectors [m] and [n]: shape [m, n]. @throws ShapeError unless both are vectors */
export function outer(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = [operandOf("outer", a), operandOf("outer", b)];
  if (x.rank !== 1 || y.rank !== 1) {
    throw new ShapeError({
      where: "outer",
      expected: "two vectors",
      received: `${describeType(x)} and ${describeType(y)}`,
    });
  }
  return mul(reshapeTo(x, [x.size, 1]), reshapeTo(y, [1, y.size]));
}

/** Inner product of two arrays of one size, flattened in row-major order. @throws ShapeError when the sizes differ */
export function vdot(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = [operandOf("vdot", a), operandOf("vdot", b)];
  if (x.size === y.size) return sum(mul(reshapeTo(x, [x.size]), reshapeTo(y, [y.size])));
  throw new ShapeError({
    where: "vdot",
    expected: "two arrays with as many elements",
    received: `${describeType(x)} and ${describeType(y)}`,
  });
}

/**
 * Kronecker product: the matrix of blocks a_ij B.
 *
 * @param a  shape [..., m, n]
 * @param b  shape [..., p, q]; leading axes broadcast
 * @returns  shape [..., m p, n q]
 * @throws   ShapeError unless both have rows and columns, or when leading axes do not broadcast
 * @example
 * ```ts
 * import { array, eye, kron } from "fluxion";
 * console.log(kron(eye(2), array([[1, 2]])).toNested()); // → [ [ 1, 2, 0, 0 ], [ 0, 0, 1, 2 ] ]
 * ```
 */
export function kron(a: ArrLike, b: ArrLike): Arr {
  const [x, y] = conformStacks(matricesOf("kron", a), matricesOf("kron", b), "kron", false);
  const stack = x.shape.slice(0, -2);
  const [m, n] = x.shape.slice(-2) as [number, number];
  const [p, q] = y.shape.slice(-2) as [number, number];
  const blocks = mul(reshapeTo(x, [...stack, m, 1, n, 1]), reshapeTo(y, [...stack, 1, p, 1, q]));
  return reshapeTo(blocks, [...stack, m * p, n * q]);
}
