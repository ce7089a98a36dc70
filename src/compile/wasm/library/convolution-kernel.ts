/** Code of convolutions: blocks of results in registers, over taps of the kernel in a fixed order. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local, PlainInstruction } from "../encoder/index.ts";
import { addressLocal, advance, forRange } from "./code.ts";

/** One loop: how far images, kernels and result move with each pass, in bytes. */
export interface Axis {
  readonly count: number;
  readonly images: number;
  readonly kernels: number;
  readonly result: number;
}

/** Arithmetic on vectors of one element type. */
export interface Lanes {
  readonly count: number;
  readonly bytes: number;
  readonly splat: "v128.load64_splat" | "v128.load32_splat";
  readonly storeOne: "v128.store64_lane" | "v128.store32_lane";
  readonly mul: PlainInstruction;
  readonly add: PlainInstruction;
}

const lanesOf = (dtype: DType, form: "f64x2" | "f32x4" | "i32x4"): Lanes => ({
  count: form === "f64x2" ? 2 : 4,
  bytes: bytesPerElement[dtype],
  splat: form === "f64x2" ? "v128.load64_splat" : "v128.load32_splat",
  storeOne: form === "f64x2" ? "v128.store64_lane" : "v128.store32_lane",
  mul: `${form}.mul` as PlainInstruction,
  add: `${form}.add` as PlainInstruction,
});

/** f32 is added up in f32, four lanes at a time. */
export const lanesOfType: Readonly<Record<DType, Lanes>> = {
  f64: lanesOf("f64", "f64x2"),
  f32: lanesOf("f32", "f32x4"),
  i32: lanesOf("i32", "i32x4"),
  bool: lanesOf("i32", "i32x4"),
};

export interface Convolution {
  readonly images: View;
  readonly kernels: View;
  readonly target: View;
  readonly lanes: Lanes;
  /** The axis of the result that goes into lanes: an operand moves along it by one element, or not at all. */
  readonly vector: Axis;
  /** The axis of the result that a block has several of, for which what is loaded once is used again. */
  readonly rows: Axis;
  readonly outer: readonly Axis[];
  /** What is summed over, in order. */
  readonly taps: readonly Axis[];
}

/** Vectors and rows of a block: 8 accumulators and what is loaded fit the 16 registers there are. */
const BLOCK_ROWS = 4;
const BLOCK_VECTORS = 2;
/** Of a single row as many vectors, since nothing of a row is used again. */
const SINGLE_ROW_VECTORS = 4;

/** Up to this many products a result, both operands of a pass stay in the first caches. */
const LONG_SUM = 1024;
/** Up to this many passes of the innermost loops are written out. */
const STRAIGHT = 12;
const UNROLL = 4;

/** Where the three arrays are read and written now. */
type Pointers = Readonly<Record<"images" | "kernels" | "result", Local>>;

const arrays = ["images", "kernels", "result"] as const;

/** Whether a sum is so long that it is taken in parts, which are added to a result that begins as zeros. */
export function isLong(taps: readonly Axis[]): boolean {
  return taps.reduce((product, { count }) => product * count, 1) > LONG_SUM && taps[0]!.count > 1;
}

/** Sets a whole buffer to zero. */
export function fillZeros(f: FunctionBuilder, context: RoutineContext, whole: View): void {
  const start = addressLocal(f, context.address(whole));
  f.get(start);
  f.i32Const(0);
  f.i32Const(whole.buffer.size * bytesPerElement[whole.buffer.dtype]);
  f.memory("memory.fill");
  f.release(start);
}

/** Writes the result of a convolution; adds to it where the sum is long. */
export function emitConvolution(f: FunctionBuilder, context: RoutineContext, convolution: Convolution): void {
  const { images, kernels, target, taps, outer } = convolution;
  const start: Pointers = {
    images: addressLocal(f, context.address(images)),
    kernels: addressLocal(f, context.address(kernels)),
    result: addressLocal(f, context.address(target)),
  };
  if (isLong(taps)) {
    // Row by row of the kernel over all results, which keep what was summed so far.
    const [first, ...rest] = taps;
    loops(f, [first!], start, (row) => {
      loops(f, outer, row, (at) => emitBlocks(f, convolution, merged(rest), at, true));
    });
  } else loops(f, outer, start, (at) => emitBlocks(f, convolution, merged(taps), at, false));
  release(f, start);
}

