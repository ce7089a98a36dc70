/** Halves: four lanes of 32 bits as two times two of 64, for operations that are computed in f64, and back. */

import type { DType } from "../../../array/dtype.ts";
import type { Local } from "../encoder/index.ts";
import type { MathBuilder, Operand } from "../math/math-builder.ts";
import type { JointFunction, LaneFunction, LaneTypes } from "./lane-function.ts";

/** The first or the second two of four lanes. */
export type Half = "low" | "high";

/** Two of four lanes in the wide form of their type; constants are the same in both. */
export function widenHalf(m: MathBuilder, x: Operand, dtype: DType, half: Half): Operand {
  if (typeof x !== "object") return x;
  m.push(x);
  if (dtype !== "f32") m.f.op(half === "low" ? "i64x2.extend_low_i32x4_s" : "i64x2.extend_high_i32x4_s");
  else {
    if (half === "high") {
      m.push(x);
      m.f.shuffle(highFirst);
    }
    m.f.op("f64x2.promote_low_f32x4");
  }
  return m.pop();
}

const highFirst = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
/** The low words of each 64-bit lane of two vectors. */
const lowWords = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];
/** The low half of one vector, then that of another. */
const lowHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** Four lanes from two times two; numbers are rounded to f32. */
export function joinHalves(m: MathBuilder, low: Operand, high: Operand, dtype: DType): Local {
  for (const half of [low, high]) {
    m.double.push(half);
    if (dtype === "f32") m.f.op("f32x4.demote_f64x2_zero");
  }
  m.f.shuffle(dtype === "f32" ? lowHalves : lowWords);
  return m.pop();
}

/** Applies a lane function to both halves, or to the first alone where the others are not in use or the same. */
export function applyByHalves(
  m: MathBuilder,
  compute: LaneFunction,
  operands: readonly Operand[],
  types: LaneTypes,
  lowAlone: boolean,
): Local {
  const half = (which: Half): Operand => compute.emit(m.double, widenOperands(m, operands, types, which), types, false);
  const low = half("low");
  return joinHalves(m, low, lowAlone ? low : half("high"), types.result);
}

/** As applyByHalves, for functions that are computed together. */
export function jointByHalves(
  m: MathBuilder,
  joint: JointFunction,
  operands: readonly Operand[],
  types: LaneTypes,
  lowAlone: boolean,
): Map<LaneFunction, Local> {
  const half = (which: Half): ReadonlyMap<LaneFunction, Local> =>
    joint.emit(m.double, widenOperands(m, operands, types, which), types);
  const low = half("low");
  const high = lowAlone ? low : half("high");
  const joined = new Map<LaneFunction, Local>();
  for (const [member, value] of low) {
    const other = high.get(member)!;
    joined.set(member, joinHalves(m, value, other, types.result));
    m.f.release(value, ...(other === value ? [] : [other]));
  }
  return joined;
}

function widenOperands(m: MathBuilder, operands: readonly Operand[], types: LaneTypes, half: Half): Operand[] {
  return operands.map((operand, i) => widenHalf(m, operand, types.operands[i]!, half));
}
