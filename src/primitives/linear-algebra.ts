/** Linear algebra on stacks of matrices: product, Cholesky factor, triangular and general solves. */

import ndarray from "ndarray";
import { type Arr, type HostArray, rowMajorData } from "../array/arr.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape, sizeOf } from "../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../errors/index.ts";
import * as op from "../ops/elementwise.ts";
import { lowerHalf, lowerPart, matrixTranspose } from "../ops/matrix.ts";
import { bindOne } from "../program/bind.ts";
import { knownValue, nonlinear, rule, transposeRule, uniform } from "./derivative.ts";
import type { NoAttributes } from "./families/elementwise.ts";
import type { OperandDomain, Primitive, Tangent, Value } from "./primitive.ts";

const matmul = (a: Value, b: Value): Arr => bindOne(matMul, [a, b], {});

/** Operands are stacks of matrices with equal leading axes and one float type. */
function checkMatrices(where: string, operands: readonly ArrayType[], floatOnly: boolean): void {
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

function checkSquare(where: string, type: ArrayType): void {
  const [rows, columns] = type.shape.slice(-2);
  if (rows !== columns) {
    throw new ShapeError({ where, expected: "square matrices [..., n, n]", received: describeType(type) });
  }
}

function checkSystem(where: string, operands: readonly ArrayType[]): void {
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

/** Calls `each` for every matrix of the stacks, with row-major copies or views of its elements. */
function eachMatrix(
  operands: readonly HostArray[],
  outShape: Shape,
  dtype: DType,
  each: (matrices: readonly TypedArray[], out: TypedArray) => void,
): HostArray {
  const out = allocate(dtype, sizeOf(outShape));
  const flat = operands.map((operand) => rowMajorData(operand, dtype));
  const sizes = operands.map((operand) => sizeOf(operand.shape.slice(-2)));
  const outSize = sizeOf(outShape.slice(-2));
  const count = sizeOf(outShape.slice(0, -2));
  for (let i = 0; i < count; i++) {
    const matrices = flat.map((data, k) => data.subarray(i * sizes[k]!, (i + 1) * sizes[k]!));
    each(matrices, out.subarray(i * outSize, (i + 1) * outSize));
  }
  return ndarray(out, outShape.slice(), rowMajorStrides(outShape), 0);
}

const matrix = (rows: number, columns: number, structure?: OperandDomain["structure"]): OperandDomain => ({
  ...uniform(-1, 1, [2, rows, columns]),
  ...(structure === undefined ? {} : { structure }),
});

export const matMul: Primitive<NoAttributes> = {
  name: "matMul",
  outputTypes([a, b]) {
    checkMatrices("matMul", [a!, b!], false);
    if (a!.shape.at(-1) !== b!.shape.at(-2)) {
      throw new ShapeError({
        where: "matMul",
        expected: `[..., ${a!.shape.at(-1)}, n] beside ${describeType(a!)}`,
        received: describeType(b!),
        hint: "The columns of the first matrix must equal the rows of the second; transpose one of them?",
      });
    }
    return [{ shape: [...a!.shape.slice(0, -1), b!.shape.at(-1)!], dtype: a!.dtype }];
  },
  reference([a, b], _attributes, types) {
    const [rows, inner] = a!.shape.slice(-2) as [number, number];
    const columns = b!.shape.at(-1)!;
    const { dtype } = types[0]!;
    const product = dtype === "i32" ? Math.imul : (x: number, y: number): number => x * y;
    return [
      eachMatrix([a!, b!], [...a!.shape.slice(0, -1), columns], dtype, ([x, y], out) => {
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            let sum = 0;
            for (let k = 0; k < inner; k++) sum += product(x![i * inner + k]!, y![k * columns + j]!);
            out[i * columns + j] = sum;
          }
        }
      }),
    ];
  },
  derivative: rule(([a, b], [da, db]) => {
    const fromA = da == null ? null : matmul(da, b!);
    const fromB = db == null ? null : matmul(a!, db);
    return [fromA === null ? fromB : fromB === null ? fromA : op.add(fromA, fromB)];
  }),
  transposition: transposeRule(([ct], [a, b]) =>
    a?.kind === "linear"
      ? [matmul(ct!, matrixTranspose(knownValue(b) as Arr)), null]
      : [null, matmul(matrixTranspose(knownValue(a) as Arr), ct!)],
  ),
  batch: "stacks",
  check: () => [{ label: "matMul", operands: [matrix(2, 3), matrix(3, 2)], attributes: {}, order: 2 }],
};

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
    const symmetric = op.add(lower, matrixTranspose(lower));
    const inner = solveLower(matrixTranspose(solveLower(symmetric)));
    return [matmul(factor, lowerHalf(inner))];
  }),
  transposition: nonlinear,
  batch: "stacks",
  check: () => [{ label: "cholesky", operands: [matrix(3, 3, "positive-definite")], attributes: {}, order: 2 }],
};

export type TriangularAttributes = Readonly<{ lower: boolean; transposed: boolean }>;

/** Solves T X = B, or Tᵀ X = B when transposed, for T triangular; the other triangle is not read. */
export const triangularSolve: Primitive<TriangularAttributes> = {
  name: "triangularSolve",
  outputTypes(operands) {
    checkSystem("triangularSolve", operands);
    return [operands[1]!];
  },
  reference([t, b], { lower, transposed }, types) {
    const n = t!.shape.at(-1)!;
    const columns = b!.shape.at(-1)!;
    const forward = lower !== transposed;
    return [
      eachMatrix([t!, b!], b!.shape, types[0]!.dtype, ([a, right], out) => {
        for (let column = 0; column < columns; column++) {
          for (let step = 0; step < n; step++) {
            const i = forward ? step : n - 1 - step;
            let sum = right![i * columns + column]!;
            for (let done = 0; done < step; done++) {
              const k = forward ? done : n - 1 - done;
              sum -= a![transposed ? k * n + i : i * n + k]! * out[k * columns + column]!;
            }
            out[i * columns + column] = sum / a![i * n + i]!;
          }
        }
      }),
    ];
  },
  // T X = B: T dX = dB − dT X.
  derivative: rule(([t], [dT, dB], { attributes, outputs }) => {
    const x = outputs[0]!;
    const { lower, transposed } = attributes;
    const apply = (right: Arr): Arr => bindOne(triangularSolve, [t!, right], attributes);
    if (dT == null) return [dB == null ? null : apply(dB)];
    const half = lower ? lowerPart(dT) : matrixTranspose(lowerPart(matrixTranspose(dT)));
    const moved = op.neg(matmul(transposed ? matrixTranspose(half) : half, x));
    return [apply(dB == null ? moved : op.add(dB, moved))];
  }),
  transposition: transposeRule(([ct], [t], { lower, transposed }): readonly Tangent[] => [
    null,
    bindOne(triangularSolve, [knownValue(t), ct!], { lower, transposed: !transposed }),
  ]),
  batch: "stacks",
  check: () =>
    [true, false].flatMap((lower) =>
      [true, false].map((transposed) => ({
        label: `${lower ? "lower" : "upper"}${transposed ? ", transposed" : ""}`,
        operands: [matrix(3, 3, "diagonally-dominant"), matrix(3, 2)],
        attributes: { lower, transposed },
        order: 2 as const,
      })),
    ),
};

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
    { label: "solve", operands: [matrix(3, 3, "diagonally-dominant"), matrix(3, 2)], attributes: {}, order: 2 },
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