/** Loops with pointers that move along; loops of one pass are none. */
function loops(f: FunctionBuilder, axes: readonly Axis[], at: Pointers, body: (at: Pointers) => void): void {
  const [axis, ...inner] = axes;
  if (axis === undefined) {
    body(at);
    return;
  }
  if (axis.count === 1) {
    loops(f, inner, at, body);
    return;
  }
  const moving = copyOf(f, at);
  forRange(f, 0, axis.count, () => {
    loops(f, inner, moving, body);
    move(f, moving, axis, 1);
  });
  release(f, moving);
}

function copyOf(f: FunctionBuilder, at: Pointers): Pointers {
  const copy = (from: Local): Local => {
    const local = f.local("i32");
    f.get(from);
    f.set(local);
    return local;
  };
  return { images: copy(at.images), kernels: copy(at.kernels), result: copy(at.result) };
}

function move(f: FunctionBuilder, at: Pointers, axis: Axis, steps: number): void {
  for (const array of arrays) if (axis[array] !== 0) advance(f, at[array], axis[array] * steps);
}

function release(f: FunctionBuilder, at: Pointers): void {
  f.release(at.images, at.kernels, at.result);
}

/** Adjacent loops through which both operands walk with one stride become one. */
function merged(taps: readonly Axis[]): Axis[] {
  const result: Axis[] = [];
  for (const tap of taps.toReversed()) {
    if (tap.count === 1) continue;
    const inner = result[0];
    if (
      inner?.images !== undefined &&
      tap.images === inner.images * inner.count &&
      tap.kernels === inner.kernels * inner.count
    ) {
      result[0] = { ...inner, count: inner.count * tap.count };
    } else result.unshift(tap);
  }
  return result;
}

/** All results along the axis of lanes and that of rows: in whole blocks, then in smaller ones. */
function emitBlocks(
  f: FunctionBuilder,
  convolution: Convolution,
  taps: readonly Axis[],
  at: Pointers,
  adds: boolean,
): void {
  const { vector, rows, lanes } = convolution;
  const widest = rows.count === 1 ? SINGLE_ROW_VECTORS : BLOCK_VECTORS;
  const moving = copyOf(f, at);
  let done = 0;
  // Blocks of `widest` vectors, single vectors, single lanes.
  for (const { vectors, width } of [
    { vectors: widest, width: widest * lanes.count },
    { vectors: 1, width: lanes.count },
    { vectors: 0, width: 1 },
  ]) {
    const count = Math.floor((vector.count - done) / width);
    if (count === 0) continue;
    done += count * width;
    forRange(f, 0, count, () => {
      const block = copyOf(f, moving);
      const whole = Math.floor(rows.count / BLOCK_ROWS);
      forRange(f, 0, whole, () => {
        emitBlock(f, convolution, taps, block, { rows: BLOCK_ROWS, vectors, adds });
        move(f, block, rows, BLOCK_ROWS);
      });
      const left = rows.count % BLOCK_ROWS;
      if (left > 0) emitBlock(f, convolution, taps, block, { rows: left, vectors, adds });
      release(f, block);
      move(f, moving, vector, width);
    });
  }
  release(f, moving);
}

interface Block {
  readonly rows: number;
  /** 0 stands for a single lane. */
  readonly vectors: number;
  /** Adds to what the result holds. */
  readonly adds: boolean;
}

