/** LaneFunction: how one elementwise operation is computed on two lanes at a time. */

import type { DType } from "../../../array/dtype.ts";
import type { Local } from "../encoder/index.ts";
import type { MathBuilder, Operand } from "../math/math-builder.ts";

/**
 * Element types of the operands and of the result. Lanes are 64 bits wide: f64 as it is, f32 as the f64 of equal value, i32
 * sign-extended, bool as a mask of all bits or none.
 */
export interface LaneTypes {
  readonly operands: readonly DType[];
  readonly result: DType;
}

export interface LaneFunction {
  /** A rough count of instructions. */
  readonly weight: number;
  /**
   * Emits the operation; the result is in the lane form of its type. `inPlace` asks for long formulas to be written out; else a
   * call makes less code.
   */
  emit(m: MathBuilder, operands: readonly Operand[], types: LaneTypes, inPlace: boolean): Operand;
  /** Computes several functions of the same operands in little more than the time of one. */
  readonly joint?: JointFunction;
}

/** Functions that share most of their work; the results are fresh locals, one for each of the members. */
export interface JointFunction {
  emit(m: MathBuilder, operands: readonly Operand[], types: LaneTypes): ReadonlyMap<LaneFunction, Local>;
}

/** The operand itself. */
export const copyLanes: LaneFunction = { weight: 0, emit: (_m, [x]) => x! };

/** A number in the lane form of an element type. */
export function laneConstant(value: number, dtype: DType): number | bigint {
  switch (dtype) {
    case "f64":
      return value;
    case "f32":
      return Math.fround(value);
    case "i32":
      return BigInt(value | 0);
    case "bool":
      return value === 0 ? 0n : -1n;
  }
}
