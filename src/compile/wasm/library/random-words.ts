/** randomWords: Threefry-4x32-20 on four counters at a time, one in each lane; on one at a time where there are fewer. */

import { sizeOf } from "../../../array/shape.ts";
import type { RandomWordsAttributes } from "../../../primitives/random/random-words.ts";
import {
  PARITY,
  rotationsOfEven,
  rotationsOfOdd,
  ROUNDS,
  ROUNDS_BETWEEN_KEYS,
} from "../../../primitives/random/threefry.ts";
import type { Lowering } from "../../schedule/region-builder.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { addressLocal, advance, forRange } from "./code.ts";

const LANES = 4;
const BLOCK_BYTES = 16;

export const randomWords: Lowering<RandomWordsAttributes> = (
  builder,
  [key, counter],
  { operands, attributes, results },
) => {
  const { blocks } = attributes;
  const [keyType, counterType] = operands.map((operand) => operand.type);
  const keys = builder.contiguous(key!, keyType!);
  const counters = builder.contiguous(counter!, counterType!);
  const target = builder.allocate(results[0]!.type);
  const rows = sizeOf(keyType!.shape.slice(0, -1));
  builder.add({
    kind: "routine",
    name: "randomWords",
    reads: [keys, counters],
    writes: [target],
    emit(f, { address, module }) {
      if (rows === 0 || blocks === 0) return;
      const encrypt = module.once(`library: randomWords ${blocks}`, () =>
        module.function("randomWords", { params: ["i32", "i32", "i32"], results: [] }, (inner) => {
          encryptRow(inner, inner.params, blocks);
        }),
      );
      const at = [keys, counters, target].map((view) => addressLocal(f, address(view)));
      forRange(f, 0, rows, () => {
        for (const each of at) f.get(each);
        f.call(encrypt);
        advance(f, at[0]!, BLOCK_BYTES);
        advance(f, at[1]!, BLOCK_BYTES);
        advance(f, at[2]!, blocks * BLOCK_BYTES);
      });
      f.release(...at);
    },
  });
  return [target];
};

/** The words of one key: full groups of four blocks, the last of which may overlap the one before. */
function encryptRow(f: FunctionBuilder, [key, counter, target]: readonly Local[], blocks: number): void {
  const vector = blocks >= LANES;
  const lanes = vector ? vectorOperations : scalarOperations;
  const group = vector ? LANES : 1;
  const k = [0, 1, 2, 3].map((i) => loaded(f, lanes, key!, 4 * i));
  const parity = f.local(lanes.type);
  lanes.constant(f, PARITY);
  for (const word of k) {
    f.get(word);
    f.op(lanes.xor);
  }
  f.set(parity);
  const extended = [...k, parity];
  const counted = [0, 1, 2, 3].map((i) => loaded(f, lanes, counter!, 4 * i));
  const x = counted.map(() => f.local(lanes.type));
  const out = f.local("i32");
  const body = (block: Local): void => {
    counted.forEach((word, i) => {
      f.get(word);
      if (i === 0) {
        f.get(block);
        if (vector) {
          f.op("i32x4.splat");
          f.v128Const(0x1_0000_0000n, 0x3_0000_0002n);
          f.op("i32x4.add");
        }
        f.op(lanes.add);
      }
      f.set(x[i]!);
    });
    rounds(f, lanes, x, extended);
    f.get(target!);
    f.get(block);
    f.i32Const(BLOCK_BYTES);
    f.op("i32.mul");
    f.op("i32.add");
    f.set(out);
    if (vector) storeTransposed(f, x, out);
    else x.forEach((word, i) => storeWord(f, word, out, 4 * i));
  };
  const whole = blocks - (blocks % group);
  forRange(f, 0, whole, body, group);
  if (whole < blocks) forRange(f, blocks - group, blocks, body, group);
}

interface LaneOperations {
  readonly type: "v128" | "i32";
  readonly add: "i32x4.add" | "i32.add";
  readonly xor: "v128.xor" | "i32.xor";
  readonly splat: (f: FunctionBuilder) => void;
  readonly constant: (f: FunctionBuilder, word: number) => void;
  /** Rotates the word of a local to the left and leaves it on the stack. */
  readonly rotate: (f: FunctionBuilder, word: Local, by: number) => void;
}

