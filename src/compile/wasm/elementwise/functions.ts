/** Elementary functions on lanes: computed in f64, rounded once when the type is f32. */

import type { JointFunction, LaneFunction } from "../kernel/lane-function.ts";
import { defineVectorMath, sinCos, vectorMath, type VectorMathName } from "../math/index.ts";
import { rounded } from "./arithmetic.ts";

/** Rough counts of instructions on the usual path. */
const weights: Readonly<Record<VectorMathName, number>> = {
  acos: 50,
  asin: 50,
  atan: 40,
  atan2: 55,
  cbrt: 40,
  cos: 60,
  cosh: 60,
  exp: 35,
  expm1: 50,
  log: 45,
  log1p: 60,
  pow: 150,
  sin: 60,
  sinh: 60,
  tan: 80,
  tanh: 60,
};

/** Sine and cosine of one angle share the reduction of the angle and both polynomials. */
const sineAndCosine: JointFunction = {
  emit(m, [x], { result }) {
    const locals = [m.f.local("v128"), m.f.local("v128")] as const;
    const [sine, cosine] = locals;
    m.scope(() => {
      const both = sinCos(m, x!);
      m.assign(sine, rounded(m, both.sin, result));
      m.assign(cosine, rounded(m, both.cos, result));
      return sine;
    });
    return new Map([
      [sin, sine],
      [cos, cosine],
    ]);
  },
};

export const sin: LaneFunction = { ...lanesOf("sin"), joint: sineAndCosine };
export const cos: LaneFunction = { ...lanesOf("cos"), joint: sineAndCosine };

/** The lane function of an elementary function. */
export function lanesOf(name: VectorMathName): LaneFunction {
  return {
    weight: weights[name],
    emit: (m, operands, { result }, inPlace) => {
      const value = inPlace
        ? vectorMath[name].emit(m, ...operands)
        : m.call(defineVectorMath(m.module, name), ...operands);
      return rounded(m, value, result);
    },
  };
}
