/** Simplifying: constant folding, exact algebra, products that are there, scalars instead of repeated elements, common subexpressions, loops. */

import ndarray from "ndarray";
import { allocate } from "../../array/dtype.ts";
import { Literal, type Operand, type Program } from "../../program/program.ts";
import { simplifyBranches } from "./branches.ts";
import { simplifyScan, simplifyWhile } from "./loops.ts";
import { repeatedScalar } from "./repeated-scalar.ts";
import { type Draft, Rewriter, type Rule } from "./rewriter.ts";
import { elementwiseRule } from "./rules/elementwise-rules.ts";
import { movementRule } from "./rules/movement-rules.ts";
import { productRule } from "./rules/product-rules.ts";

/** The program with equal results and no more equations than needed; loops and branches included. */
export function simplify(program: Program): Program {
  const rewriter = new Rewriter(simplificationRule);
  rewriter.write(program);
  return {
    inputs: program.inputs,
    constants: program.constants,
    equations: rewriter.equations,
    outputs: program.outputs.map((operand) => rewriter.read(operand)),
  };
}

const simplificationRule: Rule = (draft, rewriter) => {
  const { family, programs } = draft.primitive;
  switch (programs.kind) {
    case "scan":
      return simplifyScan(draft, programs.of(draft.attributes), rewriter);
    case "while":
      return simplifyWhile(draft, programs.of(draft.attributes), rewriter);
    case "branches":
      return simplifyBranches(draft, programs.of(draft.attributes), rewriter);
    case "each":
    case "call":
      // Written out before programs are simplified.
      return undefined;
    case "none":
      if (family === "elementwise") return [simplifyElementwise(draft, rewriter)];
  }
  const simple = productRule(draft, rewriter) ?? movementRule(draft, rewriter);
  return simple === undefined ? undefined : [simple];
};

/**
 * Operands that repeat one element are replaced by that element. When nothing else is left the result is one element as
 * well, computed once and repeated.
 */
function simplifyElementwise(draft: Draft, rewriter: Rewriter): Operand {
  const [type] = draft.types as [(typeof draft.types)[number]];
  const operands = draft.operands.map((operand) => repeatedScalar(operand, rewriter) ?? operand);
  const isScalar = operands.every((operand) => operand.type.shape.length === 0);
  const scalarOrSame: Draft = isScalar
    ? { ...draft, operands, types: [{ shape: [], dtype: type.dtype }] }
    : { ...draft, operands };
  const value = foldLiterals(scalarOrSame) ?? elementwiseRule(scalarOrSame, rewriter) ?? rewriter.add(scalarOrSame)[0]!;
  return spread(value, type.shape, rewriter);
}

/** A scalar repeated over a shape; anything else as it is. */
function spread(value: Operand, shape: readonly number[], rewriter: Rewriter): Operand {
  if (shape.length === 0 || value.type.shape.length > 0) return value;
  const single = rewriter.apply("reshape", [value], { shape: shape.map(() => 1) });
  return rewriter.apply("broadcastTo", [single], { shape });
}

/** The value of an equation on numbers alone, by the primitive's own reference. */
function foldLiterals({ primitive, operands, attributes, types: [type] }: Draft): Literal | undefined {
  if (!operands.every((operand): operand is Literal => operand instanceof Literal)) return undefined;
  const hosts = operands.map(({ value, type: { dtype } }) => ndarray(allocate(dtype, 1).fill(value), [], [], 0));
  const [result] = primitive.reference(
    hosts,
    attributes,
    operands.map((operand) => operand.type),
  );
  return new Literal(result!.data[result!.offset]!, type!.dtype);
}
