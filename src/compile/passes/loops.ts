/** Loops: what does not change from step to step moves out; known operands move in. */

import { Literal, type Operand, type Program, Variable } from "../../program/program.ts";
import { endsByItself } from "../../program/sub-programs.ts";
import { prune } from "../../program/prune.ts";
import type { Attributes, ScanPrograms, WhilePrograms } from "../../program/primitive.ts";
import { Invariants } from "./invariants.ts";
import type { Draft, Rewriter } from "./rewriter.ts";
import { repeatedScalar } from "./repeated-scalar.ts";

interface Scan {
  readonly body: Program;
  readonly constants: readonly Operand[];
  readonly carries: readonly Operand[];
  readonly stacks: readonly Operand[];
}

function scanOf({ operands }: Draft, { body, constantCount, carryCount }: ScanPrograms): Scan {
  return {
    body,
    constants: operands.slice(0, constantCount),
    carries: operands.slice(constantCount, constantCount + carryCount),
    stacks: operands.slice(constantCount + carryCount),
  };
}

/**
 * Simplifies a scan. Carries that no step changes become constants; constants and stacks that repeat one scalar become that
 * scalar; equations of the body that read nothing of the step are computed once, before the loop.
 */
export function simplifyScan(draft: Draft, held: ScanPrograms, rewriter: Rewriter): readonly Operand[] {
  const { body, constants, carries } = scanOf(draft, held);
  return simplifyWithFixed(
    draft,
    held,
    rewriter,
    unchangedCarries(body.outputs, body, constants.length, carries.length),
  );
}

function simplifyWithFixed(
  draft: Draft,
  held: ScanPrograms,
  rewriter: Rewriter,
  fixed: readonly boolean[],
): readonly Operand[] {
  const { body, constants, carries, stacks } = scanOf(draft, held);
  const inner = rewriter.nested();
  const invariants = new Invariants(rewriter, inner);
  const keptCarries: Variable[] = [];
  const keptStacks: Variable[] = [];
  const stackOperands: Operand[] = [];
  body.inputs.forEach((variable, i) => {
    const carry = i - constants.length;
    const stack = carry - carries.length;
    if (carry < 0) invariants.bring(variable, constants[i]!);
    else if (stack < 0) {
      if (fixed[carry]) invariants.bring(variable, carries[carry]!);
      else keptCarries.push(variable);
    } else {
      const scalar = repeatedScalar(stacks[stack]!, rewriter);
      if (scalar === undefined) {
        keptStacks.push(variable);
        stackOperands.push(stacks[stack]!);
      } else invariants.bringScalar(variable, scalar);
    }
  });
  inner.write(body);
  const outputs = body.outputs.map((operand) => inner.read(operand));
  const fixedNow = unchangedCarries(outputs, body, constants.length, carries.length);
  if (fixedNow.some((holds, i) => holds && !fixed[i])) {
    return simplifyWithFixed(
      draft,
      held,
      rewriter,
      fixed.map((holds, i) => holds || fixedNow[i]!),
    );
  }
  const stepOutputs = outputs.filter((_, i) => fixed[i] !== true);
  const written = prune({
    inputs: [...keptCarries, ...keptStacks],
    constants: [],
    equations: inner.equations,
    outputs: stepOutputs,
  });
  const hoisted = invariants.hoist(written, new Set([...keptCarries, ...keptStacks]));
  const attributes: Attributes = {
    ...draft.attributes,
    body: {
      ...hoisted.body,
      inputs: [...hoisted.constants.map(({ inner: each }) => each), ...keptCarries, ...keptStacks],
    },
    constantCount: hoisted.constants.length,
    carryCount: keptCarries.length,
  };
  const results = rewriter.add({
    primitive: draft.primitive,
    operands: [
      ...hoisted.constants.map(({ outside }) => outside),
      ...carries.filter((_, i) => fixed[i] !== true),
      ...stackOperands,
    ],
    attributes,
    types: draft.types.filter((_, i) => fixed[i] !== true),
  });
  let next = 0;
  return draft.types.map((_, i) => (fixed[i] === true ? carries[i]! : results[next++]!));
}

/** Which carries every step hands on as they came. */
function unchangedCarries(
  outputs: readonly Operand[],
  { inputs }: Program,
  constantCount: number,
  carryCount: number,
): boolean[] {
  return outputs.slice(0, carryCount).map((operand, i) => operand === inputs[constantCount + i]);
}

/** As simplifyScan; a loop that a known condition keeps from starting leaves its carries as they are. */
export function simplifyWhile(draft: Draft, held: WhilePrograms, rewriter: Rewriter): readonly Operand[] {
  const { body, constantCount } = held;
  return simplifyWhileWithFixed(
    draft,
    held,
    rewriter,
    unchangedCarries(body.outputs, body, constantCount, body.outputs.length),
  );
}

function simplifyWhileWithFixed(
  draft: Draft,
  held: WhilePrograms,
  rewriter: Rewriter,
  fixed: readonly boolean[],
): readonly Operand[] {
  const { condition, body, constantCount } = held;
  const carries = draft.operands.slice(constantCount);
  const isKept = (_: unknown, carry: number): boolean => fixed[carry] !== true;
  const simplified = (program: Program): SimplifiedPart => {
    const inner = rewriter.nested();
    const invariants = new Invariants(rewriter, inner);
    program.inputs.forEach((variable, i) => {
      if (i < constantCount || fixed[i - constantCount] === true) invariants.bring(variable, draft.operands[i]!);
    });
    inner.write(program);
    const kept = program.inputs.slice(constantCount).filter(isKept);
    return { inner, invariants, kept, outputs: program.outputs.map((operand) => inner.read(operand)) };
  };
  const test = simplified(condition);
  const step = simplified(body);
  const fixedNow = unchangedCarries(step.outputs, body, constantCount, carries.length);
  if (fixedNow.some((holds, i) => holds && !fixed[i])) {
    const more = fixed.map((holds, i) => holds || fixedNow[i]!);
    return simplifyWhileWithFixed(draft, held, rewriter, more);
  }
  const [holds] = test.outputs;
  if (holds instanceof Literal && holds.value === 0) return carries;
  const parts = [test, { ...step, outputs: step.outputs.filter(isKept) }].map(
    ({ inner, invariants, kept, outputs }) => {
      const written = prune({ inputs: kept, constants: [], equations: inner.equations, outputs });
      // The body may not run at all, so that a loop which might not end stays where it is.
      return { kept, ...invariants.hoist(written, new Set(kept), endsByItself) };
    },
  );
  const outside = [...new Set(parts.flatMap(({ constants }) => constants.map((each) => each.outside)))];
  const [newCondition, newBody] = parts.map(({ body: program, constants, kept }): Program => {
    const known = new Map(constants.map((each) => [each.outside, each.inner]));
    return { ...program, inputs: [...outside.map((each) => known.get(each) ?? new Variable(each.type)), ...kept] };
  }) as [Program, Program];
  const results = rewriter.add({
    primitive: draft.primitive,
    operands: [...outside, ...carries.filter(isKept)],
    attributes: { condition: newCondition, body: newBody, constantCount: outside.length },
    types: draft.types.filter(isKept),
  });
  let next = 0;
  return draft.types.map((_, i) => (fixed[i] === true ? carries[i]! : results[next++]!));
}

interface SimplifiedPart {
  readonly inner: Rewriter;
  readonly invariants: Invariants;
  readonly kept: readonly Variable[];
  readonly outputs: readonly Operand[];
}
