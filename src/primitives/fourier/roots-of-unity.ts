/** Roots of unity: exp(-2πi k/n) for k = 0 … n-1, rounded once, from sines and cosines of twice the precision. */

/** Real and imaginary parts of the roots, k after k. */
export interface RootsOfUnity {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** An unevaluated sum high + low. */
type Double = readonly [high: number, low: number];

/** cos + i sin of an angle. */
interface Point {
  readonly cos: Double;
  readonly sin: Double;
}

/**
 * The n-th roots of unity exp(-2πi k/n). Each part is off by no more than 0.5 + 1e-12 units in its last place, and roots that
 * are mirror images of each other in the axes or diagonals are so exactly.
 */
export function rootsOfUnity(n: number): RootsOfUnity {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  const pointAt = eighthOfCircle(n);
  for (let k = 0; 2 * k <= n; k++) {
    const [cos, sin] = halfCircle(8 * k, n, pointAt);
    re[k] = cos;
    im[k] = 0 - sin;
    if (k > 0) {
      re[n - k] = cos;
      im[n - k] = sin;
    }
  }
  return { re, im };
}

/** Cosine and sine of 2π t/(8n) for 0 <= t <= 4n, from angles of the first octant, t <= n. */
function halfCircle(t: number, n: number, pointAt: (t: number) => Point): readonly [number, number] {
  const octant = (turn: number): readonly [number, number] => {
    const { cos, sin } = pointAt(turn);
    return [cos[0], sin[0]];
  };
  if (t <= n) return octant(t);
  if (t <= 2 * n) {
    const [cos, sin] = octant(2 * n - t);
    return [sin, cos];
  }
  const [cos, sin] = t <= 3 * n ? octant(t - 2 * n) : octant(4 * n - t);
  return t <= 3 * n ? [0 - sin, cos] : [-cos, sin];
}

/** The point at 2π t/(8n), t = 0 … n, as a product of one of √n coarse and one of √n fine rotations. */
function eighthOfCircle(n: number): (t: number) => Point {
  const fineCount = Math.ceil(Math.sqrt(n + 1));
  const fine = Array.from({ length: fineCount }, (_, t) => rotation(t, 8 * n));
  const coarse = Array.from({ length: Math.floor(n / fineCount) + 1 }, (_, i) => rotation(i * fineCount, 8 * n));
  return (t) => {
    const a = coarse[Math.floor(t / fineCount)]!;
    const b = fine[t % fineCount]!;
    return {
      cos: sum(product(a.cos, b.cos), negative(product(a.sin, b.sin))),
      sin: sum(product(a.sin, b.cos), product(a.cos, b.sin)),
    };
  };
}

/** 2π as a sum of two numbers, to 107 bits. */
const TWO_PI: Double = [6.283185307179586, 2.4492935982947064e-16];

/** Taylor series to x^27 / 27!: for |x| <= π/4 what is left out is below 2^-106. */
const TERMS = 27;

/** The point at 2π t/n, for angles up to π/4. */
function rotation(t: number, n: number): Point {
  const x = quotient(product(TWO_PI, [t, 0]), n);
  const parts: [cos: Double, sin: Double] = [
    [1, 0],
    [0, 0],
  ];
  let term: Double = [1, 0];
  for (let power = 1; power <= TERMS; power++) {
    term = quotient(product(term, x), power);
    // cos x = 1 - x²/2! + …, sin x = x - x³/3! + …
    const signed = power % 4 < 2 ? term : negative(term);
    const part = power % 2;
    parts[part] = sum(parts[part]!, signed);
  }
  return { cos: parts[0], sin: parts[1] };
}

function negative([high, low]: Double): Double {
  return [-high, -low];
}

/** D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2. */
function exactSum(a: number, b: number): Double {
  const high = a + b;
  const fromB = high - a;
  return [high, a - (high - fromB) + (b - fromB)];
}

/** T. J. Dekker, Numer. Math. 18 (1971): products of halves of 26 bits are exact. */
function exactProduct(a: number, b: number): Double {
  const high = a * b;
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  return [high, a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2];
}

function halves(a: number): Double {
  const shifted = a * 134217729;
  const high = shifted - (shifted - a);
  return [high, a - high];
}

function sum(a: Double, b: Double): Double {
  const [high, low] = exactSum(a[0], b[0]);
  return exactSum(high, low + a[1] + b[1]);
}

function product(a: Double, b: Double): Double {
  const [high, low] = exactProduct(a[0], b[0]);
  return exactSum(high, low + a[0] * b[1] + a[1] * b[0]);
}

function quotient(a: Double, divisor: number): Double {
  const high = a[0] / divisor;
  const [back, backLow] = exactProduct(high, divisor);
  return exactSum(high, (a[0] - back - backLow + a[1]) / divisor);
}
