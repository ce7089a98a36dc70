/** Operations: what a program is lowered to before it is put in order; all of them read and write views of buffers. */

import type { DType } from "../../array/dtype.ts";
import type { Shape } from "../../array/shape.ts";
import type { Literal } from "../../program/program.ts";
import type { FunctionBuilder, ModuleBuilder } from "../wasm/encoder/index.ts";
import type { LaneFunction } from "../wasm/kernel/lane-function.ts";
import type { Region } from "./region.ts";
import type { LoopCounter, View } from "./view.ts";

/** A value that an elementwise operation reads: an array, or a number. */
export type Operand = View | Literal;

/** One number per element from one number of each operand. */
export interface Elementwise {
  readonly kind: "elementwise";
  readonly name: string;
  readonly compute: LaneFunction;
  readonly shape: Shape;
  readonly operands: readonly Operand[];
  readonly dtype: DType;
  readonly target: View;
  /** Set when operand 0 is read where the others, i32, say: one index for each of them. */
  readonly indexed?: readonly IndexedAxis[];
}

/** An axis of an array along which data choose the position, held to 0 .. last. */
export interface IndexedAxis {
  /** Elements from one position to the next; more than 0. */
  readonly stride: number;
  readonly last: number;
  /** True when the index counts from the end of the axis: position last - index. */
  readonly backwards: boolean;
}

export type ReductionName = "sum" | "prod" | "max" | "min";

/** Combines the elements along axes. */
export interface Reduction {
  readonly kind: "reduction";
  readonly name: ReductionName;
  readonly operand: View;
  readonly axes: readonly number[];
  readonly dtype: DType;
  readonly target: View;
}

/** What a routine's code is emitted with: functions of the module, and the addresses of its operands. */
export interface RoutineContext {
  readonly module: ModuleBuilder;
  /** Where each view's element 0 lies, in bytes, fixed part; the part that loops add comes in as a parameter. */
  readonly address: (view: View) => Address;
}

export interface Address {
  /** Bytes, known now. */
  readonly base: number;
  /** Index of the i32 parameter to add, or undefined. */
  readonly parameter: number | undefined;
}

/** An operation with code of its own: matrix products, solves, indexing by data. */
export interface Routine {
  readonly kind: "routine";
  readonly name: string;
  readonly reads: readonly View[];
  readonly writes: readonly View[];
  /** Writes the body of a function; its parameters are those that the addresses name. */
  emit(f: FunctionBuilder, context: RoutineContext): void;
}

/** A loop over steps; carries and stacked values are buffers outside of it. */
export interface Loop {
  readonly kind: "loop";
  readonly counter: LoopCounter;
  readonly body: Region;
  readonly reads: readonly View[];
  readonly writes: readonly View[];
}

/** A loop that goes on while a bool in memory holds, which one region computes before each run of the other. */
export interface While {
  readonly kind: "while";
  readonly condition: Region;
  readonly predicate: View;
  readonly body: Region;
  readonly reads: readonly View[];
  readonly writes: readonly View[];
}

/** Runs one of several regions, by its number in memory: a bool for two, an i32 for any number. */
export interface Branch {
  readonly kind: "branch";
  readonly selector: Operand;
  readonly regions: readonly Region[];
  readonly reads: readonly View[];
  readonly writes: readonly View[];
}

export type Fusible = Elementwise | Reduction;
export type Operation = Fusible | Routine | Loop | While | Branch;

export function isFusible(operation: Operation): operation is Fusible {
  return operation.kind === "elementwise" || operation.kind === "reduction";
}

/** The views an operation reads. */
export function readsOf(operation: Operation): readonly View[] {
  switch (operation.kind) {
    case "elementwise":
      return operation.operands.filter((operand): operand is View => "buffer" in operand);
    case "reduction":
      return [operation.operand];
    case "routine":
    case "loop":
    case "while":
    case "branch":
      return operation.reads;
  }
}

/** The views an operation writes. */
export function writesOf(operation: Operation): readonly View[] {
  return operation.kind === "elementwise" || operation.kind === "reduction" ? [operation.target] : operation.writes;
}

/** The shape of the loop nest that computes a fusible operation. */
export function iterationShape(operation: Fusible): Shape {
  return operation.kind === "elementwise" ? operation.shape : operation.operand.shape;
}
