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

/** Combines lane by lane. Integers keep more than 32 bits, for `wrap` to cut. */
export function combineLanes(m: MathBuilder, name: ReductionName, dtype: DType, a: Operand, b: Operand): Local {
  const instruction = (() => {
    if (dtype !== "i32") {
      return ({ sum: "f64x2.add", prod: "f64x2.mul", max: "f64x2.max", min: "f64x2.min" } as const)[name];
    }
    return ({ sum: "i64x2.add", prod: "i64x2.mul", max: undefined, min: undefined } as const)[name];
  })();
  if (instruction !== undefined) {
    m.push(a);
    m.push(b);
    m.f.op(instruction);
    return m.pop();
  }
  // The larger (max) or the smaller (min) of two integers.
  m.push(a);
  m.push(b);
  m.push(name === "max" ? a : b);
  m.push(name === "max" ? b : a);
  m.f.op("i64x2.gt_s");
  m.f.op("v128.bitselect");
  return m.pop();
}

/** Lane 0 of the result is both lanes of `x` combined. */
export function combineAcross(m: MathBuilder, name: ReductionName, dtype: DType, x: Local): Local {
  m.push(x);
  m.push(x);
  m.f.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
  const swapped = m.pop();
  const combined = combineLanes(m, name, dtype, x, swapped);
  m.f.release(swapped);
  return combined;
}

/** `x` with lane 1 replaced by the neutral element: what a single last element adds. */
export function onlyLane0(m: MathBuilder, name: ReductionName, dtype: DType, x: Operand): Local {
  m.push(x);
  m.push(neutralLanes(name, dtype));
  m.f.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31]);
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
