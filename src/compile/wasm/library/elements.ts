/** Elements of each type as scalar instructions see them, runs of them copied, and indices held to a range. */

import type { DType } from "../../../array/dtype.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";

/** Loads, stores and arithmetic of one element; bools are bytes, 0 or 1. */
export const element = {
  f64: { type: "f64", load: "f64.load", store: "f64.store", add: "f64.add", less: "f64.lt", lessEqual: "f64.le" },
  f32: { type: "f32", load: "f32.load", store: "f32.store", add: "f32.add", less: "f32.lt", lessEqual: "f32.le" },
  i32: { type: "i32", load: "i32.load", store: "i32.store", add: "i32.add", less: "i32.lt_s", lessEqual: "i32.le_s" },
  bool: {
    type: "i32",
    load: "i32.load8_u",
    store: "i32.store8",
    add: "i32.add",
    less: "i32.lt_s",
    lessEqual: "i32.le_s",
  },
} as const satisfies Readonly<Record<DType, unknown>>;

/** Indices below 0 become 0, those above `last` become that. */
export function holdIndex(f: FunctionBuilder, index: Local, last: number): void {
  f.get(index);
  f.i32Const(0);
  f.get(index);
  f.i32Const(0);
  f.op("i32.gt_s");
  f.op("select");
  f.set(index);
  f.get(index);
  f.i32Const(last);
  f.get(index);
  f.i32Const(last);
  f.op("i32.lt_s");
  f.op("select");
  f.set(index);
}

/** From this length on the engine's own copy is faster than a few moves. */
const LONG_RUN = 64;

/** Copies a known number of bytes. */
export function copyRun(f: FunctionBuilder, to: Local, from: Local, bytes: number): void {
  if (bytes > LONG_RUN) {
    f.get(to);
    f.get(from);
    f.i32Const(bytes);
    f.memory("memory.copy");
    return;
  }
  const moves = [
    [16, "v128.load", "v128.store"],
    [8, "i64.load", "i64.store"],
    [4, "i32.load", "i32.store"],
    [1, "i32.load8_u", "i32.store8"],
  ] as const;
  let offset = 0;
  for (const [width, load, store] of moves) {
    for (; bytes - offset >= width; offset += width) {
      f.get(to);
      f.get(from);
      f.load(load, { offset, align: 1 });
      f.store(store, { offset, align: 1 });
    }
  }
}
