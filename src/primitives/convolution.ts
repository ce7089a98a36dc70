/** Convolution of stacks of images: the bilinear primitive whose transposes are again convolutions. */

import { perElement } from "./work.ts";
import ndarray from "ndarray";
import type { Arr } from "../array/arr.ts";
import { type HostArray, rowMajorData } from "../array/host-array.ts";
import { allocate } from "../array/dtype.ts";
import { type ArrayType, rowMajorStrides, type Shape, sizeOf } from "../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../errors/index.ts";
import { add } from "./elementwise/arithmetic.ts";
import { reshapeTo, transposeTo } from "./movement/shape.ts";
import { bind, bindOne } from "../program/bind.ts";
import { knownValue, rule, transposeRule, typeOf, uniform } from "../program/derivative.ts";
import { flip } from "./movement/shape.ts";
import type { BatchResult, CheckCase, OperandDomain, Primitive, Tangent } from "../program/primitive.ts";

/** One number for rows, one for columns. */
export type Pair = readonly [number, number];

/**
 * `low` and `high` are the rows and columns of zeros around the images, fewer than none where they are cut; the images are spread by
 * `imageDilation`, with nothing between their elements, the kernels by `kernelDilation`; windows are `strides` apart.
 */
export type ConvolutionAttributes = Readonly<{
  strides: Pair;
  low: Pair;
  high: Pair;
  imageDilation: Pair;
  kernelDilation: Pair;
}>;

const both = <T>(f: (axis: 0 | 1) => T): [T, T] => [f(0), f(1)];

/** The length of an axis whose elements are `dilation` apart. */
function dilated(length: number, dilation: number): number {
  return length === 0 ? 0 : (length - 1) * dilation + 1;
}

/** Images are [group, image, row, column, feature], kernels [group, row, column, feature, output]. */
const spatialOf = (shape: Shape, first: 1 | 2): Pair => [shape[first]!, shape[first + 1]!];

function windows(image: Pair, kernel: Pair, attributes: ConvolutionAttributes): Pair {
  const { strides, low, high, imageDilation, kernelDilation } = attributes;
  return both((axis) => {
    const room = dilated(image[axis], imageDilation[axis]) + low[axis] + high[axis];
    const width = dilated(kernel[axis], kernelDilation[axis]);
    return width === 0 || room < width ? 0 : Math.floor((room - width) / strides[axis]) + 1;
  });
}

function convolvedShape(images: Shape, kernels: Shape, attributes: ConvolutionAttributes): number[] {
  const [rows, columns] = windows(spatialOf(images, 2), spatialOf(kernels, 1), attributes);
  return [images[0]!, images[1]!, rows, columns, kernels[4]!];
}

/**
 * y[g, n, i, j, o] = Σ_(p, q, c) x[g, n, i·stride + p·dilation - low, …, c] · k[g, p, q, c, o], zeros outside of the images; a
 * cross-correlation, as everywhere in machine learning. The leading axis is a stack: groups of features, or a batch with kernels of its own.
 */
export const convolution: Primitive<ConvolutionAttributes> = {
  name: "convolution",
  outputTypes([images, kernels], attributes) {
    const [x, k] = [images!.shape, kernels!.shape];
    if (x.length !== 5 || k.length !== 5 || x[0] !== k[0] || x[4] !== k[3]) {
      throw new ShapeError({
        where: "convolution",
        expected: "images [g, n, rows, columns, c] and kernels [g, rows, columns, c, o]",
        received: `${describeType(images!)} and ${describeType(kernels!)}`,
      });
    }
    if (images!.dtype !== kernels!.dtype || images!.dtype === "bool") {
      throw new DTypeError({
        where: "convolution",
        expected: "numbers, the same type for both",
        received: `${describeType(images!)} and ${describeType(kernels!)}`,
      });
    }
    return [{ shape: convolvedShape(x, k, attributes), dtype: images!.dtype }];
  },
  reference([images, kernels], attributes, types) {
    return [convolve(images!, kernels!, types[0]!, attributes)];
  },
  derivative: rule(([x, k], [dx, dk], { attributes }) => {
    const fromX = dx == null ? null : bindOne(convolution, [dx, k!], attributes);
    const fromK = dk == null ? null : bindOne(convolution, [x!, dk], attributes);
    return [fromX === null ? fromK : fromK === null ? fromX : add(fromX, fromK)];
  }),
  transposition: transposeRule(([ct], [x, k], attributes) =>
    x?.kind === "linear"
      ? [backToImages(ct as Arr, knownValue(k) as Arr, x.type.shape, attributes), null]
      : [null, backToKernels(ct as Arr, knownValue(x) as Arr, typeOf(k!).shape, attributes)],
  ),
  batch: ([images, kernels], [imagesMapped, kernelsMapped], attributes, size) =>
    batched(images as Arr, kernels as Arr, imagesMapped === true, kernelsMapped === true, attributes, size),
  family: "convolution",
  work: (equation) => sizeOf(equation.operands[1]!.type.shape.slice(1, 4)) * perElement(1)(equation),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () => cases,
};

