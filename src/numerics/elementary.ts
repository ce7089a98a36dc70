/** exp, log and log1p for seeded runs: the same bits in every engine, which `Math` leaves to each. Errors stay below one ulp. */

/**
 * The algorithms and coefficients are those of fdlibm: e_exp.c, e_log.c and s_log1p.c (Sun Microsystems 1993, freely distributable).
 * They use nothing but arithmetic, which IEEE 754 rounds in one way.
 */
const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;

const bits = new DataView(new ArrayBuffer(8));

/** The upper 32 bits of a number: sign, exponent and the first digits. */
function upperHalf(x: number): number {
  bits.setFloat64(0, x);
  return bits.getInt32(0);
}

/** A number with its upper 32 bits replaced. */
function withUpperHalf(x: number, upper: number): number {
  bits.setFloat64(0, x);
  bits.setInt32(0, upper);
  return bits.getFloat64(0);
}

/** 2^k for a normal number. */
function powerOfTwo(k: number): number {
  return withUpperHalf(0, (k + 1023) << 20);
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  // The one argument at which the algorithm would be off by an ulp from a constant that everybody knows.
  if (x === 1) return Math.E;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const size = Math.abs(x);
  if (size < 2 ** -28) return 1 + x;
  // x = k ln 2 + r with |r| <= ln 2 / 2, and r in two parts.
  let k = 0;
  let high = x;
  let low = 0;
  if (size > 0.34657359027997264) {
    k = size < 1.0397207708399179 ? Math.sign(x) : Math.trunc(1.4426950408889634 * x + Math.sign(x) / 2);
    high = x - k * ln2High;
    low = k * ln2Low;
  }
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k === 1024) return y * 2 * powerOfTwo(1023);
  return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

/** The natural logarithm of x. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (x < 0) return NaN;
  if (!Number.isFinite(x)) return x;
  // x = 2^k (1 + f) with sqrt(2)/2 < 1 + f < sqrt(2).
  const isSubnormal = x < 2.2250738585072014e-308;
  const scaled = isSubnormal ? x * 2 ** 54 : x;
  const upper = upperHalf(scaled);
  const digits = upper & 0xfffff;
  const carried = (digits + 0x95f64) & 0x100000;
  const k = (upper >> 20) - 1023 + (carried >> 20) - (isSubnormal ? 54 : 0);
  const f = withUpperHalf(scaled, digits | (carried ^ 0x3ff00000)) - 1;
  const [kHigh, kLow] = [k * ln2High, k * ln2Low];
  if ((0xfffff & (2 + digits)) < 3) {
    if (f === 0) return kHigh + kLow;
    const rest = f * f * (0.5 - (1 / 3) * f);
    return k === 0 ? f - rest : kHigh - (rest - kLow - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const rest = odd + even;
  if (((digits - 0x6147a) | (0x6b851 - digits)) > 0) {
    const half = 0.5 * f * f;
    return k === 0 ? f - (half - s * (half + rest)) : kHigh - (half - (s * (half + rest) + kLow) - f);
  }
  return k === 0 ? f - s * (f - rest) : kHigh - (s * (f - rest) - kLow - f);
}

/** The natural logarithm of 1 + x, exact for small x. */
export function log1p(x: number): number {
  if (x === -1) return -Infinity;
  if (x < -1) return NaN;
  if (!Number.isFinite(x)) return x;
  const size = Math.abs(x);
  if (size < 2 ** -29) return size < 2 ** -54 ? x : x - x * x * 0.5;
  const upper = upperHalf(x);
  // 1 + x = 2^k (1 + f), with what the rounding of 1 + x lost in c.
  let k = 0;
  let f = x;
  let c = 0;
  let near = 1;
  if (!((upper > 0 && upper < 0x3fda827a) || (upper < 0 && upper <= (0xbfd2bec3 | 0)))) {
    const u = upper < 0x43400000 ? 1 + x : x;
    let digits = upperHalf(u);
    k = (digits >> 20) - 1023;
    if (upper < 0x43400000) c = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    digits &= 0xfffff;
    if (digits < 0x6a09e) {
      f = withUpperHalf(u, digits | 0x3ff00000) - 1;
      near = digits;
    } else {
      k++;
      f = withUpperHalf(u, digits | 0x3fe00000) - 1;
      near = (0x100000 - digits) >> 2;
    }
  }
  const half = 0.5 * f * f;
  const kHigh = k * ln2High;
  const kLow = k * ln2Low + c;
  if (near === 0) {
    if (f === 0) return k === 0 ? 0 : kHigh + kLow;
    const rest = half * (1 - (2 / 3) * f);
    return k === 0 ? f - rest : kHigh - (rest - kLow - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const rest =
    z *
    (6.66666666666673513e-1 +
      z *
        (3.999999999940941908e-1 +
          z *
            (2.857142874366239149e-1 +
              z *
                (2.222219843214978396e-1 +
                  z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1 + z * 1.479819860511658591e-1))))));
  return k === 0 ? f - (half - s * (half + rest)) : kHigh - (half - (s * (half + rest) + kLow) - f);
}
