/** whileLoop for users: a loop that goes on while a condition on its carry holds. */

import { whileChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { checkOptions, describeType, ShapeError } from "../../errors/index.ts";
import { whileLoop as whilePrimitive } from "../../primitives/control/while-loop.ts";
import { bind } from "../../program/bind.ts";
import { traceOnTypes } from "../../program/close.ts";
import { flatten, type Tree, unflatten } from "../../tree/index.ts";
import { withInputs } from "./branches.ts";
import { add } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { carryLeaves } from "./carry.ts";
import { less, logicalAnd } from "../elementwise/comparison.ts";
import { asArr } from "../operands.ts";
import type { Widened } from "../widened.ts";

/** How a whileLoop ends, besides its condition. */
export interface WhileOptions {
  /** The loop ends after this many steps, whatever the condition says. */
  readonly maxSteps?: number;
}

/**
 * `carry = body(carry)` while `condition(carry)` holds; the carry after the last step. It compiles to one loop. Under vmap with a
 * condition that differs along the batch all elements step together until the last is done, and those that are done keep their
 * carries; where the body holds a whileLoop in turn, the elements go one after another.
 *
 * Forward mode (jvp, linearize, jacobian) differentiates the steps that are taken. Reverse mode passes by what is counted, compared or
 * held fixed, and refuses where the result depends on a moving carry, as the number of steps is not known before the loop runs: use scan or forLoop with a fixed number, or implicit.root and implicit.fixedPoint where the loop
 * solves an equation.
 *
 * @param condition  carry -> a bool scalar; a number is tested for ≠ 0
 * @param body       carry -> carry of the same tree, shapes and element types
 * @param initial    the first carry
 * @throws           TreeError, ShapeError or DTypeError naming the leaf when the carry changes its form; DerivativeError in
 *                   reverse mode through a carry
 * @example
 * ```ts
 * import { type Arr, greater, jit, whileLoop } from "fluxion";
 * // Euclid's algorithm.
 * const gcd = jit((m: Arr, n: Arr) => {
 *   const step = ({ a, b }: { a: Arr; b: Arr }) => ({ a: b, b: a.sub(a.div(b).floor().mul(b)) });
 *   return whileLoop(({ b }) => greater(b, 0), step, { a: m, b: n }).a;
 * });
 * console.log(gcd(252, 105).item()); // → 21
 * ```
 */
export function whileLoop<const Carry>(
  condition: (carry: Widened<Carry>) => ArrLike,
  body: (carry: Widened<Carry>) => Widened<Carry>,
  initial: Carry,
  options: WhileOptions = {},
): Widened<Carry> {
  checkOptions(options, whileChecks, "whileLoop");
  const { maxSteps } = options;
  const start = flatten(initial as Tree, { where: "whileLoop", root: "initial" });
  const carries = start.leaves.map((leaf) => asArr(leaf));
  const counted = maxSteps !== undefined;
  if (counted && !(Number.isInteger(maxSteps) && maxSteps >= 0 && maxSteps < 2 ** 31)) {
    throw new ShapeError({
      where: "whileLoop",
      path: "maxSteps",
      expected: "a number of steps, 0 or more",
      received: String(maxSteps),
    });
  }
  // With a largest number of steps, how many have been taken is the last carry.
  const states = counted ? [...carries, asArr(0, "i32")] : carries;
  const types = states.map(({ shape, dtype }) => ({ shape, dtype }));
  const carryOf = (inputs: readonly Arr[]): Widened<Carry> =>
    unflatten(start.structure, inputs.slice(0, carries.length)) as Widened<Carry>;

  const test = traceOnTypes(types, (inputs) => {
    const holds = predicateOf(condition(carryOf(inputs)));
    return [counted ? logicalAnd(holds, less(inputs.at(-1)!, maxSteps)) : holds];
  });
  const step = traceOnTypes(types, (inputs) => {
    const next = carryLeaves("whileLoop", body(carryOf(inputs)), { initial, structure: start.structure, carries });
    return counted ? [...next, add(inputs.at(-1)!, 1)] : next;
  });
  const captures = [...new Set([...test.captures, ...step.captures])];
  const results = bind(whilePrimitive, [...captures, ...states], {
    condition: withInputs(test, captures),
    body: withInputs(step, captures),
    constantCount: captures.length,
  });
  return carryOf(results);
}

function predicateOf(holds: ArrLike): Arr {
  const arr = asArr(holds, undefined, "whileLoop");
  if (arr.rank === 0) return cast(arr, "bool");
  throw new ShapeError({
    where: "whileLoop",
    expected: "a scalar from the condition",
    received: describeType(arr),
    hint: "Say when to stop for all elements together with any or all, or map the loop over them with vmap.",
  });
}
