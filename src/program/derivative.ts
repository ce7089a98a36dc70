/** The ways a record states its derivative, transpose and test domain. */

import type { ArrayType } from "../array/shape.ts";
import { DerivativeError } from "../errors/index.ts";
import type {
  Attributes,
  Derivative,
  LimitCombining,
  LimitTangents,
  OperandDomain,
  RuleContext,
  Tangent,
  Transposition,
  TransposeOperand,
  Value,
} from "./primitive.ts";

/** Tangents of the results from operands, their tangents and the results. */
export function rule<A extends Attributes>(
  tangents: (operands: readonly Value[], tangents: readonly Tangent[], context: RuleContext<A>) => readonly Tangent[],
): Derivative<A> {
  return { kind: "rule", tangents };
}

/** As rule, with quotients 0 / 0 whose limit depends on what is computed from the results. */
export function limitRule<A extends Attributes>(
  combining: LimitCombining,
  tangents: (operands: readonly Value[], tangents: readonly Tangent[], context: RuleContext<A>) => LimitTangents | null,
): Derivative<A> {
  return { kind: "limit", tangents, combining };
}

/** No derivative where one is asked for: an error with this reason, never a silent zero. */
export function notDifferentiable(reason: string): Derivative<never> {
  return { kind: "none", reason };
}

/** The result is of a kind that has no tangents (bool, integers), or is held fixed: nothing flows, and nothing should. */
export const constant: Derivative<never> = { kind: "constant" };

/** Never met on a linear path: reverse mode transposes what its derivative rule is made of. */
export const nonlinear: Transposition<never> = { kind: "nonlinear" };

/** Cotangents of the operands, for an equation linear in those operands that are marked so. */
export function transposeRule<A extends Attributes>(
  cotangents: (
    cotangents: readonly Tangent[],
    operands: readonly TransposeOperand[],
    attributes: A,
  ) => readonly Tangent[],
): Transposition<A> {
  return { kind: "rule", cotangents };
}

/** A primitive linear in its one operand: its derivative is itself applied to the tangent. */
export function linearInFirst<A extends Attributes>(apply: (tangent: Value, attributes: A) => Tangent): Derivative<A> {
  return rule((_operands, [tangent], { attributes }) => [tangent == null ? null : apply(tangent, attributes)]);
}

/** The transpose of a primitive linear in its one operand. */
export function transposeOfLinear<A extends Attributes>(
  apply: (cotangent: Value, operandType: ArrayType, attributes: A) => Tangent,
): Transposition<A> {
  return transposeRule(([cotangent], [operand], attributes) => {
    if (cotangent == null || operand === undefined) return [null];
    return [apply(cotangent, typeOf(operand), attributes)];
  });
}

export function typeOf(operand: TransposeOperand): ArrayType {
  if (operand.kind === "linear") return operand.type;
  if (typeof operand.value === "number") return { shape: [], dtype: "f64" };
  return { shape: operand.value.shape, dtype: operand.value.dtype };
}

/** The value of an operand that the equation is not linear in. */
export function knownValue(operand: TransposeOperand | undefined): Value {
  if (operand?.kind !== "known") throw notLinearError("a product of two values that depend on it");
  return operand.value;
}

/** Rules of the registry are linear where they must be (the sweep checks them), so that only a user's own rule leads here. */
export function notLinearError(what: string): DerivativeError {
  return new DerivativeError({
    where: "customJvp or customVjp",
    problem: `a rule must be linear in the tangents or cotangents, and this one contains ${what}.`,
    hint: "Compute what is not linear from the arguments alone; backward gets it as a residual.",
  });
}

/** A test operand drawn uniformly from [low, high). */
export function uniform(low: number, high: number, shape: readonly number[] = [3]): OperandDomain {
  return { shape, dtype: "f64", low, high };
}

/** Test indices from low up to but not including high. */
export function indices(low: number, high: number, shape: readonly number[]): OperandDomain {
  return { shape, dtype: "i32", low, high, differentiable: false };
}

/** Test predicates. */
export function predicate(shape: readonly number[] = [3]): OperandDomain {
  return { shape, dtype: "bool", low: 0, high: 2, differentiable: false };
}
