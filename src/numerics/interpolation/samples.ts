/** Samples: the points that an interpolant passes through, checked and brought to one type. */

import { array, type Arr, type ArrLike } from "../../array/index.ts";
import { isFloat, promote } from "../../array/dtype.ts";
import { describeType, ParameterError, ShapeError } from "../../errors/index.ts";
import { cast, div, mul, reshape, sub } from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";

/** What a user may give for samples: an array, or a list of numbers. */
export type SampleData = ArrLike | readonly number[];

/** Samples with what every interpolant needs of them. */
export interface Samples {
  /** Shape [n], ascending. */
  readonly x: Arr;
  /** Shape [n, ...]. */
  readonly y: Arr;
  /** Widths of the intervals, shape [n - 1, 1, …] to broadcast with y. */
  readonly width: Arr;
  /** Slopes of the chords, shape [n - 1, ...]. */
  readonly chord: Arr;
}

/** All but the last and all but the first along axis 0: left and right ends of intervals. */
export function ends(values: Arr): readonly [Arr, Arr] {
  return [values.slice([0, -1]), values.slice([1, null])];
}

/** Checks samples. @throws ShapeError, ParameterError naming `x` or `y` */
export function samplesOf(where: string, x: SampleData, y: SampleData): Samples {
  const [grid, values] = [arrayOf(x), arrayOf(y)];
  if (grid.rank !== 1 || grid.size < 2) {
    throw new ShapeError({ where, path: "x", expected: "[n] with n >= 2", received: describeType(grid) });
  }
  if (values.shape[0] !== grid.size) {
    throw new ShapeError({
      where,
      path: "y",
      expected: `[${grid.size}] or [${grid.size}, ...], a value for each of x`,
      received: describeType(values),
    });
  }
  checkAscending(where, grid);
  const common = promote(grid.dtype, values.dtype);
  const dtype = isFloat(common) ? common : "f64";
  const [knots, heights] = [cast(grid, dtype), cast(values, dtype)];
  const [left, right] = ends(knots);
  const [bottom, top] = ends(heights);
  const width = reshape(sub(right, left), [-1, ...heights.shape.slice(1).map(() => 1)]);
  // Halves of both: the difference of two numbers of the range may leave it.
  const rise = sub(mul(top, 0.5), mul(bottom, 0.5));
  return { x: knots, y: heights, width, chord: div(rise, mul(width, 0.5)) };
}

function arrayOf(data: SampleData): Arr {
  return Array.isArray(data) ? array(data as number[]) : asArr(data as ArrLike);
}

/** A grid whose values are not known while tracing is taken on trust. */
function checkAscending(where: string, grid: Arr): void {
  if (grid.isTracer) return;
  const values = grid.toArray();
  for (let i = 1; i < values.length; i++) {
    if (values[i]! > values[i - 1]!) continue;
    throw new ParameterError({
      where,
      path: `x[${i}]`,
      expected: `more than x[${i - 1}] = ${values[i - 1]!}`,
      received: String(values[i]),
      hint: "Sort the samples by x, and merge those with equal x.",
    });
  }
}
