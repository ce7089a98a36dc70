/** Stacks of matrices: what primitives on them require, and how their references walk through them. */

import ndarray from "ndarray";
import { type HostArray, rowMajorData } from "../../array/host-array.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape, sizeOf } from "../../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { uniform } from "../../program/derivative.ts";
import type { OperandDomain } from "../../program/primitive.ts";

/** Operands are stacks of matrices with equal leading axes and one float type. */
export function checkMatrices(where: string, operands: readonly ArrayType[], floatOnly: boolean): void {
  const [first] = operands;
  const stack = (type: ArrayType): Shape => type.shape.slice(0, -2);
  for (const operand of operands) {
    if (operand.shape.length < 2 || !sameShape(stack(operand), stack(first!))) {
      throw new ShapeError({
        where,
        expected: "matrices [..., rows, columns] with equal leading axes",
        received: operands.map(describeType).join(" and "),
        hint: "Add an axis with expandDims, or map over the leading axes with vmap.",
      });
    }
    if (operand.dtype !== first!.dtype || (floatOnly ? !isFloat(operand.dtype) : operand.dtype === "bool")) {
      throw new DTypeError({
        where,
        expected: floatOnly ? "f64 or f32, the same for all" : "numbers, the same type for all",
        received: operands.map(describeType).join(" and "),
      });
    }
  }
}

export function checkSquare(where: string, type: ArrayType): void {
  const [rows, columns] = type.shape.slice(-2);
  if (rows !== columns) {
    throw new ShapeError({ where, expected: "square matrices [..., n, n]", received: describeType(type) });
  }
}

export function checkSystem(where: string, operands: readonly ArrayType[]): void {
  checkMatrices(where, operands, true);
  checkSquare(where, operands[0]!);
  if (operands[0]!.shape.at(-1) !== operands[1]!.shape.at(-2)) {
    throw new ShapeError({
      where,
      expected: `a right-hand side [..., ${operands[0]!.shape.at(-1)}, k]`,
      received: describeType(operands[1]!),
      hint: "A vector b is passed as expandDims(b, 1), or to the function solve, which accepts vectors.",
    });
  }
}

/** Calls `each` for every matrix of the stacks, with row-major copies or views of its elements, and those of one result. */
export function eachMatrix(
  operands: readonly HostArray[],
  outShape: Shape,
  dtype: DType,
  each: (matrices: readonly TypedArray[], out: TypedArray) => void,
): HostArray {
  return eachMatrixTo(operands, [{ shape: outShape, dtype }], (matrices, [out]) => {
    each(matrices, out!);
  })[0]!;
}

/** As eachMatrix with several results, each with the leading axes of the operands. */
export function eachMatrixTo(
  operands: readonly HostArray[],
  types: readonly ArrayType[],
  each: (matrices: readonly TypedArray[], outs: readonly TypedArray[]) => void,
): HostArray[] {
  const stack = operands[0]!.shape.slice(0, -2);
  const count = sizeOf(stack);
  const outs = types.map(({ shape, dtype }) => ({
    data: allocate(dtype, shape),
    size: sizeOf(shape.slice(stack.length)),
  }));
  const flat = operands.map((operand) => ({
    data: rowMajorData(operand, types[0]!.dtype),
    size: sizeOf(operand.shape.slice(-2)),
  }));
  const element = ({ data, size }: (typeof flat)[number], i: number): TypedArray =>
    data.subarray(i * size, (i + 1) * size);
  for (let i = 0; i < count; i++) {
    each(
      flat.map((each) => element(each, i)),
      outs.map((each) => element(each, i)),
    );
  }
  return types.map(({ shape }, i) => ndarray(outs[i]!.data, shape.slice(), rowMajorStrides(shape), 0));
}

/** A test operand: two matrices of a shape, of a structure if one is named. */
export const matrixDomain = (rows: number, columns: number, structure?: OperandDomain["structure"]): OperandDomain => ({
  ...uniform(-1, 1, [2, rows, columns]),
  ...(structure === undefined ? {} : { structure }),
});
