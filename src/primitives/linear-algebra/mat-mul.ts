/** matMul: the product of two stacks of matrices. */

import { perColumn } from "../work.ts";
import { infinities } from "../advice.ts";
import { stacks } from "../batching.ts";
import { type Arr } from "../../array/arr.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { add } from "../elementwise/arithmetic.ts";
import { matrixTranspose } from "./matrix.ts";
import { bindOne } from "../../program/bind.ts";
import { knownValue, rule, transposeRule } from "../../program/derivative.ts";
import type { NoAttributes } from "../elementwise/family.ts";
import type { Primitive, Value } from "../../program/primitive.ts";
import { checkMatrices, eachMatrix, matrixDomain } from "./matrices.ts";

/** The product as rules of other primitives write it. */
export const matmul = (a: Value, b: Value): Arr => bindOne(matMul, [a, b], {});

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
    return [fromA === null ? fromB : fromB === null ? fromA : add(fromA, fromB)];
  }),
  transposition: transposeRule(([ct], [a, b]) =>
    a?.kind === "linear"
      ? [matmul(ct!, matrixTranspose(knownValue(b) as Arr)), null]
      : [null, matmul(matrixTranspose(knownValue(a) as Arr), ct!)],
  ),
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: { nan: () => infinities },
  check: () => [{ label: "matMul", operands: [matrixDomain(2, 3), matrixDomain(3, 2)], attributes: {}, order: 2 }],
};
