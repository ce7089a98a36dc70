/** Convolutions: definitions written out, every layout of the compiled routine, TensorFlow.js as an oracle from outside. */

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { type Arr, array, checkGrads, cumsum, emit, grad, jit, ones, scan, vmap, zeros, layers } from "fluxion";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConvolutionAttributes } from "../../src/primitives/convolution.ts";
import { convolution } from "../../src/primitives/convolution.ts";
import { bindOne } from "../../src/program/bind.ts";
import { expectSame as sameOnBothTargets, uniform } from "../compile/support.ts";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const tensor = (x: Arr): tf.Tensor4D =>
  tf.tensor4d(Array.from(x.toArray()), x.shape as [number, number, number, number]);

/** float32 sums of up to 100 products of order one. */
const SINGLE = 1e-5;

function expectLike(ours: Arr, theirs: tf.Tensor): void {
  expect([...ours.shape]).toEqual(theirs.shape);
  const [a, b] = [ours.toArray(), theirs.dataSync()];
  a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(SINGLE));
}

describe("conv2d", () => {
  it("moves the kernel over the image without turning it round", () => {
    const image = array([
      [1, 2, 3],
      [4, 5, 6],
    ]).reshape(2, 3, 1);
    const kernel = array([
      [1, 10],
      [100, 1000],
    ]).reshape(2, 2, 1, 1);
    expect(layers.conv2d(image, kernel).reshape(2).toNested()).toEqual([5421, 6532]);
    expect(layers.conv2d(image, kernel, { padding: "same" }).reshape(2, 3).toNested()).toEqual([
      [5421, 6532, 603],
      [54, 65, 6],
    ]);
    const padding = [
      [1, 0],
      [0, 1],
    ] as const;
    expect(
      layers
        .conv2d(image, kernel, { padding, strides: [2, 1] })
        .reshape(3)
        .toNested(),
    ).toEqual([2100, 3200, 300]);
  });

  it("is a matrix product of features for a kernel of one element", () => {
    const [x, k] = [uniform([2, 3, 4, 5], 1), uniform([1, 1, 5, 3], 2)];
    expectClose([layers.conv2d(x, k)], [x.matMul(k.reshape(5, 3))], 1e-14);
  });

  const geometries: readonly (readonly [readonly number[], readonly number[], layers.GroupedConvolutionOptions])[] = [
    [[2, 7, 8, 3], [3, 2, 3, 5], { padding: "same" }],
    [[2, 7, 8, 3], [3, 3, 3, 4], { strides: 2, padding: "same" }],
    [[1, 9, 6, 2], [3, 2, 2, 9], { strides: [1, 3], padding: "valid" }],
    [[1, 9, 9, 2], [2, 3, 2, 2], { dilation: 2, padding: "same" }],
    [[2, 8, 5, 1], [3, 3, 1, 1], { padding: "same" }],
    [[3, 5, 5, 4], [5, 5, 4, 1], { padding: "valid" }],
  ];

  it.each(geometries)(
    "agrees with TensorFlow.js on %j under %j with %j, and its derivative in the image",
    (x, k, options) => {
      const [images, kernel] = [uniform(x, 3), uniform(k, 4)];
      const [strides, dilation] = [options.strides ?? 1, options.dilation ?? 1] as [number, number];
      const padding = options.padding as "same" | "valid";
      const theirs = tf.conv2d(tensor(images), tensor(kernel), strides, padding, "NHWC", dilation);
      expectLike(layers.conv2d(images, kernel, options), theirs);
      expectLike(jit((a: Arr, b: Arr) => layers.conv2d(a, b, options))(images, kernel), theirs);
      if (dilation !== 1) return;
      const weights = uniform(theirs.shape, 5);
      const inImages = grad((a: Arr) => layers.conv2d(a, kernel, options).mul(weights).sum())(images);
      const shape = images.shape as [number, number, number, number];
      expectLike(inImages, tf.conv2dTranspose(tensor(weights), tensor(kernel), shape, strides, padding));
    },
  );

  it("keeps groups of features apart, and takes one image without an axis for it", () => {
    const [x, k] = [uniform([5, 6, 4], 1), uniform([2, 3, 2, 6], 2)];
    const parts = [0, 1].map((g) =>
      layers.conv2d(x.slice("...", [2 * g, 2 * g + 2]), k.slice("...", [3 * g, 3 * g + 3]), { padding: "same" }),
    );
    const whole = layers.conv2d(x, k, { groups: 2, padding: "same" });
    expect(whole.shape).toEqual([5, 6, 6]);
    parts.forEach((part, g) => expectClose([whole.slice("...", [3 * g, 3 * g + 3])], [part], 1e-15));
    checkGrads((a: Arr, b: Arr) => layers.conv2d(a, b, { groups: 2, strides: 2 }).square().sum(), [x, k], { order: 2 });
  });

  it("maps over images and kernels as a loop does", () => {
    const [x, k] = [uniform([3, 5, 6, 2], 1), uniform([3, 2, 2, 2, 4], 2)];
    const f = (a: Arr, b: Arr): Arr => layers.conv2d(a, b, { padding: "same", strides: [1, 2] });
    for (const mapped of [vmap(f), jit(vmap(f))]) {
      const all = mapped(x, k);
      for (let i = 0; i < 3; i++) expectClose([all.slice(i)], [f(x.slice(i), k.slice(i))], 1e-14);
    }
  });

  it("refuses what does not fit", () => {
    const x = zeros([1, 4, 4, 3]);
    expect(messageOf(() => layers.conv2d(x, zeros([3, 3, 2, 1])))).toMatchInlineSnapshot(
      `"ShapeError in conv2d(): expected a kernel for 3 features, received f64[1, 4, 4, 3] and f64[3, 3, 2, 1]. Images are [n, rows, columns, features], kernels [rows, columns, features / groups, outputs]."`,
    );
    expect(messageOf(() => layers.conv2d(x, zeros([3, 3, 1, 4]), { groups: 3 }))).toMatchInlineSnapshot(
      `"ShapeError in conv2d(): expected a kernel for 3 features in 3 groups that divide its outputs, received f64[1, 4, 4, 3] and f64[3, 3, 1, 4]. Images are [n, rows, columns, features], kernels [rows, columns, features / groups, outputs]."`,
    );
    expect(messageOf(() => layers.conv2d(x, zeros([5, 1, 3, 1])))).toMatchInlineSnapshot(
      `"ShapeError in conv2d(): expected images of at least 5 × 1 with their margins, received 4 × 4. padding: "same" gives margins that let every window fit."`,
    );
    expect(messageOf(() => layers.conv2d(zeros([4, 4]), zeros([3, 3, 1, 1])))).toMatchInlineSnapshot(
      `"ShapeError in conv2d(): expected images [n, rows, columns, features], or one image [rows, columns, features], received f64[4, 4]. Add the axis of features with expandDims(x, -1)."`,
    );
    expect(messageOf(() => layers.conv2d(x, zeros([3, 3, 3])))).toMatchInlineSnapshot(
      `"ShapeError in conv2d(): expected a kernel [rows, columns, features / groups, outputs], received f64[3, 3, 3]."`,
    );
    expect(messageOf(() => layers.conv2d(x, zeros([3, 3, 3, 1]), { strides: 0 }))).toMatchInlineSnapshot(
      `"OptionError at strides in conv2d(): expected a whole number of at least 1, received the number 0."`,
    );
    const padding = 1 as unknown as "same";
    expect(messageOf(() => layers.conv2d(x, zeros([3, 3, 3, 1]), { padding }))).toMatchInlineSnapshot(
      `"OptionError at padding in conv2d(): expected "same" or "valid", received the number 1."`,
    );
  });
});

