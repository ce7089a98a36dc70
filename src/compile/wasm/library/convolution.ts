/** Lowering of convolutions: which axis goes into lanes, in which layout operands must lie for that, margins of zeros. */

import type { DType } from "../../../array/dtype.ts";
import { type Shape, sizeOf } from "../../../array/shape.ts";
import type { ConvolutionAttributes, Pair } from "../../../primitives/convolution.ts";
import type { Lowering, RegionBuilder } from "../../schedule/region-builder.ts";
import { sliceView, transposeView, type View } from "../../schedule/view.ts";
import {
  type Axis,
  type Convolution,
  emitConvolution,
  fillZeros,
  isLong,
  type Lanes,
  lanesOfType,
} from "./convolution-kernel.ts";
import { marginsOf, type Phase, type Phases, phasesOf, reach } from "./convolution-phases.ts";

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

export const convolution: Lowering<ConvolutionAttributes> = (builder, values, { attributes, operands, results }) => {
  const given = attributes;
  const { type } = results[0]!;
  const lanes = lanesOfType[type.dtype];
  const [imageType, kernelType] = operands.map((operand) => operand.type);
  const layout = chooseLayout(type.shape, given.strides[1] * given.imageDilation[1], lanes.count);
  const target = allocateAs(builder, type.shape, type.dtype, layout.result);
  if (sizeOf(type.shape) * sizeOf(imageType!.shape) * sizeOf(kernelType!.shape) === 0) {
    if (target.whole.buffer.size > 0) builder.fillZeros(target.whole);
    return [target.view];
  }
  const spatial = ([0, 1] as const).map((axis) =>
    phasesOf({
      kernel: kernelType!.shape[1 + axis]!,
      out: type.shape[ROW + axis]!,
      stride: given.strides[axis],
      low: given.low[axis],
      imageDilation: given.imageDilation[axis],
      kernelDilation: given.kernelDilation[axis],
    }),
  ) as [Phases, Phases];
  const margins = spatial.map((all, axis) => marginsOf(all, imageType!.shape[ROW + axis]!)) as [Pair, Pair];
  const images = prepareImages(builder, builder.view(values[0]!, imageType!), margins, layout);
  const kernels = prepareKernels(builder, builder.view(values[1]!, kernelType!), layout);
  const [rows, columns] = spatial;
  const parts = rows.phases.flatMap((row) => columns.phases.map((column) => [row, column] as const));
  const convolutions = parts
    .filter((part) => part.every(({ taps }) => taps > 0))
    .map((part) => partOf({ images, kernels, target: target.view }, spatial, part, margins, layout, lanes));
  const isPartial = convolutions.length < parts.length || convolutions.some(({ taps }) => isLong(taps));
  builder.add({
    kind: "routine",
    name: "convolution",
    reads: [images, kernels],
    writes: [target.whole],
    emit: (f, context) => {
      if (isPartial) fillZeros(f, context, target.whole);
      for (const each of convolutions) emitConvolution(f, context, each);
    },
  });
  return [target.view];
};

interface Arrays {
  readonly images: View;
  readonly kernels: View;
  readonly target: View;
}

/** The convolution of one phase of rows and one of columns: images as they are, part of the kernels, part of the results. */
function partOf(
  { images, kernels, target }: Arrays,
  spatial: readonly [Phases, Phases],
  part: readonly [Phase, Phase],
  margins: readonly [Pair, Pair],
  layout: Layout,
  lanes: Lanes,
): Convolution {
  const [row, column] = part;
  const [rows, columns] = spatial;
  const [top, left] = [row.start + margins[0][0], column.start + margins[1][0]];
  const [groups, count, , , features] = images.shape as readonly [number, number, number, number, number];
  const outputs = kernels.shape[4]!;
  const windows = [reach(row, rows), reach(column, columns)] as const;
  const ones = [1, 1, 1, 1, 1];
  const arrays: Arrays = {
    images: sliceView(images, [0, 0, top, left, 0], [groups, count, ...windows, features], ones),
    kernels: sliceView(
      kernels,
      [0, row.firstTap, column.firstTap, 0, 0],
      [groups, row.taps, column.taps, features, outputs],
      [1, rows.tapStep, columns.tapStep, 1, 1],
    ),
    target: sliceView(
      target,
      [0, 0, row.first, column.first, 0],
      [groups, count, row.count, column.count, outputs],
      [1, 1, rows.step, columns.step, 1],
    ),
  };
  return { ...arrays, lanes, ...axesOf(arrays, spatial, layout, lanes) };
}

interface Allocated {
  /** The buffer in the order of memory. */
  readonly whole: View;
  /** The same as an array of the shape that was asked for. */
  readonly view: View;
}

/** A buffer for an array of `shape` whose axes lie in memory in the given order. */
function allocateAs(builder: RegionBuilder, shape: Shape, dtype: DType, order: readonly number[]): Allocated {
  const whole = builder.allocate({ shape: order.map((axis) => shape[axis]!), dtype });
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return { whole, view: transposeView(whole, inverse) };
}

/** The images with their margins, where the routine can read them. */
function prepareImages(
  builder: RegionBuilder,
  images: View,
  margins: readonly [Pair, Pair],
  { vector, images: order }: Layout,
): View {
  const hasMargins = margins.flat().some((width) => width > 0);
  if (!hasMargins && isReadable(images, vector === "output" ? undefined : order.at(-1)!)) return images;
  const spread = (along: (margin: Pair) => number): number[] => [0, 0, along(margins[0]), along(margins[1]), 0];
  const widths = spread(([before, after]) => before + after);
  const padded = allocateAs(
    builder,
    images.shape.map((length, axis) => length + widths[axis]!),
    images.buffer.dtype,
    order,
  );
  if (hasMargins) builder.fillZeros(padded.whole);
  const start = spread(([before]) => before);
  const ones = images.shape.map(() => 1);
  builder.copyTo(images, sliceView(padded.view, start, images.shape, ones));
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
  { images, kernels, target }: Arrays,
  [rows, columns]: readonly [Phases, Phases],
  layout: Layout,
  lanes: Lanes,
): Pick<Convolution, "vector" | "rows" | "outer" | "taps"> {
  const axis = (count: number, x: number, k: number, y: number): Axis => ({
    count,
    images: x * lanes.bytes,
    kernels: k * lanes.bytes,
    result: y * lanes.bytes,
  });
  const [x, k, y] = [images, kernels, target].map(({ strides }) => strides) as [number[], number[], number[]];
  const { shape } = target;
  const along = {
    group: axis(shape[GROUP]!, x[GROUP]!, k[0]!, y[GROUP]!),
    image: axis(shape[IMAGE]!, x[IMAGE]!, 0, y[IMAGE]!),
    row: axis(shape[ROW]!, x[ROW]! * rows.windowStep, 0, y[ROW]!),
    column: axis(shape[COLUMN]!, x[COLUMN]! * columns.windowStep, 0, y[COLUMN]!),
    output: axis(shape[LAST]!, 0, k[4]!, y[LAST]!),
  };
  const outer = (["group", "image", "row", "column", "output"] as const).filter(
    (name) => name !== layout.vector && name !== layout.rows,
  );
  return {
    vector: along[layout.vector],
    rows: along[layout.rows],
    outer: outer.map((name) => along[name]),
    taps: [
      axis(kernels.shape[1]!, x[ROW]! * rows.elementStep, k[1]!, 0),
      axis(kernels.shape[2]!, x[COLUMN]! * columns.elementStep, k[2]!, 0),
      axis(kernels.shape[3]!, x[LAST]!, k[3]!, 0),
    ],
  };
}
