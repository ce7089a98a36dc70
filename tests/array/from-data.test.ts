/** Array: every kind of data that it reads, what it makes of element types, and how it names what it cannot read. */
import fc from "fast-check";
import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { array, type ArrayData, type DType, fromNdarray, type NestedNumbers } from "../../src/array/index.ts";
import { messageOf } from "../support/message-of.ts";

const seed = 20240605;

describe("array", () => {
  it("reads numbers and nested lists, f64 unless all are booleans", () => {
    expect([array(3).shape, array(3).dtype, array(3).item()]).toEqual([[], "f64", 3]);
    const matrix = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([matrix.shape, matrix.dtype, matrix.rank, matrix.size]).toEqual([[2, 3], "f64", 2, 6]);
    expect(Array.from(matrix.toArray())).toEqual([1, 2, 3, 4, 5, 6]);
    expect(array([true, false]).dtype).toBe("bool");
    expect(array([true, 2])).toEqual(array([1, 2]));
    expect(array([[], []]).shape).toEqual([2, 0]);
    expect(array([]).dtype).toBe("f64");
  });

  it.each<[ArrayData, DType]>([
    [Float64Array.of(1, 2), "f64"],
    [Float32Array.of(1, 2), "f32"],
    [Int32Array.of(1, 2), "i32"],
    [Int16Array.of(1, 2), "i32"],
    [Int8Array.of(1, 2), "i32"],
    [Uint16Array.of(1, 2), "i32"],
    [Uint8Array.of(1, 2), "i32"],
    [Uint8ClampedArray.of(1, 2), "i32"],
    [Uint32Array.of(1, 2), "f64"],
  ])("reads %o as %s, which holds every value of it", (data, dtype) => {
    expect(array(data)).toEqual(array([1, 2], { dtype }));
  });

  it("reads rows that are typed arrays", () => {
    expect(array([Float64Array.of(1, 2), Float64Array.of(3, 4)])).toEqual(
      array([
        [1, 2],
        [3, 4],
      ]),
    );
  });

  it("gives back what it was given", () => {
    const nested: fc.Arbitrary<NestedNumbers> = fc
      .array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 })
      .chain((shape) =>
        shape.reduceRight<fc.Arbitrary<NestedNumbers>>(
          (inner, length) => fc.array(inner, { minLength: length, maxLength: length }),
          fc.double(),
        ),
      );
    fc.assert(
      fc.property(nested, (data) => {
        expect(array(data).toNested()).toEqual(data);
      }),
      { seed },
    );
  });

  it("reads elements in the shape asked for", () => {
    expect(array([1, 2, 3, 4, 5, 6], { shape: [3, 2] })).toEqual(
      array([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    );
    expect(array([[7]], { shape: [] }).item()).toBe(7);
  });

  it("converts to the element type asked for", () => {
    expect(array([0.1], { dtype: "f32" }).item()).toBe(Math.fround(0.1));
    expect(array([1, -2147483648, 2147483647], { dtype: "i32" }).toArray()).toEqual(
      Int32Array.of(1, -2147483648, 2147483647),
    );
    expect(array([0, -3, Number.NaN, 0.1], { dtype: "bool" }).toArray()).toEqual(Uint8Array.of(0, 1, 1, 1));
    expect(array(array([1, 2]), { dtype: "i32" })).toEqual(array([1, 2], { dtype: "i32" }));
  });

  it("copies: later writes to the data do not show", () => {
    const data = Float64Array.of(1, 2);
    const x = array(data);
    data[0] = 9;
    expect(x.toNested()).toEqual([1, 2]);
  });
});