/** Sums in the order of rows, columns and features of the kernel, in f64 for floats. */
function convolve(
  images: HostArray,
  kernels: HostArray,
  { shape, dtype }: ArrayType,
  attributes: ConvolutionAttributes,
): HostArray {
  const outShape = convolvedShape(shape, kernels.shape, attributes);
  const [x, k] = [rowMajorData(images, dtype), rowMajorData(kernels, dtype)];
  const out = allocate(dtype, outShape);
  const { strides, low, imageDilation, kernelDilation } = attributes;
  const [groups, count, rows, columns, features] = shape as [number, number, number, number, number];
  const [, kernelRows, kernelColumns, , outputs] = kernels.shape as [number, number, number, number, number];
  const product = dtype === "i32" ? Math.imul : (a: number, b: number): number => a * b;
  /** Where an element of the kernel lies on the images; undefined between their elements. */
  const under = (axis: 0 | 1, window: number, tap: number): number | undefined => {
    const index = (window * strides[axis] + tap * kernelDilation[axis] - low[axis]) / imageDilation[axis];
    return Number.isInteger(index) ? index : undefined;
  };
  let place = 0;
  for (let g = 0; g < groups; g++)
    for (let n = 0; n < count; n++)
      for (let i = 0; i < outShape[2]!; i++)
        for (let j = 0; j < outShape[3]!; j++)
          for (let o = 0; o < outputs; o++) {
            let sum = 0;
            for (let p = 0; p < kernelRows; p++) {
              const row = under(0, i, p);
              if (row === undefined) continue;
              for (let q = 0; q < kernelColumns; q++) {
                const column = under(1, j, q);
                if (column === undefined) continue;
                const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
                for (let c = 0; c < features; c++) {
                  const pixel = isInside ? x[(((g * count + n) * rows + row) * columns + column) * features + c]! : 0;
                  sum += product(pixel, k[(((g * kernelRows + p) * kernelColumns + q) * features + c) * outputs + o]!);
                }
              }
            }
            out[place++] = sum;
          }
  return ndarray(out, outShape, rowMajorStrides(outShape), 0);
}

/** Cotangent of the images: what came out, spread by the strides, under the kernels turned round, outputs in the place of features. */
function backToImages(ct: Arr, kernels: Arr, images: Shape, attributes: ConvolutionAttributes): Tangent {
  const { strides, low, imageDilation, kernelDilation } = attributes;
  const image = spatialOf(images, 2);
  const kernel = spatialOf(kernels.shape, 1);
  const out = spatialOf(ct.shape, 2);
  if (sizeOf(ct.shape) === 0 || sizeOf(kernels.shape) === 0) return null;
  const turned = transposeTo(bindOne(flip, [kernels], { axes: [1, 2] }), [0, 1, 2, 4, 3]);
  const before = both((axis) => dilated(kernel[axis], kernelDilation[axis]) - 1 - low[axis]);
  const after = both((axis) => {
    const whole = dilated(image[axis], imageDilation[axis]) + dilated(kernel[axis], kernelDilation[axis]) - 1;
    return whole - dilated(out[axis], strides[axis]) - before[axis];
  });
  return bindOne(convolution, [ct, turned], {
    strides: imageDilation,
    low: before,
    high: after,
    imageDilation: strides,
    kernelDilation,
  });
}

