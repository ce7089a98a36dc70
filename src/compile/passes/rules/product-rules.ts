/** Product rules: A (s x) is s (A x) where A x is computed anyway, as in the derivative of a quadratic form. */

import { matMul } from "../../../primitives/linear-algebra/index.ts";
import type { Operand } from "../../../program/program.ts";
import type { Draft, Rewriter } from "../rewriter.ts";

/**
 * A product of matrices by one that is there, times a number. It rounds in another order than the product itself would, which
 * is no worse; where the product that is there overflows, so does what it is there for.
 */
export function productRule({ primitive, operands: [a, b] }: Draft, rewriter: Rewriter): Operand | undefined {
  if (primitive.name !== matMul.name) return undefined;
  const left = scaled(a!, rewriter);
  const right = scaled(b!, rewriter);
  const products = [
    left === undefined ? undefined : ([left.by, [left.x, b!]] as const),
    right === undefined ? undefined : ([right.by, [a!, right.x]] as const),
  ];
  for (const candidate of products) {
    if (candidate === undefined) continue;
    const product = rewriter.known("matMul", candidate[1]);
    if (product === undefined) continue;
    return candidate[0] === "minus" ? rewriter.apply("neg", [product]) : rewriter.apply("mul", [product, candidate[0]]);
  }
  return undefined;
}

/** x and s where an operand is s x, reshaped or not; s is a scalar or a sign. */
function scaled(operand: Operand, rewriter: Rewriter): { x: Operand; by: Operand | "minus" } | undefined {
  const outer = rewriter.definition(operand);
  const isReshaped = outer?.primitive.name === "reshape";
  const inner = isReshaped ? rewriter.definition(outer.operands[0]) : outer;
  const found = inner === undefined ? undefined : factors(inner);
  if (found === undefined || !isReshaped) return found;
  // Dead code if nothing comes of it.
  return { ...found, x: rewriter.apply("reshape", [found.x], outer.attributes) };
}

function factors({
  primitive: { name },
  operands: [x, y],
}: Pick<Draft, "primitive" | "operands">): { x: Operand; by: Operand | "minus" } | undefined {
  if (name === "neg") return { x: x!, by: "minus" };
  if (name !== "mul") return undefined;
  if (y!.type.shape.length === 0) return { x: x!, by: y! };
  return x!.type.shape.length === 0 ? { x: y!, by: x! } : undefined;
}
