/** cond for users: one of two functions runs, chosen by a value. */

import { hostOf } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { cond as condPrimitive } from "../../primitives/control/branches.ts";
import { bind } from "../../program/bind.ts";
import type { Program } from "../../program/program.ts";
import { unflatten } from "../../tree/index.ts";
import { traceBranches } from "./branches.ts";
import { cast } from "../elementwise/cast.ts";
import { operandOf } from "../operands.ts";
import { widen, type Widened, type WidenedList } from "../widened.ts";

/**
 * `onTrue(...operands)` when the predicate holds, else `onFalse(...operands)`. Only the chosen branch runs, also in compiled code;
 * under vmap with a predicate that differs along the batch both run and each element takes its own (element by element where a
 * branch holds a whileLoop). A predicate that is known decides at once, and the other branch is not looked at.
 *
 * Derivatives are those of the branch that is taken, under vmap too: an infinite slope or NaN of the other branch does not reach
 * them, as it would through `where`.
 *
 * @param predicate  a bool scalar; a number is tested for ≠ 0
 * @param onTrue     returns a pytree; it may use outer values directly
 * @param onFalse    returns a pytree of the same form, shapes and element types
 * @throws           TreeError, ShapeError or DTypeError naming the leaf where the branches differ; ShapeError when the predicate is
 *                   not a scalar
 * @example
 * ```ts
 * import { type Arr, cond, grad, greater, mul, sqrt } from "fluxion";
 * const f = (x: Arr) => cond(greater(x, 1), () => sqrt(x), () => mul(x, x));
 * console.log(grad(f)(4).item(), grad(f)(0.5).item()); // → 0.25 1
 * ```
 */
export function cond<R, const Operands extends readonly unknown[]>(
  predicate: ArrLike,
  onTrue: (...operands: WidenedList<Operands>) => R,
  onFalse: (...operands: WidenedList<Operands>) => R,
  ...operands: Operands
): Widened<R> {
  const holds = cast(operandOf("cond", predicate), "bool");
  if (holds.rank !== 0) {
    throw new ShapeError({
      where: "cond",
      expected: "a scalar as predicate",
      received: describeType(holds),
      hint: "Choose element by element with where(condition, x, y), or map over the condition with vmap.",
    });
  }
  const given = operands.map((operand, i) => widen(operand, "cond", `operands[${i}]`)) as WidenedList<Operands>;
  const host = hostOf(holds);
  if (host !== undefined) {
    const branch = host.data[host.offset] !== 0 ? onTrue : onFalse;
    return widen(branch(...given), "cond", "result");
  }
  const { branches, captures, structure } = traceBranches("cond", [
    { name: "onTrue", run: () => onTrue(...given) },
    { name: "onFalse", run: () => onFalse(...given) },
  ]);
  const [yes, no] = branches as [Program, Program];
  return unflatten(structure, bind(condPrimitive, [holds, ...captures], { branches: [no, yes] })) as Widened<R>;
}
