/** Convolutions of sequences and images. */

import { convolutionChecks, groupedConvolutionChecks, sequenceConvolutionChecks } from "../option-checks.ts";
import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { checkOptions, describeType, ShapeError } from "../../errors/index.ts";
import { convolution } from "../../primitives/convolution.ts";
import { bindOne } from "../../program/bind.ts";
import { reshapeTo, transposeTo } from "../../primitives/movement/shape.ts";
import { cast } from "../elementwise/cast.ts";
import { asArr, commonDType } from "../operands.ts";
import { type OneOrPair, type Padding, pairOf, requireImages, windowGeometry } from "../movement/windows.ts";

/** How windows lie on images. */
export interface ConvolutionOptions {
  /** Rows and columns from one window to the next; 1 by default. */
  readonly strides?: OneOrPair;
  /** Margins of zeros; "valid", none, by default. */
  readonly padding?: Padding;
  /** Rows and columns from one element of the kernel to the next; 1 by default. */
  readonly dilation?: OneOrPair;
}

/** As `ConvolutionOptions`, with groups of features. */
export interface GroupedConvolutionOptions extends ConvolutionOptions {
  /** Features and outputs are cut into so many groups, and each group of outputs sees its own group of features; 1 by default. */
  readonly groups?: number;
}

/**
 * Sums of an image under a kernel that is moved over it: y[i, j, o] = Σ x[i·stride + p, j·stride + q, c] · kernel[p, q, c, o], without
 * turning the kernel round, as in TensorFlow.js and JAX. Features come last, which keeps those of a pixel side by side in memory. f32 is
 * summed in f32 when compiled.
 *
 * @param x        images [n, rows, columns, features], or one image [rows, columns, features]
 * @param kernel   [rows, columns, features / groups, outputs]
 * @param options  `strides`, `padding`, `dilation`, `groups`
 * @returns        [n, rows, columns, outputs], or without n
 * @throws         ShapeError when the features do not fit, groups do not divide them, or no window fits
 * @example
 * ```ts
 * import { array, ones, layers } from "fluxion";
 * const image = array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).reshape(3, 3, 1);
 * console.log(layers.conv2d(image, ones([2, 2, 1, 1])).reshape(2, 2).toNested()); // → [ [ 12, 16 ], [ 24, 28 ] ]
 * console.log(layers.conv2d(image, ones([2, 2, 1, 1]), { padding: "same" }).shape); // → [ 3, 3, 1 ]
 * ```
 */
export function conv2d(x: ArrLike, kernel: ArrLike, options: GroupedConvolutionOptions = {}): Arr {
  checkOptions(options, groupedConvolutionChecks, "conv2d");
  return convolve("conv2d", x, kernel, options);
}

/**
 * Convolution of each feature with kernels of its own: y[i, j, c·m + k] = Σ x[i·stride + p, j·stride + q, c] · kernel[p, q, c, k].
 *
 * @param x        images [n, rows, columns, features], or one image [rows, columns, features]
 * @param kernel   [rows, columns, features, m]: m outputs of each feature
 * @param options  `strides`, `padding`, `dilation`
 * @returns        [n, rows, columns, features · m], or without n
 * @throws         ShapeError when the features do not fit, or no window fits
 */
export function depthwiseConv2d(x: ArrLike, kernel: ArrLike, options: ConvolutionOptions = {}): Arr {
  checkOptions(options, convolutionChecks, "depthwiseConv2d");
  const arr = asArr(kernel, undefined, "depthwiseConv2d");
  if (arr.rank !== 4) throw kernelError("depthwiseConv2d", "[rows, columns, features, m]", arr);
  const [rows, columns, features, outputs] = arr.shape as readonly [number, number, number, number];
  const flat = reshapeTo(arr, [rows, columns, 1, features * outputs]);
  return convolve("depthwiseConv2d", x, flat, { ...options, groups: features });
}

/** As `GroupedConvolutionOptions`, for one axis. */
export interface SequenceConvolutionOptions {
  /** Positions from one window to the next; 1 by default. */
  readonly stride?: number;
  /** Zeros before and after; "valid", none, by default. */
  readonly padding?: "same" | "valid" | readonly [number, number];
  /** Positions from one element of the kernel to the next; 1 by default. */
  readonly dilation?: number;
  /** Groups of features; 1 by default. */
  readonly groups?: number;
}

