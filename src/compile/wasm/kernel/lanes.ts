/** Lanes: loads array elements into the lane form of their type, and stores them back. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import type { FunctionBuilder, Local, MemoryArgument } from "../encoder/index.ts";
import type { LaneCount } from "../math/math-builder.ts";

/** Pushes the address of lane `lane` and returns the constant offset that belongs in the instruction. */
export type PushAddress = (lane: number) => number;

/** How the elements of the lanes lie: one element for all, side by side, or apart. */
export type Spacing = "same" | "adjacent" | "apart";

interface Format {
  /** From the address on the stack to the element in all lanes. */
  splat(f: FunctionBuilder, at: MemoryArgument): void;
  /** From the address on the stack to as many neighbours as there are lanes. */
  neighbours(f: FunctionBuilder, at: MemoryArgument): void;
  /** From the address of an element to a vector whose low part is that element as stored. */
  readonly loadFirst: "v128.load64_splat" | "v128.load32_splat" | "v128.load8_splat";
  /** From an address and such a vector to one with that element in the next place. */
  readonly loadNext: "v128.load64_lane" | "v128.load32_lane" | "v128.load8_lane";
  /** From stored elements in the low places to lanes. */
  widen(f: FunctionBuilder): void;
  /** From lanes to stored elements; lane i goes to stored place `places[i]`. */
  readonly narrow: (f: FunctionBuilder) => void;
  readonly storeOne: "v128.store64_lane" | "v128.store32_lane" | "v128.store8_lane";
  readonly places: readonly number[];
  /** The store of neighbours that `narrow` has put together, if there is one. */
  readonly storeNeighbours?: { readonly instruction: "v128.store" | "v128.store64_lane"; readonly lane?: number };
}

/** Bytes 0 and 1 (bools as stored) repeated over their lanes. */
const spreadBytes = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
/** Low halves of both 64-bit lanes, together. */
const lowHalves = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];

