/** Bessel functions J0, J1 and Jn. */
import {
  type BesselPieces,
  ORDER_ONE,
  ORDER_ZERO,
  POWER_SERIES_TERMS,
  ROUNDS_TO_ONE,
  startingOrder,
} from "../../../primitives/special/bessel.ts";
import type { Local } from "../encoder/index.ts";
import { selected } from "./log-gamma.ts";
import { times } from "./loops.ts";
import type { MathBuilder } from "./math-builder.ts";
import { sinCos } from "./trigonometric.ts";
import { defineFormula, unary, type VectorMathFunction } from "./vector-function.ts";

/** J of order 0 or 1 for x < 8, less the factor x of J1 near 0. */
function upTo8(m: MathBuilder, x: Local, near: Local, pieces: BesselPieces): Local {
  const variable = m.select(near, m.mul(x, x), m.sub(x, 6));
  const sum = m.estrin(variable, selected(m, near, pieces.near, pieces.middle));
  const [first, second] = [pieces.firstZero, pieces.secondZero];
  const ofFirst = m.mul(m.sub(m.sub(x, first[0]), first[1]), m.add(x, first[0]));
  const ofSecond = m.sub(m.sub(x, second[0]), second[1]);
  return m.mul(m.select(near, ofFirst, ofSecond), sum);
}

/** √(2/(πx)) (P cos χ - Q sin χ), χ = x - (2 order + 1) π/4, for x >= 8. */
function hankel(m: MathBuilder, x: Local, order: 0 | 1, pieces: BesselPieces): Local {
  const { sin, cos } = sinCos(m, x);
  const [sum, difference] = [m.add(cos, sin), m.sub(sin, cos)];
  const [cosine, sine] = order === 0 ? [sum, difference] : [difference, m.neg(sum)];
  const inverse = m.div(1, x);
  const w = m.mul(inverse, inverse);
  const inQuadrature = m.mul(m.estrin(w, pieces.amplitudeInQuadrature), inverse);
  const wave = m.sub(m.mul(m.estrin(w, pieces.amplitudeInPhase), cosine), m.mul(inQuadrature, sine));
  // Half of the root, from a quarter of πx, which overflows for no x.
  const halfOfRoot = m.sqrt(m.mul(m.mul(x, 0.25), Math.PI));
  return m.div(wave, m.mul(halfOfRoot, 2));
}

function ofOrder(order: 0 | 1): VectorMathFunction {
  const pieces = order === 0 ? ORDER_ZERO : ORDER_ONE;
  return unary((m, x) => {
    const a = m.abs(x);
    const near = m.less(a, 4);
    const bounded = upTo8(m, m.atMost(a, 8), near, pieces);
    const value =
      order === 0 ? m.select(m.less(a, ROUNDS_TO_ONE), 1, bounded) : m.select(near, m.mul(a, bounded), bounded);
    const large = m.greaterEqual(a, 8);
    m.ifAny(large, () => {
      const wave = hankel(m, m.atLeast(a, 8), order, pieces);
      const limited = m.select(m.equal(a, Infinity), 0, wave);
      m.assign(value, m.select(large, limited, value));
    });
    return order === 0 ? value : m.xor(value, m.and(x, 1n << 63n));
  });
}

export const j0 = ofOrder(0);
export const j1 = ofOrder(1);

/** (x/2)^n/n! Σ (-x²/4)^k / (k! (n + 1) ... (n + k)) for x² <= 4 (n + 1). */
function powerSeries(m: MathBuilder, n: number, x: Local): Local {
  const half = m.mul(x, 0.5);
  const square = m.neg(m.mul(half, half));
  const sum = m.value(1);
  for (let k = POWER_SERIES_TERMS; k >= 1; k--) {
    m.scope(() => {
      m.assign(sum, m.add(m.mul(m.div(square, k * (n + k)), sum), 1));
      return sum;
    });
  }
  times(m, n, 1, 1, (k) => {
    m.assign(sum, m.mul(sum, m.div(half, k)));
  });
  return sum;
}

/** J_{k+1} = (2k/x) J_k - J_{k-1}, for x >= n. */
function upwards(m: MathBuilder, n: number, x: Local): Local {
  const call = (name: string, f: VectorMathFunction): Local => m.call(defineFormula(m.module, name, f), x);
  const [previous, current] = [call("j0", j0), call("j1", j1)];
  const twice = m.div(2, x);
  times(m, n - 1, 1, 1, (k) => {
    const next = m.sub(m.mul(m.mul(k, twice), current), previous);
    m.assign(previous, current);
    m.assign(current, next);
  });
  return current;
}

/** Miller's recurrence downwards, scaled so that J0 + 2 J2 + 2 J4 + ... = 1. */
function downwards(m: MathBuilder, n: number, x: Local): Local {
  const twice = m.div(2, x);
  const [above, current] = [m.value(0), m.value(1e-200)];
  const [total, wanted] = [m.value(0), m.value(0)];
  times(m, startingOrder(n), startingOrder(n), -1, (k) => {
    m.assign(wanted, m.select(m.equal(k, n), current, wanted));
    const half = m.mul(k, 0.5);
    m.assign(total, m.select(m.equal(m.nearest(half), half), m.add(total, current), total));
    const below = m.sub(m.mul(m.mul(k, twice), current), above);
    const factor = m.select(m.greater(m.abs(below), 1e200), 2 ** -1000, 1);
    m.assign(above, m.mul(current, factor));
    m.assign(current, m.mul(below, factor));
    m.assign(total, m.mul(total, factor));
    m.assign(wanted, m.mul(wanted, factor));
  });
  return m.div(wanted, m.add(current, m.mul(total, 2)));
}

/** Jn for n >= 2. */
export function jn(n: number): VectorMathFunction {
  return unary((m, x) => {
    const a = m.abs(x);
    const small = m.lessEqual(m.mul(a, a), 4 * (n + 1));
    const large = m.greaterEqual(a, n);
    const value = m.value(NaN);
    const largest = Math.sqrt(4 * (n + 1));
    m.ifAny(small, () => {
      m.assign(value, m.select(small, powerSeries(m, n, m.atMost(a, largest)), value));
    });
    const between = m.not(m.or(small, large));
    m.ifAny(between, () => {
      const safe = m.atLeast(m.atMost(a, n), largest);
      m.assign(value, m.select(between, downwards(m, n, safe), value));
    });
    const above = m.andNot(large, small);
    m.ifAny(above, () => {
      m.assign(value, m.select(above, upwards(m, n, m.atLeast(a, n)), value));
    });
    const limited = m.select(m.equal(a, Infinity), 0, value);
    const defined = m.select(m.equal(x, x), limited, NaN);
    return n % 2 === 0 ? defined : m.xor(defined, m.and(x, 1n << 63n));
  });
}
