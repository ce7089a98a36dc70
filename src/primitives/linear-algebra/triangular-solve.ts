/** triangularSolve: systems whose matrix is a triangle. */

import { perColumn } from "../work.ts";
import { stacks } from "../batching.ts";
import type { Arr } from "../../array/arr.ts";
import { add, neg } from "../elementwise/arithmetic.ts";
import { lowerPart, matrixTranspose } from "./matrix.ts";
import { bindOne } from "../../program/bind.ts";
import { knownValue, rule, transposeRule } from "../../program/derivative.ts";
import type { Primitive, Tangent } from "../../program/primitive.ts";
import { matmul } from "./mat-mul.ts";
import { checkSystem, eachMatrix, matrixDomain } from "./matrices.ts";

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
    const moved = neg(matmul(transposed ? matrixTranspose(half) : half, x));
    return [apply(dB == null ? moved : add(dB, moved))];
  }),
  transposition: transposeRule(([ct], [t], { lower, transposed }): readonly Tangent[] => [
    null,
    bindOne(triangularSolve, [knownValue(t), ct!], { lower, transposed: !transposed }),
  ]),
  batch: stacks,
  family: "linear-algebra",
  work: perColumn,
  commutes: false,
  programs: { kind: "none" },
  fault: { nan: () => "There is a zero on the diagonal." },
  check: () =>
    [true, false].flatMap((lower) =>
      [true, false].map((transposed) => ({
        label: `${lower ? "lower" : "upper"}${transposed ? ", transposed" : ""}`,
        operands: [matrixDomain(3, 3, "diagonally-dominant"), matrixDomain(3, 2)],
        attributes: { lower, transposed },
        order: 2 as const,
      })),
    ),
};
