/** Lowering of fft: an axis after the other, the first from the operands to the results, the others in place. */

import type { FftAttributes } from "../../../../primitives/fourier/transform.ts";
import { sizeOf } from "../../../../array/shape.ts";
import type { Lowering, RegionBuilder } from "../../../schedule/region-builder.ts";
import type { Operand, RoutineContext } from "../../../schedule/operation.ts";
import { reshapeView, type View } from "../../../schedule/view.ts";
import type { ArrayType } from "../../../../array/shape.ts";
import { convert } from "../../elementwise/logic.ts";
import type { FunctionBuilder, Local } from "../../encoder/index.ts";
import { addressLocal, advance, forRange, strideBytes, sumOf } from "../code.ts";
import { planTransform, rootTable, type TransformPlan } from "./plan.ts";
import { stageFunction, type StageGeometry } from "./stage.ts";

/** Real and imaginary parts; both have axes [before, length, after] in a pass along one axis. */
type Parts = readonly [View, View];

/** One axis transformed. */
interface Pass {
  readonly plan: TransformPlan;
  readonly roots: View;
  readonly from: Parts;
  readonly to: Parts;
  readonly scale: number;
}

export const fft: Lowering<FftAttributes> = (builder, operands, { operands: variables, attributes, results }) => {
  const { axes, inverse, scale } = attributes;
  const types = variables.map(({ type }) => type);
  const { type } = results[0]!;
  const wide: ArrayType = { shape: type.shape, dtype: "f64" };
  const inputs = operands.map((operand, i) => inF64(builder, operand, types[i]!)) as unknown as Parts;
  const outputs: Parts = [builder.allocate(wide), builder.allocate(wide)];
  // The transform with the other sign is this one with real and imaginary parts exchanged, before and after.
  const exchange = ([re, im]: Parts): Parts => (inverse ? [im, re] : [re, im]);
  let from = exchange(inputs);
  const to = exchange(outputs);
  const passes = axes.map((axis, i): Pass => {
    const position = type.shape.length + axis;
    const length = type.shape[position]!;
    const plan = planTransform(length);
    const asLines = (view: View): View => linesOf(builder, view, position);
    const pass = {
      plan,
      roots: builder.table(`fft ${length}`, () => rootTable(plan)),
      from: from.map(asLines) as unknown as Parts,
      to: to.map(asLines) as unknown as Parts,
      scale: i === axes.length - 1 ? scale : 1,
    };
    from = to;
    return pass;
  });
  const scratchSize = Math.max(1, ...passes.map(scratchElements));
  const scratch = builder.allocate({ shape: [scratchSize], dtype: "f64" });
  builder.add({
    kind: "routine",
    name: "fft",
    reads: [...passes.flatMap((pass, i) => (i === 0 ? pass.from : [])), ...passes.map(({ roots }) => roots)],
    writes: [scratch, ...outputs],
    emit: (f, context) => {
      for (const pass of passes) emitPass(f, context, pass, scratch);
    },
  });
  return outputs.map((output) =>
    type.dtype === "f64" ? output : builder.elementwise("convert", convert, [output], type),
  );
};

function inF64(builder: RegionBuilder, operand: Operand, type: ArrayType): View {
  const view = builder.view(operand, type);
  return type.dtype === "f64" ? view : builder.elementwise("convert", convert, [view], { ...type, dtype: "f64" });
}

/** The view as [before, length, after], where numbers that vectors are made of are neighbours, or all one number. */
function linesOf(builder: RegionBuilder, view: View, position: number): View {
  const { shape } = view;
  const lines = [sizeOf(shape.slice(0, position)), shape[position]!, sizeOf(shape.slice(position + 1))];
  const seen = reshapeView(view, lines);
  if (seen !== undefined && isReadable(seen)) return seen;
  return reshapeView(builder.copy(view, { shape, dtype: "f64" }), lines)!;
}

/** Neighbours in vectors lie side by side or are one number. */
function isReadable({ shape, strides }: View): boolean {
  const step = neighbourStep({ shape, strides });
  return (step === 0 || step === 1) && strides[1]! >= 0;
}

