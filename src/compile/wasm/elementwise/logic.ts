/** Comparisons, logic, choice and conversion on lanes. */

import type { DType } from "../../../array/dtype.ts";
import type { PlainInstruction } from "../encoder/index.ts";
import type { LaneFunction } from "../kernel/lane-function.ts";
import type { MathBuilder, Operand } from "../math/math-builder.ts";
import { rounded } from "./arithmetic.ts";

/**
 * A comparison by its instructions on floats and on integers. Masks compare as 0 and -1, so for bools the order of the
 * operands is turned round.
 */
function comparison(float: PlainInstruction, integer: PlainInstruction): LaneFunction {
  return {
    weight: 1,
    emit(m, [x, y], { operands: [dtype] }) {
      const [first, second] = dtype === "bool" ? [y!, x!] : [x!, y!];
      m.push(first);
      m.push(second);
      m.f.op(dtype === "f64" || dtype === "f32" ? float : integer);
      return m.pop();
    },
  };
}

export const less = comparison("f64x2.lt", "i64x2.lt_s");
export const lessEqual = comparison("f64x2.le", "i64x2.le_s");
export const greater = comparison("f64x2.gt", "i64x2.gt_s");
export const greaterEqual = comparison("f64x2.ge", "i64x2.ge_s");
export const equal = comparison("f64x2.eq", "i64x2.eq");
export const notEqual = comparison("f64x2.ne", "i64x2.ne");

export const logicalAnd: LaneFunction = { weight: 1, emit: (m, [x, y]) => m.and(x!, y!) };
export const logicalOr: LaneFunction = { weight: 1, emit: (m, [x, y]) => m.or(x!, y!) };
export const logicalNot: LaneFunction = { weight: 1, emit: (m, [x]) => m.not(x!) };

export const select: LaneFunction = {
  weight: 1,
  emit(m, [condition, onTrue, onFalse]) {
    m.push(onTrue!);
    m.push(onFalse!);
    m.push(condition!);
    m.f.op("v128.bitselect");
    return m.pop();
  },
};

/** To i32 towards zero, saturating, NaN to 0; to bool by x ≠ 0. */
export const convert: LaneFunction = {
  weight: 2,
  emit: (m, [x], { operands: [from], result }) => convertLanes(m, x!, from!, result),
};

function convertLanes(m: MathBuilder, x: Operand, from: DType, to: DType): Operand {
  if (from === to) return x;
  switch (from) {
    case "f64":
    case "f32":
      if (to === "bool") return m.notEqual(x, 0);
      if (to !== "i32") return rounded(m, x, to);
      m.push(x);
      m.f.op("i32x4.trunc_sat_f64x2_s_zero");
      m.f.op("i64x2.extend_low_i32x4_s");
      return m.pop();
    case "i32": {
      m.push(x);
      if (to === "bool") {
        m.push(0n);
        m.f.op("i64x2.ne");
        return m.pop();
      }
      m.push(x);
      m.f.shuffle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
      m.f.op("f64x2.convert_low_i32x4_s");
      return rounded(m, m.pop(), to);
    }
    case "bool":
      if (to === "i32") return m.and(x, 1n);
      m.push(x);
      m.f.v128Const(1);
      m.f.op("v128.and");
      return m.pop();
  }
}
