/** Conversion between element types, and the barrier that stops derivatives. */

import { type DType, isFloat } from "../../array/dtype.ts";
import { constant, nonlinear, rule, transposeOfLinear, uniform } from "../../program/derivative.ts";
import { applied, elementwise, type NoAttributes } from "./family.ts";
import type { Arr } from "../../array/arr.ts";
import { positions } from "../../array/positions.ts";
import { bindOne } from "../../program/bind.ts";
import { callable } from "../../program/callable.ts";
import type { Primitive, Value } from "../../program/primitive.ts";

/** To i32: towards zero, saturating, NaN to 0 (as WebAssembly's trunc_sat). */
function convertTo(dtype: DType): (x: number) => number {
  if (dtype === "bool") return (x) => (x !== 0 ? 1 : 0);
  if (dtype !== "i32") return (x) => x;
  return (x) => (Number.isNaN(x) ? 0 : Math.max(-2147483648, Math.min(2147483647, Math.trunc(x))));
}

export const convert: Primitive<Readonly<{ dtype: DType }>> = elementwise<Readonly<{ dtype: DType }>>("convert", {
  called: "cast",
  arity: 1,
  reference: ([x], out) => {
    const kind: DType = out instanceof Uint8Array ? "bool" : out instanceof Int32Array ? "i32" : "f64";
    const f = convertTo(kind);
    const at = positions(x!, x!.shape);
    for (let i = 0; i < out.length; i++) out[i] = f(x!.data[at(i)]!);
  },
  derivative: rule((_, [dx], { attributes: { dtype } }) => [dx == null || !isFloat(dtype) ? null : castTo(dx, dtype)]),
  transposition: transposeOfLinear((ct, type) => castTo(ct as Arr, type.dtype)),
  domain: "any",
  result: ({ dtype }) => dtype,
  work: 1,
  commutes: false,
  fault: {},
  check: [
    { label: "to f32", operands: [uniform(-2, 2)], attributes: { dtype: "f32" }, order: 0 },
    { label: "to i32", operands: [uniform(-9, 9)], attributes: { dtype: "i32" }, order: 0 },
    { label: "to bool", operands: [uniform(-2, 2)], attributes: { dtype: "bool" }, order: 0 },
  ],
});

/** The array in another element type, or as it is where it has that. */
export function castTo(x: Arr, dtype: DType): Arr {
  return x.dtype === dtype ? x : bindOne(convert, [x], { dtype });
}

/** The identity whose tangent is zero. */
const stopGradientRecord = elementwise<NoAttributes>("stopGradient", {
  arity: 1,
  reference: ([x], out) => {
    const at = positions(x!, x!.shape);
    for (let i = 0; i < out.length; i++) out[i] = x!.data[at(i)]!;
  },
  derivative: constant,
  transposition: nonlinear,
  domain: "any",
  result: "same",
  work: 0,
  commutes: false,
  fault: {},
  check: [{ label: "stopGradient", operands: [uniform(-2, 2)], attributes: {}, order: 0 }],
});

/** What `stopGradient` is as a function: a number is as fixed as can be. */
export interface Hold {
  (x: Arr): Arr;
  (x: Value): Value;
}

export const stopGradient: Primitive<NoAttributes> & Hold = callable(
  stopGradientRecord,
  // The overloads of the type.
  ((x: Value): Value => (typeof x === "number" ? x : applied(stopGradient, [x]))) as Hold,
);
