/** Views: positions against those of an explicit index table. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizeOf } from "../../../src/array/shape.ts";
import { Buffer } from "../../../src/compile/schedule/buffer.ts";
import { Region } from "../../../src/compile/schedule/region.ts";
import {
  broadcastView,
  flipView,
  isContiguous,
  isWhole,
  reshapeView,
  sliceView,
  transposeView,
  type View,
  wholeView,
} from "../../../src/compile/schedule/view.ts";

const whole = (...shape: number[]): View =>
  wholeView(new Buffer("value", "f64", sizeOf(shape), new Region(undefined)), shape);

/** Positions of all elements in row-major order. */
function positions({ shape, strides, offset }: View): number[] {
  return shape.reduce<number[]>(
    (before, length, axis) => before.flatMap((at) => Array.from({ length }, (_, i) => at + i * strides[axis]!)),
    [offset],
  );
}

describe("views", () => {
  it("transpose, flip, slice and broadcast positions", () => {
    expect(positions(transposeView(whole(2, 3), [1, 0]))).toEqual([0, 3, 1, 4, 2, 5]);
    expect(positions(flipView(whole(2, 3), [1]))).toEqual([2, 1, 0, 5, 4, 3]);
    expect(positions(sliceView(whole(3, 4), [1, 0], [2, 2], [1, 3]))).toEqual([4, 7, 8, 11]);
    expect(positions(broadcastView(whole(2, 1), [2, 3]))).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it("know when they are contiguous and when they are everything", () => {
    expect(isContiguous(sliceView(whole(3, 4), [1, 0], [2, 4], [1, 1]))).toBe(true);
    expect(isWhole(sliceView(whole(3, 4), [1, 0], [2, 4], [1, 1]))).toBe(false);
    expect(isContiguous(transposeView(whole(1, 5), [1, 0]))).toBe(true);
    expect(isContiguous(transposeView(whole(2, 5), [1, 0]))).toBe(false);
    expect(isWhole(whole(0, 3))).toBe(true);
  });

  it("reshape without a copy just when strides can say it", () => {
    const lengths = fc.array(fc.constantFrom(1, 2, 3, 4), { minLength: 0, maxLength: 4 });
    fc.assert(
      fc.property(
        lengths,
        fc.nat(),
        fc.nat({ max: 3 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (shape, order, kind, cuts) => {
          let view = whole(...shape);
          const axes = shape.map((_, axis) => axis);
          if (kind === 1)
            view = transposeView(
              view,
              axes.sort((a, b) => ((order >> a) & 3) - ((order >> b) & 3)),
            );
          if (kind === 2)
            view = flipView(
              view,
              axes.filter((axis) => (order >> axis) % 2 === 1),
            );
          if (kind === 3)
            view = broadcastView(
              sliceView(
                view,
                axes.map(() => 0),
                axes.map(() => 1),
                axes.map(() => 1),
              ),
              shape,
            );
          const reshaped = randomFactorisation(sizeOf(shape), cuts);
          const result = reshapeView(view, reshaped);
          if (result !== undefined) expect(positions(result)).toEqual(positions(view));
          else expect(isContiguous(view)).toBe(false);
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  });
});

/** A shape of a given size. */
function randomFactorisation(size: number, cuts: readonly number[]): number[] {
  const shape: number[] = [];
  let rest = size;
  for (const cut of cuts) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((each) => rest % each === 0);
    const chosen = divisors[cut % divisors.length]!;
    shape.push(chosen);
    rest /= chosen;
  }
  return [...shape, rest];
}
