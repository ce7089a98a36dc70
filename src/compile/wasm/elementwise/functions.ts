/** Elementary functions on lanes: computed in f64 and rounded once for f32, or on four lanes of f32 where there is a formula. */

import type { JointFunction, LaneFunction } from "../kernel/lane-function.ts";
import {
  defineSingleMath,
  defineVectorMath,
  sinCos,
  singleMath,
  vectorMath,
  type VectorMathName,
} from "../math/index.ts";
import type { Operand } from "../math/math-builder.ts";
import { rounded } from "./arithmetic.ts";
import { convert } from "./logic.ts";

/** Rough counts of instructions on the usual path. */
const weights: Readonly<Record<VectorMathName, number>> = {
  acos: 50,
  acosh: 100,
  asin: 50,
  asinh: 100,
  atan: 40,
  atan2: 55,
  atanh: 80,
  cbrt: 40,
  cos: 60,
  cosh: 60,
  digamma: 200,
  erf: 160,
  erfc: 160,
  exp: 35,
  exp2: 40,
  expm1: 50,
  hypot: 50,
  lgamma: 400,
  log: 45,
  log10: 55,
  log1p: 60,
  log2: 50,
  mod: 30,
  pow: 150,
  rsqrt: 12,
  sigmoid: 70,
  sin: 60,
  sinh: 60,
  softplus: 100,
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
  const single = singleMath[name];
  return {
    weight: weights[name],
    ...(single === undefined
      ? {}
      : {
          emitSingle: (m, operands, _types, inPlace) =>
            inPlace ? single.emit(m, ...operands) : m.call(defineSingleMath(m.module, name, single), ...operands),
        }),
    emit: (m, operands, { result }, inPlace) => {
      const value = inPlace
        ? vectorMath[name].emit(m, ...operands)
        : m.call(defineVectorMath(m.module, name), ...operands);
      return rounded(m, value, result);
    },
  };
}

/** The remainder of floored division. Of integers, x - y ⌊x/y⌋ is exact in f64, and NaN for y = 0, which becomes 0. */
export const mod: LaneFunction = {
  ...lanesOf("mod"),
  emit: (m, operands, types, inPlace) => {
    if (types.operands[0] !== "i32") return lanesOf("mod").emit(m, operands, types, inPlace);
    const [x, y] = operands.map((operand) =>
      convert.emit(m, [operand], { operands: ["i32"], result: "f64" }, inPlace),
    ) as [Operand, Operand];
    const quotient = m.div(x, y);
    m.push(quotient);
    m.f.op("f64x2.floor");
    const rest = m.sub(x, m.mul(m.pop(), y));
    return convert.emit(m, [rest], { operands: ["f64"], result: "i32" }, inPlace);
  },
};
