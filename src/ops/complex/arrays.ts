/** Arrays of complex numbers: sums, choices, products of matrices, shapes. */

import type { ArrLike } from "../../array/arr-like.ts";
import type { Shape } from "../../array/shape.ts";
import * as real from "../elementwise/elementwise.ts";
import type { Axes } from "../movement/axes.ts";
import * as joining from "../movement/joining.ts";
import * as linearAlgebra from "../linear-algebra/products.ts";
import * as reduction from "../reduction/reduction.ts";
import * as statistics from "../reduction/statistics.ts";
import type { ReductionOptions } from "../reduction/reduction.ts";
import * as shapes from "../movement/shape.ts";
import { asComplex, type Complex, type ComplexLike, isComplex, mapParts, of } from "./number.ts";

/** Sum over `axis` (all axes by default). @throws AxisError when the array has no such axis */
export function sum(z: ComplexLike, axis?: Axes, options: ReductionOptions = {}): Complex {
  return mapParts(z, (part) => reduction.sum(part, axis, options));
}

/** Arithmetic mean over `axis` (all axes by default). @throws AxisError when the array has no such axis */
export function mean(z: ComplexLike, axis?: Axes, options: ReductionOptions = {}): Complex {
  return mapParts(z, (part) => statistics.mean(part, axis, options));
}

/** `onTrue` where the condition holds, else `onFalse`, element by element; operands broadcast. */
export function where(condition: ArrLike, onTrue: ComplexLike, onFalse: ComplexLike): Complex {
  const [a, b] = [asComplex(onTrue), asComplex(onFalse)];
  return of(real.where(condition, a.re, b.re), real.where(condition, a.im, b.im));
}

/**
 * Matrix product, by the shape rules of the real `matMul`; a real operand takes two real products, two complex ones take four. (Three
 * products would do, but their sums cancel: small parts beside large ones would lose digits.)
 *
 * @example
 * ```ts
 * import { arange, complex, outer } from "fluxion";
 * // The Fourier transform of 4 numbers, as a matrix.
 * const [j, k] = [arange(4), arange(4)];
 * const matrix = complex.expi(outer(j, k).mul((-2 * Math.PI) / 4));
 * const spectrum = complex.matMul(matrix, arange(4));
 * console.log(Array.from(spectrum.re.toArray(), (x) => x.toFixed(3))); // → [ '6.000', '-2.000', '-2.000', '-2.000' ]
 * ```
 * @throws ShapeError when the inner lengths differ or an operand is a scalar
 */
export function matMul(a: ComplexLike, b: ComplexLike): Complex {
  const product = linearAlgebra.matMul;
  if (!isComplex(a)) return mapParts(b, (part) => product(a, part));
  if (!isComplex(b)) return mapParts(a, (part) => product(part, b));
  return of(real.sub(product(a.re, b.re), product(a.im, b.im)), real.add(product(a.re, b.im), product(a.im, b.re)));
}

/** The elements in row-major order under another shape; one length may be -1. @throws ShapeError when the number of elements differs */
export function reshape(z: ComplexLike, shape: Shape): Complex {
  return mapParts(z, (part) => shapes.reshape(part, shape));
}

/** Axes in the order of `permutation`; reversed by default. Nothing is conjugated. @throws AxisError unless each axis is named once */
export function transpose(z: ComplexLike, permutation?: readonly number[]): Complex {
  return mapParts(z, (part) => shapes.transpose(part, permutation));
}

/** Joins arrays along an existing axis. @throws ShapeError unless all other lengths agree */
export function concat(arrays: readonly ComplexLike[], axis = 0): Complex {
  const pairs = arrays.map(asComplex);
  return of(
    joining.concat(
      pairs.map(({ re }) => re),
      axis,
    ),
    joining.concat(
      pairs.map(({ im }) => im),
      axis,
    ),
  );
}

/** Joins arrays of one shape along a new axis. @throws ShapeError unless all shapes agree */
export function stack(arrays: readonly ComplexLike[], axis = 0): Complex {
  const pairs = arrays.map(asComplex);
  return of(
    joining.stack(
      pairs.map(({ re }) => re),
      axis,
    ),
    joining.stack(
      pairs.map(({ im }) => im),
      axis,
    ),
  );
}
