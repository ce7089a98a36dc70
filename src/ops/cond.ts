/** cond for users: one of two functions runs, chosen by a value. */

import { type Arr, hostOf } from "../array/arr.ts";
import type { ArrLike } from "../array/arr-like.ts";
import { sameShape } from "../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../errors/index.ts";
import { cond as condPrimitive } from "../primitives/cond.ts";
import { bind } from "../program/bind.ts";
import { type Traced, traceOnTypes } from "../program/close.ts";
import { type Program, Variable } from "../program/program.ts";
import {
  differenceError,
  flatten,
  pathsOf,
  sameStructure,
  type Tree,
  type TreeStructure,
  unflatten,
} from "../tree/index.ts";
import { cast } from "./cast.ts";
import { asArr, operandOf } from "./operands.ts";
import { widen, type Widened, type WidenedList } from "./widened.ts";

/**
 * `onTrue(...operands)` when the predicate holds, else `onFalse(...operands)`. Only the chosen branch runs, also in compiled code;
 * under vmap with a predicate that differs along the batch both run and each element takes its own. A predicate that is known
 * decides at once, and the other branch is not looked at.
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
 * console.log(grad(f)(4).item(), grad(f)(0.5).item()); // 0.25 1
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
  const yes = traceBranch(() => onTrue(...given));
  const no = traceBranch(() => onFalse(...given));
  checkAgreement(yes, no);
  // Values that either branch closes over become operands of both.
  const captures = [...new Set([...yes.traced.captures, ...no.traced.captures])];
  const results = bind(condPrimitive, [holds, ...captures], {
    onTrue: withInputs(yes.traced, captures),
    onFalse: withInputs(no.traced, captures),
  });
  return unflatten(yes.structure, results) as Widened<R>;
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

/** @throws TreeError, ShapeError or DTypeError naming the first leaf where the branches differ */
function checkAgreement(yes: TracedBranch, no: TracedBranch): void {
  if (!sameStructure(yes.structure, no.structure)) {
    throw differenceError([yes.result, no.result], { where: "cond", root: "result", names: ["onTrue", "onFalse"] });
  }
  yes.traced.program.outputs.forEach(({ type }, i) => {
    const other = no.traced.program.outputs[i]!.type;
    const agrees = sameShape(type.shape, other.shape);
    if (agrees && type.dtype === other.dtype) return;
    const details = {
      where: "cond",
      path: pathsOf(yes.structure, "result")[i]!,
      expected: `${describeType(type)}, as onTrue returns`,
      received: `${describeType(other)} from onFalse`,
    };
    throw agrees
      ? new DTypeError({ ...details, hint: `Convert one of them with cast(x, "${type.dtype}").` })
      : new ShapeError({
          ...details,
          hint: "Both branches return the same shapes; broadcastTo gives a value another one.",
        });
  });
}

/** The branch with one input for each of `captures`, whether it reads it or not. */
function withInputs({ program, captures: own }: Traced, captures: readonly Arr[]): Program {
  const inputs = captures.map((value) => {
    const position = own.indexOf(value);
    return position < 0 ? new Variable({ shape: value.shape, dtype: value.dtype }) : program.inputs[position]!;
  });
  return { ...program, inputs };
}
