/** Elementwise primitives compiled: special values, every length of tail, every element type, the same bits at every position. */

import { type Arr, array, cast, type DType, jit } from "fluxion";
import { describe, expect, it } from "vitest";
import { primitives, type PrimitiveName } from "../../src/primitives/registry.ts";
import type { Primitive } from "../../src/program/primitive.ts";
import { bindOne } from "../../src/program/bind.ts";
import { bytesOf, expectClose, expectSame, special, uniform } from "./support.ts";

const apply =
  (name: PrimitiveName) =>
  (...xs: Arr[]): Arr =>
    bindOne(primitives[name] as unknown as Primitive, xs, {});

/** Correctly rounded by IEEE 754: the same bits from every implementation. */
const exactUnary = ["neg", "abs", "sign", "floor", "ceil", "round", "trunc", "sqrt", "square", "reciprocal"] as const;
const roundings: readonly string[] = ["floor", "ceil", "round", "trunc"];
const exactBinary = ["add", "sub", "mul", "div", "mod", "max", "min"] as const;
const comparisons = ["less", "lessEqual", "greater", "greaterEqual", "equal", "notEqual"] as const;
const logical = ["logicalAnd", "logicalOr"] as const;
const functions = [
  ...(["cbrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan"] as const),
  ...(["sinh", "cosh", "tanh", "asinh", "acosh", "atanh"] as const),
  ...(["rsqrt", "exp2", "log2", "log10", "sigmoid", "softplus"] as const),
];
const functionsOfTwo = ["pow", "atan2", "hypot"] as const;

/** Every pair of special values. */
const pairs = special.flatMap((x) => special.map((y) => [x, y] as const));
const firsts = array(pairs.map(([x]) => x));
const seconds = array(pairs.map(([, y]) => y));

// Vector math is good to 1 ulp, the interpreter's functions to about 1: together 2, that is 4.5e-16 relative.
const FUNCTION_TOLERANCE = 1e-15;
// As f32: half an ulp after each, and the rare case where the two round to neighbours.
const SINGLE_TOLERANCE = 1.3e-7;

