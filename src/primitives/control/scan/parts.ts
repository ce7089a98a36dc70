/** Parts of a scan: its attributes, and which operand is what. */

import type { Arr } from "../../../array/arr.ts";
import type { ArrayType } from "../../../array/shape.ts";
import { zerosOf } from "../../../array/zeros.ts";
import type { Program } from "../../../program/program.ts";
import type { Tangent, Value } from "../../../program/primitive.ts";

/**
 * Operands are constants, initial carries and stacked xs. The body takes constants, carries and one slice of each x, and
 * returns the next carries and one slice of each y. Results are the last carries and the stacked ys.
 */
export type ScanAttributes = Readonly<{
  body: Program;
  length: number;
  /** From the last step to the first. */
  reverse: boolean;
  constantCount: number;
  carryCount: number;
}>;

/** What a loop with a carry is made of, however its length is known. */
export type LoopAttributes = Pick<ScanAttributes, "body" | "constantCount" | "carryCount">;

/** What belongs to the three kinds of operands. */
export interface Parts<T> {
  readonly constants: readonly T[];
  readonly carries: readonly T[];
  readonly xs: readonly T[];
}

export function split<T>(
  operands: readonly T[],
  { constantCount, carryCount }: Omit<LoopAttributes, "body">,
): Parts<T> {
  return {
    constants: operands.slice(0, constantCount),
    carries: operands.slice(constantCount, constantCount + carryCount),
    xs: operands.slice(constantCount + carryCount),
  };
}

export const bodyTypes = ({ body }: Pick<ScanAttributes, "body">): readonly ArrayType[] =>
  body.inputs.map(({ type }) => type);

export const compact = <T>(values: readonly (T | null)[]): T[] => values.filter((value): value is T => value !== null);

/** Puts a value where the mask holds, null elsewhere. */
export function expandMask<T>(mask: readonly boolean[], values: readonly T[]): (T | null)[] {
  let next = 0;
  return mask.map((holds) => (holds ? values[next++]! : null));
}

export const zeroOr = (tangent: Tangent, type: ArrayType): Arr => tangent ?? zerosOf(type);

/** Applies the primitive: what its rules are written in terms of. */
export type RunScan = (operands: readonly Value[], attributes: ScanAttributes) => readonly Arr[];
