/** vjp: the value of a function and the map that takes cotangents of the result back to cotangents of the arguments. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import { sameShape } from "../array/shape.ts";
import { describeType, ShapeError } from "../errors/index.ts";
import { asArr } from "../ops/operands.ts";
import type { Widened, WidenedList } from "../ops/widened.ts";
import { zerosOf } from "../array/zeros.ts";
import { leavesAs, type Loose, pathsOf, type Tree, unflatten } from "../tree/index.ts";
import type { LooseArguments } from "./grad.ts";
import { linearizeCall, pullBack } from "./linearize-call.ts";
import { flattenArguments, traceCall } from "./trace-call.ts";
import type { TreeStructure } from "../tree/index.ts";

/** The value of a function and the map back from cotangents. */
export interface Vjp<Args extends readonly unknown[], R> {
  readonly value: R;
  /** Cotangents of the arguments, as a list, from a cotangent like the value. Integer leaves get zeros. */
  readonly pullback: (cotangent: Loose<R>) => WidenedList<Args>;
}

/**
 * The value of `f` and its pullback: cotangents of the result go back to cotangents of all arguments.
 *
 * @throws  ShapeError or TreeError naming the leaf when a cotangent does not fit the value
 * @example
 * ```ts
 * import { type Arr, vjp } from "fluxion";
 * const { value, pullback } = vjp((x: Arr, y: Arr) => x.mul(y), 3, 4);
 * const [x, y] = pullback(1);
 * console.log(value.item(), x.item(), y.item()); // → 12 4 3
 * ```
 */
export function vjp<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  ...args: LooseArguments<Args>
): Vjp<Args, Widened<R>> {
  const flat = flattenArguments(args, "vjp");
  const traced = traceCall(f, flat, "vjp");
  const differentiated = flat.values.map(({ dtype }) => isFloat(dtype));
  const linear = linearizeCall(traced, flat, differentiated, "vjp");
  return {
    value: unflatten(traced.resultStructure, linear.outputs) as Widened<R>,
    pullback: (cotangent) => {
      const given = conformLeaves(cotangent, traced.resultStructure, linear.outputs, "vjp", "cotangent");
      const back = pullBack(linear, given);
      let next = 0;
      const leaves = flat.values.map((value, i) => (differentiated[i] === true ? back[next++]! : zerosOf(value)));
      return unflatten(flat.structure, leaves) as unknown as WidenedList<Args>;
    },
  };
}

/** The leaves of a tree that must match other leaves in structure, shape and element type. */
export function conformLeaves(
  tree: unknown,
  structure: TreeStructure,
  like: readonly Arr[],
  where: string,
  root: string,
): Arr[] {
  return leavesAs(structure, tree as Tree, { where, root }).map((leaf, i) => {
    const expected = like[i]!;
    const arr = asArr(leaf, typeof leaf === "number" ? expected.dtype : undefined);
    if (!sameShape(arr.shape, expected.shape) || arr.dtype !== expected.dtype) {
      throw new ShapeError({
        where,
        path: pathsOf(structure, root)[i]!,
        expected: describeType(expected),
        received: describeType(arr),
      });
    }
    return arr;
  });
}