describe("elementwise primitives", () => {
  it.each(exactUnary)("%s has the bits that IEEE 754 asks for", (name) => {
    expectSame(apply(name), [array(special)]);
  });

  it.each(exactBinary)("%s has the bits that IEEE 754 asks for", (name) => {
    expectSame(apply(name), [firsts, seconds]);
  });

  it.each(comparisons)("%s compares floats, integers and bools", (name) => {
    expectSame(apply(name), [firsts, seconds]);
    for (const dtype of ["f32", "i32", "bool"] as const) {
      expectSame(apply(name), [uniform([37], 1, dtype), uniform([37], 2, dtype)]);
    }
  });

  it.each(logical)("%s works on bools", (name) => {
    expectSame(apply(name), [uniform([37], 1, "bool"), uniform([37], 2, "bool")]);
    expectSame((x) => apply("logicalNot")(x), [uniform([37], 3, "bool")]);
  });

  it.each(functions)("%s agrees with the interpreter", (name) => {
    expectSame(apply(name), [array(special)], FUNCTION_TOLERANCE);
    expectSame(apply(name), [uniform([257], 5, "f64", -3, 3)], FUNCTION_TOLERANCE);
    expectSame(apply(name), [uniform([65], 5, "f32", -3, 3)], SINGLE_TOLERANCE);
  });

  it.each(functionsOfTwo)("%s agrees with the interpreter", (name) => {
    expectSame(apply(name), [firsts, seconds], FUNCTION_TOLERANCE);
    expectSame(apply(name), [uniform([257], 5, "f64", -3, 3), uniform([257], 6, "f64", -3, 3)], FUNCTION_TOLERANCE);
  });

  it.each([...exactUnary.filter((name) => name !== "sqrt" && name !== "reciprocal" && !roundings.includes(name))])(
    "%s of integers wraps as 32 bits do",
    (name) => {
      // Squares below 2^53 or with few bits, which the interpreter's f64 holds exactly.
      expectSame(apply(name), [array([0, 1, -1, 7, 94906265, -2147483648, 46341], { dtype: "i32" })]);
    },
  );

  it.each(exactBinary.filter((name) => name !== "div"))("%s of integers wraps as 32 bits do", (name) => {
    const x = array([0, 1, -1, 2147483647, -2147483648, 65536, 100], { dtype: "i32" });
    const y = array([5, -7, -1, 1, -1, 65536, 3], { dtype: "i32" });
    expectSame(apply(name), [x, y]);
  });

  it.each(exactBinary)("%s of f32 rounds to f32", (name) => {
    expectSame(apply(name), [uniform([101], 7, "f32"), uniform([101], 8, "f32")]);
  });

  it("chooses between any element types", () => {
    for (const dtype of ["f64", "f32", "i32", "bool"] as const) {
      expectSame(apply("select"), [uniform([33], 1, "bool"), uniform([33], 2, dtype), uniform([33], 3, dtype)]);
    }
  });

  it.each(["f64", "f32", "i32", "bool"] as const)("converts %s to every type", (from) => {
    const values = from === "bool" ? [0, 1, 1, 0, 1] : from === "i32" ? [0, -1, 7, 2147483647, -2147483648] : special;
    for (const to of ["f64", "f32", "i32", "bool"] as const) {
      expectSame((x) => cast(x, to), [array(values, { dtype: from })]);
    }
    expectSame((x) => cast(x, "i32"), [array([2147483648, -2147483649, 1e300, NaN, -1e300, 3.99, -3.99])]);
  });

  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33] as const)("computes arrays of length %i", (length) => {
    for (const dtype of ["f64", "f32", "i32", "bool"] as const satisfies readonly DType[]) {
      const [x, y] = [uniform([length], length + 1, dtype), uniform([length], length + 9, dtype)];
      if (dtype === "bool") expectSame((a, b) => apply("logicalAnd")(a, b), [x, y]);
      else expectSame((a, b) => a.add(b).mul(a).sub(b.neg()), [x, y]);
    }
  });

  it("gives an element the same bits wherever it stands", () => {
    const all = uniform([23], 11, "f64", 0.1, 3);
    const f = (x: Arr): Arr =>
      x
        .log1p()
        .sin()
        .div(x.exp().add(x.pow(1.7)))
        .tanh();
    const whole = jit(f)(all).toArray();
    for (let start = 0; start < 5; start++) {
      for (let end = start + 1; end <= 23; end++) {
        const part = jit(f)(array(all.toArray().slice(start, end)));
        expect(bytesOf(part)).toEqual(bytesOf(array(whole.slice(start, end))));
      }
    }
  });

  it("computes sine and cosine of one angle together, with the bits that each has alone", () => {
    const x = array([...special, ...uniform([201], 4, "f64", -9, 9).toArray(), 1e6, -1e22]);
    const alone = [jit((a: Arr) => a.sin())(x), jit((a: Arr) => a.cos())(x)];
    const together = jit((a: Arr) => [a.sin(), a.cos(), a.sin().mul(2).add(a.cos())] as const)(x);
    expect(together.slice(0, 2).map(bytesOf)).toEqual(alone.map(bytesOf));
    expectSame(
      (a, b) => a.sin().mul(b.cos()).add(a.cos().mul(b.sin())),
      [x, uniform([x.size], 5)],
      FUNCTION_TOLERANCE * 4,
    );
    expectSame((a, s) => a.mul(s.sin()).add(s.cos()), [x, array(0.7)], FUNCTION_TOLERANCE);
  });

  it("takes scalars beside arrays", () => {
    const [x, s] = [uniform([2, 5], 1), array(1.25)];
    expectSame((a, b) => [a.mul(b), b.sub(a), b.mul(b), a.add(2).mul(b.exp())], [x, s], FUNCTION_TOLERANCE);
    expectSame((a, b) => apply("mul")(a, b), [x, s]);
  });

  it("computes long chains in one pass with the bits of single steps", () => {
    const x = uniform([1001], 3);
    const chain = (a: Arr): Arr => {
      let value = a;
      for (let i = 0; i < 50; i++) value = value.mul(a).add(0.25).sub(value.div(3)).abs().sqrt();
      return value;
    };
    expectSame(chain, [x]);
  });

  it("keeps f64 numbers whole beside f32 arrays only where they are f32", () => {
    expectClose(
      jit((x: Arr) => x.mul(0.1))(array([1, 2, 3], { dtype: "f32" })),
      array([0.1, 0.2, 0.3], { dtype: "f32" }),
      SINGLE_TOLERANCE,
    );
  });
});