const scalarOperations: LaneOperations = {
  type: "i32",
  add: "i32.add",
  xor: "i32.xor",
  splat: () => undefined,
  constant: (f, word) => {
    f.i32Const(word);
  },
  rotate(f, word, by) {
    f.get(word);
    f.i32Const(by);
    f.op("i32.rotl");
  },
};

const vectorOperations: LaneOperations = {
  type: "v128",
  add: "i32x4.add",
  xor: "v128.xor",
  splat: (f) => {
    f.op("i32x4.splat");
  },
  constant(f, word) {
    f.i32Const(word);
    f.op("i32x4.splat");
  },
  rotate(f, word, by) {
    f.get(word);
    f.i32Const(by);
    f.op("i32x4.shl");
    f.get(word);
    f.i32Const(32 - by);
    f.op("i32x4.shr_u");
    f.op("v128.or");
  },
};

function loaded(f: FunctionBuilder, lanes: LaneOperations, address: Local, offset: number): Local {
  const word = f.local(lanes.type);
  f.get(address);
  f.load("i32.load", { offset });
  lanes.splat(f);
  f.set(word);
  return word;
}

/** The rounds of src/primitives/random/threefry.ts, written out. */
function rounds(f: FunctionBuilder, lanes: LaneOperations, x: readonly Local[], key: readonly Local[]): void {
  const addTo = (word: Local, push: () => void): void => {
    f.get(word);
    push();
    f.op(lanes.add);
    f.set(word);
  };
  const mix = (sum: number, other: number, by: number): void => {
    addTo(x[sum]!, () => {
      f.get(x[other]!);
    });
    lanes.rotate(f, x[other]!, by);
    f.get(x[sum]!);
    f.op(lanes.xor);
    f.set(x[other]!);
  };
  const inject = (injection: number): void => {
    x.forEach((word, i) => {
      addTo(word, () => {
        f.get(key[(injection + i) % 5]!);
      });
    });
    if (injection > 0) {
      addTo(x[3]!, () => {
        lanes.constant(f, injection);
      });
    }
  };
  inject(0);
  for (let round = 0; round < ROUNDS; round++) {
    const place = round % 8;
    const [first, second] = round % 2 === 0 ? ([1, 3] as const) : ([3, 1] as const);
    mix(0, first, rotationsOfEven[place]!);
    mix(2, second, rotationsOfOdd[place]!);
    if ((round + 1) % ROUNDS_BETWEEN_KEYS === 0) inject((round + 1) / ROUNDS_BETWEEN_KEYS);
  }
}

function storeWord(f: FunctionBuilder, word: Local, address: Local, offset: number): void {
  f.get(address);
  f.get(word);
  f.store("i32.store", { offset });
}

/** Lane b of word i goes to place i of block b. */
function storeTransposed(f: FunctionBuilder, [x0, x1, x2, x3]: readonly Local[], address: Local): void {
  const bytesOf = (...lanes: readonly number[]): number[] =>
    lanes.flatMap((lane) => [0, 1, 2, 3].map((i) => 4 * lane + i));
  const pairs = (a: Local, b: Local, high: boolean): Local => {
    const pair = f.local("v128");
    f.get(a);
    f.get(b);
    f.shuffle(high ? bytesOf(2, 6, 3, 7) : bytesOf(0, 4, 1, 5));
    f.set(pair);
    return pair;
  };
  for (const high of [false, true]) {
    const [left, right] = [pairs(x0!, x1!, high), pairs(x2!, x3!, high)];
    [bytesOf(0, 1, 4, 5), bytesOf(2, 3, 6, 7)].forEach((bytes, i) => {
      f.get(address);
      f.get(left);
      f.get(right);
      f.shuffle(bytes);
      f.store("v128.store", { offset: BLOCK_BYTES * ((high ? 2 : 0) + i) });
    });
    f.release(left, right);
  }
}
