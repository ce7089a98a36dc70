/** sort, argsort, searchSorted and takeAlongAxis: against JavaScript's own sort and counting, and NumPy's conventions. */

import {
  type Arr,
  argsort,
  array,
  checkGrads,
  flip,
  grad,
  jit,
  searchSorted,
  sort,
  sum,
  takeAlongAxis,
  vmap,
  zeros,
} from "fluxion";
import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import { expectSame } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const targets = ["reference", "wasm"] as const;
const i32 = (data: number | number[] | number[][]): Arr => array(data, { dtype: "i32" });

describe("sort and argsort", () => {
  it("put NaN last and keep the order of equal elements, signed zeros among them", () => {
    const x = array([3, NaN, 0, -Infinity, -0, Infinity, NaN, 3]);
    for (const target of targets) {
      const [values, positions] = jit((y: Arr): [Arr, Arr] => [sort(y), argsort(y)], { target })(x);
      expect(Array.from(values.toArray())).toEqual([-Infinity, 0, -0, 3, 3, Infinity, NaN, NaN]);
      expect(positions.dtype).toBe("i32");
      expect(positions.toNested()).toEqual([3, 2, 4, 0, 7, 5, 1, 6]);
    }
  });

  it("sort along any axis, the last by default, and all as one row for null", () => {
    const x = array([
      [3, 1, 2],
      [0, 5, 4],
    ]);
    expect(x.sort().toNested()).toEqual([
      [1, 2, 3],
      [0, 4, 5],
    ]);
    expect(x.sort(0).toNested()).toEqual([
      [0, 1, 2],
      [3, 5, 4],
    ]);
    expect(x.argsort(-2).toNested()).toEqual([
      [1, 0, 0],
      [0, 1, 1],
    ]);
    expect(sort(x, null).toNested()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(argsort(x, null).toNested()).toEqual([3, 1, 2, 0, 5, 4]);
    expect(jit((y: Arr) => sort(y, 0))(x).toNested()).toEqual(sort(x, 0).toNested());
    expect(flip(sort(x), -1).toNested()).toEqual([
      [3, 2, 1],
      [5, 4, 0],
    ]);
  });

  it("take every element type and length, sorted, reversed and repeated data, compiled as interpreted", () => {
    const random = seedrandom("sort");
    for (const dtype of ["f64", "f32", "i32", "bool"] as const) {
      for (const length of [0, 1, 2, 7, 8, 9, 16, 17, 31, 64, 100, 257]) {
        const draws = [
          () => Math.floor(20 * random()) - 10,
          (i: number) => i,
          (i: number) => length - i,
          (i: number) => (i % 5 === 0 ? NaN : Math.floor(4 * random())),
        ];
        for (const value of draws) {
          const numbers = Array.from({ length }, (_, i) => value(i));
          const data = numbers.map((each) =>
            dtype === "bool" ? Number(each > 1) : dtype === "i32" && !(each === each) ? 0 : each,
          );
          const x = array(data, { dtype });
          const order = data.map((_, i) => i);
          const rank = (i: number): number => (Number.isNaN(data[i]!) ? Infinity : data[i]!);
          order.sort((i, j) => rank(i) - rank(j) || i - j || 0);
          // NaN - NaN of infinite ranks is NaN: both last, in their order.
          order.sort((i, j) => Number(Number.isNaN(data[i]!)) - Number(Number.isNaN(data[j]!)));
          for (const target of targets) {
            const f = jit((y: Arr): [Arr, Arr] => [sort(y), argsort(y)], { target });
            const [values, positions] = f(x);
            expect(Array.from(positions.toArray())).toEqual(order);
            expect(Array.from(values.toArray())).toEqual(order.map((i) => x.toArray()[i]!));
            // Alone, values are sorted without positions.
            expectSame([jit((y: Arr) => sort(y), { target })(x)], [values]);
          }
        }
      }
    }
  });

  it("sorts 20 000 numbers as JavaScript does", () => {
    const random = seedrandom("many");
    const data = Array.from({ length: 20_000 }, () => random());
    const sorted = jit((x: Arr) => sort(x))(array(data));
    expect(Array.from(sorted.toArray())).toEqual(data.toSorted((a, b) => a - b));
  });

  it("differentiate by moving tangents with elements", () => {
    const weights = array([1, 10, 100]);
    expectTree(grad((x: Arr) => sum(sort(x).mul(weights)))(array([5, 9, 2])), [10, 100, 1]);
    expectTree(jit(grad((x: Arr) => sum(sort(x).square().mul(weights))))(array([5, 9, 2])), [100, 1800, 4]);
    // Equal elements keep their own, in their order.
    expectTree(grad((x: Arr) => sum(sort(x).mul(weights)))(array([7, 7, 7])), [1, 10, 100]);
    expectTree(grad((x: Arr) => sum(takeAlongAxis(x, argsort(x)).mul(weights)))(array([5, 9, 2])), [10, 100, 1]);
    const x = array([
      [3, 1, 2],
      [0, 5, 4],
    ]);
    checkGrads((y: Arr) => sum(sort(y, 0).square().mul(weights)), [x], { order: 2 });
  });

  it("map over a batch as a loop does", () => {
    const x = array([
      [3, 1, 2],
      [0, 5, 4],
    ]);
    expect(vmap((row: Arr) => argsort(row))(x).toNested()).toEqual(argsort(x, 1).toNested());
    expect(jit(vmap((column: Arr) => sort(column), { in: 1 }))(x).toNested()).toEqual(sort(x.T, 1).toNested());
  });

  it("refuse scalars", () => {
    expect(messageOf(() => sort(1))).toMatchInlineSnapshot(
      `"AxisError in sort(): expected no axis: a scalar has none, received -1."`,
    );
    expect(messageOf(() => argsort(zeros([2]), 1))).toMatchInlineSnapshot(
      `"AxisError in argsort(): expected an axis from -1 to 0 of shape [2], received 1."`,
    );
  });
});

describe("takeAlongAxis", () => {
  const x = array([
    [10, 11, 12],
    [20, 21, 22],
  ]);

  it("looks up what argsort says, along any axis; other axes broadcast", () => {
    expect(takeAlongAxis(x, [[2], [-3]]).toNested()).toEqual([[12], [20]]);
    expect(takeAlongAxis(x, [[1, 0, 1]], 0).toNested()).toEqual([[20, 11, 22]]);
    expect(takeAlongAxis(x, [[0, 0]]).toNested()).toEqual([
      [10, 10],
      [20, 20],
    ]);
    const y = array([
      [3, 1, 2],
      [0, 5, 4],
    ]);
    for (const axis of [0, 1, -1]) expectSame([y.takeAlongAxis(y.argsort(axis), axis)], [y.sort(axis)]);
    const compiled = jit((a: Arr, i: Arr) => takeAlongAxis(a, i, 0));
    expect(compiled(x, i32([[1, 0, 1]])).toNested()).toEqual([[20, 11, 22]]);
  });

  it("differentiates in the array", () => {
    const f = (a: Arr): Arr =>
      sum(
        takeAlongAxis(a, [
          [0, 0],
          [2, 1],
        ]).square(),
      );
    expectTree(grad(f)(x), [
      [40, 0, 0],
      [0, 42, 44],
    ]);
  });

  it("refuses indices of another rank or out of range", () => {
    expect(messageOf(() => takeAlongAxis(x, [0, 1]))).toMatchInlineSnapshot(
      `"ShapeError in takeAlongAxis(): expected indices of rank 2 whose axes but 1 broadcast with f64[2, 3], received i32[2]."`,
    );
    expect(messageOf(() => takeAlongAxis(x, [[0], [3]]))).toMatchInlineSnapshot(
      `"IndexError at indices[1][0] in takeAlongAxis(): expected a whole number from -3 to 2, received 3."`,
    );
    expect(messageOf(() => takeAlongAxis(x, [[0], [0], [0]]))).toMatchInlineSnapshot(
      `"ShapeError in takeAlongAxis(): expected indices of rank 2 whose axes but 1 broadcast with f64[2, 3], received i32[3, 1]."`,
    );
  });
});

describe("searchSorted", () => {
  it("counts the elements before each value", () => {
    const random = seedrandom("search");
    for (const dtype of ["f64", "f32", "i32"] as const) {
      for (const n of [0, 1, 2, 3, 7, 8, 100]) {
        const rows = Array.from({ length: n }, () => Math.floor(12 * random())).sort((a, b) => a - b);
        const values = Array.from({ length: 40 }, () => Math.floor(16 * random()) - 2);
        for (const side of ["left", "right"] as const) {
          const expected = values.map((x) => rows.filter((each) => (side === "left" ? each < x : each <= x)).length);
          for (const target of targets) {
            const f = jit((a: Arr, b: Arr) => searchSorted(a, b, { side }), { target });
            const places = f(array(rows, { dtype }), array(values, { dtype }));
            expect([places.dtype, ...places.toArray()]).toEqual(["i32", ...expected]);
          }
        }
      }
    }
  });

  it("has NaN behind all numbers, as NumPy", () => {
    const rows = array([-Infinity, 0, Infinity, NaN, NaN]);
    const values = array([NaN, Infinity, -0, 0]);
    for (const target of targets) {
      const f = (side: "left" | "right"): Arr =>
        jit((a: Arr, b: Arr) => searchSorted(a, b, { side }), { target })(rows, values);
      expect(f("left").toNested()).toEqual([3, 2, 1, 1]);
      expect(f("right").toNested()).toEqual([5, 3, 2, 2]);
    }
  });

  it("takes values of any shape, and rows with values of their own", () => {
    expect(searchSorted(array([1, 2, 3]), 2.5).item()).toBe(2);
    expect(searchSorted(i32([1, 2, 3]), 2.5).item()).toBe(2);
    expect(
      array([1, 2, 3])
        .searchSorted(array([[0, 9]]), { side: "right" })
        .toNested(),
    ).toEqual([[0, 3]]);
    const rows = array([
      [0, 1],
      [5, 6],
    ]);
    const values = array([
      [0.5, 9, -1],
      [0.5, 9, 5],
    ]);
    const expected = [
      [1, 2, 0],
      [0, 2, 0],
    ];
    expect(searchSorted(rows, values).toNested()).toEqual(expected);
    expect(jit(vmap((a: Arr, b: Arr) => searchSorted(a, b)))(rows, values).toNested()).toEqual(expected);
    expect(vmap((b: Arr) => searchSorted(rows.slice(1), b))(values).toNested()).toEqual([
      [0, 2, 0],
      [0, 2, 0],
    ]);
  });

  it("refuses rows that do not fit, and other sides", () => {
    expect(messageOf(() => searchSorted(zeros([2, 3]), zeros([3, 3])))).toMatchInlineSnapshot(
      `"ShapeError in searchSorted(): expected rows of shape [n], or rows [..., n] and values [..., m] whose leading axes agree, received f64[2, 3] and f64[3, 3]."`,
    );
    expect(messageOf(() => searchSorted(1, 2))).toMatchInlineSnapshot(
      `"ShapeError in searchSorted(): expected rows of shape [n], or rows [..., n] and values [..., m] whose leading axes agree, received f64[] and f64[]."`,
    );
    expect(messageOf(() => searchSorted(zeros([2]), 2, { side: "middle" as "left" }))).toMatchInlineSnapshot(
      `"OptionError at side in searchSorted(): expected "left" or "right", received the string "middle"."`,
    );
  });
});
