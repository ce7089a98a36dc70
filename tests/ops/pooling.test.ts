/** Pooling: TensorFlow.js as an oracle, windows of every size, derivatives at ties, NaN. */

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { type Arr, arange, array, checkGrads, full, grad, jit, ones, vmap, zeros, layers } from "fluxion";
import { beforeAll, describe, expect, it } from "vitest";
import { expectSame as sameOnBothTargets, uniform } from "../compile/support.ts";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const x = uniform([2, 7, 8, 3], 1);
const theirs = tf.tensor4d(Array.from(x.toArray()), [2, 7, 8, 3]);

describe("pooling", () => {
  it.each([
    [2, 2, "valid"],
    [3, 2, "same"],
    [[2, 3], 1, "same"],
    [[4, 5], [3, 2], "valid"],
    [[5, 4], 2, "same"],
  ] as const)("of windows %j, %j apart, %s, agrees with TensorFlow.js", (window, strides, padding) => {
    const f = (a: Arr): Arr[] => [
      layers.maxPool(a, window, { strides, padding }),
      layers.averagePool(a, window, { strides, padding }),
    ];
    const [size, steps] = [window, strides] as [[number, number], [number, number]];
    const expected = [tf.maxPool(theirs, size, steps, padding), tf.avgPool(theirs, size, steps, padding)];
    f(x).forEach((pooled, i) => {
      const values = expected[i]!;
      expect([...pooled.shape]).toEqual(values.shape);
      // float32 means of at most 20 numbers of order one.
      expectClose([pooled], [array(Float64Array.from(values.dataSync()), { shape: values.shape })], 1e-6);
    });
    // Sums of a window in another order of the same terms.
    sameOnBothTargets(f, [x], 1e-15);
    checkGrads((a: Arr) => layers.averagePool(a, window, { strides, padding }).square().sum(), [x.slice(0)], {
      order: 2,
    });
    checkGrads((a: Arr) => layers.maxPool(a, window, { strides, padding }).square().sum(), [x.slice(0)], { order: 2 });
    expectClose([vmap((a: Arr) => f(a)[0]!)(x)], [f(x)[0]!], 0);
  });

  it("counts the elements of the image alone", () => {
    const padding = [
      [1, 2],
      [0, 1],
    ] as const;
    const f = (a: Arr): Arr => layers.averagePool(a, 3, { strides: 1, padding });
    expectClose([f(full([4, 4, 1], 7))], [full([5, 3, 1], 7)], 1e-15);
    expect(layers.maxPool(full([2, 2, 1], -5), 2, { strides: 1, padding: "same" })).toEqual(full([2, 2, 1], -5));
  });

  it("gives the derivative to the first element that attains the largest", () => {
    for (const window of [2, 4, [1, 4]] as const) {
      const f = (a: Arr): Arr => layers.maxPool(a, window).sum();
      const gradient = grad(f)(ones([4, 4, 1])).reshape(4, 4);
      const [rows, columns] = typeof window === "number" ? [window, window] : window;
      gradient.toArray().forEach((value, i) => {
        const isFirst = Math.floor(i / 4) % rows === 0 && (i % 4) % columns === 0;
        expect(value).toBe(isFirst ? 1 : 0);
      });
      expect(jit(grad(f))(ones([4, 4, 1])).reshape(4, 4)).toEqual(gradient);
    }
  });

  it("passes NaN on, whole numbers as they are", () => {
    expect(layers.maxPool(array([1, NaN, 2, 3]).reshape(2, 2, 1), 2).item()).toBeNaN();
    expect(layers.maxPool(array([NaN, 1, 2, 3]).reshape(2, 2, 1), 2).item()).toBeNaN();
    const integers = arange(16, { dtype: "i32" }).sub(100).reshape(4, 4, 1);
    expect(layers.maxPool(integers, 3, { strides: 2, padding: "same" }).reshape(4)).toEqual(
      array([-90, -89, -86, -85], { dtype: "i32" }),
    );
    expect(layers.averagePool(integers, 4).item()).toBe(-92.5);
  });

  it("refuses what it cannot pool", () => {
    expect(messageOf(() => layers.maxPool(zeros([4, 4]), 2))).toMatchInlineSnapshot(
      `"ShapeError in maxPool(): expected images [n, rows, columns, features], or one image [rows, columns, features], received f64[4, 4]. Add the axis of features with expandDims(x, -1)."`,
    );
    expect(messageOf(() => layers.averagePool(zeros([4, 4, 1]), 5))).toMatchInlineSnapshot(
      `"ShapeError in averagePool(): expected images of at least 5 × 5 with their margins, received 4 × 4. padding: "same" gives margins that let every window fit."`,
    );
    expect(messageOf(() => layers.maxPool(zeros([4, 4, 1]), 0))).toMatchInlineSnapshot(
      `"ShapeError at window in maxPool(): expected a whole number of at least 1, or one for rows and one for columns, received the number 0."`,
    );
  });
});
