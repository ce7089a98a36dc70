/** Random choices: of a category by weight, and of an order. */

import { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { type Shape, sizeOf } from "../../array/shape.ts";
import { describeType, describeValue, OptionError, ShapeError } from "../../errors/index.ts";
import { minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { stopGradient } from "../../ops/elementwise/choice.ts";
import { exp } from "../../ops/elementwise/exponential.ts";
import { take } from "../../ops/indexing/gathering.ts";
import { slice } from "../../ops/indexing/indexing.ts";
import { argsort, searchSorted } from "../../ops/indexing/sorting.ts";
import { normaliseAxis } from "../../ops/movement/axes.ts";
import { operandOf } from "../../ops/operands.ts";
import { cumsum } from "../../ops/reduction/cumulative.ts";
import { max } from "../../ops/reduction/reduction.ts";
import { reshapeTo, transposeTo } from "../../primitives/movement/shape.ts";
import { keyArray, type KeyLike, shapeOf } from "./key-arrays.ts";
import { unitUniform } from "./uniform.ts";

/**
 * Categories 0 to k - 1 with probabilities softmax(logits).
 *
 * @param logits  shape [..., k]: logarithms of weights, which need not be normalised; -Infinity is never drawn
 * @param shape   how many of each row, put in front; [] by default
 * @returns       i32 [...shape, ...]; no derivative passes to the logits
 * @throws        ShapeError for a scalar, or no categories
 * @example
 * ```ts
 * import { array, log, random } from "fluxion";
 * const weights = log(array([1, 0, 3]));
 * const drawn = random.categorical(random.key(5), weights, [4000]);
 * console.log(drawn.equal(1).sum().item(), Math.abs(drawn.equal(2).mean().item() - 0.75) < 0.03); // → 0 true
 * ```
 */
export function categorical(from: KeyLike, logits: ArrLike, shape: Shape | number = []): Arr {
  const where = "random.categorical";
  const given = stopGradient(cast(operandOf(where, logits), "f64"));
  const k = given.shape.at(-1);
  if (k === undefined || k === 0) {
    const expected = "logits [..., k], a category at least";
    throw new ShapeError({ where, path: "logits", expected, received: describeType(given) });
  }
  const rowShape = given.shape.slice(0, -1);
  const count = shapeOf(where, shape);
  const [rows, draws] = [sizeOf(rowShape), sizeOf(count)];
  const weights = exp(sub(given, max(given, -1, { keepDims: true })));
  const cumulative = reshapeTo(cumsum(weights, -1), [rows, k]);
  const total = slice(cumulative, null, [k - 1, k]);
  const u = transposeTo(unitUniform(keyArray(where, from), [draws, rows]), [1, 0]);
  const places = searchSorted(cumulative, mul(u, total), { side: "right" });
  // Where rounding led to the total: the last category that has a weight.
  const last = searchSorted(cumulative, total, { side: "left" });
  return reshapeTo(transposeTo(minimum(places, last), [1, 0]), [...count, ...rowShape]);
}

/**
 * A random order, every order as likely as any other: of the numbers 0 to n - 1, or of an array along an axis.
 *
 * @param x     a whole number n, or an array; derivatives move with its elements
 * @param axis  the axis of the array whose positions change places, 0 by default
 * @returns     i32[n], or an array like x
 * @throws      OptionError for a number that is not whole; AxisError
 * @example
 * ```ts
 * import { random, sort } from "fluxion";
 * console.log(sort(random.permutation(random.key(2), 5)).toNested()); // → [ 0, 1, 2, 3, 4 ]
 * ```
 */
export function permutation(from: KeyLike, x: number | Arr, axis = 0): Arr {
  const where = "random.permutation";
  const key = keyArray(where, from);
  if (x instanceof Arr) {
    const position = normaliseAxis(axis, x.shape, where);
    return take(x, argsort(unitUniform(key, [x.shape[position]!])), position);
  }
  if (!Number.isInteger(x) || x < 0) {
    const expected = "an array, or a whole number of at least 0";
    throw new OptionError({ where, path: "x", expected, received: describeValue(x) });
  }
  return argsort(unitUniform(key, [x]));
}
