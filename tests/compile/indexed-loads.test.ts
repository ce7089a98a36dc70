/** Loads at positions that data choose: inside of the loop nest that uses them, of every layout and type. */

import { type Arr, array, arange, type DType, flip, gather, scan, sum, take, trace, transpose } from "fluxion";
import { describe, expect, it } from "vitest";
import { showCompiled } from "../../src/compile/show.ts";
import { expectSame, uniform } from "./support.ts";

const positions = (shape: readonly number[], seed: number, length: number): Arr =>
  uniform(shape, seed, "i32", 0, length);

describe("an indexed load", () => {
  it("shares the loop nest of what computes the index and of what uses the value", () => {
    const f = (x: Arr, i: Arr): Arr => sum(take(x, i.add(1)).mul(2));
    const { program } = trace(f)(arange(8), positions([100], 1, 8));
    expect(showCompiled(program)).toMatchInlineSnapshot(`
      "memory: 528 bytes for values, 0 bytes for constants
      kernel 100 (8 at a time): add, less, add, select, max, min, gather, mul, reduce sum; input1:i32[100] input0:f64[8] -> value0:f64[1]
      return value0:f64[1]"
    `);
  });

  it.each(["f64", "f32", "i32", "bool"] as const)("reads %s, at even and odd counts", (dtype: DType) => {
    for (const count of [1, 2, 3, 8, 17]) {
      expectSame((x, i) => take(x, i), [uniform([11], 2, dtype), positions([count], 3, 11)]);
      expectSame((x, i) => take(x, i, 1), [uniform([5, 4, 3], 4, dtype), positions([count], 5, 4)]);
      expectSame((x, i) => take(x, i, -1), [uniform([5, 4, 3], 4, dtype), positions([count, 2], 5, 3)]);
    }
  });

  it("reads along axes that lie backwards, apart, or repeated", () => {
    const x = uniform([6, 5], 6);
    const i = positions([4], 7, 5);
    expectSame((a, k) => take(flip(a), k, 1), [x, i]);
    expectSame((a, k) => take(flip(a, 0), k, 0), [x, i]);
    expectSame((a, k) => take(transpose(a), k), [x, i]);
    expectSame((a, k) => take(a.slice([null, null, 2], [4, 0, -1]), k.clip(0, 2)), [x, i]);
    expectSame(
      (a, k) =>
        take(
          a
            .slice(0)
            .expandDims(0)
            .add(array([[0], [0], [0]])),
          k.clip(0, 2),
        ),
      [x, i],
    );
    // Three elements apart: a stride that is no power of two.
    expectSame((a, k) => take(a.reshape(10, 3).slice(null, 1), k), [x, i]);
  });

  it("reads rows of stacks, each with its own indices", () => {
    const x = uniform([3, 7, 2], 8);
    const i = positions([3, 5], 9, 7);
    expectSame((a, k) => gather(a, k, { axis: 1, batchRank: 1 }), [x, i]);
    expectSame((a, k) => gather(a, k.slice(null, 0), { axis: 1, batchRank: 1 }), [x, i]);
    expectSame((a, k) => gather(flip(a, 1), flip(k, 0), { axis: 1, batchRank: 1 }), [x, i]);
    expectSame((a, k) => gather(a, k, { axis: 2, batchRank: 1 }), [x, i.clip(0, 1)]);
  });

  it("reads where one index holds for a whole row", () => {
    const x = uniform([6, 9], 10);
    expectSame((a, k) => take(a, k).mul(3), [x, positions([], 11, 6)]);
    expectSame((a, k) => take(a, k).mul(3), [x, positions([4], 12, 6)]);
    expectSame((a, k) => take(a, k, 1), [x, positions([], 13, 9)]);
  });

  it("follows the steps of a loop, and sees what earlier steps wrote", () => {
    const table = uniform([10, 6], 14);
    const indices = positions([10, 4], 15, 6);
    const byStep = (xs: Arr, k: Arr): Arr =>
      scan((c, x) => c.add(take(x.row, x.at).mul(c)), array([1, 2, 3, 4]), { xs: { row: xs, at: k } }).carry;
    expectSame(byStep, [table, indices]);
    // A carry that is read at other positions than those it is overwritten at.
    const permuted = (x: Arr, k: Arr): Arr => scan((c, at) => take(c, at).mul(0.5).add(c), x, { xs: k }).carry;
    expectSame(permuted, [uniform([4], 16), indices.clip(0, 3)]);
  });
});
