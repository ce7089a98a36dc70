/** Elementary functions on four f32: the reductions of the f64 functions with polynomials a third as long. */
import type { FunctionRef, Local, ModuleBuilder } from "../encoder/index.ts";
import { exp } from "./exponential.ts";
import { log } from "./logarithm.ts";
import { bitsOfSingle, type MathBuilder, type Operand } from "./math-builder.ts";
import { defineFormula, type Fast, type VectorMathFunction } from "./vector-function.ts";
import type { VectorMathName } from "./vector-math.ts";

/** e^r = 1 + r + r² p(r) for |r| <= ln(2)/2; error below 2^-28. */
const EXPONENTIAL = [
  0.5000000093819142, 0.1666651958165095, 0.04166620928922945, 0.008368820252289725, 0.0013950295250441758,
];

/** log(1 + f) = f - f²/2 + f³ p(f) for √½ <= 1 + f <= √2; relative error below 2^-27. */
const LOGARITHM = [
  0.3333331677007341, -0.2500079653123057, 0.20002284209381177, -0.16624971749733233, 0.14181382802342585,
  -0.13125242713620824, 0.12879435441163972, -0.07865870971644531,
];

/** tanh x = x + x z p(z), z = x², |x| <= 5/8; relative error below 2^-27. */
const TANGENT = [
  -0.333332895753671, 0.133316097682368, -0.053751714818738916, 0.020673796475640677, -0.005740095132219404,
];

/** Adding 1.5 · 2^23 rounds |n| < 2^22 to an integer and leaves n in the low bits of the sum. */
const ROUNDER = 12582912;
/** ln 2 with 10 bits, so that its product with an exponent is exact, and what is left. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;

const MAGNITUDE_BITS = 0x7fff_ffffn;
const SIGNIFICAND_BITS = 0x007f_ffffn;
const SQRT_HALF_BITS = bitsOfSingle(Math.SQRT1_2);
/** 2^23 carries an integer below 2^23 in its low bits. */
const INTEGER_CARRIER = 2 ** 23;
/** The least normal number. */
const LEAST_NORMAL_BITS = bitsOfSingle(2 ** -126);

/** e^x for |x| <= 87. */
function exponential(m: MathBuilder, x: Operand): Local {
  const shifted = m.add(m.mul(x, Math.LOG2E), ROUNDER);
  const n = m.sub(shifted, ROUNDER);
  const leading = m.sub(x, m.mul(n, LN2_HIGH));
  const trailing = m.mul(n, LN2_LOW);
  const r = m.sub(leading, trailing);
  const y = m.add(1, m.add(r, m.mul(m.mul(r, r), m.estrin(r, EXPONENTIAL))));
  return m.addBits(y, m.shiftLeft(shifted, 23));
}

/** log x for positive normal x. */
function logarithm(m: MathBuilder, x: Local): Local {
  const raised = m.addBits(x, bitsOfSingle(1) - SQRT_HALF_BITS);
  const biased = m.or(m.shiftRight(raised, 23), bitsOfSingle(INTEGER_CARRIER));
  const k = m.sub(biased, INTEGER_CARRIER + 127);
  const f = m.sub(m.addBits(m.and(raised, SIGNIFICAND_BITS), SQRT_HALF_BITS), 1);
  const square = m.mul(f, f);
  const bend = m.mul(m.mul(square, f), m.estrin(f, LOGARITHM));
  const low = m.sub(m.add(bend, m.mul(k, LN2_LOW)), m.mul(square, 0.5));
  return m.add(m.mul(k, LN2_HIGH), m.add(f, low));
}

const singleTanh = (m: MathBuilder, x: Local): Local => {
  const magnitude = m.atMost(m.abs(x), 10); // tanh 10 rounds to 1
  const z = m.mul(x, x);
  const small = m.add(x, m.mul(m.mul(x, z), m.estrin(z, TANGENT)));
  const large = m.sub(1, m.div(2, m.add(exponential(m, m.add(magnitude, magnitude)), 1)));
  // NaN is not large, and stays in the polynomial.
  return m.withSignOf(m.select(m.greaterEqual(magnitude, 0.625), large, small), x);
};

/** The functions that have a formula of their own on four lanes; all are within 1.4 units in the last place. */
export const singleMath: Readonly<Partial<Record<VectorMathName, VectorMathFunction>>> = {
  exp: withDoubleCare("exp", exp, (m, x) => ({
    value: exponential(m, x),
    unusual: m.greaterBits(m.and(x, MAGNITUDE_BITS), bitsOfSingle(87)),
  })),
  log: withDoubleCare("log", log, (m, x) => ({
    value: logarithm(m, x),
    // All but positive normal numbers, by one signed comparison of bits shifted so that these come lowest.
    unusual: m.greaterBits(
      m.addBits(x, (1n << 31n) - LEAST_NORMAL_BITS),
      (1n << 31n) + bitsOfSingle(Infinity) - LEAST_NORMAL_BITS - 1n,
    ),
  })),
  tanh: { arity: 1, emit: (m, x = NaN) => m.scope(() => singleTanh(m, typeof x === "object" ? x : m.value(x))) },
};

/** A formula on four lanes; where it fails in a lane, that lane takes the value of the f64 function, rounded. */
function withDoubleCare(
  name: VectorMathName,
  careful: VectorMathFunction,
  fast: (m: MathBuilder, x: Local) => Fast,
): VectorMathFunction {
  return {
    arity: 1,
    emit: (m, operand = NaN) =>
      m.scope(() => {
        const x = typeof operand === "object" ? operand : m.value(operand);
        const { value, unusual } = fast(m, x);
        m.ifAny(unusual, () => {
          const repair = m.module.once(`vector math: ${name} of halves`, () =>
            m.module.function(`${name} of halves`, { params: ["v128"], results: ["v128"] }, (f) => {
              const called = defineFormula(m.module, name, careful);
              for (const half of ["low", "high"] as const) {
                f.get(f.param(0));
                if (half === "high") {
                  f.get(f.param(0));
                  f.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
                }
                f.op("f64x2.promote_low_f32x4");
                f.call(called);
                f.op("f32x4.demote_f64x2_zero");
              }
              f.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
            }),
          );
          m.assign(value, m.select(unusual, m.call(repair, x), value));
        });
        return value;
      }),
  };
}

/** The function (v128) -> v128 of the module that computes `name` on four lanes, made when first asked for. */
export function defineSingleMath(module: ModuleBuilder, name: VectorMathName, f: VectorMathFunction): FunctionRef {
  return defineFormula(module, `${name} of four`, f, 4);
}
