/** Branches: each is simplified with the numbers it is given; a choice known beforehand takes the place of the branching. */

import { Literal, type Operand, type Program } from "../../program/program.ts";
import { prune } from "../../program/prune.ts";
import type { Draft, Rewriter } from "./rewriter.ts";

/** Simplifies all branches, or writes the one that is known to be chosen in place. */
export function simplifyBranches(draft: Draft, branches: readonly Program[], rewriter: Rewriter): readonly Operand[] {
  const selectorCount = draft.operands.length - branches[0]!.inputs.length;
  const [selector] = draft.operands;
  const operands = draft.operands.slice(selectorCount);
  if (selectorCount > 0 && branches.length === 1) return rewriter.inline(branches[0]!, operands);
  if (selectorCount > 0 && selector instanceof Literal) return rewriter.inline(branches[selector.value]!, operands);
  return rewriter.add({
    ...draft,
    attributes: { ...draft.attributes, branches: branches.map((branch) => simplifyBranch(branch, operands, rewriter)) },
  });
}

function simplifyBranch(branch: Program, operands: readonly Operand[], rewriter: Rewriter): Program {
  const inner = rewriter.nested();
  branch.inputs.forEach((variable, i) => {
    const operand = operands[i]!;
    if (operand instanceof Literal) inner.replace(variable, operand);
  });
  inner.write(branch);
  return prune({
    ...branch,
    equations: inner.equations,
    outputs: branch.outputs.map((operand) => inner.read(operand)),
  });
}