describe("ndarrays", () => {
  const view = ndarray(Float64Array.of(0, 1, 2, 3, 4, 5), [2, 3]);

  it("are read through their strides", () => {
    expect(array(view)).toEqual(
      array([
        [0, 1, 2],
        [3, 4, 5],
      ]),
    );
    expect(array(view.transpose(1, 0))).toEqual(
      array([
        [0, 3],
        [1, 4],
        [2, 5],
      ]),
    );
    expect(array(view.step(-1, 2))).toEqual(
      array([
        [3, 5],
        [0, 2],
      ]),
    );
    expect(fromNdarray(view.pick(1, null), { dtype: "f32" })).toEqual(array([3, 4, 5], { dtype: "f32" }));
    expect(array(ndarray([1, 2, 3, 4], [2, 2]))).toEqual(
      array([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(array(ndarray(Float32Array.of(7), [])).item()).toBe(7);
  });

  it("come back as copies", () => {
    const x = array([
      [1, 2],
      [3, 4],
    ]);
    const copy = x.toNdarray();
    expect([copy.get(1, 0), copy.shape, copy.stride]).toEqual([3, [2, 2], [2, 1]]);
    copy.set(0, 0, 9);
    expect(x.toNested()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe("what it cannot read", () => {
  const refused = (data: unknown, options = {}): string => messageOf(() => array(data as ArrayData, options));

  it("is named by its place when lists are ragged", () => {
    expect(
      [
        refused([[1, 2], [3, 4], [5]]),
        refused([[1, 2], 3]),
        refused([1, [2]]),
        refused([
          [[1], [2]],
          [[3], [4, 5]],
        ]),
        refused([Float64Array.of(1, 2), Float64Array.of(1)]),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ShapeError at data[2] in array(): expected a list of 2, like data[0], received a list of 1. Lists at one level must have one length; pad them, or keep them as separate arrays.
      ShapeError at data[1] in array(): expected a list of 2, like data[0], received the number 3. Lists at one level must have one length; pad them, or keep them as separate arrays.
      ShapeError at data[1] in array(): expected a number, like data[0], received a list of 1. Lists must be nested to one depth throughout.
      ShapeError at data[1][1] in array(): expected a list of 1, like data[0][0], received a list of 2. Lists at one level must have one length; pad them, or keep them as separate arrays.
      ShapeError at data[1] in array(): expected a list of 2, like data[0], received a Float64Array of 1. Lists at one level must have one length; pad them, or keep them as separate arrays."
    `);
  });

  it("is named by its place when an element is no number", () => {
    expect(
      [
        refused([
          [1, 2],
          [3, "4"],
        ]),
        refused([
          [1, 2],
          [3, 4n],
        ]),
        refused([
          [1, 2],
          [3, undefined],
        ]),
        refused([
          [1, 2],
          [null, 3],
        ]),
        refused([[1, 2], "34"]),
        refused([array(1), array(2)]),
        refused([1, array(2)]),
        refused(ndarray(["a"] as unknown as number[], [1])),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "DataError at data[1][1] in array(): expected a number or a boolean, received the string "4". Convert it with Number(...).
      DataError at data[1][1] in array(): expected a number or a boolean, received the BigInt 4n. Convert it with Number(...).
      DataError at data[1][1] in array(): expected a number or a boolean, received nothing. Mark a missing value with NaN.
      DataError at data[1][0] in array(): expected a number or a boolean, received null. Mark a missing value with NaN.
      DataError at data[1] in array(): expected a list of 2, like data[0], received the string "34". Convert it with Number(...).
      DataError at data[0] in array(): expected a number or a boolean, received f64[]. Join arrays with stack([...]) or concat([...]).
      DataError at data[1] in array(): expected a number or a boolean, received f64[]. Join arrays with stack([...]) or concat([...]).
      DataError at data.data[0] in array(): expected a number, received the string "a"."
    `);
  });

  it("is described when it is no data at all", () => {
    expect(
      [refused(undefined), refused("12"), refused(12n), refused({ x: 1 }), refused(new BigInt64Array(2))].join("\n"),
    ).toMatchInlineSnapshot(`
      "DataError at data in array(): expected numbers: nested lists, a typed array or an ndarray, received nothing. Mark a missing value with NaN.
      DataError at data in array(): expected numbers: nested lists, a typed array or an ndarray, received the string "12". Convert it with Number(...).
      DataError at data in array(): expected numbers: nested lists, a typed array or an ndarray, received the BigInt 12n. Convert it with Number(...).
      DataError at data in array(): expected numbers: nested lists, a typed array or an ndarray, received an object with key x.
      DataError at data in array(): expected numbers: nested lists, a typed array or an ndarray, received a BigInt64Array of 2. Convert its elements: Float64Array.from(data, Number)."
    `);
    expect(messageOf(() => fromNdarray([1] as never))).toMatchInlineSnapshot(
      `"DataError in fromNdarray(): expected an ndarray, received a list of 1."`,
    );
  });

  it("is named by its place when i32 cannot hold it", () => {
    expect(
      [
        refused(
          [
            [1, 2],
            [3, 0.5],
          ],
          { dtype: "i32" },
        ),
        refused([[1, Number.NaN]], { dtype: "i32" }),
        refused(2 ** 31, { dtype: "i32" }),
        refused(Float64Array.of(0, Infinity), { dtype: "i32" }),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "DataError at data[1][1] in array(): expected an integer from -2147483648 to 2147483647 for an i32 array, received the number 0.5. Use f64, or make an f64 array and convert it with cast, which truncates.
      DataError at data[0][1] in array(): expected an integer from -2147483648 to 2147483647 for an i32 array, received the number NaN. Use f64, which holds NaN and Infinity.
      DataError at data in array(): expected an integer from -2147483648 to 2147483647 for an i32 array, received the number 2147483648. Use f64, or make an f64 array and convert it with cast, which truncates.
      DataError at data[1] in array(): expected an integer from -2147483648 to 2147483647 for an i32 array, received the number Infinity. Use f64, which holds NaN and Infinity."
    `);
  });

  it("is a shape that does not hold it, or is none, or an element type that does not exist", () => {
    expect(
      [
        refused([1, 2, 3], { shape: [2, 2] }),
        refused([1, 2, 3], { shape: [-3] }),
        refused([1, 2, 3], { shape: 3 }),
        refused([1, 2, 3], { dtype: "float64" }),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "ShapeError in array(): expected 4 elements for shape [2, 2], received 3.
      OptionError at shape[0] in array(): expected a whole number of at least 0, received the number -3.
      OptionError at shape in array(): expected a list, received the number 3.
      OptionError at dtype in array(): expected "bool" or "i32" or "f32" or "f64", received the string "float64"."
    `);
  });
});