/** Cotangent of the kernels: images under what came out, with features in the place of images and images in that of features. */
function backToKernels(ct: Arr, images: Arr, kernels: Shape, attributes: ConvolutionAttributes): Tangent {
  const { strides, low, imageDilation, kernelDilation } = attributes;
  const image = spatialOf(images.shape, 2);
  const kernel = spatialOf(kernels, 1);
  const out = spatialOf(ct.shape, 2);
  if (sizeOf(ct.shape) === 0 || sizeOf(images.shape) === 0) return null;
  const high = both((axis) => {
    const beyond = dilated(out[axis], strides[axis]) - dilated(image[axis], imageDilation[axis]);
    return beyond + dilated(kernel[axis], kernelDilation[axis]) - low[axis] - 1;
  });
  const product = bindOne(convolution, [transposeTo(images, [0, 4, 2, 3, 1]), transposeTo(ct, [0, 2, 3, 1, 4])], {
    strides: kernelDilation,
    low,
    high,
    imageDilation,
    kernelDilation: strides,
  });
  return transposeTo(product, [0, 2, 3, 1, 4]);
}

/** A batch of images joins the images, a batch of kernels their outputs, and a batch of both the stack. */
function batched(
  images: Arr,
  kernels: Arr,
  imagesMapped: boolean,
  kernelsMapped: boolean,
  attributes: ConvolutionAttributes,
  size: number,
): BatchResult {
  if (!kernelsMapped) {
    const [, groups, count, ...rest] = images.shape as [number, number, number, ...number[]];
    const joined = reshapeTo(transposeTo(images, [1, 0, 2, 3, 4, 5]), [groups, size * count, ...rest]);
    const out = bindOne(convolution, [joined, kernels], attributes);
    const apart = reshapeTo(out, [groups, size, count, ...out.shape.slice(2)]);
    return { outputs: [transposeTo(apart, [1, 0, 2, 3, 4, 5])], mapped: [true] };
  }
  if (!imagesMapped) {
    const outputs = kernels.shape[5]!;
    const joined = reshapeTo(transposeTo(kernels, [1, 2, 3, 4, 0, 5]), [...kernels.shape.slice(1, 5), size * outputs]);
    const out = bindOne(convolution, [images, joined], attributes);
    const apart = reshapeTo(out, [...out.shape.slice(0, 4), size, outputs]);
    return { outputs: [transposeTo(apart, [4, 0, 1, 2, 3, 5])], mapped: [true] };
  }
  const stacked = (arr: Arr): Arr => reshapeTo(arr, [size * arr.shape[1]!, ...arr.shape.slice(2)]);
  const [out] = bind(convolution, [stacked(images), stacked(kernels)], attributes);
  return { outputs: [reshapeTo(out!, [size, images.shape[1]!, ...out!.shape.slice(1)])], mapped: [true] };
}

const plain: ConvolutionAttributes = {
  strides: [1, 1],
  low: [0, 0],
  high: [0, 0],
  imageDilation: [1, 1],
  kernelDilation: [1, 1],
};

function checkCase(
  label: string,
  images: readonly number[],
  kernels: readonly number[],
  attributes: Partial<ConvolutionAttributes>,
): CheckCase<ConvolutionAttributes> {
  const at = (shape: readonly number[]): OperandDomain => uniform(-1, 1, shape);
  return { label, operands: [at(images), at(kernels)], attributes: { ...plain, ...attributes }, order: 2 };
}

const cases: readonly CheckCase<ConvolutionAttributes>[] = [
  checkCase("plain", [1, 2, 3, 4, 2], [1, 2, 3, 2, 5], {}),
  checkCase("padding and strides", [1, 1, 4, 5, 1], [1, 3, 2, 1, 2], { strides: [2, 3], low: [1, 0], high: [0, 2] }),
  checkCase("groups, cut and dilated", [3, 1, 4, 4, 1], [3, 2, 2, 1, 1], {
    low: [-1, 1],
    high: [1, -1],
    imageDilation: [2, 1],
    kernelDilation: [1, 2],
  }),
  checkCase("windows that leave a rest", [1, 1, 6, 5, 1], [1, 2, 2, 1, 1], { strides: [3, 2] }),
];