/** Computes and stores one block. */
function emitBlock(
  f: FunctionBuilder,
  { vector, rows, lanes }: Convolution,
  taps: readonly Axis[],
  at: Pointers,
  block: Block,
): void {
  const columns = Math.max(1, block.vectors);
  const places = Array.from({ length: block.rows }, (_, row) =>
    Array.from({ length: columns }, (_unused, column) => row * rows.result + column * 16),
  );
  const sums = places.map((row) =>
    row.map((offset) => {
      const sum = f.local("v128");
      if (block.adds) {
        f.get(at.result);
        if (block.vectors === 0) f.load(lanes.splat, { offset });
        else f.load("v128.load", { offset, align: lanes.bytes });
      } else f.v128Const(0);
      f.set(sum);
      return sum;
    }),
  );
  /** Pushes what an operand has for a row and a vector. */
  const push = (array: "images" | "kernels", from: Local, offset: number, row: number, column: number): void => {
    const isSplat = vector[array] === 0 || block.vectors === 0;
    f.get(from);
    const place = offset + row * rows[array];
    if (isSplat) f.load(lanes.splat, { offset: place });
    else f.load("v128.load", { offset: place + column * 16, align: lanes.bytes });
  };
  const pass = (pointers: Pointers, steps: Readonly<Record<"images" | "kernels", number>>): void => {
    /** Values that several products share are held in locals: by row and column, one where it does not depend on it. */
    const held = new Map<string, Local>();
    const value = (array: "images" | "kernels", row: number, column: number): Local => {
      const variesByRow = rows[array] !== 0;
      const variesByColumn = vector[array] !== 0 && block.vectors > 1;
      const key = `${array} ${variesByRow ? row : 0} ${variesByColumn ? column : 0}`;
      let local = held.get(key);
      if (local === undefined) {
        local = f.local("v128");
        push(array, pointers[array], steps[array], variesByRow ? row : 0, variesByColumn ? column : 0);
        f.set(local);
        held.set(key, local);
      }
      return local;
    };
    const release = (array: "images" | "kernels", row: number): void => {
      if (rows[array] === 0) return;
      for (const [key, local] of held) {
        if (!key.startsWith(`${array} ${row} `)) continue;
        held.delete(key);
        f.release(local);
      }
    };
    sums.forEach((row, r) => {
      row.forEach((sum, column) => {
        const [x, k] = [value("images", r, column), value("kernels", r, column)];
        f.get(sum);
        f.get(x);
        f.get(k);
        f.op(lanes.mul);
        f.op(lanes.add);
        f.set(sum);
      });
      release("images", r);
      release("kernels", r);
    });
    f.release(...held.values());
  };
  emitTaps(f, taps, at, pass);
  sums.forEach((row, r) => {
    row.forEach((sum, column) => {
      f.get(at.result);
      f.get(sum);
      const offset = places[r]![column]!;
      if (block.vectors === 0) f.store(lanes.storeOne, { offset, lane: 0 });
      else f.store("v128.store", { offset, align: lanes.bytes });
    });
  });
  f.release(...sums.flat());
}

type Pass = (at: Pointers, steps: Readonly<Record<"images" | "kernels", number>>) => void;

/** Runs through the taps in order; few innermost passes are written out, many are a loop of some at a time. */
function emitTaps(f: FunctionBuilder, taps: readonly Axis[], at: Pointers, pass: Pass): void {
  const total = taps.reduce((product, { count }) => product * count, 1);
  if (total <= STRAIGHT) {
    straight(taps, { images: 0, kernels: 0 }, (steps) => pass(at, steps));
    return;
  }
  const [axis, ...inner] = taps as [Axis, ...Axis[]];
  const moving = copyOf(f, at);
  if (inner.length > 0) {
    forRange(f, 0, axis.count, () => {
      emitTaps(f, inner, moving, pass);
      move(f, moving, { ...axis, result: 0 }, 1);
    });
  } else {
    const unrolled = { ...axis, count: UNROLL, result: 0 };
    forRange(f, 0, Math.floor(axis.count / UNROLL), () => {
      straight([unrolled], { images: 0, kernels: 0 }, (steps) => pass(moving, steps));
      move(f, moving, unrolled, UNROLL);
    });
    const rest = { ...axis, count: axis.count % UNROLL };
    straight([rest], { images: 0, kernels: 0 }, (steps) => pass(moving, steps));
  }
  release(f, moving);
}

function straight(
  taps: readonly Axis[],
  from: Readonly<Record<"images" | "kernels", number>>,
  pass: (steps: Readonly<Record<"images" | "kernels", number>>) => void,
): void {
  const [axis, ...inner] = taps;
  if (axis === undefined) {
    pass(from);
    return;
  }
  for (let i = 0; i < axis.count; i++) {
    straight(inner, { images: from.images + i * axis.images, kernels: from.kernels + i * axis.kernels }, pass);
  }
}