/** From one line to the next, or of a single line from one number to the next. */
function neighbourStep({ shape, strides }: Pick<View, "shape" | "strides">): number {
  return shape[2] === 1 ? strides[1]! : strides[2]!;
}

/** Numbers of a block of neighbouring lines that are transformed side by side: few enough for the first caches. */
const BLOCK_NUMBERS = 8192;
/** Lines side by side: whole cache lines of 8 numbers. */
const CACHE_LINE = 8;

function blockWidth({ plan, to }: Pass): number {
  const lines = Math.floor(BLOCK_NUMBERS / plan.length / CACHE_LINE) * CACHE_LINE;
  return Math.min(to[0].shape[2]!, Math.max(CACHE_LINE, Math.min(lines, 64)));
}

/** Between stages numbers are kept in two scratch blocks, each of real and imaginary parts. */
function scratchElements(pass: Pass): number {
  const blocks = Math.min(2, Math.max(0, pass.plan.stages.length - 1));
  return 2 * blocks * partSize(pass.plan.length, blockWidth(pass));
}

/** Numbers from one part to the next: some lines more than there are, so that parts do not compete for places in the cache. */
function partSize(length: number, width: number): number {
  return length * width + 3 * CACHE_LINE;
}

/** Transforms all lines of an axis. */
function emitPass(f: FunctionBuilder, context: RoutineContext, pass: Pass, scratch: View): void {
  const { from, to } = pass;
  const [before, , after] = to[0].shape as [number, number, number];
  if (before === 0 || after === 0) return;
  const width = blockWidth(pass);
  const views = [...from, ...to];
  const pointers = views.map((view) => addressLocal(f, context.address(view)));
  const room = addressLocal(f, context.address(scratch));
  const roots = addressLocal(f, context.address(pass.roots));
  const step = (starts: readonly Local[], bytes: (view: View) => number): void => {
    starts.forEach((start, i) => {
      if (bytes(views[i]!) !== 0) advance(f, start, bytes(views[i]!));
    });
  };
  forRange(f, 0, before, () => {
    const starts = pointers.map((pointer) => sumOf(f, pointer));
    forRange(f, 0, Math.floor(after / width), () => {
      emitBlock(f, context, pass, width, { starts, room, roots });
      step(starts, (view) => width * strideBytes(view, 2));
    });
    if (after % width > 0) emitBlock(f, context, pass, after % width, { starts, room, roots });
    f.release(...starts);
    step(pointers, (view) => strideBytes(view, 0));
  });
  f.release(...pointers, room, roots);
}

interface BlockAddresses {
  /** Read re and im, written re and im. */
  readonly starts: readonly Local[];
  readonly room: Local;
  readonly roots: Local;
}

/** All stages for `width` lines side by side. */
function emitBlock(
  f: FunctionBuilder,
  { module }: RoutineContext,
  { plan, from, to, scale }: Pass,
  width: number,
  { starts, room, roots }: BlockAddresses,
): void {
  const { stages } = plan;
  const partBytes = partSize(plan.length, width) * 8;
  /** Pushes the addresses of real and imaginary parts in one of the scratch blocks. */
  const pushScratch = (block: number): void => {
    for (const part of [0, 1]) {
      f.get(room);
      f.i32Const((2 * block + part) * partBytes);
      f.op("i32.add");
    }
  };
  stages.forEach((stage, i) => {
    const [isFirst, isLast] = [i === 0, i === stages.length - 1];
    const geometry: StageGeometry = {
      width,
      from: isFirst ? [from[0].strides[1]!, from[1].strides[1]!] : [width, width],
      to: isLast ? to[0].strides[1]! : width,
      spread: [isFirst && neighbourStep(from[0]) === 0, isFirst && neighbourStep(from[1]) === 0],
      scale: isLast ? scale : 1,
    };
    if (isFirst) for (const start of starts.slice(0, 2)) f.get(start);
    else pushScratch((i + 1) % 2);
    if (isLast) for (const start of starts.slice(2)) f.get(start);
    else pushScratch(i % 2);
    f.get(roots);
    f.call(stageFunction(module, stage, geometry));
  });
}
