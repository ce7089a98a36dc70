/** customVjp for users: a function with a backward pass of one's own. */

import type { Arr } from "../../array/arr.ts";
import { isFloat } from "../../array/dtype.ts";
import { type ArrayType, sameShape } from "../../array/shape.ts";
import { escapedProblem } from "../../array/unknown-value.ts";
import { describeType, describeValue, DerivativeError, TracerError } from "../../errors/index.ts";
import { customVjp as customVjpPrimitive } from "../../primitives/control/custom-vjp.ts";
import type { CustomRule, Tangent } from "../../program/primitive.ts";
import { bind } from "../../program/bind.ts";
import { traceOnTypes } from "../../program/close.ts";
import {
  flatten,
  leavesAs,
  pathsOf,
  sameStructure,
  type Tree,
  type TreeStructure,
  unflatten,
} from "../../tree/index.ts";
import { asArr } from "../operands.ts";

/** A derivative of one's own: the forward pass with what it keeps, and the backward pass. */
export interface CustomVjpRules<Args extends readonly unknown[], R, Residuals> {
  /** The value again, and what the backward pass needs. */
  readonly forward: (...args: Args) => { readonly value: R; readonly residuals: Residuals };
  /** One cotangent for each argument, of its form; null for zero. Linear in `cotangent`. */
  readonly backward: (residuals: Residuals, cotangent: R) => { readonly [K in keyof Args]: Args[K] | null };
}

/**
 * `f` with a derivative of your own: where a formula is better conditioned than what the rules would make of f, or where f
 * should be differentiated as something else. All transformations accept it; forward mode transposes `backward`.
 *
 * @param f      a pure function of pytrees
 * @param rules  forward and backward, in terms of array operations
 * @returns      a function of the same arguments
 * @throws       DerivativeError when backward returns cotangents of the wrong form, or f closes over a differentiated value
 * @example
 * ```ts
 * import { type Arr, customVjp, exp, grad, log1p, mul, reciprocal, add, neg } from "fluxion";
 * // log(1 + e^x) differentiates to e^x / (1 + e^x), which overflows; 1 / (1 + e^-x) does not.
 * const softplus = customVjp((x: Arr) => log1p(exp(x)), {
 *   forward: (x) => ({ value: log1p(exp(x)), residuals: x }),
 *   backward: (x, cotangent) => [mul(cotangent, reciprocal(add(1, exp(neg(x)))))],
 * });
 * console.log(grad(softplus)(800).item()); // → 1
 * ```
 */
export function customVjp<Args extends readonly unknown[], R, Residuals>(
  f: (...args: Args) => R,
  rules: CustomVjpRules<Args, R, Residuals>,
): (...args: Args) => R {
  return (...args) => {
    const given = flatten(args as unknown as Tree, { where: "customVjp", root: "arguments" });
    const operands = given.leaves.map((leaf) => asArr(leaf));
    let structure: TreeStructure | undefined;
    const { program, captures } = traceOnTypes(
      operands.map(({ shape, dtype }) => ({ shape, dtype })),
      (inputs) => {
        const result = flatten(f(...(unflatten(given.structure, inputs) as unknown as Args)) as Tree, {
          where: "customVjp",
          root: "value",
        });
        structure = result.structure;
        return result.leaves.map((leaf) => asArr(leaf));
      },
    );
    const types = program.outputs.map(({ type }) => type);
    const rule = flatRule(rules, { structure: given.structure, operands }, { structure: structure!, types });
    const results = bind(customVjpPrimitive, [...captures, ...operands], {
      program,
      rule,
      closedOver: captures.length,
    });
    return unflatten(structure!, results) as R;
  };
}

