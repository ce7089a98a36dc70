/** dynamicSlice and dynamicUpdateSlice: starts that are held to the range, derivatives, batches, and loops that write in place. */

import {
  type Arr,
  arange,
  array,
  checkGrads,
  dynamicSlice,
  dynamicUpdateSlice,
  grad,
  jit,
  ones,
  scan,
  sum,
  vmap,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectSame } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const targets = ["reference", "wasm"] as const;
const table = arange(12).reshape(3, 4);
const i32 = (data: number | number[] | number[][]): Arr => array(data, { dtype: "i32" });

describe("dynamicSlice", () => {
  it("moves windows inside that would reach outside, known or not", () => {
    expect(dynamicSlice(table, [1, 2], [2, 2]).toNested()).toEqual([
      [6, 7],
      [10, 11],
    ]);
    expect(dynamicSlice(table, [99, -1], [1, 2]).toNested()).toEqual([[10, 11]]);
    expect(dynamicSlice(table, [-2, -99], [1, 2]).toNested()).toEqual([[4, 5]]);
    for (const target of targets) {
      const f = jit((x: Arr, i: Arr, j: Arr) => dynamicSlice(x, [i, j], [2, 3]), { target });
      for (let i = -5; i < 5; i++) {
        for (let j = -6; j < 6; j++) expectSame([f(table, i32(i), i32(j))], [dynamicSlice(table, [i, j], [2, 3])]);
      }
      const byArray = jit((x: Arr, at: Arr) => dynamicSlice(x.T, at, [4, 1]), { target });
      expect(byArray(table, i32([0, 2])).toNested()).toEqual([[8], [9], [10], [11]]);
    }
    expect(dynamicSlice(array(5), [], []).item()).toBe(5);
    expect(dynamicSlice(table, [0, 0], [0, 2]).shape).toEqual([0, 2]);
  });

  it("differentiates: the window receives, in the array", () => {
    const f = (x: Arr, i: Arr): Arr => sum(dynamicSlice(x, [i], [2]).mul(array([1, 10])));
    for (const target of targets) {
      expectTree(jit(grad(f), { target })(zeros([4]), i32(1)), [0, 1, 10, 0]);
      expectTree(jit(grad(f), { target })(zeros([4]), i32(9)), [0, 0, 1, 10]);
    }
    checkGrads((x: Arr) => sum(dynamicSlice(x, [1, 1], [2, 2]).square()), [table], { order: 2 });
  });

  it("takes starts of a batch, each element its own", () => {
    const starts = i32([0, 2, 9]);
    const window = (x: Arr, i: Arr): Arr => dynamicSlice(x, [i], [2]);
    const expected = [
      [0, 1],
      [2, 3],
      [3, 4],
    ];
    for (const batched of [vmap(window, { in: [null, 0] }), jit(vmap(window, { in: [null, 0] }))]) {
      expect(batched(arange(5), starts).toNested()).toEqual(expected);
    }
    expect(vmap((row: Arr) => dynamicSlice(row, [1], [2]))(table).toNested()).toEqual([
      [1, 2],
      [5, 6],
      [9, 10],
    ]);
  });

  it("refuses sizes that do not fit and starts that are no whole numbers", () => {
    expect(messageOf(() => dynamicSlice(table, [0, 0], [4, 1]))).toMatchInlineSnapshot(
      `"ShapeError at sizes in dynamicSlice(): expected lengths that fit into f64[3, 4], received [4, 1]."`,
    );
    expect(messageOf(() => dynamicSlice(table, [0], [1, 1]))).toMatchInlineSnapshot(
      `"ShapeError at starts in dynamicSlice(): expected 2, one for each axis, received a list of 1."`,
    );
    expect(messageOf(() => dynamicSlice(table, [0, 0.5], [1, 1]))).toMatchInlineSnapshot(
      `"IndexError at starts[1] in dynamicSlice(): expected a whole number of 32 bits, received 0.5."`,
    );
    expect(messageOf(() => jit((i: Arr) => dynamicSlice(table, [0, i], [1, 1]))(1))).toMatchInlineSnapshot(
      `"DTypeError in dynamicSlice(): expected i32 starts[1] while tracing, received f64[]. Convert with cast(starts[1], "i32")."`,
    );
    expect(messageOf(() => dynamicSlice(table, zeros([3], { dtype: "i32" }), [1, 1]))).toMatchInlineSnapshot(
      `"ShapeError at starts in dynamicSlice(): expected 2, one for each axis, received i32[3]."`,
    );
    expect(messageOf(() => dynamicSlice(table, [0, i32([1])], [1, 1]))).toMatchInlineSnapshot(
      `"ShapeError at starts[1] in dynamicSlice(): expected a scalar, received i32[1]."`,
    );
  });
});

