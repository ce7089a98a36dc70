/** ProgramBuilder: collects equations while a function is traced. */

import { type Arr, fromTrace, traceOf } from "../array/arr.ts";
import type { ArrayType } from "../array/shape.ts";
import { callSite } from "../errors/index.ts";
import { escapedError } from "../array/unknown-value.ts";
import type { Attributes, Primitive, Value } from "./primitive.ts";
import { type Constant, type Equation, Literal, type Operand, type Program, Variable } from "./program.ts";

/** What a traced Arr carries: the builder that records it and its variable there. */
export class Trace {
  readonly builder: ProgramBuilder;
  readonly variable: Variable;

  constructor(builder: ProgramBuilder, variable: Variable) {
    this.builder = builder;
    this.variable = variable;
  }

  /** Whether the recording of its function is over. */
  get ended(): boolean {
    return !this.builder.isOpen;
  }
}

let buildersMade = 0;
let current: ProgramBuilder | undefined;

/** The builder of the function that is being traced now, if any: a dynamic scope, empty outside of every trace. */
export function currentBuilder(): ProgramBuilder | undefined {
  return current;
}

/** Runs `work` while `builder` records: operations on traced values go to it even when all of them come from outside. */
export function whileTracing<T>(builder: ProgramBuilder, work: () => T): T {
  const outer = current;
  current = builder;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/** The user's line that equations are recorded for, while rules write derivatives of an operation there. */
let inheritedSite: string | undefined;
/** Whether every equation is given its line, not only those that may have to be reported. */
let keepsSites = false;

/** Runs `work`; equations that it records belong to the user's line `site`, where that is known. */
export function recordingAt<T>(site: string | undefined, work: () => T): T {
  if (site === undefined) return work();
  const outer = inheritedSite;
  inheritedSite = site;
  try {
    return work();
  } finally {
    inheritedSite = outer;
  }
}

/** Runs `work`; all equations that it records know the user's line. Looking it up takes longer than recording: for debugging. */
export function keepingSites<T>(work: () => T): T {
  const outer = keepsSites;
  keepsSites = true;
  try {
    return work();
  } finally {
    keepsSites = outer;
  }
}

export class ProgramBuilder {
  /** A builder made later is an inner one; an operation on values of several builders belongs to the innermost. */
  readonly level: number = ++buildersMade;
  readonly #inputs: Variable[] = [];
  readonly #constants: Constant[] = [];
  readonly #constantOf = new Map<Arr, Variable>();
  readonly #captured = new Map<Variable, Variable>();
  readonly #captures: Arr[] = [];
  readonly #captureInputs: Variable[] = [];
  readonly #equations: Equation[] = [];
  #open = true;

  /** A new input of the program, as the traced array that stands for it. */
  input(type: ArrayType): Arr {
    const variable = new Variable(type);
    this.#inputs.push(variable);
    return this.#traced(variable);
  }

  /** Records an equation and returns its results as traced arrays. */
  record(primitive: Primitive, operands: readonly Value[], types: readonly ArrayType[], attributes: Attributes): Arr[] {
    const results = primitive.outputTypes(types, attributes).map((type) => new Variable(type));
    const recorded = operands.map((operand, i) => this.operand(operand, types[i]!.dtype));
    const reported = keepsSites || primitive.derivative.kind === "none";
    const site = inheritedSite ?? (reported ? callSite() : undefined);
    this.#equations.push({ primitive, operands: recorded, attributes, results, site });
    return results.map((variable) => this.#traced(variable));
  }

  /** The operand that a value is in this program: its own variable, a captured outer one, a constant or a literal. */
  operand(value: Value, dtype: ArrayType["dtype"]): Operand {
    if (typeof value === "number") return new Literal(value, dtype);
    const trace = traceOf(value);
    if (!(trace instanceof Trace)) return this.#constant(value);
    if (trace.builder === this) return trace.variable;
    return this.#capture(value, trace);
  }

  #constant(value: Arr): Variable {
    const known = this.#constantOf.get(value);
    if (known !== undefined) return known;
    const variable = new Variable({ shape: value.shape, dtype: value.dtype });
    this.#constantOf.set(value, variable);
    this.#constants.push({ variable, value });
    return variable;
  }

  #capture(value: Arr, trace: Trace): Variable {
    trace.builder.assertOpen();
    const known = this.#captured.get(trace.variable);
    if (known !== undefined) return known;
    const variable = new Variable(trace.variable.type);
    this.#captured.set(trace.variable, variable);
    this.#captures.push(value);
    this.#captureInputs.push(variable);
    return variable;
  }

  #traced(variable: Variable): Arr {
    return fromTrace(new Trace(this, variable), variable.type.shape, variable.type.dtype);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  assertOpen(): void {
    if (!this.#open) throw escapedError();
  }

  /** Ends the recording without a program: the traced function threw. */
  abandon(): void {
    this.#open = false;
  }

  /**
   * Ends the recording. Values captured from outer programs become the first inputs, before the declared ones, and are
   * returned with the program so that the caller can pass them in.
   */
  finish(outputs: readonly Value[]): { readonly program: Program; readonly captures: readonly Arr[] } {
    const operands = outputs.map((output) => this.operand(output, typeof output === "number" ? "f64" : output.dtype));
    this.#open = false;
    return {
      program: {
        inputs: [...this.#captureInputs, ...this.#inputs],
        constants: this.#constants,
        equations: this.#equations,
        outputs: operands,
      },
      captures: this.#captures,
    };
  }
}