/** The user's rules on flat lists of arrays. */
function flatRule<Args extends readonly unknown[], R, Residuals>(
  { forward, backward }: CustomVjpRules<Args, R, Residuals>,
  given: { readonly structure: TreeStructure; readonly operands: readonly Arr[] },
  value: { readonly structure: TreeStructure; readonly types: readonly ArrayType[] },
): CustomRule {
  let residualStructure: TreeStructure | undefined;
  return {
    kind: "custom-rule",
    forward(values) {
      const result = withoutEscapes(() => forward(...(unflatten(given.structure, values) as unknown as Args)));
      const flat = flatten(result.value as Tree, { where: "customVjp", root: "value" });
      const kept = flatten(result.residuals as Tree, { where: "customVjp", root: "residuals" });
      residualStructure = kept.structure;
      const outputs = flat.leaves.map((leaf) => asArr(leaf));
      checkValue(flat.structure, outputs, value);
      return { outputs, residuals: kept.leaves.map((leaf) => asArr(leaf)) };
    },
    pullback(residuals, cotangents) {
      const back = withoutEscapes((): readonly unknown[] =>
        backward(
          unflatten(residualStructure!, residuals) as Residuals,
          unflatten(value.structure, cotangents) as unknown as R,
        ),
      );
      return flattenCotangents(back, given.structure, given.operands);
    },
  };
}

/** forward and backward run when the derivative is taken; what they close over may have ended by then. */
function withoutEscapes<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TracerError) || error.details.problem !== escapedProblem) throw error;
    throw new TracerError({
      ...error.details,
      where: "customVjp",
      hint: "forward and backward run later than the function itself: pass what they need as an argument, or as a residual.",
    });
  }
}

/** @throws DerivativeError unless forward repeats the value of f in form, shapes and element types */
function checkValue(
  structure: TreeStructure,
  outputs: readonly Arr[],
  value: { readonly structure: TreeStructure; readonly types: readonly ArrayType[] },
): void {
  const hint = "forward repeats the value of f, and adds residuals.";
  if (!sameStructure(structure, value.structure)) {
    const problem = "forward returns a value of another form than the function itself.";
    throw new DerivativeError({ where: "customVjp", problem, hint });
  }
  outputs.forEach((output, i) => {
    const type = value.types[i]!;
    if (sameShape(output.shape, type.shape) && output.dtype === type.dtype) return;
    throw new DerivativeError({
      where: "customVjp",
      path: pathsOf(structure, "value")[i]!,
      expected: `${describeType(type)} from forward, as from the function itself`,
      received: describeType(output),
      hint,
    });
  });
}

/** A cotangent for each leaf of the arguments; an argument whose cotangent is null gets null for all of its leaves. */
function flattenCotangents(
  back: readonly unknown[],
  argumentStructure: TreeStructure,
  operands: readonly Arr[],
): Tangent[] {
  const count = argumentStructure.children.length;
  const isList: boolean = Array.isArray(back);
  if (!isList || back.length !== count) {
    throw new DerivativeError({
      where: "customVjp",
      expected: `backward to return a list of ${count}: a cotangent, or null for zero, for each argument`,
      received: describeValue(back),
    });
  }
  const result: Tangent[] = [];
  back.forEach((each, position) => {
    const structure = argumentStructure.children[position]!;
    if (each === null) {
      for (let leaf = 0; leaf < structure.leafCount; leaf++) result.push(null);
      return;
    }
    const leaves = leavesAs(structure, each as Tree, { where: "customVjp", root: `backward[${position}]` });
    leaves.forEach((leaf, i) => {
      const operand = operands[result.length]!;
      const cotangent = asArr(leaf, typeof leaf === "number" ? operand.dtype : undefined);
      const hasShape = sameShape(cotangent.shape, operand.shape);
      if (!hasShape || cotangent.dtype !== operand.dtype) {
        throw new DerivativeError({
          where: "customVjp",
          path: pathsOf(structure, `backward[${position}]`)[i]!,
          expected: `a cotangent like the argument, ${describeType(operand)}`,
          received: describeType(cotangent),
          hint: hasShape
            ? `Convert it with cast(cotangent, "${operand.dtype}").`
            : "Sum over the axes along which the argument was broadcast.",
        });
      }
      result.push(isFloat(operand.dtype) ? cotangent : null);
    });
  });
  return result;
}
