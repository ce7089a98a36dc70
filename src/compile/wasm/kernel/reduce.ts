/** Reductions on lanes: neutral elements, combining two values, and the two lanes into one. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import type { ReductionName } from "../../schedule/operation.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import type { MathBuilder, Operand } from "../math/math-builder.ts";
import { laneConstant } from "./lane-function.ts";

const neutral: Readonly<Record<ReductionName, { readonly float: number; readonly integer: number }>> = {
  sum: { float: 0, integer: 0 },
  prod: { float: 1, integer: 1 },
  max: { float: -Infinity, integer: -2147483648 },
  min: { float: Infinity, integer: 2147483647 },
};

/** What combined with x gives x, as a number. */
export function neutralElement(name: ReductionName, dtype: DType): number {
  return dtype === "i32" ? neutral[name].integer : neutral[name].float;
}

/** The neutral element in lane form. */
export function neutralLanes(name: ReductionName, dtype: DType): number | bigint {
  return laneConstant(neutralElement(name, dtype), dtype);
}

/** Combines lane by lane. Integers in wide lanes keep more than 32 bits, for the store to cut. */
export function combineLanes(m: MathBuilder, name: ReductionName, dtype: DType, a: Operand, b: Operand): Local {
  if (dtype !== "i32") return m.apply(({ sum: "add", prod: "mul", max: "max", min: "min" } as const)[name], a, b);
  if (name === "sum" || name === "prod") return m.apply(name === "sum" ? "addBits" : "mulBits", a, b);
  // The larger (max) or the smaller (min) of two integers.
  m.push(a);
  m.push(b);
  const larger = m.apply("gtBits", name === "max" ? a : b, name === "max" ? b : a);
  m.push(larger);
  m.f.op("v128.bitselect");
  m.f.release(larger);
  return m.pop();
}

/** Lane 0 of the result is all lanes of `x` combined. */
export function combineAcross(m: MathBuilder, name: ReductionName, dtype: DType, x: Local): Local {
  const halves = withRotated(m, name, dtype, x, 8);
  if (m.lanes === 2) return halves;
  const total = withRotated(m, name, dtype, halves, 4);
  m.f.release(halves);
  return total;
}

/** `x` combined with itself rotated by some bytes. */
function withRotated(m: MathBuilder, name: ReductionName, dtype: DType, x: Local, bytes: number): Local {
  m.push(x);
  m.push(x);
  m.f.shuffle(Array.from({ length: 16 }, (_, i) => (i + bytes) % 16));
  const rotated = m.pop();
  const combined = combineLanes(m, name, dtype, x, rotated);
  m.f.release(rotated);
  return combined;
}

/** `x` with the lanes from `count` on replaced by the neutral element: what the last elements add. */
export function onlyLanes(m: MathBuilder, name: ReductionName, dtype: DType, x: Operand, count: number): Local {
  m.push(x);
  m.push(neutralLanes(name, dtype));
  const bytes = (count * 16) / m.lanes;
  m.f.shuffle(Array.from({ length: 16 }, (_, i) => (i < bytes ? i : i + 16)));
  return m.pop();
}

/** Fills `count` elements from `base` (plus a displacement on the stack, if any) with the neutral element. */
export function fillNeutral(
  f: FunctionBuilder,
  name: ReductionName,
  dtype: DType,
  pushBase: () => void,
  count: number,
): void {
  const bytes = bytesPerElement[dtype];
  if (name === "sum") {
    pushBase();
    f.i32Const(0);
    f.i32Const(count * bytes);
    f.memory("memory.fill");
    return;
  }
  const value = neutralElement(name, dtype);
  const at = f.local("i32");
  const left = f.local("i32");
  pushBase();
  f.set(at);
  f.i32Const(count);
  f.set(left);
  f.loop((start) => {
    f.get(at);
    if (dtype === "i32") {
      f.i32Const(value);
      f.store("i32.store");
    } else if (dtype === "f32") {
      f.f32Const(value);
      f.store("f32.store");
    } else {
      f.f64Const(value);
      f.store("f64.store");
    }
    f.get(at);
    f.i32Const(bytes);
    f.op("i32.add");
    f.set(at);
    f.get(left);
    f.i32Const(1);
    f.op("i32.sub");
    f.tee(left);
    f.brIf(start);
  });
  f.release(at, left);
}
