/** Complex numbers as pairs of arrays: real and imaginary parts of one shape and element type. */

import type { ArrLike } from "../../array/arr-like.ts";
import { Arr } from "../../array/arr.ts";
import { broadcastTo } from "../movement/broadcast.ts";
import { cast } from "../elementwise/cast.ts";
import { asArr, commonDType, commonShape } from "../operands.ts";
import { zerosOf } from "../../array/zeros.ts";

/**
 * An array of complex numbers re + i im: a tree with two leaves of one shape, so it goes through `grad`, `jit`, `vmap`, `scan` and
 * parameter trees like any other tree. The gradient of a real function in z holds its slopes in re and im.
 */
export type Complex = Readonly<{ re: Arr; im: Arr }>;

/** What functions of complex numbers accept: a pair, or a real array or number. */
export type ComplexLike = Complex | ArrLike;

/** True for a pair of real and imaginary parts. */
export function isComplex(z: unknown): z is Complex {
  if (typeof z !== "object" || z === null || z instanceof Arr) return false;
  return "re" in z && "im" in z;
}

/**
 * The complex numbers re + i im; the parts broadcast to one shape, and integers become f64.
 *
 * @example
 * ```ts
 * import { array, complex } from "fluxion";
 * const z = complex.of(array([3, 0]), 4);
 * console.log(complex.abs(z).toNested()); // → [ 5, 4 ]
 * ```
 * @throws ShapeError when the parts do not broadcast
 */
export function of(re: ArrLike, im: ArrLike = 0): Complex {
  const dtype = commonDType([re, im], true, "complex.of");
  const [x, y] = [re, im].map((part) => cast(asArr(part, typeof part === "number" ? dtype : undefined), dtype)) as [
    Arr,
    Arr,
  ];
  const shape = commonShape([x.shape, y.shape], "complex.of");
  return { re: broadcastTo(x, shape), im: broadcastTo(y, shape) };
}

/** A pair of parts of one shape and type, whatever was given. */
export function asComplex(z: ComplexLike): Complex {
  if (isComplex(z)) return of(z.re, z.im);
  const { re } = of(z, 0);
  return { re, im: zerosOf(re) };
}

/** Applies a function that is linear over the reals, and mixes no parts, to both parts: `mapParts(z, (part) => part.flip(0))`. */
export function mapParts(z: ComplexLike, f: (part: Arr) => ArrLike): Complex {
  const { re, im } = asComplex(z);
  return of(f(re), f(im));
}
