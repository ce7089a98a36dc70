/** Dead code: equations nobody reads go, and of loops, branches and factors the carries, stacks and results that nobody reads. */

import { type Equation, type Operand, type Program } from "../../program/program.ts";
import type { ScanPrograms, WhilePrograms } from "../../program/primitive.ts";
import { readInputs } from "../../program/prune.ts";

/** The program without what its outputs do not depend on. Inputs stay. */
export function eliminateDeadCode(program: Program): Program {
  const live = new Set<Operand>(program.outputs);
  const kept: Equation[] = [];
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const equation = program.equations[i]!;
    if (!equation.results.some((result) => live.has(result))) continue;
    const narrowed = narrow(equation, live);
    for (const operand of narrowed.operands) live.add(operand);
    kept.push(narrowed);
  }
  return {
    ...program,
    constants: program.constants.filter(({ variable }) => live.has(variable)),
    equations: kept.reverse(),
  };
}

function narrow(equation: Equation, live: ReadonlySet<Operand>): Equation {
  const { programs } = equation.primitive;
  switch (programs.kind) {
    case "scan":
      return narrowScan(equation, programs.of(equation.attributes), live);
    case "while":
      return narrowWhile(equation, programs.of(equation.attributes), live);
    case "branches":
      return narrowBranches(equation, programs.of(equation.attributes), live);
    case "each":
    case "call":
      return equation;
    case "none":
      return equation.primitive.narrow?.(equation, (result) => live.has(result)) ?? equation;
  }
}

const picked = <T>(values: readonly T[], mask: readonly boolean[]): T[] => values.filter((_, i) => mask[i]);

/** Keeps stacks that are read, carries that are read or that kept values need, and operands that the kept body reads. */
function narrowScan(
  { primitive, operands, attributes, results }: Equation,
  { body, constantCount, carryCount }: ScanPrograms,
  live: ReadonlySet<Operand>,
): Equation {
  const keep = results.map((result) => live.has(result));
  let narrowed: Program;
  for (;;) {
    narrowed = eliminateDeadCode({ ...body, outputs: picked(body.outputs, keep) });
    const read = readInputs(narrowed);
    let changed = false;
    for (let carry = 0; carry < carryCount; carry++) {
      if (keep[carry] || !read[constantCount + carry]) continue;
      keep[carry] = true;
      changed = true;
    }
    if (!changed) break;
  }
  const read = readInputs(narrowed);
  const keepInput = body.inputs.map((_, i) => {
    const carry = i - constantCount;
    return carry >= 0 && carry < carryCount ? keep[carry]! : read[i]!;
  });
  return {
    primitive,
    operands: picked(operands, keepInput),
    attributes: {
      ...attributes,
      body: { ...narrowed, inputs: picked(body.inputs, keepInput) },
      constantCount: keepInput.slice(0, constantCount).filter(Boolean).length,
      carryCount: keep.slice(0, carryCount).filter(Boolean).length,
    },
    results: picked(results, keep),
  };
}

/** Keeps carries that are read, that the condition reads or that kept carries need, and constants that condition or body read. */
function narrowWhile(
  { primitive, operands, results }: Equation,
  { condition: tested, body, constantCount }: WhilePrograms,
  live: ReadonlySet<Operand>,
): Equation {
  const condition = eliminateDeadCode(tested);
  const readByCondition = readInputs(condition);
  const keep = results.map((result, carry) => live.has(result) || readByCondition[constantCount + carry]!);
  let narrowed: Program;
  let read: readonly boolean[];
  for (;;) {
    narrowed = eliminateDeadCode({ ...body, outputs: picked(body.outputs, keep) });
    read = readInputs(narrowed);
    const needed = keep.map((kept, carry) => kept || read[constantCount + carry]!);
    if (needed.every((holds, carry) => holds === keep[carry])) break;
    needed.forEach((holds, carry) => (keep[carry] = holds));
  }
  const keepInput = operands.map((_, i) =>
    i < constantCount ? read[i]! || readByCondition[i]! : keep[i - constantCount]!,
  );
  return {
    primitive,
    operands: picked(operands, keepInput),
    attributes: {
      condition: { ...condition, inputs: picked(condition.inputs, keepInput) },
      body: { ...narrowed, inputs: picked(body.inputs, keepInput) },
      constantCount: keepInput.slice(0, constantCount).filter(Boolean).length,
    },
    results: picked(results, keep),
  };
}

function narrowBranches(
  { primitive, operands, attributes, results }: Equation,
  branches: readonly Program[],
  live: ReadonlySet<Operand>,
): Equation {
  const keep = results.map((result) => live.has(result));
  const narrowed = branches.map((branch) => eliminateDeadCode({ ...branch, outputs: picked(branch.outputs, keep) }));
  const read = narrowed.map(readInputs);
  const keepInput = narrowed[0]!.inputs.map((_, i) => read.some((marks) => marks[i]!));
  const selectors = operands.slice(0, operands.length - keepInput.length);
  return {
    primitive,
    operands: [...selectors, ...picked(operands.slice(selectors.length), keepInput)],
    attributes: {
      ...attributes,
      branches: narrowed.map((branch) => ({ ...branch, inputs: picked(branch.inputs, keepInput) })),
    },
    results: picked(results, keep),
  };
}
