/** Arithmetic on lanes, for each element type. */

import type { DType } from "../../../array/dtype.ts";
import type { LaneFunction, LaneTypes } from "../kernel/lane-function.ts";
import type { LaneInstruction, MathBuilder, Operand } from "../math/math-builder.ts";

type Formula = (m: MathBuilder, operands: readonly Operand[], types: LaneTypes) => Operand;

/**
 * A lane function from its formula on floats, and one on integers where these are allowed. The formulas are in operations that
 * both kinds of lanes have.
 */
export function lanes(weight: number, float: Formula, integer: Formula = float): LaneFunction {
  const emit: LaneFunction["emit"] = (m, operands, types) =>
    (types.operands[0] === "i32" ? integer : float)(m, operands, types);
  return { weight, emit, emitSingle: emit };
}

/** Rounds f64 lanes to the nearest f32 when the result is one: exact rounding for + - × ÷ and square roots. */
export function rounded(m: MathBuilder, x: Operand, dtype: DType): Operand {
  if (dtype !== "f32" || m.lanes === 4) return x;
  m.push(x);
  m.f.op("f32x4.demote_f64x2_zero");
  m.f.op("f64x2.promote_low_f32x4");
  return m.pop();
}

/** Cuts integer lanes to 32 bits and extends the sign again: arithmetic modulo 2^32. */
function wrapped(m: MathBuilder, x: Operand): Operand {
  if (m.lanes === 4) return x;
  m.push(x);
  m.f.i32Const(32);
  m.f.op("i64x2.shl");
  m.f.i32Const(32);
  m.f.op("i64x2.shr_s");
  return m.pop();
}

/** An instruction on floats, rounded, and one on integers, wrapped. */
function arithmetic(weight: number, float: LaneInstruction, integer: LaneInstruction): LaneFunction {
  return lanes(
    weight,
    (m, operands, { result }) => rounded(m, m.apply(float, ...operands), result),
    (m, operands) => wrapped(m, m.apply(integer, ...operands)),
  );
}

/** An instruction on floats whose result is exact in f32. */
const exact = (weight: number, instruction: LaneInstruction): LaneFunction =>
  lanes(weight, (m, operands) => m.apply(instruction, ...operands));

/** The larger or smaller of two integers. */
const chosenInteger =
  (isMaximum: boolean): Formula =>
  (m, [a, b]) =>
    m.select(isMaximum ? m.greaterBits(a!, b!) : m.greaterBits(b!, a!), a!, b!);

export const add = arithmetic(1, "add", "addBits");
export const sub = arithmetic(1, "sub", "subBits");
export const mul = arithmetic(1, "mul", "mulBits");
export const neg = arithmetic(1, "neg", "negBits");
export const abs = arithmetic(1, "abs", "absBits");
export const floor = exact(1, "floor");
export const ceil = exact(1, "ceil");
export const trunc = exact(1, "trunc");
export const round = exact(1, "nearest");

export const max = lanes(2, (m, operands) => m.apply("max", ...operands), chosenInteger(true));
export const min = lanes(2, (m, operands) => m.apply("min", ...operands), chosenInteger(false));

export const div = lanes(4, (m, operands, { result }) => rounded(m, m.apply("div", ...operands), result));
export const sqrt = lanes(5, (m, operands, { result }) => rounded(m, m.apply("sqrt", ...operands), result));
export const reciprocal = lanes(4, (m, [x], { result }) => rounded(m, m.div(1, x!), result));

export const square = lanes(
  1,
  (m, [x], { result }) => rounded(m, m.mul(x!, x!), result),
  (m, [x]) => wrapped(m, m.apply("mulBits", x!, x!)),
);

export const sign = lanes(
  4,
  // 1 with the sign of x; x itself where it is zero or NaN.
  (m, [x]) => m.select(m.greater(m.abs(x!), 0), m.withSignOf(1, x!), x!),
  (m, [x]) => m.subBits(m.greaterBits(0n, x!), m.greaterBits(x!, 0n)),
);
