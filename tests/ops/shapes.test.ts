/** Shape operations and joining: where every element goes, and what is refused. */

import {
  type Arr,
  arange,
  array,
  concat,
  expandDims,
  flip,
  grad,
  jacobian,
  jit,
  newAxis,
  ones,
  pad,
  reshape,
  slice,
  squeeze,
  stack,
  transpose,
  vmap,
  zeros,
} from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BasicIndex } from "../../src/array/basic-index.ts";
import { messageOf } from "../support/message-of.ts";
import { expectTree, plain } from "../support/trees.ts";

const cube = arange(24).reshape(2, 3, 4);

describe("reshape", () => {
  it("keeps the row-major order, and computes one length", () => {
    expect(reshape(arange(6), [2, 3]).toNested()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(reshape(cube, [-1]).shape).toEqual([24]);
    expect(reshape(cube, [4, -1, 2]).shape).toEqual([4, 3, 2]);
    expect(reshape(zeros([0]), [3, 0]).shape).toEqual([3, 0]);
    expect(reshape(zeros([0, 5]), [-1, 5]).shape).toEqual([0, 5]);
    expect(reshape(7, [1, 1]).toNested()).toEqual([[7]]);
    expect([cube.reshape(6, 4).shape, cube.reshape([6, 4]).shape]).toEqual([
      [6, 4],
      [6, 4],
    ]);
  });

  it("reads views in their own order", () => {
    expect(cube.T.reshape(-1).slice([0, 3]).toNested()).toEqual([0, 12, 4]);
  });

  it("refuses shapes of another size, and what are no shapes", () => {
    expect(messageOf(() => reshape(cube, [5, 5]))).toMatchInlineSnapshot(
      `"ShapeError in reshape(): expected a shape of 24 elements, as f64[2, 3, 4] has, received [5, 5]. One length may be -1: it is computed from the others."`,
    );
    expect(messageOf(() => reshape(cube, [5, -1]))).toMatchInlineSnapshot(
      `"ShapeError in reshape(): expected a shape of 24 elements, as f64[2, 3, 4] has, received [5, -1]."`,
    );
    expect(messageOf(() => reshape(cube, [-1, -1]))).toMatchInlineSnapshot(
      `"ShapeError in reshape(): expected whole numbers, 0 or more, of which one may be -1, received [-1, -1]."`,
    );
    expect(messageOf(() => reshape(cube, [2.5, -1]))).toMatchInlineSnapshot(
      `"ShapeError in reshape(): expected whole numbers, 0 or more, of which one may be -1, received [2.5, -1]."`,
    );
    expect(messageOf(() => reshape(zeros([0]), [0, -1]))).toMatchInlineSnapshot(
      `"ShapeError in reshape(): expected a shape of 0 elements, as f64[0] has, received [0, -1]."`,
    );
  });
});

describe("transpose, flip, expandDims, squeeze", () => {
  it("move axes", () => {
    const moved = transpose(cube, [2, 0, 1]);
    expect(moved.shape).toEqual([4, 2, 3]);
    expect(moved.slice(3, 1, 2).item()).toBe(cube.slice(1, 2, 3).item());
    expect(plain(transpose(cube, [-1, 0, 1]))).toEqual(plain(moved));
    expect([cube.T.shape, transpose(5).shape]).toEqual([[4, 3, 2], []]);
  });

  it("turn axes", () => {
    const m = array([
      [1, 2],
      [3, 4],
    ]);
    expect([flip(m, 0), flip(m, -1), flip(m), flip(m, [])].map(plain)).toEqual([
      [
        [3, 4],
        [1, 2],
      ],
      [
        [2, 1],
        [4, 3],
      ],
      [
        [4, 3],
        [2, 1],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  it("add and drop axes of length 1", () => {
    expect([0, 1, 2, -1, -2].map((axis) => [...expandDims(ones([3, 4]), axis).shape])).toEqual([
      [1, 3, 4],
      [3, 1, 4],
      [3, 4, 1],
      [3, 4, 1],
      [3, 1, 4],
    ]);
    const thin = ones([1, 3, 1, 2]);
    expect([squeeze(thin), squeeze(thin, 0), squeeze(thin, [-2, 0])].map(({ shape }) => [...shape])).toEqual([
      [3, 2],
      [3, 1, 2],
      [3, 2],
    ]);
    expect(squeeze(5).shape).toEqual([]);
  });

  it("refuse axes that are not there", () => {
    expect(messageOf(() => transpose(cube, [0, 1]))).toMatchInlineSnapshot(
      `"AxisError in transpose(): expected each of the 3 axes once, received [0, 1]."`,
    );
    expect(messageOf(() => transpose(cube, [0, 1, 1]))).toMatchInlineSnapshot(
      `"AxisError in transpose(): expected each of the 3 axes once, received [0, 1, 1]."`,
    );
    expect(messageOf(() => transpose(cube, [0, 1, 3]))).toMatchInlineSnapshot(
      `"AxisError in transpose(): expected an axis from -3 to 2 of shape [2, 3, 4], received 3."`,
    );
    expect(messageOf(() => flip(cube, 3))).toMatchInlineSnapshot(
      `"AxisError in flip(): expected an axis from -3 to 2 of shape [2, 3, 4], received 3."`,
    );
    expect(messageOf(() => expandDims(cube, 4))).toMatchInlineSnapshot(
      `"AxisError in expandDims(): expected an axis from -4 to 3 of shape [2, 3, 4, 1], received 4."`,
    );
    expect(messageOf(() => expandDims(5, 1))).toMatchInlineSnapshot(
      `"AxisError in expandDims(): expected an axis from -1 to 0 of shape [1], received 1."`,
    );
    expect(messageOf(() => squeeze(cube, 1))).toMatchInlineSnapshot(
      `"ShapeError in squeeze(): expected length 1 on axis 1, received [2, 3, 4]."`,
    );
  });
});

describe("slice", () => {
  const range = fc.tuple(
    fc.option(fc.integer({ min: -6, max: 6 }), { nil: null }),
    fc.option(fc.integer({ min: -6, max: 6 }), { nil: null }),
    fc.option(
      fc.integer({ min: -3, max: 3 }).filter((step) => step !== 0),
      { nil: null },
    ),
  );
  const indexOf = (length: number): fc.Arbitrary<BasicIndex> =>
    fc.oneof(range, fc.integer({ min: -length, max: length - 1 }), fc.constant(null));

  /** Positions that an index means on an axis, by Python's own rule for slice objects. */
  function positionsOf(index: BasicIndex, length: number): number[] {
    if (typeof index === "number") return [index < 0 ? index + length : index];
    const [start, stop, step] = (Array.isArray(index) ? index : []) as [number?, number?, number?];
    const by = step ?? 1;
    const clamp = (bound: number, low: number, high: number): number =>
      Math.max(low, Math.min(high, bound < 0 ? bound + length : bound));
    const first =
      start == null ? (by > 0 ? 0 : length - 1) : clamp(start, by > 0 ? 0 : -1, by > 0 ? length : length - 1);
    const end = stop == null ? (by > 0 ? length : -1) : clamp(stop, by > 0 ? 0 : -1, by > 0 ? length : length - 1);
    const positions: number[] = [];
    for (let at = first; by > 0 ? at < end : at > end; at += by) positions.push(at);
    return positions;
  }

  it("takes the positions that Python would, known, traced and compiled", () => {
    fc.assert(
      fc.property(fc.tuple(indexOf(2), indexOf(3), indexOf(4)), (indices) => {
        const positions = indices.map((index, axis) => positionsOf(index, cube.shape[axis]!));
        const expected = positions[0]!.flatMap((i) =>
          positions[1]!.flatMap((j) => positions[2]!.map((k) => (i * 3 + j) * 4 + k)),
        );
        const shape = positions.flatMap((list, axis) => (typeof indices[axis] === "number" ? [] : [list.length]));
        const take = (x: Arr): Arr => slice(x, ...indices);
        for (const result of [take(cube), jit(take, { target: "reference" })(cube)]) {
          expect([...result.shape]).toEqual(shape);
          expect(Array.from(result.toArray())).toEqual(expected);
        }
        // The gradient of the sum counts how often each element is taken: once.
        const counts = new Array<number>(24).fill(0);
        for (const at of expected) counts[at] = 1;
        const gradient = grad((x: Arr) => take(x).sum())(cube);
        expect(Array.from(gradient.toArray())).toEqual(counts);
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  it("inserts axes and fills in the middle", () => {
    expect(cube.slice(newAxis, 0, "...", [0, 1]).shape).toEqual([1, 3, 1]);
    expect(cube.slice("...", -1).toNested()).toEqual(plain(cube.slice(null, null, 3)));
  });
});

describe("concat and stack", () => {
  const a = array([[1, 2]]);
  const b = array([
    [3, 4],
    [5, 6],
  ]);

  it("join along an axis, or a new one", () => {
    expect(concat([a, b]).toNested()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(concat([b, b.mul(10)], -1).toNested()).toEqual([
      [3, 4, 30, 40],
      [5, 6, 50, 60],
    ]);
    expect(concat([zeros([0, 2]), a, zeros([0, 2])]).toNested()).toEqual([[1, 2]]);
    expect([0, 1, -1].map((axis) => plain(stack([array([1, 2]), array([3, 4])], axis)))).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 3],
        [2, 4],
      ],
      [
        [1, 3],
        [2, 4],
      ],
    ]);
    expect(stack([1, 2, 3]).toNested()).toEqual([1, 2, 3]);
  });

  it("meet in one element type, with numbers as weak as elsewhere", () => {
    const single = array([1], { dtype: "f32" });
    expect(concat([single, array([2], { dtype: "i32" })]).dtype).toBe("f32");
    expect(stack([single.slice(0), 2.5])).toEqual(array([1, 2.5], { dtype: "f32" }));
    expect(stack([array(1, { dtype: "i32" }), true]).dtype).toBe("i32");
  });

  it("hand cotangents back to their parts", () => {
    const weights = array([1, 10, 100, 1000]);
    const f = (p: { x: Arr; y: Arr }): Arr =>
      concat([p.x, p.y, p.x.slice([0, 1])])
        .mul(weights)
        .sum();
    expectTree(grad(f)({ x: array([1, 2]), y: array([3]) }), { x: [1001, 10], y: [100] });
    expectTree(jacobian((x: Arr) => stack([x, x.mul(2)], 1))(array([1, 2])), [
      [
        [1, 0],
        [2, 0],
      ],
      [
        [0, 1],
        [0, 2],
      ],
    ]);
  });

  it("refuse what does not join", () => {
    expect(messageOf(() => concat([]))).toMatchInlineSnapshot(
      `"ShapeError in concat(): expected at least one array, received none."`,
    );
    expect(messageOf(() => concat([a, b], 1))).toMatchInlineSnapshot(
      `"ShapeError at arrays[1] in concat(): expected a shape that agrees with f64[1, 2] on all axes but 1, received f64[2, 2]."`,
    );
    expect(messageOf(() => concat([b, array([1, 2])]))).toMatchInlineSnapshot(
      `"ShapeError at arrays[1] in concat(): expected a shape that agrees with f64[2, 2] on all axes but 0, received f64[2]."`,
    );
    expect(messageOf(() => concat([1, 2]))).toMatchInlineSnapshot(
      `"ShapeError in concat(): expected arrays with axes, received f64[]. Join scalars with stack."`,
    );
    expect(messageOf(() => concat([a, a], 2))).toMatchInlineSnapshot(
      `"AxisError in concat(): expected an axis from -2 to 1 of shape [1, 2], received 2."`,
    );
    expect(messageOf(() => stack([a, b]))).toMatchInlineSnapshot(
      `"ShapeError at arrays[1] in stack(): expected f64[1, 2], received f64[2, 2]. All arrays of a stack have one shape; broadcastTo gives them one, concat joins along an axis they have."`,
    );
    expect(messageOf(() => stack([a, undefined as unknown as Arr]))).toMatchInlineSnapshot(
      `"DTypeError at operand 2 in stack(): expected an Arr or a number, received nothing. Is a key misspelt, or an argument missing?"`,
    );
    expect(messageOf(() => stack([]))).toMatchInlineSnapshot(
      `"ShapeError in stack(): expected at least one array, received none."`,
    );
  });
});

describe("pad", () => {
  it("surrounds with zeros, or another value", () => {
    expect(pad(array([1, 2]), [[1, 2]]).toNested()).toEqual([0, 1, 2, 0, 0]);
    expect(
      pad(
        array([[1, 2]]),
        [
          [0, 1],
          [1, 0],
        ],
        -7,
      ).toNested(),
    ).toEqual([
      [-7, 1, 2],
      [-7, -7, -7],
    ]);
    expect(pad(array([0, 0], { dtype: "i32" }), [[1, 0]], 5)).toEqual(array([5, 0, 0], { dtype: "i32" }));
    expect(pad(3, []).item()).toBe(3);
  });

  it("passes derivatives to what it surrounds, and maps", () => {
    expectTree(
      grad((x: Arr) =>
        pad(x, [[1, 1]], 9)
          .square()
          .sum(),
      )(array([1, 2])),
      [2, 4],
    );
    expectTree(vmap((x: Arr) => pad(x, [[0, 1]], 9))(array([[1], [2]])), [
      [1, 9],
      [2, 9],
    ]);
  });

  it("refuses widths that do not fit", () => {
    expect(messageOf(() => pad(array([1]), []))).toMatchInlineSnapshot(
      `"ShapeError in pad(): expected a pair [before, after] for each axis of f64[1], received a list of 0."`,
    );
    expect(messageOf(() => pad(array([1]), [[-1, 0]]))).toMatchInlineSnapshot(
      `"ShapeError in pad(): expected a width of at least 0 for each axis of f64[1], received [-1]."`,
    );
  });
});