describe("dynamicUpdateSlice", () => {
  it("writes a window, moved inside where it would reach outside", () => {
    expect(dynamicUpdateSlice(zeros([2, 3]), ones([1, 2]), [1, 5]).toNested()).toEqual([
      [0, 0, 0],
      [0, 1, 1],
    ]);
    expect(dynamicUpdateSlice(table, ones([3, 4]), [7, 7]).toNested()).toEqual(ones([3, 4]).toNested());
    for (const target of targets) {
      for (const dtype of ["f64", "f32", "i32", "bool"] as const) {
        const f = jit((x: Arr, u: Arr, i: Arr, j: Arr) => dynamicUpdateSlice(x, u, [i, j]), { target });
        const [x, u] = [table.cast(dtype), array([[7, 8, 9]]).cast(dtype)];
        for (let i = -4; i < 4; i++) {
          for (let j = -5; j < 5; j++) expectSame([f(x, u, i32(i), i32(j))], [dynamicUpdateSlice(x, u, [i, j])]);
        }
      }
    }
  });

  it("undoes, and is undone by, dynamicSlice", () => {
    const [x, u] = [table, array([[100, 101]])];
    for (const i of [0, 1, 2]) {
      const written = dynamicUpdateSlice(x, u, [i, 1]);
      expectSame([dynamicSlice(written, [i, 1], [1, 2])], [u]);
      expectSame([dynamicUpdateSlice(written, dynamicSlice(x, [i, 1], [1, 2]), [i, 1])], [x]);
    }
  });

  it("differentiates: what is overwritten receives nothing", () => {
    const weights = array([1, 10, 100, 1000]);
    const f = (p: { x: Arr; u: Arr }, i: Arr): Arr => sum(dynamicUpdateSlice(p.x, p.u, [i]).mul(weights));
    for (const target of targets) {
      const cotangent = jit(grad(f), { target })({ x: zeros([4]), u: zeros([2]) }, i32(1));
      expectTree(cotangent, { x: [1, 0, 0, 1000], u: [10, 100] });
    }
    const g = (x: Arr, u: Arr): Arr => sum(dynamicUpdateSlice(x, u, [1, 2]).square().mul(table));
    checkGrads(g, [table, array([[1, 2]])], { order: 2 });
  });

  it("takes batches of arrays, updates and starts", () => {
    const f = (x: Arr, u: Arr, i: Arr): Arr => dynamicUpdateSlice(x, u, [i]);
    const [x, u, i] = [arange(4), array([[7], [8], [9]]), i32([0, 2, 3])];
    const expected = [
      [7, 1, 2, 3],
      [0, 1, 8, 3],
      [0, 1, 2, 9],
    ];
    for (const batched of [vmap(f, { in: [null, 0, 0] }), jit(vmap(f, { in: [null, 0, 0] }))]) {
      expect(batched(x, u, i).toNested()).toEqual(expected);
    }
  });

  it("fills a table step by step in a loop, each step reading what earlier ones wrote", () => {
    // Fibonacci numbers, with everything that is read before it is overwritten, and again after.
    const steps = arange(2, 30, 1, { dtype: "i32" });
    const fibonacci = (start: Arr): Arr =>
      scan(
        (table: Arr, i: Arr) => {
          const window = dynamicSlice(table, [i.sub(2)], [2]);
          return dynamicUpdateSlice(table, window.sum(0, { keepDims: true }), [i]);
        },
        start,
        { xs: steps },
      ).carry;
    const start = dynamicUpdateSlice(zeros([30]), ones([2]), [0]);
    for (const target of targets) {
      const result = jit(fibonacci, { target })(start).toArray();
      expect(result[29]).toBe(832040);
      // d F_30 / d F_1 and F_2: 317811 + 514229.
      const last = (x: Arr): Arr => fibonacci(x).slice(-1);
      expectTree(jit(grad(last), { target })(start), [317811, 514229, ...new Array<number>(28).fill(0)]);
    }
  });

  it("leaves what is still needed as it was", () => {
    const f = (x: Arr, i: Arr): Arr[] => {
      const y = x.mul(2);
      const z = dynamicUpdateSlice(y, ones([1]), [i]);
      return [y.add(z), y, z];
    };
    for (const target of targets) {
      const [total, y, z] = jit(f, { target })(arange(4), i32(2)) as [Arr, Arr, Arr];
      expect(total.toNested()).toEqual([0, 4, 5, 12]);
      expect(y.toNested()).toEqual([0, 2, 4, 6]);
      expect(z.toNested()).toEqual([0, 2, 1, 6]);
    }
    // A loop whose old carry is read after the update.
    const late = (x: Arr): Arr =>
      scan((c: Arr, i: Arr) => dynamicUpdateSlice(c, ones([1]), [i]).add(c), x, { xs: i32([0, 2, 1]) }).carry;
    const expected = jit(late, { target: "reference" })(arange(4));
    expectSame([jit(late)(arange(4))], [expected]);
  });

  it("refuses updates that do not fit", () => {
    expect(messageOf(() => dynamicUpdateSlice(table, ones([4, 1]), [0, 0]))).toMatchInlineSnapshot(
      `"ShapeError at update in dynamicUpdateSlice(): expected an array that fits into f64[3, 4], received f64[4, 1]."`,
    );
    expect(messageOf(() => dynamicUpdateSlice(table, ones([2]), [0, 0]))).toMatchInlineSnapshot(
      `"ShapeError at update in dynamicUpdateSlice(): expected an array that fits into f64[3, 4], received f64[2]."`,
    );
  });
});
