/** Filled arrays and ranges, against the results that NumPy documents. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arange, array, eye, full, linspace, ones, onesLike, zeros, zerosLike } from "../../src/array/index.ts";
import { messageOf } from "../support/message-of.ts";

const seed = 20240606;

describe("filled arrays", () => {
  it("hold one value", () => {
    expect(zeros([2, 1])).toEqual(array([[0], [0]]));
    expect(ones(3, { dtype: "f32" })).toEqual(array([1, 1, 1], { dtype: "f32" }));
    expect(full([2], 7.5)).toEqual(array([7.5, 7.5]));
    expect(full([], true)).toEqual(array(true));
    expect(full([2], 3, { dtype: "bool" })).toEqual(array([true, true]));
    expect(full([1], -2, { dtype: "i32" })).toEqual(array([-2], { dtype: "i32" }));
    expect(zerosLike(array([[1, 2]], { dtype: "i32" }))).toEqual(array([[0, 0]], { dtype: "i32" }));
    expect(onesLike(array([3]), { dtype: "bool" })).toEqual(array([true]));
    expect(zeros([0, 3]).size).toBe(0);
  });

  it("include the identity", () => {
    expect(eye(2)).toEqual(
      array([
        [1, 0],
        [0, 1],
      ]),
    );
    expect(eye(2, 3, { dtype: "i32" })).toEqual(
      array(
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        { dtype: "i32" },
      ),
    );
    expect(eye(3, 1)).toEqual(array([[1], [0], [0]]));
  });

  it("name what is wrong", () => {
    expect(
      [
        messageOf(() => zeros([2, -1])),
        messageOf(() => ones(2.5)),
        messageOf(() => eye(Number.NaN)),
        messageOf(() => full([1], 0.5, { dtype: "i32" })),
        messageOf(() => zeros([1], { dtype: "int" as never })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ShapeError in zeros(): expected whole numbers, 0 or more, in a shape, received [2, -1].
      ShapeError in ones(): expected whole numbers, 0 or more, in a shape, received [2.5].
      ShapeError in eye(): expected whole numbers, 0 or more, in a shape, received [NaN, NaN].
      DataError in full(): expected an integer for an i32 array, received the number 0.5.
      OptionError at dtype in zeros(): expected "bool" or "i32" or "f32" or "f64", received the string "int"."
    `);
  });
});

describe("arange", () => {
  it("gives what NumPy's manual shows", () => {
    // numpy.arange(3), (3, 7), (3, 7, 2)
    expect(arange(3).toNested()).toEqual([0, 1, 2]);
    expect(arange(3, 7).toNested()).toEqual([3, 4, 5, 6]);
    expect(arange(3, 7, 2).toNested()).toEqual([3, 5]);
    expect(arange(0, 1, 0.25).toNested()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(arange(5, 0, -2).toNested()).toEqual([5, 3, 1]);
    expect(arange(5, 0).toNested()).toEqual([]);
    expect(arange(3, { dtype: "i32" })).toEqual(array([0, 1, 2], { dtype: "i32" }));
    expect(arange(1, 3, 1, { dtype: "f32" }).dtype).toBe("f32");
  });

  it("names what is wrong", () => {
    expect(
      [
        messageOf(() => arange(0, 1, 0)),
        messageOf(() => arange(Infinity)),
        messageOf(() => arange(0, Number.NaN)),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "DataError at step in arange(): expected a step other than 0, received 0.
      DataError in arange(): expected finite numbers, received the number Infinity.
      DataError in arange(): expected finite numbers, received the number NaN."
    `);
    expect(messageOf(() => arange(0, 1, 0.5, { dtype: "i32" }))).toMatchInlineSnapshot(
      `"DataError in arange(): expected whole numbers for an i32 array, received start 0 and step 0.5. Leave the element type f64, or round and convert with cast."`,
    );
  });
});

describe("linspace", () => {
  it("gives what NumPy's manual shows", () => {
    // numpy.linspace(2.0, 3.0, num=5)
    expect(linspace(2, 3, 5).toNested()).toEqual([2, 2.25, 2.5, 2.75, 3]);
    expect(linspace(1, 2, 1).toNested()).toEqual([1]);
    expect(linspace(1, 2, 0).toNested()).toEqual([]);
    expect(linspace(0, 1).size).toBe(50);
  });

  it("ends exactly at its end and is evenly spaced", () => {
    const end = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(end, end, fc.integer({ min: 2, max: 40 }), (start, stop, count) => {
        const points = linspace(start, stop, count).toArray();
        expect(points[0]).toBe(start);
        expect(points[count - 1]).toBe(stop);
        const step = (stop - start) / (count - 1);
        // Each point is one product and one sum away from exact: two roundings of the largest magnitude in play. A
        // subnormal step is rounded to a multiple of the least number, and that error is taken up to `count` times.
        const rounding = 2 * Number.EPSILON * (Math.abs(start) + Math.abs(stop - start)) + count * Number.MIN_VALUE;
        points.forEach((point, index) => {
          expect(Math.abs(point - (start + index * step))).toBeLessThanOrEqual(rounding);
        });
      }),
      { seed },
    );
  });

  it("names what is wrong", () => {
    expect([messageOf(() => linspace(0, Infinity, 3)), messageOf(() => linspace(0, 1, 2.5))].join("\n"))
      .toMatchInlineSnapshot(`
      "DataError in linspace(): expected finite numbers, received the number Infinity.
      DataError at count in linspace(): expected a whole number, 0 or more, received the number 2.5."
    `);
  });
});
