/** Numbers and lists of numbers as arguments: shapes, counts, shifts, parts. */

import { describeValue, ShapeError } from "../errors/index.ts";

/** A number as a list of one, a list as it is. @throws ShapeError naming the argument for anything else */
export function numberList(value: unknown, where: string, path: string): readonly number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value) && value.every((each) => typeof each === "number")) return value;
  throw new ShapeError({ where, path, expected: "a number, or a list of numbers", received: describeValue(value) });
}
