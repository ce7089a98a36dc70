/** Forward differentiation of a program: values and tangents side by side, equation by equation. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import { DerivativeError } from "../errors/index.ts";
import { cast } from "../ops/cast.ts";
import type { Tangent, Value } from "../primitives/primitive.ts";
import { bind } from "../program/bind.ts";
import { recordingAt } from "../program/builder.ts";
import { Environment, operandValue } from "../program/evaluate.ts";
import { type Equation, Literal, type Operand, type Program, type Variable } from "../program/program.ts";

/**
 * "forward" differentiates loops as one loop of values and tangents; "linearize" runs the loop of values first and
 * writes the tangents as equations that are linear in them, for reverse mode to transpose.
 */
export type PushForwardMode = "forward" | "linearize";

export interface PushForwardResult {
  readonly outputs: readonly Arr[];
  readonly tangents: readonly Tangent[];
}

/**
 * The program's values at `primals` and its tangents along `tangents`; null is a zero tangent.
 *
 * @param inputPaths  what the user calls the inputs, for errors
 * @throws DerivativeError naming the input from which a tangent reaches an operation without derivative
 */
export function pushForward(
  program: Program,
  primals: readonly Value[],
  tangents: readonly Tangent[],
  mode: PushForwardMode,
  inputPaths?: readonly string[],
): PushForwardResult {
  if (inputPaths === undefined) return pushEquations(program, primals, tangents, mode);
  try {
    return pushEquations(program, primals, tangents, mode);
  } catch (error) {
    if (!(error instanceof DerivativeError) || error.details.path !== undefined) throw error;
    // Which input is to blame shows when each moves alone, however deep in loops and branches the operation stands.
    const position = tangents.findIndex((tangent, i) => {
      const alone = tangents.map((each, k) => (k === i ? each : null));
      return tangent !== null && throwsDerivativeError(() => pushEquations(program, primals, alone, mode));
    });
    throw position < 0 ? error : new DerivativeError({ ...error.details, path: inputPaths[position]! });
  }
}

function throwsDerivativeError(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof DerivativeError) return true;
    throw error;
  }
}

function pushEquations(
  program: Program,
  primals: readonly Value[],
  tangents: readonly Tangent[],
  mode: PushForwardMode,
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
    const { outputs, tangents: outgoing } = recordingAt(equation.site, () =>
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

/** Only floating-point values move, each with a tangent of its element type. */
function setTangent(moving: Map<Variable, Arr>, variable: Variable, tangent: Tangent): void {
  const { dtype } = variable.type;
  // Beside f32 a rule may have met a number on its own, which is f64.
  if (tangent !== null && isFloat(dtype)) moving.set(variable, cast(tangent, dtype));
}

function pushEquation(
  { primitive, attributes, site }: Equation,
  operands: readonly Value[],
  tangents: readonly Tangent[],
  mode: PushForwardMode,
): PushForwardResult {
  if (tangents.every((tangent) => tangent === null)) {
    const outputs = bind(primitive, operands, attributes);
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
        site,
        problem: `${primitive.called ?? primitive.name} has no derivative (${derivative.reason}).`,
        hint: `Hold its argument fixed with ${primitive.called ?? primitive.name}(stopGradient(x)), or give a derivative of your own with customVjp.`,
      });
  }
}
