/** TensorFlow.js as an oracle from outside for reductions, cumulative operations and rearrangements: values and gradients, in float32. */

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { type Arr } from "fluxion";
import * as fluxion from "fluxion";
import { beforeAll, expect, it } from "vitest";
import { draw } from "./draw.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const tensor = (x: Arr): tf.Tensor => tf.tensor(Array.from(x.toArray()), [...x.shape]);

/** float32 has 24 bits; sums and products of a few dozen terms lose a few. */
const TOLERANCE = 3e-6;

function expectLike(ours: Arr, theirs: tf.Tensor): void {
  expect([...ours.shape]).toEqual(theirs.shape);
  const [a, b] = [ours.toArray(), theirs.dataSync()];
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(value)));
  });
}

const x = draw({ shape: [3, 4, 5], dtype: "f64", low: -2, high: 2 }, "tfjs reductions");

it.each([0, 1, 2])("positions and cumulative operations along axis %i", (axis) => {
  expectLike(x.argmax(axis), tf.argMax(tensor(x), axis));
  expectLike(x.argmin(axis), tf.argMin(tensor(x), axis));
  for (const reverse of [false, true]) {
    expectLike(fluxion.cumsum(x, axis, { reverse }), tf.cumsum(tensor(x), axis, false, reverse));
    expectLike(fluxion.cumprod(x, axis, { reverse }), tf.cumprod(tensor(x), axis, false, reverse));
  }
});

it.each([1, [0, 2], undefined])("moments, norms, logSumExp, any and all over axes %j", (axes) => {
  expectLike(x.logSumExp(axes), tf.logSumExp(tensor(x), axes));
  expectLike(x.variance(axes), tf.moments(tensor(x), axes).variance);
  expectLike(x.mean(axes), tf.moments(tensor(x), axes).mean);
  const isLarge = x.greater(1.5);
  const theirs = tf.greater(tensor(x), 1.5);
  expectLike(isLarge.any(axes), tf.any(theirs, axes));
  expectLike(isLarge.all(axes), tf.all(theirs, axes));
});

it.each([1, 2, Infinity])("norms of order %d along an axis", (ord) => {
  expectLike(x.norm(1, { ord }), tf.norm(tensor(x), ord, 1));
});

it("split, tile and margins of the array's own elements", () => {
  const theirs = tf.split(tensor(x), [1, 3], 1);
  fluxion.split(x, [1], 1).forEach((part, i) => expectLike(part, theirs[i]!));
  expectLike(fluxion.tile(x, [2, 1, 3]), tf.tile(tensor(x), [2, 1, 3]));
  const widths: [number, number][] = [
    [1, 2],
    [0, 3],
    [4, 1],
  ];
  expectLike(fluxion.pad(x, widths, "reflect"), tf.mirrorPad(tensor(x), widths, "reflect"));
  expectLike(fluxion.pad(x, widths, "symmetric"), tf.mirrorPad(tensor(x), widths, "symmetric"));
});
