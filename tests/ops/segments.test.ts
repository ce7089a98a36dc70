/** Segments and scatters that choose, oneHot: against loops, with repeated indices, empty segments and derivatives. */

import {
  type Arr,
  array,
  checkGrads,
  grad,
  jit,
  scatterSet,
  segmentMax,
  segmentMean,
  segmentMin,
  segmentSum,
  sum,
  zeros,
  layers,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const targets = ["reference", "wasm"] as const;
const i32 = (data: number | number[] | number[][]): Arr => array(data, { dtype: "i32" });

describe("segments", () => {
  const x = array([
    [1, 8],
    [2, 7],
    [3, 6],
    [4, 5],
  ]);
  const ids = i32([2, 0, 2, 0]);

  it("reduce the rows of each number; empty ones have the neutral element, or NaN as their mean", () => {
    for (const target of targets) {
      const by = (f: typeof segmentSum): unknown => jit((y: Arr, k: Arr) => f(y, k, 3), { target })(x, ids).toNested();
      expect(by(segmentSum)).toEqual([
        [6, 12],
        [0, 0],
        [4, 14],
      ]);
      expect(by(segmentMax)).toEqual([
        [4, 7],
        [-Infinity, -Infinity],
        [3, 8],
      ]);
      expect(by(segmentMin)).toEqual([
        [2, 5],
        [Infinity, Infinity],
        [1, 6],
      ]);
      expect(by(segmentMean)).toEqual([
        [3, 6],
        [NaN, NaN],
        [2, 7],
      ]);
      const whole = jit((y: Arr, k: Arr) => segmentMax(y, k, 2), { target });
      expect(whole(i32([5, -3, 4]), i32([0, 0, 0])).toNested()).toEqual([5, -2147483648]);
      expect(whole(array([5, NaN, 4]), i32([0, 0, 1])).toNested()).toEqual([NaN, 4]);
      expect(whole(array([1, 2, 9], { dtype: "f32" }), i32([1, 0, 1])).toNested()).toEqual([2, 9]);
    }
    expect(segmentSum(array([true, true, false]), [1, 1, 0], 2).toNested()).toEqual([0, 2]);
  });

  it("differentiate; ties share", () => {
    const square = (f: typeof segmentSum) => (y: Arr) => sum(f(y, [2, 0, 2, 0], 3).slice([0, null, 2]).square());
    for (const f of [segmentSum, segmentMax, segmentMin, segmentMean]) checkGrads(square(f), [x], { order: 2 });
    expectTree(
      grad((y: Arr) => sum(segmentMax(y, [0, 0, 0, 1], 3).slice([0, 2])))(array([5, 1, 5, 2])),
      [0.5, 0, 0.5, 1],
    );
  });

  it("refuse numbers out of range by name, and hold unknown ones to it", () => {
    expect(messageOf(() => segmentSum(x, [0, 3, 1, 0], 3))).toMatchInlineSnapshot(
      `"IndexError at segmentIds[1] in segmentSum(): expected a whole number from 0 to 2, received 3."`,
    );
    expect(messageOf(() => segmentSum(x, [0, -1, 1, 0], 3))).toMatchInlineSnapshot(
      `"IndexError at segmentIds[1] in segmentSum(): expected a whole number from 0 to 2, received -1."`,
    );
    expect(messageOf(() => segmentSum(x, [0, 1], 3))).toMatchInlineSnapshot(
      `"ShapeError at segmentIds in segmentSum(): expected [4], received i32[2]."`,
    );
    expect(messageOf(() => segmentSum(x, [0, 1, 0, 1], 1.5))).toMatchInlineSnapshot(
      `"ParameterError at count in segmentSum(): expected a whole number, 0 or more, received 1.5."`,
    );
    for (const target of targets) {
      const f = jit((y: Arr, k: Arr) => segmentSum(y, k, 2), { target });
      expect(f(array([1, 2, 4]), i32([-5, 1, 9])).toNested()).toEqual([1, 6]);
    }
  });
});

describe("scatterSet", () => {
  it("replaces, the last of repeated indices staying", () => {
    for (const target of targets) {
      const f = jit((y: Arr, k: Arr, u: Arr) => scatterSet(y, k, u), { target });
      expect(f(zeros([4]), i32([1, -1, 1]), array([5, 6, 7])).toNested()).toEqual([0, 7, 0, 6]);
      expect(
        f(
          zeros([2, 2]),
          i32([[1, 1]]),
          array([
            [
              [1, 2],
              [3, 4],
            ],
          ]),
        ).toNested(),
      ).toEqual([
        [0, 0],
        [3, 4],
      ]);
    }
    expect(scatterSet(zeros([2, 3]), [0, 2], 7, 1).toNested()).toEqual([
      [7, 0, 7],
      [7, 0, 7],
    ]);
    expect(scatterSet(array([true, false]), 1, true).toNested()).toEqual([1, 1]);
  });

  it("gives derivatives to what stays, and to nothing else", () => {
    const weights = array([1, 10, 100, 1000]);
    const f = (p: { x: Arr; u: Arr }, k: Arr): Arr => sum(scatterSet(p.x, k, p.u).mul(weights));
    for (const target of targets) {
      const cotangent = jit(grad(f), { target })({ x: zeros([4]), u: zeros([3]) }, i32([2, 1, 2]));
      expectTree(cotangent, { x: [1, 0, 0, 1000], u: [0, 10, 100] });
    }
    checkGrads(
      (y: Arr, u: Arr) => sum(scatterSet(y, [0, 2, 0], u, 1).square()),
      [
        array([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        array([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ],
      { order: 2 },
    );
  });

  it("refuses what does not fit", () => {
    expect(messageOf(() => scatterSet(zeros([3]), [0, 3], array([1, 2])))).toMatchInlineSnapshot(
      `"IndexError at indices[1] in scatterSet(): expected a whole number from -3 to 2, received 3."`,
    );
    expect(messageOf(() => scatterSet(zeros([3]), [[0], [3]], array([1, 2])))).toMatchInlineSnapshot(
      `"IndexError at indices[1][0] in scatterSet(): expected a whole number from -3 to 2, received 3."`,
    );
    expect(messageOf(() => scatterSet(zeros([3]), [0, 1], zeros([3])))).toMatchInlineSnapshot(
      `"ShapeError in scatterSet(): expected updates of shape [2], received f64[3]."`,
    );
  });
});

describe("oneHot", () => {
  it("has a one where the index says, nothing for one outside", () => {
    expect(layers.oneHot([2, 0, 7, -1], 3).toNested()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(layers.oneHot([[1], [0]], 2, { axis: 0, dtype: "bool" }).toNested()).toEqual([
      [[0], [1]],
      [[1], [0]],
    ]);
    expect(layers.oneHot(1, 2, { dtype: "i32" }).dtype).toBe("i32");
    expect(jit((k: Arr) => layers.oneHot(k, 3))(i32([1, 9])).toNested()).toEqual([
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect(messageOf(() => layers.oneHot([0.5], 3))).toMatchInlineSnapshot(
      `"IndexError at indices[0] in oneHot(): expected a whole number of 32 bits, received 0.5."`,
    );
    expect(messageOf(() => layers.oneHot([0], -1))).toMatchInlineSnapshot(
      `"ParameterError at depth in oneHot(): expected a whole number, 0 or more, received -1."`,
    );
  });
});
