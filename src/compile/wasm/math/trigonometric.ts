/** sin, cos and tan: x = n π/2 + r with |r| <= π/4, then minimax polynomials for sin r and cos r. */
import type { FunctionRef, Local, ModuleBuilder } from "../encoder/index.ts";
import { MAGNITUDE_BITS, ROUNDER } from "./constants.ts";
import { divide, fastTwoSum, squareRest, twoSum } from "./double-double.ts";
import { bitsOf, type MathBuilder, type Operand, signBit } from "./math-builder.ts";
import { definePayneHanek } from "./payne-hanek.ts";
import { unary } from "./vector-function.ts";

/** sin r = r - r z p(z), z = r². */
const SINE = [
  0.16666666666666646, -0.008333333333325038, 0.0001984126983155819, -2.7557314217672976e-6, 2.505083120885747e-8,
  -1.5900625256797463e-10,
];

/** cos r = 1 - z/2 + z² p(z). */
const COSINE = [
  0.04166666666666666, -0.0013888888888883356, 2.480158729486164e-5, -2.755731580986536e-7, 2.0875910033364666e-9,
  -1.1368805195573847e-11,
];

/** π/2 in pieces of 33, 33 and 53 bits: products of the first two with |n| < 2^20 are exact. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;

/** The largest |x| for which |n| < 2^20. */
const MODERATE = 1.6e6;

/** x = n π/2 + r - tail; n is in the low bits of `turns`, modulo 2^12. */
interface Angle {
  readonly r: Local;
  readonly tail: Local;
  readonly turns: Local;
}

/**
 * Cody–Waite reduction, its error below n 2^-120: good unless |r| < n 2^-62, when too few bits are left. Such lanes, and
 * those beyond `MODERATE`, are reduced again by Payne–Hanek.
 */
function reduceAngle(m: MathBuilder, x: Local): Angle {
  const turns = m.add(m.mul(x, 2 / Math.PI), ROUNDER);
  const n = m.sub(turns, ROUNDER);
  const near = m.sub(x, m.mul(n, HALF_PI[0]));
  const second = twoSum(m, near, m.mul(n, -HALF_PI[1]));
  const third = m.mul(n, HALF_PI[2]);
  const r = m.sub(second.high, third);
  // As -low, and in this order, so that it is +0 at x = ±0.
  const tail = m.sub(m.sub(third, m.sub(second.high, r)), second.low);

  const tooLarge = m.greaterBits(m.and(x, MAGNITUDE_BITS), bitsOf(MODERATE));
  const tooClose = m.less(m.abs(r), m.mul(m.abs(n), 2 ** -62));
  const hard = m.or(tooLarge, tooClose);
  m.ifAny(hard, () => {
    for (const value of [x, r, tail, turns, hard]) m.push(value);
    m.f.call(m.module.once("vector math: hard angles", () => defineHardAngles(m.module)));
    for (const target of [turns, tail, r]) m.f.set(target);
  });
  return { r, tail, turns };
}

/** (x, r, tail, turns, hard) -> (r, tail, turns), with the lanes marked hard reduced again. */
function defineHardAngles(module: ModuleBuilder): FunctionRef {
  const reduce = module.once("vector math: Payne-Hanek", () => definePayneHanek(module));
  const signature = { params: ["v128", "v128", "v128", "v128", "v128"], results: ["v128", "v128", "v128"] } as const;
  return module.function("hard angles", signature, (f) => {
    const [x, r, tail, turns, hard] = [0, 1, 2, 3, 4].map((index) => f.param(index)) as [
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [newR, newTail, newTurns] = [f.local("f64"), f.local("f64"), f.local("i64")];
    for (const lane of [0, 1]) {
      f.get(hard);
      f.lane("i64x2.extract_lane", lane);
      f.op("i32.wrap_i64");
      f.if(() => {
        f.get(x);
        f.lane("f64x2.extract_lane", lane);
        f.call(reduce);
        for (const result of [newTurns, newTail, newR]) f.set(result);
        for (const [target, value, instruction] of [
          [r, newR, "f64x2.replace_lane"],
          [tail, newTail, "f64x2.replace_lane"],
          [turns, newTurns, "i64x2.replace_lane"],
        ] as const) {
          f.get(target);
          f.get(value);
          f.lane(instruction, lane);
          f.set(target);
        }
      });
    }
    for (const result of [r, tail, turns]) f.get(result);
  });
}

/** What sin r lacks from r: sin(r - tail) = r - lack. At r = ±0 it is +0, so that the sign of zero is kept. */
function sineLack(m: MathBuilder, { r, tail }: Angle, z: Local): Local {
  // d sin r = cos r dr with cos r = 1 - z/2.
  return m.add(m.mul(m.mul(r, z), m.estrin(z, SINE)), m.sub(tail, m.mul(m.mul(tail, 0.5), z)));
}

/** cos(r - tail) = high + low. */
function cosineParts(m: MathBuilder, { r, tail }: Angle, z: Local): { high: Local; low: Local } {
  const half = m.mul(z, 0.5);
  const high = m.sub(1, half);
  const lost = m.sub(m.sub(1, high), half);
  const base = m.add(lost, m.mul(r, tail));
  return { high, low: m.add(base, m.mul(m.mul(z, z), m.estrin(z, COSINE))) };
}

/** All bits set in lanes where the lowest bit is. */
const oddMask = (m: MathBuilder, turns: Local): Local => m.subBits(0n, m.and(turns, 1n));

/** Bit 1 moved to the sign: two quarter turns change the sign. */
const signOfHalfTurns = (m: MathBuilder, turns: Local): Local => m.and(m.shiftLeft(turns, 62), signBit);

/** sin and cos of one argument, which share the reduction and both polynomials. The caller opens the scope. */
export function sinCos(m: MathBuilder, x: Operand): { sin: Local; cos: Local } {
  const angle = reduceAngle(m, m.value(x));
  const z = m.mul(angle.r, angle.r);
  const sine = m.sub(angle.r, sineLack(m, angle, z));
  const parts = cosineParts(m, angle, z);
  const cosine = m.add(parts.high, parts.low);
  const odd = oddMask(m, angle.turns);
  return {
    sin: m.xor(m.select(odd, cosine, sine), signOfHalfTurns(m, angle.turns)),
    cos: m.xor(m.select(odd, sine, cosine), signOfHalfTurns(m, m.addBits(angle.turns, 1n))),
  };
}

export const sin = unary((m, x) => sinCos(m, x).sin);

export const cos = unary((m, x) => sinCos(m, x).cos);

/** tan x = sin r / cos r, after an odd number of quarter turns -cos r / sin r; both kept to twice the precision. */
export const tan = unary((m, x) => {
  const angle = reduceAngle(m, x);
  const z = m.mul(angle.r, angle.r);
  const sine = fastTwoSum(m, angle.r, m.neg(sineLack(m, angle, z)));
  const parts = cosineParts(m, angle, z);
  const cosine = fastTwoSum(m, parts.high, m.sub(parts.low, m.mul(squareRest(m, angle.r, z), 0.5)));
  const odd = oddMask(m, angle.turns);
  const quotient = divide(
    m,
    { high: m.select(odd, cosine.high, sine.high), low: m.select(odd, cosine.low, sine.low) },
    { high: m.select(odd, sine.high, cosine.high), low: m.select(odd, sine.low, cosine.low) },
  );
  const value = m.xor(m.add(quotient.high, quotient.low), m.and(odd, signBit));
  return m.select(m.equal(x, 0), x, value);
});
