/** Parts of a carry are written in place: what a loop becomes, and that it computes what it did. */

import {
  type Arr,
  arange,
  array,
  dynamicSlice,
  dynamicUpdateSlice,
  emit,
  scan,
  scatterSet,
  trace,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { showCompiled } from "../../src/compile/show.ts";
import { expectSame } from "./support.ts";

const steps = arange(2, 30, 1, { dtype: "i32" });
const running = (table: Arr, i: Arr): Arr => {
  const window = dynamicSlice(table, [i.sub(2)], [2]);
  return dynamicUpdateSlice(table, window.sum(0, { keepDims: true }).mul(0.5), [i]);
};
const loop = (start: Arr, k: Arr): Arr => scan(running, start, { xs: k }).carry;
const start = scatterSet(zeros([1000]), [0, 1], array([1, 2]));

describe("an update of a carry", () => {
  it("is made in place: no step copies the carry", () => {
    expect(showCompiled(trace(loop)(start, steps).program)).toMatchInlineSnapshot(`
      "memory: 16.1 kB for values, 0 bytes for constants
      kernel 1000 (8 at a time): copy; input0:f64[1000] -> value0:f64[1000]
      loop 28 times
        kernel scalar: sub, less, add, select, less, add, select; input1:i32[28] -> value1:i32[1] value2:i32[1]
        kernel 2: dynamicSlice, reduce sum; value1:i32[1] value0:f64[1000] -> value3:f64[1]
        kernel scalar: mul; value3:f64[1] -> value4:f64[1]
        dynamicUpdateSlice value4:f64[1] value2:i32[1] value0:f64[1000] -> value0:f64[1000]
      return value0:f64[1000]"
    `);
    expectSame(loop, [start, steps]);
  });

  it("is made of a copy where the old carry is read afterwards, or two carries change places", () => {
    const late = (x: Arr, k: Arr): Arr => scan((c: Arr, i: Arr) => running(c, i).add(c), x, { xs: k }).carry;
    expectSame(late, [start, steps]);
    const stacked = (x: Arr, k: Arr): Arr => scan((c: Arr, i: Arr) => emit(running(c, i), c.slice(3)), x, { xs: k }).ys;
    expectSame(stacked, [start, steps]);
    const exchanged = (x: Arr, k: Arr): Arr[] => {
      const { carry } = scan(
        ([a, b]: readonly [Arr, Arr], i: Arr) => [running(b, i), a] as const,
        [x, x.mul(3)] as const,
        { xs: k },
      );
      return [...carry];
    };
    expectSame(exchanged, [start, steps]);
  });

  it("writes to what the same step reads at other places", () => {
    const shifted = (x: Arr, k: Arr): Arr =>
      scan((c: Arr, i: Arr) => dynamicUpdateSlice(c, dynamicSlice(c, [i.sub(1)], [4]), [i]), x, { xs: k }).carry;
    expectSame(shifted, [arange(100), steps]);
    const twice = (x: Arr, k: Arr): Arr =>
      scan((c: Arr, i: Arr) => scatterSet(running(c, i), i.add(1), c.slice(0).add(1)), x, { xs: k }).carry;
    expectSame(twice, [start, steps]);
  });
});
