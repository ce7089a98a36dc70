/** Printing: what a person reads. */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { fromTrace } from "../../src/array/arr.ts";
import { arange, array, eye, linspace, zeros } from "../../src/array/index.ts";

const text = (data: Parameters<typeof array>[0], options = {}): string => String(array(data, options));

describe("scalars", () => {
  it("show every digit that their type holds", () => {
    expect(text(67.36)).toBe("f64[] 67.36");
    expect(text(0.1 + 0.2)).toBe("f64[] 0.30000000000000004");
    expect(text(0.1, { dtype: "f32" })).toBe("f32[] 0.1");
    expect(text(Math.PI, { dtype: "f32" })).toBe("f32[] 3.1415927");
    expect(text(-0)).toBe("f64[] -0");
    expect(text(6.02e23)).toBe("f64[] 6.02e+23");
    expect(text(true)).toBe("bool[] true");
    expect(text(Number.NaN)).toBe("f64[] NaN");
  });
});

describe("lists", () => {
  it("stand on one line, with as many decimals as the entry that needs most", () => {
    expect(text([1, 2, 3])).toBe("f64[3] [1, 2, 3]");
    expect(text([1, 2.5, -30])).toBe("f64[3] [  1.0,   2.5, -30.0]");
    expect(text([true, false])).toBe("bool[2] [ true, false]");
    expect(text([1, -20], { dtype: "i32" })).toBe("i32[2] [  1, -20]");
    expect(text([1 / 3, 1])).toBe("f64[2] [0.33333333, 1.00000000]");
    expect(text([0.1, 0.2], { dtype: "f32" })).toBe("f32[2] [0.1, 0.2]");
    expect(text([Number.NaN, -Infinity, 1.5, -0])).toBe("f64[4] [      NaN, -Infinity,       1.5,      -0.0]");
  });

  it("change to exponents where fixed point would hide digits", () => {
    expect(text([1e-5, 1])).toBe("f64[2] [1e-05, 1e+00]");
    expect(text([1.5e10, 2])).toBe("f64[2] [1.5e+10, 2.0e+00]");
    expect(text([6.626e-34, 1.38e-23])).toBe("f64[2] [6.626e-34, 1.380e-23]");
    expect(text([99999999, 1])).toBe("f64[2] [99999999,        1]");
    expect(text([-0, 1e-300])).toBe("f64[2] [-0e+00, 1e-300]");
  });

  it("wrap when they are long", () => {
    expect(String(linspace(0, 1, 25))).toMatchInlineSnapshot(`
      "f64[25]
      [0.00000000, 0.04166667, 0.08333333, 0.12500000, 0.16666667, 0.20833333, 0.25000000, 0.29166667,
       0.33333333, 0.37500000, 0.41666667, 0.45833333, 0.50000000, 0.54166667, 0.58333333, 0.62500000,
       0.66666667, 0.70833333, 0.75000000, 0.79166667, 0.83333333, 0.87500000, 0.91666667, 0.95833333,
       1.00000000]"
    `);
  });
});

describe("matrices and more", () => {
  it("align their columns", () => {
    expect(
      text([
        [1, 20],
        [-3.5, 4],
      ]),
    ).toMatchInlineSnapshot(`
      "f64[2, 2]
      [[ 1.0, 20.0],
       [-3.5,  4.0]]"
    `);
    expect(text(linspace(0, 11, 12).toArray(), { shape: [2, 2, 3] })).toMatchInlineSnapshot(`
      "f64[2, 2, 3]
      [[[ 0,  1,  2],
        [ 3,  4,  5]],

       [[ 6,  7,  8],
        [ 9, 10, 11]]]"
    `);
    expect(String(zeros([2, 0]))).toBe("f64[2, 0] []");
    expect(text([[[[1]]]])).toMatchInlineSnapshot(`
      "f64[1, 1, 1, 1]
      [[[[1]]]]"
    `);
  });

  it("are shortened beyond a thousand elements", () => {
    expect(String(arange(2000))).toMatchInlineSnapshot(`"f64[2000] [   0,    1,    2, …, 1997, 1998, 1999]"`);
    expect(String(eye(40))).toMatchInlineSnapshot(`
      "f64[40, 40]
      [[1, 0, 0, …, 0, 0, 0],
       [0, 1, 0, …, 0, 0, 0],
       [0, 0, 1, …, 0, 0, 0],
       …,
       [0, 0, 0, …, 1, 0, 0],
       [0, 0, 0, …, 0, 1, 0],
       [0, 0, 0, …, 0, 0, 1]]"
    `);
    expect(text(arange(1200).toArray(), { shape: [300, 4] })).toMatchInlineSnapshot(`
      "f64[300, 4]
      [[   0,    1,    2,    3],
       [   4,    5,    6,    7],
       [   8,    9,   10,   11],
       …,
       [1188, 1189, 1190, 1191],
       [1192, 1193, 1194, 1195],
       [1196, 1197, 1198, 1199]]"
    `);
    expect(String(arange(1000)).includes("…")).toBe(false);
  });
});

it("traced arrays have a type and no values", () => {
  expect(String(fromTrace({ ended: false }, [3], "f64"))).toBe("traced f64[3]");
});

it("consoles print arrays inside of objects", () => {
  const params = {
    H0: array(67.36),
    covariance: array([
      [1, 0.5],
      [0.5, 1],
    ]),
    traced: fromTrace({ ended: false }, [2], "i32"),
  };
  expect(inspect(params)).toMatchInlineSnapshot(`
    "{
      H0: f64[] 67.36,
      covariance: f64[2, 2]
      [[1.0, 0.5],
       [0.5, 1.0]],
      traced: traced i32[2]
    }"
  `);
});
