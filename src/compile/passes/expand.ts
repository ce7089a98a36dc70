/** Expanding: writes composite primitives out in others, inside loops and branches too. */

import { traceClosed } from "../../program/close.ts";
import { evaluateExpanded } from "../../interpreters/evaluate.ts";
import type { Equation, Program } from "../../program/program.ts";
import { mapPrograms, programsOf } from "../../program/sub-programs.ts";

/** The program without primitives that exist for their derivative only. */
export function expandComposites(program: Program): Program {
  if (!holdsComposites(program)) return program;
  const known = program.constants.map(({ variable }) => variable);
  const inputs = [...known, ...program.inputs];
  const equations = program.equations.map((equation) => mapPrograms(equation, expandComposites));
  // Evaluation on traced values writes composites out; the constants go in as inputs so that they stay constants.
  const traced = traceClosed(
    inputs.map(({ type }) => type),
    (values) => evaluateExpanded({ ...program, inputs, constants: [], equations }, values),
  );
  return expandComposites({
    ...traced,
    inputs: traced.inputs.slice(known.length),
    constants: [
      ...program.constants.map(({ value }, i) => ({ variable: traced.inputs[i]!, value })),
      ...traced.constants,
    ],
  });
}

function holdsComposites({ equations }: Program): boolean {
  return equations.some(
    (equation: Equation) => equation.primitive.expand !== undefined || programsOf(equation).some(holdsComposites),
  );
}
