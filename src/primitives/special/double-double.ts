/** Numbers of twice the precision in plain float64: exact sums and products, logarithm and exponential of such numbers. */

/** The unevaluated sum high + low. */
export interface Pair {
  readonly high: number;
  readonly low: number;
}

/** a + b exactly. D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2. */
export function twoSum(a: number, b: number): Pair {
  const high = a + b;
  const fromB = high - a;
  return { high, low: a - (high - fromB) + (b - fromB) };
}

/** a b exactly, while |a| and |b| are below 2^996 and the product is far from underflow. T. J. Dekker, Numer. Math. 18 (1971). */
export function twoProduct(a: number, b: number): Pair {
  const high = a * b;
  const [aHead, bHead] = [leading(a), leading(b)];
  const [aRest, bRest] = [a - aHead, b - bHead];
  return { high, low: aHead * bHead - high + aHead * bRest + aRest * bHead + aRest * bRest };
}

/** The leading 26 bits. */
function leading(a: number): number {
  const scaled = a * (2 ** 27 + 1);
  return scaled - (scaled - a);
}

export function sum(a: Pair, b: Pair): Pair {
  const { high, low } = twoSum(a.high, b.high);
  return twoSum(high, low + (a.low + b.low));
}

export function product(a: Pair, b: Pair): Pair {
  const { high, low } = twoProduct(a.high, b.high);
  return twoSum(high, low + (a.high * b.low + a.low * b.high));
}

/** a / b to about 2^-100. */
export function quotient(a: Pair, b: Pair): Pair {
  const high = a.high / b.high;
  const back = twoProduct(high, b.high);
  return twoSum(high, (a.high - back.high - back.low + (a.low - high * b.low)) / b.high);
}

const LN2 = { high: 0.6931471805598903, low: 5.497923018708371e-14 };

const words = new DataView(new ArrayBuffer(8));

/** x = 2^exponent significand with √½ <= significand < √2, for normal x > 0. */
function split(x: number): { exponent: number; significand: number } {
  words.setFloat64(0, x);
  const exponent = (words.getUint16(0) >> 4) - 1023;
  words.setUint16(0, (words.getUint16(0) & 0xf) | (1023 << 4));
  const significand = words.getFloat64(0);
  return significand > Math.SQRT2
    ? { exponent: exponent + 1, significand: significand / 2 }
    : { exponent, significand };
}

/**
 * log x for normal x > 0, to about 2^-68 of log 2 or of the result: x = 2^k m and
 * log m = 2 s (1 + w/3 + w²/5 + ...), s = (m - 1)/(m + 1), w = s² (Abramowitz & Stegun 4.1.27).
 */
export function logarithm(x: number): Pair {
  const { exponent, significand } = split(x);
  const s = quotient(twoSum(significand, -1), twoSum(significand, 1));
  const w = product(s, s);
  let rest = 0; // 2/5 + 2 w/7 + ..., a thousandth of the whole at most
  for (let k = 15; k >= 2; k--) rest = rest * w.high + 2 / (2 * k + 1);
  const bend = sum({ high: 2 / 3, low: 3.700743415417188e-17 }, { high: w.high * rest, low: 0 });
  const ofSignificand = product(s, sum({ high: 2, low: 0 }, product(w, bend)));
  const ofPower = twoSum(exponent * LN2.high, exponent * LN2.low);
  return sum(ofPower, ofSignificand);
}

/** e^(high + low), rounded about twice. */
export function exponential({ high, low }: Pair): number {
  const value = Math.exp(high);
  return Number.isFinite(value) ? value + value * low : value;
}

/** log x of any positive number; subnormal ones are raised first. */
export function logarithmOf(x: number): Pair {
  return x < 2 ** -1000 ? sum(logarithm(x * 2 ** 100), { high: -100 * Math.LN2, low: 0 }) : logarithm(x);
}
