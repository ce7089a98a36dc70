/** Forward differentiation of a program: values and tangents side by side, equation by equation. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import { DerivativeError } from "../errors/index.ts";
import type { Tangent, Value } from "../primitives/primitive.ts";
import { bind } from "../program/bind.ts";
import { Environment, operandValue } from "../program/evaluate.ts";
import { type Equation, Literal, type Operand, type Program, Variable } from "../program/program.ts";

/**
 * "forward" differentiates loops as one loop of values and tangents; "linearize" runs the loop of values first and
 * writes the tangents as equations that are linear in them, for reverse mode to transpose.
 */
export type PushForwardMode = "forward" | "linearize";

export interface PushForwardResult {
  readonly outputs: readonly Arr[];
  readonly tangents: readonly Tangent[];
}

/** The program's values at `primals` and its tangents along `tangents`; null is a zero tangent. */
export function pushForward(
  program: Program,
  primals: readonly Value[],
  tangents: readonly Tangent[],
  mode: PushForwardMode,
  inputPaths?: readonly string[],
): PushForwardResult {
  const values = new Environment<Value>();
  const moving = new Map<Variable, Arr>();
  program.inputs.forEach((variable, i) => {
    values.write(variable, primals[i]!);
    setTangent(moving, variable, tangents[i] ?? null);
  });
  for (const { variable, value } of program.constants) values.write(variable, value);
  for (const equation of program.equations) {
    const operands = equation.operands.map((operand) => values.read(operand));
    const incoming = equation.operands.map((operand) => tangentOf(moving, operand));
    const { outputs, tangents: outgoing } = located(program, equation, moving, inputPaths, () =>
      pushEquation(equation, operands, incoming, mode),
    );
    equation.results.forEach((variable, i) => {
      values.write(variable, outputs[i]!);
      setTangent(moving, variable, outgoing[i] ?? null);
    });
  }
  return {
    outputs: program.outputs.map((operand) => operandValue(values, operand)),
    tangents: program.outputs.map((operand) => tangentOf(moving, operand)),
  };
}

function tangentOf(moving: ReadonlyMap<Variable, Arr>, operand: Operand): Tangent {
  return operand instanceof Literal ? null : (moving.get(operand) ?? null);
}

/** Only floating-point values move. */
function setTangent(moving: Map<Variable, Arr>, variable: Variable, tangent: Tangent): void {
  if (tangent !== null && isFloat(variable.type.dtype)) moving.set(variable, tangent);
}

function pushEquation(
  { primitive, attributes }: Equation,
  operands: readonly Value[],
  tangents: readonly Tangent[],
  mode: PushForwardMode,
): PushForwardResult {
  if (tangents.every((tangent) => tangent === null)) {
    const outputs = primitive.expand?.(operands, attributes) ?? bind(primitive, operands, attributes);
    return { outputs, tangents: outputs.map(() => null) };
  }
  const { derivative } = primitive;
  switch (derivative.kind) {
    case "rule": {
      const outputs = bind(primitive, operands, attributes);
      return { outputs, tangents: derivative.tangents(operands, tangents, { attributes, outputs }) };
    }
    case "joint":
      return mode === "forward"
        ? derivative.forward(operands, tangents, attributes)
        : derivative.linearize(operands, tangents, attributes);
    case "none":
      throw new DerivativeError({
        problem: `${primitive.name} has no derivative (${derivative.reason}).`,
        hint: `Hold its argument fixed with ${primitive.name}(stopGradient(x)), or give a derivative of your own with customVjp.`,
      });
  }
}

/** Adds to a derivative error the input that led to it. */
function located<T>(
  program: Program,
  equation: Equation,
  moving: ReadonlyMap<Variable, Arr>,
  inputPaths: readonly string[] | undefined,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DerivativeError) || inputPaths === undefined || error.details.path !== undefined)
      throw error;
    const path = firstInputBehind(program, equation, moving, inputPaths);
    throw path === undefined ? error : new DerivativeError({ ...error.details, path });
  }
}

/** The path of the first differentiated input on which the moving operands of an equation depend. */
function firstInputBehind(
  program: Program,
  equation: Equation,
  moving: ReadonlyMap<Variable, Arr>,
  inputPaths: readonly string[],
): string | undefined {
  const wanted = new Set<Operand>(equation.operands.filter((each) => each instanceof Variable && moving.has(each)));
  const before = program.equations.slice(0, program.equations.indexOf(equation)).reverse();
  for (const { operands, results } of before) {
    if (results.some((result) => wanted.has(result))) {
      for (const each of operands) if (each instanceof Variable && moving.has(each)) wanted.add(each);
    }
  }
  const index = program.inputs.findIndex((input) => wanted.has(input) && moving.has(input));
  return inputPaths[index];
}
