/** Arithmetic on lanes, for each element type. */

import type { DType } from "../../../array/dtype.ts";
import type { PlainInstruction } from "../encoder/index.ts";
import type { LaneFunction, LaneTypes } from "../kernel/lane-function.ts";
import type { MathBuilder, Operand } from "../math/math-builder.ts";

type Formula = (m: MathBuilder, operands: readonly Operand[], types: LaneTypes) => Operand;

/** A lane function from its formula on f64 lanes, and one on i32 lanes where integers are allowed. */
export function lanes(weight: number, float: Formula, integer: Formula = float): LaneFunction {
  return {
    weight,
    emit: (m, operands, types) => (types.operands[0] === "i32" ? integer : float)(m, operands, types),
  };
}

/** Rounds f64 lanes to the nearest f32 when the result is one: exact rounding for + - × ÷ and square roots. */
export function rounded(m: MathBuilder, x: Operand, dtype: DType): Operand {
  if (dtype !== "f32") return x;
  m.push(x);
  m.f.op("f32x4.demote_f64x2_zero");
  m.f.op("f64x2.promote_low_f32x4");
  return m.pop();
}

/** Cuts integer lanes to 32 bits and extends the sign again: arithmetic modulo 2^32. */
function wrapped(m: MathBuilder, x: Operand): Operand {
  m.push(x);
  m.f.i32Const(32);
  m.f.op("i64x2.shl");
  m.f.i32Const(32);
  m.f.op("i64x2.shr_s");
  return m.pop();
}

function apply(m: MathBuilder, instruction: PlainInstruction, operands: readonly Operand[]): Operand {
  for (const operand of operands) m.push(operand);
  m.f.op(instruction);
  return m.pop();
}

/** An instruction on floats, rounded, and one on integers, wrapped. */
function arithmetic(weight: number, float: PlainInstruction, integer: PlainInstruction): LaneFunction {
  return lanes(
    weight,
    (m, operands, { result }) => rounded(m, apply(m, float, operands), result),
    (m, operands) => wrapped(m, apply(m, integer, operands)),
  );
}

/** An instruction on floats whose result is exact in f32. */
const exact = (weight: number, instruction: PlainInstruction): LaneFunction =>
  lanes(weight, (m, operands) => apply(m, instruction, operands));

/** The larger or smaller of two integers. */
const chosenInteger =
  (isMaximum: boolean): Formula =>
  (m, [a, b]) => {
    for (const operand of isMaximum ? [a!, b!, a!, b!] : [a!, b!, b!, a!]) m.push(operand);
    m.f.op("i64x2.gt_s");
    m.f.op("v128.bitselect");
    return m.pop();
  };

export const add = arithmetic(1, "f64x2.add", "i64x2.add");
export const sub = arithmetic(1, "f64x2.sub", "i64x2.sub");
export const mul = arithmetic(1, "f64x2.mul", "i64x2.mul");
export const neg = arithmetic(1, "f64x2.neg", "i64x2.neg");
export const abs = arithmetic(1, "f64x2.abs", "i64x2.abs");
export const floor = exact(1, "f64x2.floor");
export const ceil = exact(1, "f64x2.ceil");
export const trunc = exact(1, "f64x2.trunc");
export const round = exact(1, "f64x2.nearest");

export const max = lanes(2, (m, operands) => apply(m, "f64x2.max", operands), chosenInteger(true));
export const min = lanes(2, (m, operands) => apply(m, "f64x2.min", operands), chosenInteger(false));

export const div = lanes(4, (m, operands, { result }) => rounded(m, apply(m, "f64x2.div", operands), result));
export const sqrt = lanes(5, (m, operands, { result }) => rounded(m, apply(m, "f64x2.sqrt", operands), result));
export const reciprocal = lanes(4, (m, [x], { result }) => rounded(m, m.div(1, x!), result));

export const square = lanes(
  1,
  (m, [x], { result }) => rounded(m, m.mul(x!, x!), result),
  (m, [x]) => wrapped(m, apply(m, "i64x2.mul", [x!, x!])),
);

export const sign = lanes(
  4,
  // 1 with the sign of x; x itself where it is zero or NaN.
  (m, [x]) => m.select(m.greater(m.abs(x!), 0), m.withSignOf(1, x!), x!),
  (m, [x]) => apply(m, "i64x2.sub", [apply(m, "i64x2.gt_s", [0n, x!]), apply(m, "i64x2.gt_s", [x!, 0n])]),
);
