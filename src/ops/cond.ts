/** cond for users: one of two functions runs, chosen by a value. */

import { type Arr, hostOf } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { cond as condPrimitive } from "../primitives/cond.ts";
import { bind } from "../program/bind.ts";
import { type Traced, traceOnTypes } from "../program/close.ts";
import { type Program, Variable } from "../program/program.ts";
import { differenceError, flatten, sameStructure, type Tree, type TreeStructure, unflatten } from "../tree/index.ts";
import { cast } from "./cast.ts";
import { asArr } from "./operands.ts";

/**
 * `onTrue(...operands)` when the predicate holds, else `onFalse(...operands)`. Only the chosen branch runs, also in compiled code;
 * under vmap with a predicate that differs along the batch both run and each element takes its own.
 *
 * @param predicate  a bool scalar; a number is tested for ≠ 0
 * @param onTrue     returns a pytree; it may use outer values directly
 * @param onFalse    returns a pytree of the same form, shapes and element types
 * @throws           TreeError, ShapeError or DTypeError when the branches differ in form or the predicate is not a scalar
 * @example
 * ```ts
 * import { array, cond, grad, greater, mul, sqrt } from "fluxion";
 * const f = (x: ReturnType<typeof array>) => cond(greater(x, 1), () => sqrt(x), () => mul(x, x));
 * console.log(grad(f)(4).item(), grad(f)(0.5).item()); // 0.25 1
 * ```
 */
export function cond<R, Operands extends readonly unknown[]>(
  predicate: ArrLike,
  onTrue: (...operands: Operands) => R,
  onFalse: (...operands: Operands) => R,
  ...operands: Operands
): R {
  const holds = cast(predicate, "bool");
  const host = hostOf(holds);
  // A predicate that is known decides at once, also while tracing.
  if (host !== undefined && holds.rank === 0)
    return host.data[host.offset] !== 0 ? onTrue(...operands) : onFalse(...operands);
  const yes = traceBranch(() => onTrue(...operands));
  const no = traceBranch(() => onFalse(...operands));
  if (!sameStructure(yes.structure, no.structure)) {
    throw differenceError([yes.result, no.result], { where: "cond", root: "result", names: ["onTrue", "onFalse"] });
  }
  // Values that either branch closes over become operands of both.
  const captures = [...new Set([...yes.traced.captures, ...no.traced.captures])];
  const results = bind(condPrimitive, [holds, ...captures], {
    onTrue: withInputs(yes.traced, captures),
    onFalse: withInputs(no.traced, captures),
  });
  return unflatten(yes.structure, results) as R;
}

interface TracedBranch {
  readonly result: unknown;
  readonly structure: TreeStructure;
  readonly traced: Traced;
}

function traceBranch(branch: () => unknown): TracedBranch {
  let result: unknown;
  let structure: TreeStructure | undefined;
  const traced = traceOnTypes([], () => {
    result = branch();
    const flat = flatten(result as Tree, { where: "cond", root: "result" });
    structure = flat.structure;
    return flat.leaves.map((leaf) => asArr(leaf));
  });
  return { result, structure: structure!, traced };
}

/** The branch with one input for each of `captures`, whether it reads it or not. */
function withInputs({ program, captures: own }: Traced, captures: readonly Arr[]): Program {
  const inputs = captures.map((value) => {
    const position = own.indexOf(value);
    return position < 0 ? new Variable({ shape: value.shape, dtype: value.dtype }) : program.inputs[position]!;
  });
  return { ...program, inputs };
}
