/** switchCase for users: one of several functions runs, chosen by an index. */

import { hostOf } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { switchCase as switchPrimitive } from "../../primitives/control/branches.ts";
import { bind } from "../../program/bind.ts";
import { unflatten } from "../../tree/index.ts";
import { traceBranches } from "./branches.ts";
import { clip } from "../elementwise/choice.ts";
import { asArr } from "../operands.ts";
import { widen, type Widened, type WidenedList } from "../widened.ts";

/**
 * `branches[index](...operands)`; an index below 0 counts as 0, one past the end as the last. Only the chosen branch runs, also
 * in compiled code; under vmap with an index that differs along the batch all run and each element takes its own (element by
 * element where a branch holds a whileLoop). Derivatives are those of the branch that is taken, as with cond.
 *
 * @param index     an integer scalar
 * @param branches  at least one function; each returns a pytree of the same form, shapes and element types, and may use outer
 *                  values directly
 * @throws          TreeError, ShapeError or DTypeError naming the leaf where the branches differ; ShapeError when the index is not
 *                  a scalar, DTypeError when it is not an integer
 * @example
 * ```ts
 * import { type Arr, array, grad, jit, sin, square, switchCase } from "fluxion";
 * const f = (kind: Arr, x: Arr) => switchCase(kind, [(v) => v, (v) => square(v), (v) => sin(v)], x);
 * const kind = array(1, { dtype: "i32" });
 * console.log(jit(f)(kind, 3).item(), jit(grad(f, { argument: 1 }))(kind, 3).item()); // → 9 6
 * ```
 */
export function switchCase<R, const Operands extends readonly unknown[]>(
  index: ArrLike,
  branches: readonly ((...operands: WidenedList<Operands>) => R)[],
  ...operands: Operands
): Widened<R> {
  const position = indexOf(index);
  const last = branches.length - 1;
  if (last < 0) {
    throw new ShapeError({ where: "switchCase", expected: "at least one branch", received: "none" });
  }
  const given = operands.map((operand, i) => widen(operand, "switchCase", `operands[${i}]`)) as WidenedList<Operands>;
  const chosen = clip(position, 0, last);
  const host = hostOf(chosen);
  if (host !== undefined) return widen(branches[host.data[host.offset]!]!(...given), "switchCase", "result");
  const traced = traceBranches(
    "switchCase",
    branches.map((branch, i) => ({ name: `branches[${i}]`, run: () => branch(...given) })),
  );
  const results = bind(switchPrimitive, [chosen, ...traced.captures], { branches: traced.branches });
  return unflatten(traced.structure, results) as Widened<R>;
}

function indexOf(index: ArrLike): ReturnType<typeof asArr> {
  const isInteger = typeof index === "number" && Number.isInteger(index);
  // A whole number too large for i32 stands for the last branch, or the first.
  const arr = isInteger
    ? asArr(Math.max(-1, Math.min(index, 2 ** 31 - 1)), "i32")
    : asArr(index, undefined, "switchCase");
  const details = { where: "switchCase", expected: "an integer scalar as index", received: describeType(arr) };
  if (arr.dtype !== "i32") {
    throw new DTypeError({
      ...details,
      hint: arr.dtype === "bool" ? "Between two branches, cond chooses." : 'Convert with cast(index, "i32").',
    });
  }
  if (arr.rank !== 0) throw new ShapeError({ ...details, hint: "Map over the index with vmap." });
  return arr;
}
