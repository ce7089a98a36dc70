/** customJvp for users: a function with tangents of one's own. */

import { customJvpChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import { isFloat } from "../../array/dtype.ts";
import { type ArrayType, sameShape } from "../../array/shape.ts";
import { checkOptions, DerivativeError, describeType } from "../../errors/index.ts";
import { customJvp as customJvpPrimitive } from "../../primitives/control/custom-jvp.ts";
import type { CustomTangentRule } from "../../program/primitive.ts";
import { bind } from "../../program/bind.ts";
import { traceOnTypes } from "../../program/close.ts";
import {
  flatten,
  leavesAs,
  pathsOf,
  refuseBooleans,
  sameStructure,
  type Tree,
  type TreeStructure,
  unflatten,
} from "../../tree/index.ts";
import { asArr } from "../operands.ts";

/** A value and its tangent, trees of one form. */
export interface ValueAndTangent<R> {
  readonly value: R;
  /** Linear in the tangents of the arguments; null for zero. */
  readonly tangent: R | null;
}

/** Value and tangent from arguments and their tangents; those of arguments that do not move are zeros. */
export type TangentRule<Args extends readonly unknown[], R> = (args: Args, tangents: Args) => ValueAndTangent<R>;

/** What else customJvp is told. */
export interface CustomJvpOptions {
  /**
   * Positions of arguments that are not differentiated: settings, functions, anything. f and the rule receive them as they are; their
   * tangents are null.
   */
  readonly nondifferentiable?: readonly number[];
}

/**
 * `f` with tangents of your own. The rule is stated once, forward: reverse mode transposes it, and differentiates it for second
 * derivatives. Where the backward pass is what you know, use customVjp.
 *
 * @param f        a pure function of pytrees
 * @param rule     (args, tangents) -> { value, tangent }, in terms of array operations; the tangent linear in `tangents`
 * @param options  nondifferentiable: positions of arguments that are passed as they are
 * @returns        a function of the same arguments
 * @throws         DerivativeError when the rule returns another form than f, or when f closes over a differentiated value, or when a
 *                 nondifferentiable argument is differentiated
 * @example
 * ```ts
 * import { type Arr, add, customJvp, div, exp, grad, log1p, mul, neg } from "fluxion";
 * // log(1 + e^x) differentiates to e^x / (1 + e^x), which overflows; 1 / (1 + e^-x) does not.
 * const softplus = customJvp(
 *   (x: Arr) => log1p(exp(x)),
 *   ([x], [dx]) => ({ value: log1p(exp(x)), tangent: div(dx, add(1, exp(neg(x)))) }),
 * );
 * console.log(grad(softplus)(800).item(), grad(grad(softplus))(0).item()); // → 1 0.25
 * ```
 */
export function customJvp<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
  rule: TangentRule<Args, R>,
  options: CustomJvpOptions = {},
): (...args: Args) => R {
  checkOptions(options, customJvpChecks, "customJvp");
  const { nondifferentiable = [] } = options;
  return (...args) => {
    const differentiable = args.map((_, i) => i).filter((i) => !nondifferentiable.includes(i));
    const context = { where: "customJvp", root: "arguments" };
    const chosen = differentiable.map((i) => args[i]);
    const given = flatten(chosen as unknown as Tree, context);
    refuseBooleans(given.leaves, chosen, context);
    const operands = given.leaves.map((leaf) => asArr(leaf));
    const allArguments = (leaves: readonly Arr[], others: (position: number) => unknown): Args => {
      const trees = unflatten(given.structure, leaves) as unknown as readonly unknown[];
      const all: unknown[] = args.map((_, i) => others(i));
      differentiable.forEach((position, i) => (all[position] = trees[i]));
      return all as unknown as Args;
    };
    let structure: TreeStructure | undefined;
    const { program, captures } = traceOnTypes(
      operands.map(({ shape, dtype }) => ({ shape, dtype })),
      (inputs) => {
        const result = flatten(f(...allArguments(inputs, (i) => args[i])) as Tree, {
          where: "customJvp",
          root: "value",
        });
        structure = result.structure;
        return result.leaves.map((leaf) => asArr(leaf));
      },
    );
    const value: Result = { structure: structure!, types: program.outputs.map(({ type }) => type) };
    const flatRule: CustomTangentRule = {
      kind: "custom-tangent-rule",
      push(values, tangents) {
        const result = rule(
          allArguments(values, (i) => args[i]),
          allArguments(tangents, () => null),
        );
        return {
          outputs: conform(result.value, value, "value"),
          tangents:
            result.tangent === null
              ? value.types.map(() => null)
              : conform(result.tangent, value, "tangent").map((each, i) =>
                  isFloat(value.types[i]!.dtype) ? each : null,
                ),
        };
      },
    };
    const results = bind(customJvpPrimitive, [...captures, ...operands], {
      program,
      rule: flatRule,
      closedOver: captures.length,
    });
    return unflatten(structure!, results) as R;
  };
}

interface Result {
  readonly structure: TreeStructure;
  readonly types: readonly ArrayType[];
}

/** @throws DerivativeError unless a tree of the rule has the form, shapes and element types of what f returns */
function conform(tree: unknown, { structure, types }: Result, root: "value" | "tangent"): Arr[] {
  const flat = flatten(tree as Tree, { where: "customJvp", root });
  if (!sameStructure(flat.structure, structure)) {
    leavesAs(structure, tree as Tree, { where: "customJvp", root });
  }
  return flat.leaves.map((leaf, i) => {
    const type = types[i]!;
    const arr = asArr(leaf, typeof leaf === "number" ? type.dtype : undefined);
    // Integers have no tangents: whatever stands there is not looked at.
    if (root === "tangent" && !isFloat(type.dtype)) return arr;
    if (sameShape(arr.shape, type.shape) && arr.dtype === type.dtype) return arr;
    throw new DerivativeError({
      where: "customJvp",
      path: pathsOf(structure, root)[i]!,
      expected: `${describeType(type)} from the rule, as from the function itself`,
      received: describeType(arr),
      hint: "The rule repeats the value of f, and its tangent is like the value.",
    });
  });
}
