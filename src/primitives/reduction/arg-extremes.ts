/** Where along an axis the largest or smallest element stands. */

import { perElement } from "../work.ts";
import ndarray from "ndarray";
import { rowMajorData } from "../../array/host-array.ts";
import { allocate } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides } from "../../array/shape.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { bind } from "../../program/bind.ts";
import { alongAxis, requireAxis, requireNumbers } from "./cumulative.ts";
import { constant, nonlinear, uniform } from "../../program/derivative.ts";
import type { Primitive } from "../../program/primitive.ts";

export type ArgExtremeAttributes = Readonly<{ axis: number }>;

/** The first of equals; the first NaN where there is one. Positions are whole numbers, so that nothing of a derivative passes. */
function argExtreme(name: string, isBetter: (x: number, best: number) => boolean): Primitive<ArgExtremeAttributes> {
  const outputTypes = ([x]: readonly ArrayType[], { axis }: ArgExtremeAttributes): [ArrayType] => {
    requireNumbers(name, x!);
    requireAxis(name, x!, axis);
    if (x!.shape[axis] === 0) {
      const problem = "no elements to choose from.";
      throw new ShapeError({ where: name, problem, received: describeType(x!) });
    }
    return [{ shape: x!.shape.toSpliced(axis, 1), dtype: "i32" }];
  };
  return {
    name,
    outputTypes,
    reference([x], { axis }, types) {
      const [{ shape }] = outputTypes(types, { axis });
      const { outer, length, inner } = alongAxis(types[0]!.shape, axis);
      const data = rowMajorData(x!, types[0]!.dtype);
      const out = allocate("i32", outer * inner);
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const at = (k: number): number => data[(o * length + k) * inner + i]!;
          let best = 0;
          for (let k = 1; k < length; k++) {
            if (isBetter(at(k), at(best)) || (Number.isNaN(at(k)) && !Number.isNaN(at(best)))) best = k;
          }
          out[o * inner + i] = best;
        }
      }
      return [ndarray(out, shape.slice(), rowMajorStrides(shape), 0)];
    },
    derivative: constant,
    transposition: nonlinear,
    batch([x], _mapped, { axis }) {
      return { outputs: bind(this, [x!], { axis: axis + 1 }), mapped: [true] };
    },
    family: "reduction",
    work: perElement(1),
    commutes: false,
    programs: { kind: "none" },
    fault: {},
    check: () =>
      [0, 1, 2].map((axis) => ({
        label: `axis ${axis}`,
        operands: [uniform(-2, 2, [3, 4, 5])],
        attributes: { axis },
        order: 0,
      })),
  };
}

export const argmax = argExtreme("argmax", (x, best) => x > best);
export const argmin = argExtreme("argmin", (x, best) => x < best);
