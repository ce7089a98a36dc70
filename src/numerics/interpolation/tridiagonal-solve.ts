/** tridiagonalSolve: linear systems with three diagonals, in linear time. */

import type { Arr, ArrLike } from "../../array/index.ts";
import { isFloat, promote } from "../../array/dtype.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { cast, div, emit, mul, scan, sub } from "../../ops/index.ts";
import { asArr } from "../../ops/operands.ts";
import { zerosOf } from "../../array/zeros.ts";

/**
 * Solves lower[i] x[i-1] + diagonal[i] x[i] + upper[i] x[i+1] = right[i] by elimination without pivoting, which is stable where the
 * diagonal dominates its row or the matrix is symmetric positive definite. Differentiable in all four.
 *
 * @param lower     shape [n]; lower[0] is not used but must be finite
 * @param diagonal  shape [n]
 * @param upper     shape [n]; upper[n-1] is not used but must be finite
 * @param right     shape [n] or [n, ...] for several right-hand sides
 * @returns         x, shape of right; infinite or NaN where a pivot is zero
 * @throws          ShapeError naming the one that does not fit
 * @example
 * ```ts
 * import { array, linalg } from "fluxion";
 * const x = linalg.tridiagonalSolve(array([0, -1, -1]), array([2, 2, 2]), array([-1, -1, 0]), array([1, 0, 1]));
 * console.log(x.toNested()); // [ 1, 1, 1 ]
 * ```
 * @see      Thomas's algorithm: Higham (2002), Accuracy and Stability of Numerical Algorithms, section 9.6
 */
export function tridiagonalSolve(lower: ArrLike, diagonal: ArrLike, upper: ArrLike, right: ArrLike): Arr {
  const given = [lower, diagonal, upper, right].map((each) => asArr(each));
  const names = ["lower", "diagonal", "upper", "right"];
  const length = given[3]!.shape[0];
  given.forEach((each, i) => {
    if (length !== undefined && each.shape[0] === length && (i === 3 || each.rank === 1)) return;
    throw new ShapeError({
      where: "tridiagonalSolve",
      path: names[i]!,
      expected: i === 3 || length === undefined ? "[n] or [n, ...]" : `[${length}], as right has ${length} rows`,
      received: describeType(each),
    });
  });
  const common = given.map(({ dtype }) => dtype).reduce(promote);
  const [a, b, c, r] = given.map((each) => cast(each, isFloat(common) ? common : "f64")) as [Arr, Arr, Arr, Arr];
  const row = { shape: r.shape.slice(1), dtype: r.dtype };
  const scalar = { shape: [], dtype: r.dtype };

  // x[i] + ratio[i] x[i+1] = value[i], from the first row down; then from the last row up.
  const eliminated = scan(
    (above: { ratio: Arr; value: Arr }, x: { a: Arr; b: Arr; c: Arr; r: Arr }) => {
      const pivot = sub(x.b, mul(x.a, above.ratio));
      const next = { ratio: div(x.c, pivot), value: div(sub(x.r, mul(x.a, above.value)), pivot) };
      return emit(next, next);
    },
    { ratio: zerosOf(scalar), value: zerosOf(row) },
    { xs: { a, b, c, r } },
  ).ys;
  return scan(
    (below: Arr, { ratio, value }: { ratio: Arr; value: Arr }) => {
      const next = sub(value, mul(ratio, below));
      return emit(next, next);
    },
    zerosOf(row),
    { xs: eliminated, reverse: true },
  ).ys;
}
