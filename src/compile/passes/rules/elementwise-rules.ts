/** Elementwise rules: algebra that holds bit for bit in IEEE arithmetic, infinities, NaN and signed zeros included. */

import type { PrimitiveName } from "../../../primitives/registry.ts";
import { isFloat } from "../../../array/dtype.ts";
import { Literal, type Operand } from "../../../program/program.ts";
import type { Draft, Rewriter } from "../rewriter.ts";
import { sumOfParts } from "./parts-rules.ts";
import { powerRule } from "./power-rule.ts";

type ElementwiseRule = (operands: readonly Operand[], rewriter: Rewriter, draft: Draft) => Operand | undefined;

const isNumber = (operand: Operand | undefined, value: number): boolean =>
  operand instanceof Literal && Object.is(operand.value, value);

/** The operand that `operand` is `name` of. */
function argumentOf(name: string, operand: Operand | undefined, rewriter: Rewriter): Operand | undefined {
  const equation = rewriter.definition(operand);
  return equation?.primitive.name === name ? equation.operands[0] : undefined;
}

const negated = (operand: Operand | undefined, rewriter: Rewriter): Operand | undefined =>
  argumentOf("neg", operand, rewriter);

/** The rounding of 1/c is exact when c is a power of two; subnormal results round the same way in both forms. */
function exactReciprocal({ value }: Literal): number | undefined {
  if (!Number.isFinite(value) || value === 0) return undefined;
  const isPowerOfTwo =
    Number.isInteger(Math.log2(Math.abs(value))) && 2 ** Math.log2(Math.abs(value)) === Math.abs(value);
  const reciprocal = 1 / value;
  return isPowerOfTwo && Math.abs(reciprocal) >= 2 ** -126 && Math.abs(reciprocal) <= 2 ** 126 ? reciprocal : undefined;
}

const same: ElementwiseRule = ([x]) => x;

const rules: { readonly [P in PrimitiveName]?: ElementwiseRule } = {
  neg: ([x], rewriter) => negated(x, rewriter),
  stopGradient: same,
  convert: ([x], _rewriter, { types: [type] }) => (x!.type.dtype === type!.dtype ? x : undefined),

  add: ([x, y], rewriter, { types: [type] }) => {
    // x + (-0) = x for every x; x + 0 is not -0 for x = -0.
    const neutral = isFloat(type!.dtype) ? -0 : 0;
    if (isNumber(y, neutral)) return x;
    if (isNumber(x, neutral)) return y;
    const [minusX, minusY] = [negated(x, rewriter), negated(y, rewriter)];
    if (minusY !== undefined) return rewriter.apply("sub", [x!, minusY]);
    if (minusX !== undefined) return rewriter.apply("sub", [y!, minusX]);
    return sumOfParts(x!, y!, rewriter);
  },
  sub: ([x, y], rewriter) => {
    if (isNumber(y, 0)) return x;
    const minusY = negated(y, rewriter);
    return minusY === undefined ? undefined : rewriter.apply("add", [x!, minusY]);
  },
  mul: ([x, y], rewriter) => {
    if (isNumber(y, 1)) return x;
    if (isNumber(x, 1)) return y;
    if (isNumber(y, -1)) return rewriter.apply("neg", [x!]);
    if (isNumber(x, -1)) return rewriter.apply("neg", [y!]);
    if (x === y) return rewriter.apply("square", [x!]);
    return withoutSigns("mul", x!, y!, rewriter);
  },
  div: ([x, y], rewriter) => {
    if (isNumber(y, 1)) return x;
    if (isNumber(x, 1)) return rewriter.apply("reciprocal", [y!]);
    if (isNumber(y, -1)) return rewriter.apply("neg", [x!]);
    if (y instanceof Literal) {
      const reciprocal = exactReciprocal(y);
      if (reciprocal !== undefined) return rewriter.apply("mul", [x!, new Literal(reciprocal, y.type.dtype)]);
    }
    return withoutSigns("div", x!, y!, rewriter);
  },
  square: ([x], rewriter) => evenIn("square", x!, rewriter),
  abs: ([x], rewriter) => (rewriter.definition(x)?.primitive.name === "abs" ? x : evenIn("abs", x!, rewriter)),
  cos: ([x], rewriter) => evenIn("cos", x!, rewriter),
  pow: powerRule,

  max: ([x, y]) => (x === y ? x : undefined),
  min: ([x, y]) => (x === y ? x : undefined),
  logicalNot: ([x], rewriter) => argumentOf("logicalNot", x, rewriter),
  select: ([condition, onTrue, onFalse], rewriter) => {
    if (condition instanceof Literal) return condition.value === 0 ? onFalse : onTrue;
    if (onTrue === onFalse) return onTrue;
    const opposite = argumentOf("logicalNot", condition, rewriter);
    return opposite === undefined ? undefined : rewriter.apply("select", [opposite, onFalse!, onTrue!]);
  },
};

/** Signs of factors move outside of a product or quotient, where sums take them up. */
function withoutSigns(name: "mul" | "div", x: Operand, y: Operand, rewriter: Rewriter): Operand | undefined {
  const [minusX, minusY] = [negated(x, rewriter), negated(y, rewriter)];
  if (minusX !== undefined && minusY !== undefined) return rewriter.apply(name, [minusX, minusY]);
  if (minusX !== undefined) {
    if (y instanceof Literal) return rewriter.apply(name, [minusX, new Literal(-y.value, y.type.dtype)]);
    return rewriter.apply("neg", [rewriter.apply(name, [minusX, y])]);
  }
  if (minusY !== undefined) {
    if (x instanceof Literal) return rewriter.apply(name, [new Literal(-x.value, x.type.dtype), minusY]);
    return rewriter.apply("neg", [rewriter.apply(name, [x, minusY])]);
  }
  return undefined;
}

function evenIn(name: "square" | "abs" | "cos", x: Operand, rewriter: Rewriter): Operand | undefined {
  const opposite = negated(x, rewriter);
  return opposite === undefined ? undefined : rewriter.apply(name, [opposite]);
}

/** Simplifies an elementwise equation. The replacement may be a scalar where the result is an array of equal elements. */
export function elementwiseRule(draft: Draft, rewriter: Rewriter): Operand | undefined {
  return rules[draft.primitive.name as PrimitiveName]?.(draft.operands, rewriter, draft);
}
