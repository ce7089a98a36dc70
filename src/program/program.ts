/** Program: typed single-assignment code over arrays; what every transformation reads and writes. */

import type { Arr } from "../array/arr.ts";
import type { ArrayType } from "../array/shape.ts";
import type { Attributes, Primitive } from "./primitive.ts";

/** A value of a program, assigned once. Compared by identity. */
export class Variable {
  readonly type: ArrayType;

  constructor(type: ArrayType) {
    this.type = type;
  }
}

/** A scalar number written into the program; beside operands of any shape in elementwise primitives. */
export class Literal {
  readonly value: number;
  readonly type: ArrayType;

  constructor(value: number, dtype: ArrayType["dtype"]) {
    this.value = value;
    this.type = { shape: [], dtype };
  }
}

export type Operand = Variable | Literal;

/** One step: `results = primitive[attributes](operands)`. */
export interface Equation {
  readonly primitive: Primitive;
  readonly operands: readonly Operand[];
  readonly attributes: Attributes;
  readonly results: readonly Variable[];
  /** The user's line, for an operation that may have to be reported: one without derivative. */
  readonly site?: string | undefined;
}

/** An array known when the program was traced: data, not structure; its values do not enter the program's key. */
export interface Constant {
  readonly variable: Variable;
  readonly value: Arr;
}

export interface Program {
  readonly inputs: readonly Variable[];
  readonly constants: readonly Constant[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Operand[];
}
