/** Axes as users name them: negative ones count from the end, none means all. */

import { AxisError, describeShape, describeValue } from "../../errors/index.ts";
import type { Shape } from "../../array/shape.ts";

/** One axis, several, or all (undefined or null). */
export type Axes = number | readonly number[] | null | undefined;

/** The axis as a position from the front. @throws AxisError naming the operation */
export function normaliseAxis(axis: number, shape: Shape, where: string): number {
  const rank = shape.length;
  if (typeof axis !== "number") throw notAnAxis(axis, where);
  const position = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || position < 0 || position >= rank) {
    throw new AxisError({
      where,
      expected:
        rank === 0
          ? "no axis: a scalar has none"
          : `an axis from ${-rank} to ${rank - 1} of shape ${describeShape(shape)}`,
      received: String(axis),
    });
  }
  return position;
}

/** Axes as ascending positions from the front, each once. */
export function normaliseAxes(axes: Axes, shape: Shape, where: string): number[] {
  if (axes === undefined || axes === null) return shape.map((_, axis) => axis);
  const isAxes: boolean = typeof axes === "number" || Array.isArray(axes);
  if (!isAxes) throw notAnAxis(axes, where);
  const given = typeof axes === "number" ? [axes] : axes;
  const list = given.map((axis) => normaliseAxis(axis, shape, where));
  if (new Set(list).size !== list.length) {
    throw new AxisError({ where, expected: "each axis once", received: describeShape(given) });
  }
  return list.sort((a, b) => a - b);
}

function notAnAxis(given: unknown, where: string): AxisError {
  const isOptions = typeof given === "object" && given !== null && ("axis" in given || "keepDims" in given);
  return new AxisError({
    where,
    path: "axis",
    expected: "the number of an axis, or a list of such numbers",
    received: describeValue(given),
    hint: isOptions ? `The axis is an argument of its own: ${where}(x, 0, { ... }).` : undefined,
  });
}
