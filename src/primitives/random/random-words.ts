/** randomWords: encrypted counters, the random numbers that all others are made of. */

import ndarray from "ndarray";
import { rowMajorData } from "../../array/host-array.ts";
import { allocate, type TypedArray } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, sizeOf } from "../../array/shape.ts";
import { describeType, ShapeError } from "../../errors/index.ts";
import { constant, nonlinear } from "../../program/derivative.ts";
import type { Primitive } from "../../program/primitive.ts";
import { stacks } from "../batching.ts";
import { perElement } from "../work.ts";
import { threefry } from "./threefry.ts";

/** How many counters are encrypted, one after the other. */
export type RandomWordsAttributes = Readonly<{ blocks: number }>;

/**
 * randomWords(key [..., 4], counter [..., 4]): the words [..., 4 blocks] that Threefry-4x32-20 makes of `blocks` counters under a key, the
 * first of which counts on from what is given, modulo 2^32. All words are i32 in two's complement: the same bits on every target, since
 * there is no rounding in it.
 */
export const randomWords: Primitive<RandomWordsAttributes> = {
  name: "randomWords",
  called: "random",
  outputTypes([key, counter], { blocks }) {
    const stack = key!.shape.slice(0, -1);
    const fits = [key!, counter!].every(
      ({ shape, dtype }) => dtype === "i32" && shape.at(-1) === 4 && sameShape(shape.slice(0, -1), stack),
    );
    if (!fits) {
      throw new ShapeError({
        where: "random",
        expected: "a key i32[4]",
        received: describeType(key!),
        hint: 'Make keys with random.key("seed"), random.fold and random.split.',
      });
    }
    return [{ shape: [...stack, 4 * blocks], dtype: "i32" }];
  },
  reference([key, counter], { blocks }, types) {
    const { shape } = types[0]!;
    const [keys, counters] = [rowMajorData(key!, "i32"), rowMajorData(counter!, "i32")];
    const outShape = [...shape.slice(0, -1), 4 * blocks];
    const out = allocate("i32", outShape, "random");
    const words = new Uint32Array(4);
    for (let row = 0; row < sizeOf(shape.slice(0, -1)); row++) {
      const under = keys.subarray(4 * row, 4 * row + 4);
      const count = Array.from(counters.subarray(4 * row, 4 * row + 4));
      for (let block = 0; block < blocks; block++) {
        threefry(under, count, words);
        out.set(words, 4 * (row * blocks + block));
        count[0] = (count[0]! + 1) | 0;
      }
    }
    return [ndarray<TypedArray>(out, outShape, rowMajorStrides(outShape), 0)];
  },
  derivative: constant,
  transposition: nonlinear,
  batch: stacks,
  family: "random",
  // 20 rounds of six operations for four words, four counters at a time.
  work: perElement(8),
  commutes: false,
  programs: { kind: "none" },
  fault: {},
  check: () =>
    [1, 3, 4, 11].map((blocks) => ({
      label: `${blocks} blocks`,
      operands: [wholeWords([4]), wholeWords([4])],
      attributes: { blocks },
      order: 0 as const,
    })),
};

function wholeWords(shape: ArrayType["shape"]) {
  return { shape, dtype: "i32", low: -2147483648, high: 2147483648 } as const;
}