describe("depthwiseConv2d and conv1d", () => {
  it.each([1, 2])("depthwise agrees with TensorFlow.js, %i outputs a feature", (outputs) => {
    for (const options of [
      { padding: "same" },
      { padding: "valid", strides: 2 },
    ] satisfies layers.ConvolutionOptions[]) {
      const [x, k] = [uniform([2, 6, 7, 5], 1), uniform([3, 2, 5, outputs], 2)];
      const theirs = tf.depthwiseConv2d(tensor(x), tensor(k), options.strides ?? 1, options.padding);
      expectLike(layers.depthwiseConv2d(x, k, options), theirs);
      expectLike(jit((a: Arr, b: Arr) => layers.depthwiseConv2d(a, b, options))(x, k), theirs);
    }
    checkGrads(
      (a: Arr, b: Arr) => layers.depthwiseConv2d(a, b, { padding: "same" }).square().sum(),
      [uniform([4, 3, 3], 3), uniform([2, 2, 3, outputs], 4)],
      { order: 2, target: "wasm" },
    );
  });

  it("conv1d of polynomials: (1 + x)³ by its coefficients", () => {
    const kernel = array([1, 1]).reshape(2, 1, 1);
    const full = { padding: [1, 1] } as const;
    const cube = layers.conv1d(layers.conv1d(array([1, 1]).reshape(2, 1), kernel, full), kernel, full);
    expect(cube.reshape(4).toNested()).toEqual([1, 3, 3, 1]);
    const x = uniform([2, 9, 3], 1);
    const k = uniform([4, 3, 2], 2);
    const theirs = tf.conv1d(
      tf.tensor3d(Array.from(x.toArray()), [2, 9, 3]),
      tf.tensor3d(Array.from(k.toArray()), [4, 3, 2]),
      2,
      "same",
    );
    expectLike(layers.conv1d(x, k, { stride: 2, padding: "same" }), theirs);
    expect(messageOf(() => layers.conv1d(zeros([3]), k))).toMatchInlineSnapshot(
      `"ShapeError in conv1d(): expected sequences [n, length, features], or one sequence [length, features], received f64[3]."`,
    );
    expect(messageOf(() => layers.conv1d(x, zeros([4, 3])))).toMatchInlineSnapshot(
      `"ShapeError in conv1d(): expected a kernel [length, features / groups, outputs], received f64[4, 3]."`,
    );
    expect(messageOf(() => layers.depthwiseConv2d(zeros([4, 4, 3]), zeros([2, 2, 3])))).toMatchInlineSnapshot(
      `"ShapeError in depthwiseConv2d(): expected a kernel [rows, columns, features, m], received f64[2, 2, 3]."`,
    );
  });
});

