/** An oracle from outside: values of TensorFlow.js, computed in float32 on its cpu backend, for the primitives that both have. */

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { type Arr, array } from "fluxion";
import * as fluxion from "fluxion";
import { beforeAll, describe, expect, it } from "vitest";
import { draw } from "./draw.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const tensor = (x: Arr): tf.Tensor => tf.tensor(Array.from(x.toArray()), [...x.shape]);

/** float32 has 24 bits; functions there are good to some ulp, and sums of a few dozen terms lose a few more. */
const TOLERANCE = 3e-6;

function expectLike(ours: Arr, theirs: tf.Tensor): void {
  expect([...ours.shape]).toEqual(theirs.shape);
  const [a, b] = [ours.toArray(), theirs.dataSync()];
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(value)));
  });
}

describe("elementwise functions of one operand", () => {
  const unary = [
    ["abs", -3, 3, tf.abs],
    ["neg", -3, 3, tf.neg],
    ["sign", -3, 3, tf.sign],
    ["floor", -9, 9, tf.floor],
    ["sqrt", 0, 9, tf.sqrt],
    ["square", -3, 3, tf.square],
    ["reciprocal", 0.5, 3, tf.reciprocal],
    ["exp", -3, 3, tf.exp],
    ["expm1", -3, 3, tf.expm1],
    ["log", 0.1, 9, tf.log],
    ["log1p", -0.9, 9, tf.log1p],
    ["sin", -6, 6, tf.sin],
    ["cos", -6, 6, tf.cos],
    ["tan", -1.4, 1.4, tf.tan],
    ["asin", -1, 1, tf.asin],
    ["acos", -1, 1, tf.acos],
    ["atan", -9, 9, tf.atan],
    ["sinh", -3, 3, tf.sinh],
    ["cosh", -3, 3, tf.cosh],
    ["tanh", -3, 3, tf.tanh],
    ["asinh", -9, 9, tf.asinh],
    ["acosh", 1.1, 9, tf.acosh],
    ["atanh", -0.9, 0.9, tf.atanh],
    ["rsqrt", 0.1, 9, tf.rsqrt],
    ["ceil", -9, 9, tf.ceil],
    ["round", -9, 9, tf.round],
    ["sigmoid", -9, 9, tf.sigmoid],
    ["softplus", -9, 9, tf.softplus],
  ] as const;

  it.each(unary)("%s", (name, low, high, theirs) => {
    const x = draw({ shape: [40], dtype: "f64", low, high }, `tfjs ${name}`);
    expectLike(fluxion[name](x), theirs(tensor(x)));
  });
});

describe("elementwise functions of two operands, broadcast", () => {
  const binary = [
    ["add", tf.add],
    ["sub", tf.sub],
    ["mul", tf.mul],
    ["div", tf.div],
    ["pow", tf.pow],
    ["atan2", tf.atan2],
    ["mod", tf.mod],
    ["maximum", tf.maximum],
    ["minimum", tf.minimum],
  ] as const;

  it.each(binary)("%s", (name, theirs) => {
    const x = draw({ shape: [5, 1, 3], dtype: "f64", low: 0.3, high: 2 }, `tfjs ${name} x`);
    const y = draw({ shape: [4, 3], dtype: "f64", low: 0.3, high: 2 }, `tfjs ${name} y`);
    expectLike(fluxion[name](x, y), theirs(tensor(x), tensor(y)));
  });
});

describe("reductions, shapes, indexing, products", () => {
  const x = draw({ shape: [3, 4, 5], dtype: "f64", low: -1, high: 1 }, "tfjs x");

  it.each([
    ["sum", tf.sum],
    ["mean", tf.mean],
    ["max", tf.max],
    ["min", tf.min],
    ["prod", tf.prod],
  ] as const)("%s over an axis", (name, theirs) => {
    expectLike(fluxion[name](x, 1), theirs(tensor(x), 1));
    expectLike(fluxion[name](x, [0, 2]), theirs(tensor(x), [0, 2]));
  });

  it("transpose, slice, flip, pad, concat, stack", () => {
    expectLike(fluxion.transpose(x, [2, 0, 1]), tf.transpose(tensor(x), [2, 0, 1]));
    expectLike(x.slice([1, 3], [0, 4, 2]), tf.stridedSlice(tensor(x), [1, 0, 0], [3, 4, 5], [1, 2, 1]));
    expectLike(fluxion.flip(x, 1), tf.reverse(tensor(x), 1));
    expectLike(
      fluxion.pad(
        x,
        [
          [1, 0],
          [0, 2],
          [1, 1],
        ],
        7,
      ),
      tf.pad(
        tensor(x),
        [
          [1, 0],
          [0, 2],
          [1, 1],
        ],
        7,
      ),
    );
    expectLike(fluxion.concat([x, x], 2), tf.concat([tensor(x), tensor(x)], 2));
    expectLike(fluxion.stack([x, x], 1), tf.stack([tensor(x), tensor(x)], 1));
  });

  it("take, gather with shared axes, where", () => {
    const rows = array([2, 0, 2], { dtype: "i32" });
    expectLike(fluxion.take(x, rows), tf.gather(tensor(x), tf.tensor1d([2, 0, 2], "int32")));
    const each = array(
      [
        [1, 3],
        [0, 0],
        [2, 1],
      ],
      { dtype: "i32" },
    );
    expectLike(
      fluxion.gather(x, each, { axis: 1, batchRank: 1 }),
      tf.gather(
        tensor(x),
        tf.tensor2d(
          [
            [1, 3],
            [0, 0],
            [2, 1],
          ],
          [3, 2],
          "int32",
        ),
        1,
        1,
      ),
    );
    expectLike(
      fluxion.where(x.greater(0), x, x.mul(2)),
      tf.where(tf.greater(tensor(x), 0), tensor(x), tf.mul(tensor(x), 2)),
    );
  });

  it("matMul of stacks", () => {
    const y = draw({ shape: [3, 5, 2], dtype: "f64", low: -1, high: 1 }, "tfjs y");
    expectLike(fluxion.matMul(x, y), tf.matMul(tensor(x), tensor(y)));
  });

  it("sorting, searching, segments, oneHot", () => {
    const flat = x.reshape(3, 20);
    // topk is a descending sort.
    expectLike(fluxion.flip(fluxion.sort(flat), -1), tf.topk(tensor(flat), 20).values);
    expectLike(fluxion.argsort(flat.neg()), tf.topk(tensor(flat), 20).indices);
    const rows = fluxion.sort(flat);
    const values = draw({ shape: [3, 7], dtype: "f64", low: -1.2, high: 1.2 }, "tfjs values");
    for (const side of ["left", "right"] as const) {
      expectLike(fluxion.searchSorted(rows, values, { side }), tf.searchSorted(tensor(rows), tensor(values), side));
    }
    expectLike(
      fluxion.segmentSum(x, [2, 0, 2], 4),
      tf.unsortedSegmentSum(tensor(x), tf.tensor1d([2, 0, 2], "int32"), 4),
    );
    expectLike(fluxion.layers.oneHot([1, 3, 0], 4), tf.oneHot(tf.tensor1d([1, 3, 0], "int32"), 4));
  });
});
