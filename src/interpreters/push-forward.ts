/** Forward differentiation of a program: values and tangents side by side, equation by equation. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import { DerivativeError } from "../errors/index.ts";
import type { Tangent, Value } from "../program/primitive.ts";
import { bind } from "../program/bind.ts";
import { recordingAt } from "../program/builder.ts";
import { Environment, operandValue } from "./evaluate.ts";
import { type Equation, Literal, type Operand, type Program, type Variable } from "../program/program.ts";
import { tangentsRead } from "./tangents-read.ts";
import { type OpenLimit, withLimit } from "./limit.ts";

/**
 * "forward" differentiates loops as one loop of values and tangents; "linearize" runs the loop of values first and
 * writes the tangents as equations that are linear in them, for reverse mode to transpose.
 */
export type PushForwardMode = "forward" | "linearize";

export interface PushForwardOptions {
  /** What the user calls the inputs, for errors. */
  readonly inputPaths?: readonly string[];
  /** Which outputs are asked for their tangents; all by default. The others have none. */
  readonly wanted?: readonly boolean[];
}

export interface PushForwardResult {
  readonly outputs: readonly Arr[];
  readonly tangents: readonly Tangent[];
}

/**
 * The program's values at `primals` and its tangents along `tangents`; null is a zero tangent. Tangents go only where an output that is
 * asked for them depends on them: a value that is merely compared, counted or held fixed needs no derivative.
 *
 * @throws DerivativeError naming the input from which a tangent reaches an output through an operation without derivative
 */
export function pushForward(
  program: Program,
  primals: readonly Value[],
  tangents: readonly Tangent[],
  mode: PushForwardMode,
  { inputPaths, wanted = program.outputs.map(() => true) }: PushForwardOptions = {},
): PushForwardResult {
  if (inputPaths === undefined) return pushEquations(program, primals, tangents, mode, wanted);
  try {
    return pushEquations(program, primals, tangents, mode, wanted);
  } catch (error) {
    if (!(error instanceof DerivativeError) || error.details.path !== undefined) throw error;
    // Which input is to blame shows when each moves alone, however deep in loops and branches the operation stands.
    const position = tangents.findIndex((tangent, i) => {
      const alone = tangents.map((each, k) => (k === i ? each : null));
      return tangent !== null && throwsDerivativeError(() => pushEquations(program, primals, alone, mode, wanted));
    });
    throw position < 0 ? error : new DerivativeError({ ...error.details, path: inputPaths[position]! });
  }
}

/** Whether a derivative is refused in the course of `work`. */
export function throwsDerivativeError(work: () => unknown): boolean {
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
  wanted: readonly boolean[],
): PushForwardResult {
  const values = new Environment<Value>();
  const moving = new Map<Variable, Arr>();
  const read = tangentsRead(program, wanted);
  program.inputs.forEach((variable, i) => {
    values.write(variable, primals[i]!);
    setTangent(moving, variable, tangents[i] ?? null);
  });
  for (const { variable, value } of program.constants) values.write(variable, value);
  const limits: OpenLimit[] = [];
  program.equations.forEach((equation, position) => {
    const operands = equation.operands.map((operand) => values.read(operand));
    const resultsRead = equation.results.map((result) => read.has(result));
    const incoming = equation.operands.map((operand) =>
      resultsRead.includes(true) ? tangentOf(moving, operand) : null,
    );
    const {
      outputs,
      tangents: outgoing,
      limit,
    } = recordingAt(equation.site, () => pushEquation(equation, operands, incoming, mode, resultsRead));
    if (limit !== undefined) limits.push({ ...limit, position });
    equation.results.forEach((variable, i) => {
      values.write(variable, outputs[i]!);
      setTangent(moving, variable, outgoing[i] ?? null);
    });
  });
  const tangentsOut = program.outputs.map((operand, i) => (wanted[i] === true ? tangentOf(moving, operand) : null));
  const push = {
    tangents: (rest: Program, given: readonly Value[], along: readonly Tangent[]) =>
      pushEquations(rest, given, along, mode, wanted).tangents,
    alongSplit: (linear: Program, given: readonly Value[], along: readonly Tangent[]) =>
      pushEquations(
        linear,
        given,
        along,
        "forward",
        linear.outputs.map(() => true),
      ).tangents,
  };
  return {
    outputs: program.outputs.map((operand) => operandValue(values, operand)),
    tangents: limits.reduce<readonly Tangent[]>(
      (sum, limit) => withLimit(program, limit, values, sum, push),
      tangentsOut,
    ),
  };
}

function tangentOf(moving: ReadonlyMap<Variable, Arr>, operand: Operand): Tangent {
  return operand instanceof Literal ? null : (moving.get(operand) ?? null);
}

/** Only floating-point values move, each with a tangent of its element type. */
function setTangent(moving: Map<Variable, Arr>, variable: Variable, tangent: Tangent): void {
  const { dtype } = variable.type;
  if (tangent !== null && isFloat(dtype)) moving.set(variable, tangent);
}

function pushEquation(
  { primitive, attributes, site }: Equation,
  operands: readonly Value[],
  tangents: readonly Tangent[],
  mode: PushForwardMode,
  resultsRead: readonly boolean[],
): PushForwardResult & { readonly limit?: Omit<OpenLimit, "position"> } {
  const { derivative } = primitive;
  if (derivative.kind === "constant" || tangents.every((tangent) => tangent === null)) {
    const outputs = bind(primitive, operands, attributes);
    return { outputs, tangents: outputs.map(() => null) };
  }
  switch (derivative.kind) {
    case "rule": {
      const outputs = bind(primitive, operands, attributes);
      return { outputs, tangents: derivative.tangents(operands, tangents, { attributes, outputs }) };
    }
    case "limit": {
      const outputs = bind(primitive, operands, attributes);
      const limit = derivative.tangents(operands, tangents, { attributes, outputs });
      if (limit === null) return { outputs, tangents: outputs.map(() => null) };
      const isRead = limit.term(1, limit.gaps).some((tangent, i) => tangent !== null && resultsRead[i] === true);
      const open = { tangents: limit, combining: derivative.combining };
      return { outputs, tangents: limit.regular, ...(isRead ? { limit: open } : {}) };
    }
    case "joint":
      return mode === "forward"
        ? derivative.forward(operands, tangents, attributes, resultsRead)
        : derivative.linearize(operands, tangents, attributes, resultsRead);
    case "none":
      throw new DerivativeError({
        site,
        problem: `${primitive.called ?? primitive.name} has no derivative (${derivative.reason}).`,
        hint: `Hold its argument fixed with ${primitive.called ?? primitive.name}(stopGradient(x)), or give a derivative of your own with customVjp.`,
      });
  }
}
