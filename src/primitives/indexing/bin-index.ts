/** binIndex: the bin that each position lies in, counted from 0; positions outside of all bins get the number of bins. */

import { perElement } from "../work.ts";
import { stacks } from "../batching.ts";
import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import { rowMajorData } from "../../array/host-array.ts";
import { allocate, type TypedArray } from "../../array/dtype.ts";
import { rowMajorStrides } from "../../array/shape.ts";
import { broadcast } from "../movement/shape.ts";
import { sub } from "../elementwise/arithmetic.ts";
import { equal, select } from "../elementwise/comparison.ts";
import { partOf } from "../movement/parts.ts";
import { bindOne } from "../../program/bind.ts";
import { nonlinear, notDifferentiable, uniform } from "../../program/derivative.ts";
import type { Primitive } from "../../program/primitive.ts";
import { searchSorted } from "./sorting.ts";

/**
 * binIndex(edges [..., k + 1], positions [..., m]): bins hold their lower edge, the last one both. It is an operation of its own to say
 * why there is no derivative, where the positions of a histogram are asked for one.
 */
export const binIndex: Primitive<Readonly<Record<never, never>>> = {
  name: "binIndex",
  called: "histogram",
  outputTypes: (operands) => searchSorted.outputTypes(operands, { side: "right" }),
  reference([edges, positions], _attributes, types) {
    const [rows, at] = [rowMajorData(edges!, types[0]!.dtype), rowMajorData(positions!, types[1]!.dtype)];
    const { shape } = types[1]!;
    const count = types[0]!.shape.at(-1)! - 1;
    const out = allocate("i32", shape).map((_, i) => {
      const row = Math.floor(i / shape.at(-1)!) * (count + 1);
      for (let bin = count - 1; bin >= 0; bin--) {
        const [low, high] = [rows[row + bin]!, rows[row + bin + 1]!];
        if (at[i]! >= low && (at[i]! < high || (bin === count - 1 && at[i] === high))) return bin;
      }
      return count;
    });
    return [ndarray<TypedArray>(out, shape.slice(), rowMajorStrides(shape), 0)];
  },
  expand(operands) {
    const [edges, positions] = operands as [Arr, Arr];
    const count = edges.shape.at(-1)! - 1;
    const place = bindOne(searchSorted, [edges, positions], { side: "right" });
    const last = broadcast(partOf(edges, edges.rank - 1, count, count + 1), positions.shape);
    const inside = select(equal(place, 0), count, sub(place, 1));
    return [select(equal(positions, last), count - 1, inside)];
  },
  derivative: notDifferentiable(
    "counts in bins jump where a position crosses an edge and are constant elsewhere; softHistogram has a derivative",
  ),
  transposition: nonlinear,
  batch: stacks,
  family: "indexing",
  work: perElement(1),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => [
    {
      label: "positions inside and outside",
      operands: [{ ...uniform(0, 7, [5]), structure: "ascending" }, uniform(-1, 8, [9])],
      attributes: {},
      order: 0,
    },
  ],
};
