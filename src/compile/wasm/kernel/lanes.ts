/** Lanes: loads array elements into the lane form of their type, and stores them back. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import type { FunctionBuilder, Local, MemoryArgument } from "../encoder/index.ts";

/** Pushes the address of lane `lane` and returns the constant offset that belongs in the instruction. */
export type PushAddress = (lane: number) => number;

/** How the elements of two lanes lie: one element for both, side by side, or apart. */
export type Spacing = "same" | "adjacent" | "apart";

interface Format {
  /** From the address on the stack to the element in both lanes. */
  splat(f: FunctionBuilder, at: MemoryArgument): void;
  /** From the address on the stack to two neighbours. */
  pair(f: FunctionBuilder, at: MemoryArgument): void;
  /** From the address of element 1 and a vector whose low part is element 0 as stored, to both. */
  readonly loadSingle: "v128.load64_splat" | "v128.load32_splat" | "v128.load8_splat";
  readonly loadSecond: "v128.load64_lane" | "v128.load32_lane" | "v128.load8_lane";
  /** From stored elements in the low places to lanes. */
  widen(f: FunctionBuilder): void;
  /** From lanes to stored elements; lane i goes to stored place `places[i]`. */
  readonly narrow: (f: FunctionBuilder) => void;
  readonly storeOne: "v128.store64_lane" | "v128.store32_lane" | "v128.store8_lane";
  readonly places: readonly [number, number];
  /** The store of two neighbours that `narrow` has put together, if there is one. */
  readonly storePair?: { readonly instruction: "v128.store" | "v128.store64_lane"; readonly lane?: number };
}

/** Bytes 0 and 1 (bools as stored) repeated over their lanes. */
const spreadBytes = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
/** Low halves of both 64-bit lanes, together. */
const lowHalves = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];

const formats: Readonly<Record<DType, Format>> = {
  f64: {
    splat: (f, at) => f.load("v128.load64_splat", at),
    pair: (f, at) => f.load("v128.load", { ...at, align: 8 }),
    loadSingle: "v128.load64_splat",
    loadSecond: "v128.load64_lane",
    widen: () => undefined,
    narrow: () => undefined,
    storeOne: "v128.store64_lane",
    places: [0, 1],
    storePair: { instruction: "v128.store" },
  },
  f32: {
    splat: (f, at) => {
      f.load("v128.load32_splat", at);
      f.op("f64x2.promote_low_f32x4");
    },
    pair: (f, at) => {
      f.load("v128.load64_zero", { ...at, align: 4 });
      f.op("f64x2.promote_low_f32x4");
    },
    loadSingle: "v128.load32_splat",
    loadSecond: "v128.load32_lane",
    widen: (f) => f.op("f64x2.promote_low_f32x4"),
    narrow: (f) => f.op("f32x4.demote_f64x2_zero"),
    storeOne: "v128.store32_lane",
    places: [0, 1],
    storePair: { instruction: "v128.store64_lane", lane: 0 },
  },
  i32: {
    splat: (f, at) => {
      f.load("v128.load32_splat", at);
      f.op("i64x2.extend_low_i32x4_s");
    },
    pair: (f, at) => f.load("v128.load32x2_s", { ...at, align: 4 }),
    loadSingle: "v128.load32_splat",
    loadSecond: "v128.load32_lane",
    widen: (f) => f.op("i64x2.extend_low_i32x4_s"),
    narrow: (f) => shuffleTop(f, lowHalves),
    storeOne: "v128.store32_lane",
    places: [0, 1],
    storePair: { instruction: "v128.store64_lane", lane: 0 },
  },
  bool: {
    splat: (f, at) => {
      f.load("v128.load8_splat", at);
      f.op("i8x16.neg");
    },
    pair: (f, at) => {
      f.load("v128.load16_splat", { ...at, align: 1 });
      shuffleTop(f, spreadBytes);
      f.op("i8x16.neg");
    },
    loadSingle: "v128.load8_splat",
    loadSecond: "v128.load8_lane",
    widen: (f) => {
      shuffleTop(f, spreadBytes);
      f.op("i8x16.neg");
    },
    narrow: (f) => {
      f.v128Const(1n);
      f.op("v128.and");
    },
    storeOne: "v128.store8_lane",
    places: [0, 8],
  },
};

/** A permutation of the bytes of the vector on the stack. */
function shuffleTop(f: FunctionBuilder, bytes: readonly number[]): void {
  const vector = f.local("v128");
  f.tee(vector);
  f.get(vector);
  f.shuffle(bytes);
  f.release(vector);
}

/** Pushes elements `lane` and `lane + 1`, or element `lane` in both lanes. */
export function loadLanes(
  f: FunctionBuilder,
  dtype: DType,
  push: PushAddress,
  spacing: Spacing,
  lane: number,
  lanes: 1 | 2,
): void {
  const format = formats[dtype];
  if (lanes === 1 || spacing === "same") {
    format.splat(f, { offset: push(lane) });
  } else if (spacing === "adjacent") {
    format.pair(f, { offset: push(lane) });
  } else {
    const second = push(lane + 1);
    const first = push(lane);
    f.load(format.loadSingle, { offset: first });
    f.load(format.loadSecond, { offset: second, lane: 1 });
    format.widen(f);
  }
}

/** Stores lane 0, or both lanes, of a local. */
export function storeLanes(
  f: FunctionBuilder,
  dtype: DType,
  push: PushAddress,
  spacing: Spacing,
  lane: number,
  lanes: 1 | 2,
  value: Local,
): void {
  const { narrow, storeOne, storePair, places } = formats[dtype];
  if (lanes === 2 && spacing === "adjacent" && storePair !== undefined) {
    const offset = push(lane);
    f.get(value);
    narrow(f);
    const { instruction, lane: place } = storePair;
    f.store(
      instruction,
      place === undefined ? { offset, align: 8 } : { offset, lane: place, align: bytesPerElement[dtype] },
    );
    return;
  }
  for (let i = 0; i < lanes; i++) {
    const offset = push(lane + i);
    f.get(value);
    narrow(f);
    f.store(storeOne, { offset, lane: places[i]! });
  }
}
