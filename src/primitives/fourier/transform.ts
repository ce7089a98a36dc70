/** The discrete Fourier transform along axes, of arrays of real and imaginary parts. */

import { perButterfly } from "../work.ts";
import { stacks } from "../batching.ts";
import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import { rowMajorData } from "../../array/host-array.ts";
import { isFloat } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape, sizeOf } from "../../array/shape.ts";
import { AxisError, describeType, DTypeError, ShapeError } from "../../errors/index.ts";
import { zerosOf } from "../../array/zeros.ts";
import { bind } from "../../program/bind.ts";
import { rule, transposeRule, typeOf, uniform } from "../../program/derivative.ts";
import type { Primitive, Tangent } from "../../program/primitive.ts";
import { lineTransform } from "./cooley-tukey.ts";
import { isFastLength, nextFastLength } from "./fast-length.ts";

/**
 * `axes` count from the end (-1 is the last), so that leading axes are stacks; `inverse` has the plus sign in the exponent; every
 * result is multiplied by `scale`.
 */
export type FftAttributes = Readonly<{ axes: readonly number[]; inverse: boolean; scale: number }>;

function checkOperands([re, im]: readonly ArrayType[], { axes }: FftAttributes): void {
  const received = `${describeType(re!)} and ${describeType(im!)}`;
  if (!sameShape(re!.shape, im!.shape)) {
    throw new ShapeError({ where: "fft", expected: "real and imaginary parts of one shape", received });
  }
  if (re!.dtype !== im!.dtype || !isFloat(re!.dtype)) {
    throw new DTypeError({ where: "fft", expected: "f64 or f32, the same for both parts", received });
  }
  for (const axis of axes) {
    const length = re!.shape.at(axis);
    if (!(axis < 0) || length === undefined) {
      throw new AxisError({
        where: "fft",
        expected: `axes of ${describeType(re!)}, from the end`,
        received: String(axis),
      });
    }
    if (!isFastLength(length)) {
      throw new ShapeError({
        where: "fft",
        expected: `a length 2^a 3^b 5^c on axis ${axis}`,
        received: describeType(re!),
        hint: length > 0 ? `The next such length is ${nextFastLength(length)}.` : undefined,
      });
    }
  }
}

/** Transforms every line along the axis at `position`. */
function transformAxis(
  parts: readonly [Float64Array, Float64Array],
  shape: Shape,
  position: number,
  inverse: boolean,
): void {
  const length = shape[position]!;
  const step = sizeOf(shape.slice(position + 1));
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  const transform = lineTransform(length, inverse);
  for (let first = 0; first < parts[0].length; first++) {
    if (Math.floor(first / step) % length !== 0) continue;
    for (let i = 0; i < length; i++) {
      re[i] = parts[0][first + i * step]!;
      im[i] = parts[1][first + i * step]!;
    }
    transform(re, im);
    for (let i = 0; i < length; i++) {
      parts[0][first + i * step] = re[i]!;
      parts[1][first + i * step] = im[i]!;
    }
  }
}

export const fft: Primitive<FftAttributes> = {
  name: "fft",
  outputTypes(operands, attributes) {
    checkOperands(operands, attributes);
    return [operands[0]!, operands[0]!];
  },
  reference([re, im], { axes, inverse, scale }, types) {
    const { shape, dtype } = types[0]!;
    const parts = [re!, im!].map((part) => Float64Array.from(rowMajorData(part, dtype))) as [
      Float64Array,
      Float64Array,
    ];
    for (const axis of axes) transformAxis(parts, shape, shape.length + axis, inverse);
    return parts.map((part) => {
      const scaled = part.map((x) => x * scale);
      return ndarray(dtype === "f32" ? Float32Array.from(scaled) : scaled, shape.slice(), rowMajorStrides(shape), 0);
    });
  },
  // Linear: its own derivative.
  derivative: rule(([re, im], [dRe, dIm], { attributes }) =>
    dRe == null && dIm == null
      ? [null, null]
      : bind(fft, [dRe ?? zerosOf(re as Arr), dIm ?? zerosOf(im as Arr)], attributes),
  ),
  // With C = cos and S = sin of 2π jk/n, both symmetric, the pair (re, im) is multiplied by [[C, S], [-S, C]]; the transpose of
  // that matrix changes the sign of S: the transform of the other direction, with the same scale.
  transposition: transposeRule(([ctRe, ctIm], operands, { axes, inverse, scale }): readonly Tangent[] => {
    if (ctRe == null && ctIm == null) return [null, null];
    const type = typeOf(operands[0]!);
    const cotangents = bind(fft, [ctRe ?? zerosOf(type), ctIm ?? zerosOf(type)], { axes, inverse: !inverse, scale });
    return operands.map(({ kind }, i) => (kind === "linear" ? cotangents[i]! : null));
  }),
  batch: stacks,
  family: "fourier",
  work: perButterfly,
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () =>
    [
      { shape: [2, 6], axes: [-1], inverse: false, scale: 1 },
      { shape: [2, 8], axes: [-1], inverse: true, scale: 1 / 8 },
      { shape: [5, 3], axes: [-2], inverse: false, scale: 1 },
      { shape: [4, 3, 2], axes: [-1, -3], inverse: true, scale: 0.5 },
    ].map(({ shape, ...attributes }) => ({
      label: `${attributes.inverse ? "inverse" : "forward"} along ${attributes.axes.join()} of [${shape.join()}]`,
      operands: [uniform(-2, 2, shape), uniform(-2, 2, shape)],
      attributes,
      order: 2,
    })),
};