/**
 * Sums of a sequence under a kernel that is moved along it: y[i, o] = Σ x[i·stride + p, c] · kernel[p, c, o].
 *
 * @param x        sequences [n, length, features], or one sequence [length, features]
 * @param kernel   [length, features / groups, outputs]
 * @param options  `stride`, `padding`, `dilation`, `groups`
 * @returns        [n, length, outputs], or without n
 * @throws         ShapeError when the features do not fit, groups do not divide them, or no window fits
 * @example
 * ```ts
 * import { array, layers } from "fluxion";
 * const x = array([1, 4, 9, 16]).reshape(4, 1);
 * console.log(layers.conv1d(x, array([-1, 1]).reshape(2, 1, 1)).reshape(3).toNested()); // → [ 3, 5, 7 ]
 * ```
 */
export function conv1d(x: ArrLike, kernel: ArrLike, options: SequenceConvolutionOptions = {}): Arr {
  checkOptions(options, sequenceConvolutionChecks, "conv1d");
  const { stride = 1, padding = "valid", dilation = 1, groups = 1 } = options;
  const [arr, weights] = [asArr(x, undefined, "conv1d"), asArr(kernel, undefined, "conv1d")];
  if (arr.rank !== 2 && arr.rank !== 3) {
    throw new ShapeError({
      where: "conv1d",
      expected: "sequences [n, length, features], or one sequence [length, features]",
      received: describeType(arr),
    });
  }
  if (weights.rank !== 3) throw kernelError("conv1d", "[length, features / groups, outputs]", weights);
  const [length, features] = arr.shape.slice(-2) as [number, number];
  const out = convolve(
    "conv1d",
    reshapeTo(arr, [...arr.shape.slice(0, -2), 1, length, features]),
    reshapeTo(weights, [1, ...weights.shape]),
    {
      strides: [1, stride],
      padding: typeof padding === "string" ? padding : [[0, 0], padding],
      dilation: [1, dilation],
      groups,
    },
  );
  return reshapeTo(out, [...out.shape.slice(0, -3), ...out.shape.slice(-2)]);
}

function kernelError(where: string, expected: string, kernel: Arr): ShapeError {
  return new ShapeError({ where, expected: `a kernel ${expected}`, received: describeType(kernel) });
}

function convolve(
  where: string,
  x: ArrLike,
  kernel: ArrLike,
  { strides = 1, padding = "valid", dilation = 1, groups = 1 }: GroupedConvolutionOptions,
): Arr {
  const dtype = commonDType([x, kernel], false, where);
  const numeric = dtype === "bool" ? "i32" : dtype;
  const [images, weights] = [cast(asArr(x), numeric), cast(asArr(kernel), numeric)];
  const [count, rows, columns, features] = requireImages(where, images);
  if (weights.rank !== 4) throw kernelError(where, "[rows, columns, features / groups, outputs]", weights);
  const [kernelRows, kernelColumns, each, outputs] = weights.shape as readonly [number, number, number, number];
  if (!(Number.isInteger(groups) && groups >= 0) || features !== each * groups || outputs % Math.max(1, groups) !== 0) {
    throw new ShapeError({
      where,
      expected: `a kernel for ${features} features${groups === 1 ? "" : ` in ${groups} groups that divide its outputs`}`,
      received: `${describeType(images)} and ${describeType(weights)}`,
      hint: "Images are [n, rows, columns, features], kernels [rows, columns, features / groups, outputs].",
    });
  }
  const kernelDilation = pairOf(dilation, 1, where, "dilation");
  const steps = pairOf(strides, 1, where, "strides");
  const window = [(kernelRows - 1) * kernelDilation[0] + 1, (kernelColumns - 1) * kernelDilation[1] + 1] as const;
  const { low, high, out } = windowGeometry(where, [rows, columns], window, steps, padding);
  // Groups go in front, as a stack of convolutions.
  const stack = transposeTo(reshapeTo(images, [count, rows, columns, groups, each]), [3, 0, 1, 2, 4]);
  const kernels = reshapeTo(weights, [kernelRows, kernelColumns, each, groups, outputs / Math.max(1, groups)]);
  const convolved = bindOne(convolution, [stack, transposeTo(kernels, [3, 0, 1, 2, 4])], {
    strides: steps,
    low,
    high,
    imageDilation: [1, 1],
    kernelDilation,
  });
  const leading = images.rank === 4 ? [count] : [];
  return reshapeTo(transposeTo(convolved, [1, 2, 3, 0, 4]), [...leading, ...out, outputs]);
}