describe("the compiled routine", () => {
  const convolve =
    (attributes: Partial<ConvolutionAttributes>) =>
    (x?: Arr, k?: Arr): Arr =>
      bindOne(convolution, [x!, k!], {
        strides: [1, 1],
        low: [0, 0],
        high: [0, 0],
        imageDilation: [1, 1],
        kernelDilation: [1, 1],
        ...attributes,
      });

  // Groups, images, columns, features, outputs: outputs in lanes, columns in lanes, groups in lanes, with rests of every number.
  it.each([
    [1, 1, 9, 3, 8],
    [1, 2, 6, 1, 5],
    [2, 1, 3, 2, 7],
    [1, 5, 2, 4, 4],
    [1, 9, 1, 2, 3],
    [1, 1, 11, 2, 1],
    [1, 2, 4, 1, 1],
    [2, 3, 17, 1, 1],
    [7, 1, 5, 1, 1],
    [9, 5, 2, 1, 2],
    [12, 1, 1, 3, 1],
  ])("has the bits of the reference for %i groups, %i images, %i columns, %i features, %i outputs", (g, n, w, c, o) => {
    for (const attributes of [{}, { low: [1, 1], high: [0, 2] }, { strides: [2, 2], low: [2, 1] }] as const) {
      for (const dtype of ["f64", "i32"] as const) {
        const x = uniform([g, n, 4, w + 2, c], 1, dtype, -9, 9);
        const k = uniform([g, 3, 2, c, o], 2, dtype, -9, 9);
        sameOnBothTargets(convolve(attributes), [x, k]);
      }
      const [x, k] = [uniform([g, n, 4, w + 2, c], 1, "f32"), uniform([g, 3, 2, c, o], 2, "f32")];
      // f32 adds up to 24 products in f32, the reference in f64.
      sameOnBothTargets(convolve(attributes), [x, k], 3e-6);
    }
  });

  it("has the bits of the reference for margins, dilations and strides of every kind", () => {
    const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
      fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
    fc.assert(
      fc.property(
        fc.record({
          strides: pair(1, 3),
          low: pair(-2, 2),
          high: pair(-2, 2),
          imageDilation: pair(1, 3),
          kernelDilation: pair(1, 2),
        }),
        fc.constantFrom([1, 2, 1, 3], [3, 1, 1, 1], [1, 1, 2, 1], [4, 2, 1, 1]),
        (attributes, [g, n, c, o]) => {
          const operands = [uniform([g, n, 5, 6, c], 1), uniform([g, 2, 3, c, o], 2)];
          sameOnBothTargets(convolve(attributes), operands);
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  it("sums long kernels row by row, and reads views of any strides", () => {
    sameOnBothTargets(convolve({}), [uniform([1, 5, 40, 40, 2], 1), uniform([1, 38, 37, 2, 5], 2)]);
    sameOnBothTargets(convolve({}), [uniform([3, 1, 40, 40, 1], 1), uniform([3, 37, 38, 1, 1], 2)]);
    sameOnBothTargets(
      (x, k) => convolve({})(x.flip([2, 3]).transpose([4, 0, 3, 2, 1]), k.flip().transpose([4, 0, 1, 2, 3])),
      [uniform([2, 3, 6, 5, 1], 1), uniform([2, 3, 3, 4, 1], 2)],
    );
  });

  it("runs in a loop, on carries and on steps of stacks, with derivatives", () => {
    const [start, kernels, weights] = [uniform([5, 6, 2], 1), uniform([4, 3, 3, 2, 2], 2), uniform([5, 6, 2], 3)];
    const f = (image: Arr, stack: Arr): Arr =>
      scan(
        (carry: Arr, kernel: Arr) => {
          const next = layers.conv2d(carry, kernel, { padding: "same" }).tanh();
          return emit(next, cumsum(next, 1));
        },
        start.mul(image),
        { xs: stack },
      )
        .ys.mul(weights)
        .sum();
    for (const g of [f, grad(f), (a: Arr, b: Arr) => grad((k: Arr) => f(a, k))(b)]) {
      // Four steps of sums of 18 products, and of 240 terms.
      expectClose([jit(g)(start, kernels)], [g(start, kernels)], 1e-13);
    }
    checkGrads(f, [start, kernels]);
  });

  it("multiplies nothing between the elements of spread images, so that an infinite kernel makes no NaN there", () => {
    const kernel = array([1, Infinity, 2]).reshape(1, 1, 3, 1, 1);
    const f = convolve({ imageDilation: [1, 2] });
    for (const g of [f, jit(f)]) {
      expect(
        g(ones([1, 1, 1, 3, 1]), kernel)
          .reshape(3)
          .toNested(),
      ).toEqual([3, Infinity, 3]);
    }
  });

  it("of nothing is nothing, or zeros", () => {
    for (const [x, k] of [
      [
        [1, 0, 4, 4, 2],
        [1, 2, 2, 2, 3],
      ],
      [
        [1, 2, 4, 4, 0],
        [1, 2, 2, 0, 3],
      ],
      [
        [0, 2, 4, 4, 1],
        [0, 2, 2, 1, 3],
      ],
      [
        [1, 2, 1, 4, 1],
        [1, 2, 2, 1, 3],
      ],
    ] as const) {
      sameOnBothTargets(convolve({}), [ones(x), ones(k)]);
      const f = (a: Arr, b: Arr): Arr => convolve({})(a, b).sum();
      expectClose([grad(f)(ones(x), ones(k))], [zeros(x)], 0);
    }
  });
});
