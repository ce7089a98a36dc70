/** Lowering of convolutions: which axis goes into lanes, in which layout operands must lie for that, margins of zeros. */

import type { DType } from "../../../array/dtype.ts";
import { type Shape, sizeOf } from "../../../array/shape.ts";
import type { ConvolutionAttributes } from "../../../primitives/convolution.ts";
import type { Lowering, RegionBuilder } from "../../schedule/region-builder.ts";
import { sliceView, transposeView, type View } from "../../schedule/view.ts";
import { type Axis, emitConvolution, type Lanes, lanesOfType } from "./convolution-kernel.ts";

/** Axes of images and results: group, image, row, column, feature or output. Axes of kernels: group, row, column, feature, output. */
const [GROUP, IMAGE, ROW, COLUMN, LAST] = [0, 1, 2, 3, 4] as const;

/** What goes into lanes: outputs, columns or groups; and the order of axes, the last with stride 1, of operands and result. */
interface Layout {
  readonly vector: "output" | "column" | "group";
  readonly rows: "output" | "column" | "image";
  /** Order in which images are laid out where they must be copied. */
  readonly images: readonly number[];
  readonly kernels: readonly number[];
  readonly result: readonly number[];
}

/**
 * Outputs fill the lanes where there are enough of them: a kernel then lies as it is multiplied. Else groups do (depthwise), else columns
 * (images of one feature).
 */
function chooseLayout(result: Shape, columnStride: number, lanes: number): Layout {
  const [groups, count, , columns, outputs] = result as readonly [number, number, number, number, number];
  const across = columns >= 4 || columns >= count ? "column" : "image";
  if (outputs < 2 * lanes && groups >= lanes) {
    return {
      vector: "group",
      rows: across,
      images: [IMAGE, ROW, COLUMN, LAST, GROUP],
      kernels: [1, 2, 3, 4, 0],
      result: [IMAGE, ROW, COLUMN, LAST, GROUP],
    };
  }
  if (outputs < lanes && columns >= lanes && columnStride === 1) {
    return {
      vector: "column",
      rows: "output",
      images: [GROUP, IMAGE, LAST, ROW, COLUMN],
      kernels: [0, 1, 2, 3, 4],
      result: [IMAGE, GROUP, LAST, ROW, COLUMN],
    };
  }
  return {
    vector: "output",
    rows: across,
    images: across === "image" ? [GROUP, ROW, COLUMN, LAST, IMAGE] : [GROUP, IMAGE, ROW, COLUMN, LAST],
    kernels: [0, 1, 2, 3, 4],
    result: [IMAGE, ROW, COLUMN, GROUP, LAST],
  };
}

export const convolution: Lowering = (builder, values, { attributes, operands, results }) => {
  const given = attributes as unknown as ConvolutionAttributes;
  const { type } = results[0]!;
  const { dtype } = type;
  const lanes = lanesOfType[dtype];
  const [imageType, kernelType] = operands.map((operand) => operand.type);
  const layout = chooseLayout(type.shape, given.strides[1], lanes.count);
  const target = allocateAs(builder, type.shape, dtype, layout.result);
  if (sizeOf(type.shape) * sizeOf(imageType!.shape) * sizeOf(kernelType!.shape) === 0) {
    if (target.buffer.size > 0) builder.fillZeros(target.whole);
    return [target.view];
  }
  const images = prepareImages(builder, builder.view(values[0]!, imageType!), given, layout);
  const kernels = prepareKernels(builder, builder.view(values[1]!, kernelType!), layout);
  builder.add({
    kind: "routine",
    name: "convolution",
    reads: [images, kernels],
    writes: [target.whole],
    emit: (f, context) => {
      emitConvolution(f, context, {
        images,
        kernels,
        target: target.view,
        ...axesOf(images, kernels, target.view, given, layout, lanes),
      });
    },
  });
  return [target.view];
};

interface Allocated {
  readonly buffer: View["buffer"];
  /** The buffer in the order of memory. */
  readonly whole: View;
  /** The same as an array of the shape that was asked for. */
  readonly view: View;
}

/** A buffer for an array of `shape` whose axes lie in memory in the given order. */
function allocateAs(builder: RegionBuilder, shape: Shape, dtype: DType, order: readonly number[]): Allocated {
  const whole = builder.allocate({ shape: order.map((axis) => shape[axis]!), dtype });
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return { buffer: whole.buffer, whole, view: transposeView(whole, inverse) };
}

