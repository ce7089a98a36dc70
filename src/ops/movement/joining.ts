/** Joining arrays: along an axis they have, or along a new one. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { sameShape } from "../../array/shape.ts";
import { describeType, describeValue, ShapeError } from "../../errors/index.ts";
import { concatenate } from "../../primitives/movement/parts.ts";
import { bindOne } from "../../program/bind.ts";
import { normaliseAxis } from "./axes.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { asArr, commonDType } from "../operands.ts";

/** Arrays of the element type in which they meet. */
function conformAll(arrays: readonly ArrLike[], where: string): [Arr, ...Arr[]] {
  const isList: boolean = Array.isArray(arrays);
  if (!isList) {
    const hint = `Give the arrays as a list: ${where}([x, y]).`;
    throw new ShapeError({
      where,
      path: "arrays",
      expected: "a list of arrays",
      received: describeValue(arrays),
      hint,
    });
  }
  const dtype = commonDType(arrays, false, where);
  const [first, ...rest] = arrays.map((each) => cast(asArr(each, typeof each === "number" ? dtype : undefined), dtype));
  if (first === undefined) throw new ShapeError({ where, expected: "at least one array", received: "none" });
  return [first, ...rest];
}

/** Joins arrays along an existing axis. @throws ShapeError unless all other lengths agree */
export function concat(arrays: readonly ArrLike[], axis = 0): Arr {
  const list = conformAll(arrays, "concat");
  if (list[0].rank === 0) {
    const hint = "Join scalars with stack.";
    throw new ShapeError({ where: "concat", expected: "arrays with axes", received: describeType(list[0]), hint });
  }
  const position = normaliseAxis(axis, list[0].shape, "concat");
  const others = ({ shape }: Arr): readonly number[] => shape.toSpliced(position, 1);
  const odd = list.findIndex((each) => each.rank !== list[0].rank || !sameShape(others(each), others(list[0])));
  if (odd > 0) {
    throw new ShapeError({
      where: "concat",
      path: `arrays[${odd}]`,
      expected: `a shape that agrees with ${describeType(list[0])} on all axes but ${position}`,
      received: describeType(list[odd]!),
    });
  }
  return bindOne(concatenate, list, { axis: position });
}

/** Joins arrays of one shape along a new axis. @throws ShapeError unless all shapes agree */
export function stack(arrays: readonly ArrLike[], axis = 0): Arr {
  const list = conformAll(arrays, "stack");
  const { shape } = list[0];
  const odd = list.findIndex((each) => !sameShape(each.shape, shape));
  if (odd > 0) {
    throw new ShapeError({
      where: "stack",
      path: `arrays[${odd}]`,
      expected: describeType(list[0]),
      received: describeType(list[odd]!),
      hint: "All arrays of a stack have one shape; broadcastTo gives them one, concat joins along an axis they have.",
    });
  }
  const position = normaliseAxis(axis, [...shape, 1], "stack");
  const slab = shape.toSpliced(position, 0, 1);
  return bindOne(
    concatenate,
    list.map((each) => reshapeTo(each, slab)),
    { axis: position },
  );
}
