/** split, tile, repeat, roll, margins and moved axes, against indices worked out element by element as NumPy defines them. */

import {
  arange,
  type Arr,
  array,
  checkGrads,
  concat,
  jit,
  moveAxis,
  pad,
  type PadFill,
  repeat,
  roll,
  split,
  swapAxes,
  tile,
  vmap,
  zeros,
} from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectSame } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const m = arange(12).reshape(3, 4);

/** Compiled and mapped, the same elements; linear, so that one derivative checks the transpose. */
function expectMovement(f: (x: Arr) => Arr, x: Arr): void {
  expectSame([jit(f)(x)], [f(x)]);
  const rows = x.expandDims(0);
  expectSame([jit(vmap(f))(rows)], [f(x).expandDims(0)]);
  checkGrads((a: Arr) => f(a).mul(f(x)).sum(), [x]);
}

describe("split", () => {
  it("cuts equal parts, or at positions", () => {
    expect(split(m, 2, 1).map((part) => part.toNested())).toEqual([
      [
        [0, 1],
        [4, 5],
        [8, 9],
      ],
      [
        [2, 3],
        [6, 7],
        [10, 11],
      ],
    ]);
    expect(split(arange(5), [0, 2, 2]).map((part) => part.toNested())).toEqual([[], [0, 1], [], [2, 3, 4]]);
    expect(split(m, 1)).toEqual([m]);
    expectMovement((x) => concat(split(x, [1, 3], -1).reverse(), -1), m);
  });

  it("refuses what does not fit", () => {
    expect(messageOf(() => split(m, 2))).toMatchInlineSnapshot(
      `"ShapeError in split(): expected a number of parts that divides axis 0 of f64[3, 4], received 2. Give the positions at which the parts begin to have parts of different lengths."`,
    );
    expect(messageOf(() => split(m, [2, 1]))).toMatchInlineSnapshot(
      `"ShapeError in split(): expected positions that ascend from 0 to 3, received [2, 1]."`,
    );
    expect(messageOf(() => split(m, [5]))).toMatchInlineSnapshot(
      `"ShapeError in split(): expected positions that ascend from 0 to 3, received [5]."`,
    );
    expect(messageOf(() => split(m, 2, 2))).toMatchInlineSnapshot(
      `"AxisError in split(): expected an axis from -2 to 1 of shape [3, 4], received 2."`,
    );
  });
});

describe("tile and repeat", () => {
  it("tile puts copies side by side", () => {
    expect(tile(array([1, 2]), 3).toNested()).toEqual([1, 2, 1, 2, 1, 2]);
    expect(tile(array([[1], [2]]), [1, 2]).toNested()).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(tile(array([1, 2]), [2, 1]).toNested()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(tile(array([[1, 2]]), 2).toNested()).toEqual([[1, 2, 1, 2]]);
    expect(tile(7, [2]).toNested()).toEqual([7, 7]);
    expect(tile(m, 0).shape).toEqual([3, 0]);
    expectMovement((x) => tile(x, [2, 1, 2]), m);
  });

  it("repeat puts copies one after another", () => {
    expect(repeat(m, 2).toArray().slice(0, 6)).toEqual(Float64Array.of(0, 0, 1, 1, 2, 2));
    expect(repeat(m, [1, 0, 2], 0).toNested()).toEqual([
      [0, 1, 2, 3],
      [8, 9, 10, 11],
      [8, 9, 10, 11],
    ]);
    expect(m.repeat(2, -1).slice(0).toNested()).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(repeat(m, 0, 0).shape).toEqual([0, 4]);
    expectMovement((x) => repeat(x, 3, 0), m);
    expectMovement((x) => repeat(x, [2, 1, 0, 3], 1), m);
  });

  it("refuse counts that are none", () => {
    expect(messageOf(() => tile(m, [1, -1]))).toMatchInlineSnapshot(
      `"ShapeError in tile(): expected whole numbers, 0 or more, received [1, -1]."`,
    );
    expect(messageOf(() => repeat(m, 1.5))).toMatchInlineSnapshot(
      `"ShapeError in repeat(): expected whole numbers, 0 or more, received [1.5]."`,
    );
    expect(messageOf(() => repeat(m, [1, 2], 1))).toMatchInlineSnapshot(
      `"ShapeError in repeat(): expected a count for each of the 4 positions of axis 1, received a list of 2."`,
    );
  });
});

describe("roll", () => {
  it("moves element i to position i + shift, round the end", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0, 1, -1), (shift, axis) => {
        const length = m.shape.at(axis)!;
        const source = Array.from({ length }, (_, i) => (((i - shift) % length) + length) % length);
        expectSame([roll(m, shift, axis)], [m.take(array(source, { dtype: "i32" }), axis)]);
      }),
      { seed: 5, numRuns: 30 },
    );
    expect(roll(m, 1).toArray()).toEqual(Float64Array.of(11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    expectSame([roll(m, [1, 2], [0, 1])], [roll(roll(m, 1, 0), 2, 1)]);
    expectSame([roll(m, 1, [0, 1])], [roll(roll(m, 1, 0), 1, 1)]);
    expect(roll(zeros([0]), 3).shape).toEqual([0]);
    expectMovement((x) => roll(x, [1, -1], [0, 1]), m);
    expect(messageOf(() => roll(m, [1, 2], 0))).toMatchInlineSnapshot(
      `"ShapeError in roll(): expected a whole number for each of 1 axes, received [1, 2]."`,
    );
    expect(messageOf(() => roll(m, 0.5, 0))).toMatchInlineSnapshot(
      `"ShapeError in roll(): expected a whole number for each of 1 axes, received [0.5]."`,
    );
  });
});