/** The images with their margins, where the routine can read them. */
function prepareImages(builder: RegionBuilder, images: View, attributes: ConvolutionAttributes, layout: Layout): View {
  const { low, high, imageDilation } = attributes;
  const unchanged =
    [...low, ...high].every((width) => width === 0) && imageDilation.every((dilation) => dilation === 1);
  if (unchanged && isReadable(images, layout.vector === "output" ? undefined : layout.images.at(-1)!)) return images;
  const places = ([0, 1] as const).map((axis) => {
    const length = images.shape[ROW + axis]!;
    const step = imageDilation[axis];
    const cut = (width: number): number => (width < 0 ? Math.ceil(-width / step) : 0);
    const first = cut(low[axis]);
    return {
      first,
      count: Math.max(0, length - first - cut(high[axis])),
      start: first * step + low[axis],
      step,
      room: (length - 1) * step + 1 + low[axis] + high[axis],
    };
  });
  const shape = images.shape.map((length, axis) =>
    axis === ROW || axis === COLUMN ? places[axis - ROW]!.room : length,
  );
  const padded = allocateAs(builder, shape, images.buffer.dtype, layout.images);
  const inner = images.shape.map((length, axis) =>
    axis === ROW || axis === COLUMN ? places[axis - ROW]!.count : length,
  );
  const along = (of: (place: (typeof places)[number]) => number, other: number): number[] =>
    shape.map((_, axis) => (axis === ROW || axis === COLUMN ? of(places[axis - ROW]!) : other));
  if (sizeOf(inner) < padded.buffer.size) builder.fillZeros(padded.whole);
  if (sizeOf(inner) > 0) {
    const ones = shape.map(() => 1);
    builder.copyTo(
      sliceView(
        images,
        along((place) => place.first, 0),
        inner,
        ones,
      ),
      sliceView(
        padded.view,
        along((place) => place.start, 0),
        inner,
        along((place) => place.step, 1),
      ),
    );
  }
  return padded.view;
}

function prepareKernels(builder: RegionBuilder, kernels: View, layout: Layout): View {
  if (isReadable(kernels, layout.vector === "column" ? undefined : layout.kernels.at(-1)!)) return kernels;
  const copied = allocateAs(builder, kernels.shape, kernels.buffer.dtype, layout.kernels);
  builder.copyTo(kernels, copied.view);
  return copied.view;
}

/** Offsets in instructions count upwards, and what goes into lanes lies side by side. */
function isReadable({ shape, strides }: View, vector: number | undefined): boolean {
  if (strides.some((stride, axis) => stride < 0 && shape[axis]! > 1)) return false;
  return vector === undefined || shape[vector] === 1 || strides[vector] === 1;
}

/** The loops of the routine, as strides in bytes of images, kernels and result. */
function axesOf(
  images: View,
  kernels: View,
  result: View,
  { strides, kernelDilation }: ConvolutionAttributes,
  layout: Layout,
  lanes: Lanes,
): {
  readonly lanes: Lanes;
  readonly vector: Axis;
  readonly rows: Axis;
  readonly outer: readonly Axis[];
  readonly taps: readonly Axis[];
} {
  const axis = (count: number, x: number, k: number, y: number): Axis => ({
    count,
    images: x * lanes.bytes,
    kernels: k * lanes.bytes,
    result: y * lanes.bytes,
  });
  const [x, k, y] = [images.strides, kernels.strides, result.strides].map(
    (each) =>
      (i: number): number =>
        each[i]!,
  );
  const along = {
    group: axis(result.shape[GROUP]!, x!(GROUP), k!(0), y!(GROUP)),
    image: axis(result.shape[IMAGE]!, x!(IMAGE), 0, y!(IMAGE)),
    row: axis(result.shape[ROW]!, x!(ROW) * strides[0], 0, y!(ROW)),
    column: axis(result.shape[COLUMN]!, x!(COLUMN) * strides[1], 0, y!(COLUMN)),
    output: axis(result.shape[LAST]!, 0, k!(4), y!(LAST)),
  };
  const { vector, rows } = layout;
  const outer = (["group", "image", "row", "column", "output"] as const).filter(
    (name) => name !== vector && name !== rows,
  );
  return {
    lanes,
    vector: along[vector],
    rows: along[rows],
    outer: outer.map((name) => along[name]),
    taps: [
      axis(kernels.shape[1]!, x!(ROW) * kernelDilation[0], k!(1), 0),
      axis(kernels.shape[2]!, x!(COLUMN) * kernelDilation[1], k!(2), 0),
      axis(kernels.shape[3]!, x!(LAST), k!(3), 0),
    ],
  };
}
