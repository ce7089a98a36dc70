/** Bluestein's algorithm: a transform of any length as a convolution with a chirp, by transforms of a fast length. */

import { type Arr, fromBuffer } from "../../array/arr.ts";
import { allocate } from "../../array/dtype.ts";
import { nextFastLength } from "../../primitives/fourier/fast-length.ts";
import { rootsOfUnity } from "../../primitives/fourier/roots-of-unity.ts";
import { fft as transform } from "../../primitives/fourier/transform.ts";
import { bind } from "../../program/bind.ts";
import { cast } from "../elementwise/cast.ts";
import { conj, mul, scale as times } from "../complex/arithmetic.ts";
import { type Complex, mapParts } from "../complex/number.ts";
import { swapAxes } from "../movement/shape.ts";
import { withLength } from "./lengths.ts";

/**
 * The transform along one axis, counted from the front, with jk = (j² + k² − (k − j)²)/2: X_k = w_k Σ_j (x_j w_j) w̄_(k−j) where
 * w_k = exp(-πi k²/n).
 *
 * @see Bluestein (1970), IEEE Transactions on Audio and Electroacoustics 18, 451
 */
export function bluestein(z: Complex, axis: number, inverse: boolean, scale: number): Complex {
  const rank = z.re.rank;
  const length = z.re.shape[axis]!;
  const padded = nextFastLength(2 * length - 1);
  const transformed = (x: Complex, back: boolean): Complex => {
    const [re, im] = bind(transform, [x.re, x.im], { axes: [-1], inverse: back, scale: back ? 1 / padded : 1 });
    return { re: re!, im: im! };
  };
  const chirp = chirpOf(length, z.re);
  // The chirp is even, and the convolution wraps round.
  const around = mapParts(conj(chirp), (part) => wrapped(part, padded));
  const lines = mapParts(inverse ? conj(z) : z, (part) => withLast(part, axis));
  const chirped = mapParts(mul(lines, chirp), (part) => withLength(part, rank - 1, padded));
  const spectrum = mul(transformed(chirped, false), transformed(around, false));
  const convolved = mapParts(transformed(spectrum, true), (part) => withLength(part, rank - 1, length));
  const result = times(mul(convolved, chirp), scale);
  return mapParts(inverse ? conj(result) : result, (part) => withLast(part, axis));
}

const withLast = (x: Arr, axis: number): Arr => (axis === x.rank - 1 ? x : swapAxes(x, axis, x.rank - 1));

/** exp(-πi k²/n), in the element type of `like`; k² is reduced before it is an angle. */
function chirpOf(n: number, like: Arr): Complex {
  const { re, im } = rootsOfUnity(2 * n);
  const pick = (part: Float64Array): Arr => {
    const values = allocate("f64", [n], "fft");
    for (let k = 0; k < n; k++) values[k] = part[(k * k) % (2 * n)]!;
    return cast(fromBuffer(values, [n], "f64"), like.dtype);
  };
  return { re: pick(re), im: pick(im) };
}

/** c_0 … c_(n-1), zeros, c_(n-1) … c_1. */
function wrapped(chirp: Arr, length: number): Arr {
  const given = chirp.toArray();
  const values = allocate("f64", [length], "fft");
  given.forEach((value, k) => {
    values[k] = value;
    values[(length - k) % length] = value;
  });
  return cast(fromBuffer(values, [length], "f64"), chirp.dtype);
}