describe("moveAxis and swapAxes", () => {
  it("reorder axes as NumPy", () => {
    const x = zeros([2, 3, 4, 5]);
    expect(moveAxis(x, 0, -1).shape).toEqual([3, 4, 5, 2]);
    expect(moveAxis(x, [0, 1], [-1, -2]).shape).toEqual([4, 5, 3, 2]);
    expect(moveAxis(x, [3, 0], [0, 1]).shape).toEqual([5, 2, 3, 4]);
    expect(x.swapAxes(0, -1).shape).toEqual([5, 3, 4, 2]);
    expect(swapAxes(m, 0, 1)).toEqual(m.T);
    expectMovement((a) => moveAxis(a.reshape(3, 2, 2), 0, 2), m);
  });

  it("refuse axes that are not there or come twice", () => {
    expect(messageOf(() => moveAxis(m, [0, 0], [0, 1]))).toMatchInlineSnapshot(
      `"AxisError in moveAxis(): expected each axis once, received [0, 0]."`,
    );
    expect(messageOf(() => moveAxis(m, [0, 1], 0))).toMatchInlineSnapshot(
      `"AxisError in moveAxis(): expected as many destinations as the 2 axes that move, received [0]."`,
    );
    expect(messageOf(() => swapAxes(m, 0, 2))).toMatchInlineSnapshot(
      `"AxisError in swapAxes(): expected an axis from -2 to 1 of shape [3, 4], received 2."`,
    );
  });
});

describe("pad", () => {
  const fills = ["edge", "reflect", "symmetric", "wrap"] as const;

  /** Where position i, counted from the first element, of a margin is taken from. */
  const sources: Readonly<Record<(typeof fills)[number], (i: number, length: number) => number>> = {
    edge: (i, length) => Math.min(Math.max(i, 0), length - 1),
    reflect: (i, length) => {
      const period = Math.max(1, 2 * length - 2);
      const at = ((i % period) + period) % period;
      return at < length ? at : period - at;
    },
    symmetric: (i, length) => {
      const at = ((i % (2 * length)) + 2 * length) % (2 * length);
      return at < length ? at : 2 * length - 1 - at;
    },
    wrap: (i, length) => ((i % length) + length) % length,
  };

  it.each(fills)("%s takes margins of any width from the array", (fill) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(9), fc.nat(9), (length, low, high) => {
        const x = arange(length);
        const expected = Array.from({ length: low + length + high }, (_, i) => sources[fill](i - low, length));
        expect(pad(x, [[low, high]], fill).toNested()).toEqual(expected);
      }),
      { seed: 8, numRuns: 60 },
    );
    expectMovement(
      (x) =>
        pad(
          x,
          [
            [1, 2],
            [5, 1],
          ],
          fill,
        ),
      m,
    );
  });

  it("refuses fills it does not know, and margins of nothing", () => {
    const widths = [
      [1, 1],
      [0, 0],
    ] as const;
    expect(messageOf(() => pad(m, widths, "mirror" as PadFill))).toMatchInlineSnapshot(
      `"ShapeError in pad(): expected a number or one of edge, reflect, symmetric, wrap, received the string "mirror"."`,
    );
    expect(messageOf(() => pad(zeros([0, 2]), widths, "edge"))).toMatchInlineSnapshot(
      `"ShapeError in pad(): expected elements along axis 0 to fill a margin with, received f64[0, 2]."`,
    );
    expect(
      messageOf(() =>
        pad(
          m,
          [
            [-1, 0],
            [0, 0],
          ],
          "wrap",
        ),
      ),
    ).toMatchInlineSnapshot(`"ShapeError in pad(): expected widths of at least 0, received [-1, 0]."`);
  });
});
