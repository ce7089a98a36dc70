/** Checks of the parameters of distributions, wherever their values are known. */

import { type Arr, type ArrLike, array } from "../array/index.ts";
import { describeType, ParameterError } from "../errors/index.ts";
import { all, cast, greater, greaterEqual, isFinite, lessEqual, logicalAnd, less } from "../ops/index.ts";

/** What a parameter may be: a test of arrays, and words for it. */
export interface Requirement {
  readonly expected: string;
  readonly holds: (value: Arr) => Arr;
}

export const finite: Requirement = { expected: "finite", holds: (value) => isFinite(value) };
export const positive: Requirement = {
  expected: "finite and above 0",
  holds: (value) => logicalAnd(greater(value, 0), less(value, Infinity)),
};
export const notNegative: Requirement = {
  expected: "finite and at least 0",
  holds: (value) => logicalAnd(greaterEqual(value, 0), less(value, Infinity)),
};
export const probability: Requirement = {
  expected: "between 0 and 1",
  holds: (value) => logicalAnd(greaterEqual(value, 0), lessEqual(value, 1)),
};

/** A parameter as an f64 array (f32 stays). Values that are traced are not known, and pass. @throws ParameterError */
export function parameter(where: string, path: string, value: ArrLike, { expected, holds }: Requirement): Arr {
  const given = typeof value === "object" ? value : array(Number(value));
  const arr = given.dtype === "f32" ? given : cast(given, "f64");
  requireEach(where, path, arr, expected, () => holds(arr));
  return arr;
}

/** Requires a relation between parameters where their values are known. @throws ParameterError */
export function requireEach(where: string, path: string, value: Arr, expected: string, holds: () => Arr): void {
  if (value.isTracer) return;
  const held = all(holds());
  if (held.isTracer || held.item() !== 0) return;
  throw new ParameterError({
    where: `distributions.${where}`,
    path,
    expected,
    received: value.size === 1 ? String(value.reshape([]).item()) : `${describeType(value)} with another element`,
  });
}