/** Two lanes of 64 bits: f32 as the f64 of equal value, i32 with its sign extended. */
const wide: Readonly<Record<DType, Format>> = {
  f64: {
    splat: (f, at) => f.load("v128.load64_splat", at),
    neighbours: (f, at) => f.load("v128.load", { ...at, align: 8 }),
    loadFirst: "v128.load64_splat",
    loadNext: "v128.load64_lane",
    widen: () => undefined,
    narrow: () => undefined,
    storeOne: "v128.store64_lane",
    places: [0, 1],
    storeNeighbours: { instruction: "v128.store" },
  },
  f32: {
    splat: (f, at) => {
      f.load("v128.load32_splat", at);
      f.op("f64x2.promote_low_f32x4");
    },
    neighbours: (f, at) => {
      f.load("v128.load64_zero", { ...at, align: 4 });
      f.op("f64x2.promote_low_f32x4");
    },
    loadFirst: "v128.load32_splat",
    loadNext: "v128.load32_lane",
    widen: (f) => f.op("f64x2.promote_low_f32x4"),
    narrow: (f) => f.op("f32x4.demote_f64x2_zero"),
    storeOne: "v128.store32_lane",
    places: [0, 1],
    storeNeighbours: { instruction: "v128.store64_lane", lane: 0 },
  },
  i32: {
    splat: (f, at) => {
      f.load("v128.load32_splat", at);
      f.op("i64x2.extend_low_i32x4_s");
    },
    neighbours: (f, at) => f.load("v128.load32x2_s", { ...at, align: 4 }),
    loadFirst: "v128.load32_splat",
    loadNext: "v128.load32_lane",
    widen: (f) => f.op("i64x2.extend_low_i32x4_s"),
    narrow: (f) => shuffleTop(f, lowHalves),
    storeOne: "v128.store32_lane",
    places: [0, 1],
    storeNeighbours: { instruction: "v128.store64_lane", lane: 0 },
  },
  bool: {
    splat: (f, at) => {
      f.load("v128.load8_splat", at);
      f.op("i8x16.neg");
    },
    neighbours: (f, at) => {
      f.load("v128.load16_splat", { ...at, align: 1 });
      shuffleTop(f, spreadBytes);
      f.op("i8x16.neg");
    },
    loadFirst: "v128.load8_splat",
    loadNext: "v128.load8_lane",
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

/** Four 32-bit elements, stored as they are. */
const words: Format = {
  splat: (f, at) => f.load("v128.load32_splat", at),
  neighbours: (f, at) => f.load("v128.load", { ...at, align: 4 }),
  loadFirst: "v128.load32_splat",
  loadNext: "v128.load32_lane",
  widen: () => undefined,
  narrow: () => undefined,
  storeOne: "v128.store32_lane",
  places: [0, 1, 2, 3],
  storeNeighbours: { instruction: "v128.store" },
};

/** Bytes 0 to 3 (bools as stored) repeated over their lanes. */
const spreadFour = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];

/** Four lanes of 32 bits. There are none for f64. */
const narrow: Readonly<Record<Exclude<DType, "f64">, Format>> = {
  f32: words,
  i32: words,
  bool: {
    splat: (f, at) => {
      f.load("v128.load8_splat", at);
      f.op("i8x16.neg");
    },
    neighbours: (f, at) => {
      f.load("v128.load32_splat", { ...at, align: 1 });
      shuffleTop(f, spreadFour);
      f.op("i8x16.neg");
    },
    loadFirst: "v128.load8_splat",
    loadNext: "v128.load8_lane",
    widen: (f) => {
      shuffleTop(f, spreadFour);
      f.op("i8x16.neg");
    },
    narrow: (f) => {
      f.v128Const(0x0000_0001_0000_0001n);
      f.op("v128.and");
    },
    storeOne: "v128.store8_lane",
    places: [0, 4, 8, 12],
  },
};

function formatOf(dtype: DType, width: LaneCount): Format {
  if (width === 2) return wide[dtype];
  if (dtype === "f64") throw new Error("internal: f64 does not fit in four lanes");
  return narrow[dtype];
}

/** A permutation of the bytes of the vector on the stack. */
function shuffleTop(f: FunctionBuilder, bytes: readonly number[]): void {
  const vector = f.local("v128");
  f.tee(vector);
  f.get(vector);
  f.shuffle(bytes);
  f.release(vector);
}

/** Pushes `count` elements from `lane` on, of which lanes beyond repeat the first, or element `lane` in all lanes. */
export function loadLanes(
  f: FunctionBuilder,
  dtype: DType,
  width: LaneCount,
  push: PushAddress,
  spacing: Spacing,
  lane: number,
  count: number,
): void {
  const format = formatOf(dtype, width);
  if (count === 1 || spacing === "same") {
    format.splat(f, { offset: push(lane) });
  } else if (spacing === "adjacent" && count === width) {
    format.neighbours(f, { offset: push(lane) });
  } else {
    const offsets: number[] = [];
    for (let i = count - 1; i >= 0; i--) offsets[i] = push(lane + i);
    f.load(format.loadFirst, { offset: offsets[0]! });
    for (let i = 1; i < count; i++) f.load(format.loadNext, { offset: offsets[i]!, lane: i });
    format.widen(f);
  }
}

/** Stores the first `count` lanes of a local. */
export function storeLanes(
  f: FunctionBuilder,
  dtype: DType,
  width: LaneCount,
  push: PushAddress,
  spacing: Spacing,
  lane: number,
  count: number,
  value: Local,
): void {
  const { narrow: toStored, storeOne, storeNeighbours, places } = formatOf(dtype, width);
  if (count === width && spacing === "adjacent" && storeNeighbours !== undefined) {
    const offset = push(lane);
    f.get(value);
    toStored(f);
    const { instruction, lane: place } = storeNeighbours;
    f.store(
      instruction,
      place === undefined
        ? { offset, align: bytesPerElement[dtype] }
        : { offset, lane: place, align: bytesPerElement[dtype] },
    );
    return;
  }
  for (let i = 0; i < count; i++) {
    const offset = push(lane + i);
    f.get(value);
    toStored(f);
    f.store(storeOne, { offset, lane: places[i]! });
  }
}
