/** LaneFunction: how one elementwise operation is computed on two or four lanes at a time. */

import type { DType } from "../../../array/dtype.ts";
import type { IndexedAxis } from "../../schedule/operation.ts";
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
  /**
   * Emits the operation on four lanes of 32 bits: f32, i32, and bool as a mask. Without it, `emit` is applied to the two halves
   * and what it gives is rounded.
   */
  emitSingle?(m: MathBuilder, operands: readonly Operand[], types: LaneTypes, inPlace: boolean): Operand;
  /** Computes several functions of the same operands in little more than the time of one. */
  readonly joint?: JointFunction;
}

/** Functions that share most of their work; the results are fresh locals, one for each of the members. */
export interface JointFunction {
  emit(m: MathBuilder, operands: readonly Operand[], types: LaneTypes): ReadonlyMap<LaneFunction, Local>;
}

/** The operand itself. */
export const copyLanes: LaneFunction = { weight: 0, emit: (_m, [x]) => x!, emitSingle: (_m, [x]) => x! };

/** Elements read at positions that data choose: the nest makes a load of it. */
export const indexedLanes: LaneFunction = {
  weight: 6,
  emit: () => {
    throw new Error("internal: an indexed load has no lane function");
  },
};

/**
 * From an index to bytes: min(max(index, 0), last) · stride, counted from the end where backwards, in the low half of each
 * lane of 64 bits, modulo 2³² as addresses are; the high halves are 0.
 */
export function indexBytes({ stride, last, backwards }: IndexedAxis, elementBytes: number): LaneFunction {
  const emit: LaneFunction["emit"] = (m, [index]) => {
    const { f } = m;
    if (backwards) m.push(BigInt(last));
    m.push(index!);
    m.push(0n);
    f.op("i32x4.max_s");
    m.push(BigInt(last));
    f.op("i32x4.min_s");
    if (backwards) f.op("i32x4.sub");
    const bytes = stride * elementBytes;
    if (Number.isInteger(Math.log2(bytes))) {
      f.i32Const(Math.log2(bytes));
      f.op("i32x4.shl");
    } else {
      m.push(BigInt(bytes));
      f.op("i32x4.mul");
    }
    return m.pop();
  };
  return { weight: 4, emit, emitSingle: emit };
}

const emitSum: LaneFunction["emit"] = (m, [a, b]) => {
  m.push(a!);
  m.push(b!);
  m.f.op("i32x4.add");
  return m.pop();
};

/** The sum of two numbers of bytes. */
export const addBytes: LaneFunction = { weight: 1, emit: emitSum, emitSingle: emitSum };

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
