/** Pruning: drops equations whose results nobody reads, and tells which inputs are still read. */

import { type Equation, type Program, Variable } from "./program.ts";

/** The program without dead equations and constants. Inputs stay, read or not. */
export function prune(program: Program): Program {
  const live = new Set<Variable>();
  const mark = (operand: Equation["operands"][number]): void => {
    if (operand instanceof Variable) live.add(operand);
  };
  program.outputs.forEach(mark);
  const kept: Equation[] = [];
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const equation = program.equations[i]!;
    if (!equation.results.some((result) => live.has(result))) continue;
    equation.operands.forEach(mark);
    kept.push(equation);
  }
  return {
    inputs: program.inputs,
    constants: program.constants.filter(({ variable }) => live.has(variable)),
    equations: kept.reverse(),
    outputs: program.outputs,
  };
}

/** For each input of a pruned program, whether an equation or an output reads it. */
export function readInputs(program: Program): boolean[] {
  const read = new Set<unknown>(program.outputs);
  for (const { operands } of program.equations) for (const operand of operands) read.add(operand);
  return program.inputs.map((variable) => read.has(variable));
}
