/** Comparisons, logic, choice and conversion on lanes. */

import type { DType } from "../../../array/dtype.ts";
import type { LaneFunction } from "../kernel/lane-function.ts";
import { bitsOfSingle, type LaneInstruction, type MathBuilder, type Operand } from "../math/math-builder.ts";
import { rounded } from "./arithmetic.ts";

/**
 * A comparison by its instructions on floats and on integers. Masks compare as 0 and -1, so for bools the order of the
 * operands is turned round.
 */
function comparison(float: LaneInstruction, integer: LaneInstruction): LaneFunction {
  return onAnyLanes((m, [x, y], { operands: [dtype] }) => {
    const [first, second] = dtype === "bool" ? [y!, x!] : [x!, y!];
    return m.apply(dtype === "f64" || dtype === "f32" ? float : integer, first, second);
  });
}

/** A function of little weight, the same in both kinds of lanes. */
function onAnyLanes(emit: LaneFunction["emit"], weight = 1): LaneFunction {
  return { weight, emit, emitSingle: emit };
}

export const less = comparison("lt", "ltBits");
export const lessEqual = comparison("le", "leBits");
export const greater = comparison("gt", "gtBits");
export const greaterEqual = comparison("ge", "geBits");
export const equal = comparison("eq", "eqBits");
export const notEqual = comparison("ne", "neBits");

export const logicalAnd = onAnyLanes((m, [x, y]) => m.and(x!, y!));
export const logicalOr = onAnyLanes((m, [x, y]) => m.or(x!, y!));
export const logicalNot = onAnyLanes((m, [x]) => m.not(x!));

export const select = onAnyLanes((m, [condition, onTrue, onFalse]) => {
  m.push(onTrue!);
  m.push(onFalse!);
  m.push(condition!);
  m.f.op("v128.bitselect");
  return m.pop();
});

/** To i32 towards zero, saturating, NaN to 0; to bool by x ≠ 0. */
export const convert: LaneFunction = {
  weight: 2,
  emit: (m, [x], { operands: [from], result }) => convertLanes(m, x!, from!, result),
  emitSingle: (m, [x], { operands: [from], result }) => convertWords(m, x!, from!, result),
};

/** As convertLanes, on four lanes. */
function convertWords(m: MathBuilder, x: Operand, from: DType, to: DType): Operand {
  if (from === to) return x;
  if (from === "bool") return m.and(x, to === "i32" ? 1n : bitsOfSingle(1));
  if (to === "bool") return from === "i32" ? m.apply("neBits", x, 0n) : m.notEqual(x, 0);
  m.push(x);
  m.f.op(to === "i32" ? "i32x4.trunc_sat_f32x4_s" : "f32x4.convert_i32x4_s");
  return m.pop();
}

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
