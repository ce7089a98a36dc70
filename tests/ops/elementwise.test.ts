/** Elementwise operations: broadcasting and element types as NumPy's, values as IEEE 754's at the special ones. */

import * as fluxion from "fluxion";
import {
  add,
  type Arr,
  type ArrLike,
  array,
  atan2,
  broadcastTo,
  clip,
  type DType,
  div,
  equal,
  greater,
  hypot,
  isFinite,
  isNaN,
  jit,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  matMul,
  maximum,
  minimum,
  mod,
  mul,
  neg,
  notEqual,
  pow,
  sqrt,
  sub,
  where,
} from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { plain } from "../support/trees.ts";

const dtypes: readonly DType[] = ["bool", "i32", "f32", "f64"];

const of = (dtype: DType, data: number | readonly number[] = [1, 2]): Arr => array(data, { dtype });

describe("broadcasting", () => {
  /** Pairs of shapes that broadcast: each axis equal, 1 or missing. */
  const shapes = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.boolean()), { maxLength: 4 })
    .chain((axes) =>
      fc.tuple(fc.nat({ max: axes.length }), fc.nat({ max: axes.length })).map(([dropA, dropB]) => {
        const full = axes.map(([length]) => length);
        const a = axes.map(([length, one]) => (one ? 1 : length)).slice(dropA);
        const b = axes.map(([length, , one]) => (one ? 1 : length)).slice(dropB);
        return { full, a, b };
      }),
    );
  const filled = (shape: readonly number[], start: number): Arr =>
    array(
      Array.from({ length: shape.reduce((n, m) => n * m, 1) }, (_, i) => start + i),
      { shape },
    );

  it("pairs elements as index arithmetic says", () => {
    fc.assert(
      fc.property(shapes, ({ a, b }) => {
        const [x, y] = [filled(a, 1), filled(b, 100)];
        const result = sub(x, y);
        const rank = Math.max(a.length, b.length);
        const shape = Array.from({ length: rank }, (_, i) => {
          const [la, lb] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
          return la === 1 ? lb : la;
        });
        expect([...result.shape]).toEqual(shape);
        const elements = result.toArray();
        const read = (arr: Arr, index: readonly number[]): number => {
          const own = index.slice(rank - arr.rank);
          const flat = own.reduce((at, i, axis) => at * arr.shape[axis]! + (arr.shape[axis] === 1 ? 0 : i), 0);
          return arr.toArray()[flat]!;
        };
        elements.forEach((element, flat) => {
          const index = new Array<number>(rank);
          let rest = flat;
          for (let axis = rank - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis]!;
            rest = Math.floor(rest / shape[axis]!);
          }
          expect(element).toBe(read(x, index) - read(y, index));
        });
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("shares memory when values are known, and refuses what does not fit", () => {
    expect(broadcastTo(array([[1], [2]]), [2, 2, 3]).toNested()).toEqual([
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    ]);
    expect(broadcastTo(5, [2]).toNested()).toEqual([5, 5]);
    expect(broadcastTo(array([]), [3, 0]).shape).toEqual([3, 0]);
    expect(messageOf(() => broadcastTo(array([1, 2]), [2, 3]))).toMatchInlineSnapshot(
      `"ShapeError in broadcastTo(): expected a shape that broadcasts to [2, 3], received [2]. Axes align from the last; insert one with expandDims."`,
    );
    expect(messageOf(() => broadcastTo(array([[1, 2]]), [2]))).toMatchInlineSnapshot(
      `"ShapeError in broadcastTo(): expected a shape that broadcasts to [2], received [1, 2]. Axes align from the last; insert one with expandDims."`,
    );
    expect(messageOf(() => broadcastTo(1, [-2]))).toMatchInlineSnapshot(
      `"ShapeError in broadcastTo(): expected whole numbers, 0 or more, in a shape, received [-2]."`,
    );
  });

  it("says which shapes do not meet, by the operation's own name", () => {
    const [two, three] = [array([1, 2]), array([1, 2, 3])];
    expect(messageOf(() => add(two, three))).toMatchInlineSnapshot(
      `"ShapeError in add(): expected shapes that broadcast (equal lengths, or 1, axis by axis from the last), received [2] and [3]. Insert an axis with expandDims, or use vmap to map over one operand."`,
    );
    expect(messageOf(() => where(two, three, 0))).toMatchInlineSnapshot(
      `"ShapeError in where(): expected shapes that broadcast (equal lengths, or 1, axis by axis from the last), received [2] and [3]. Insert an axis with expandDims, or use vmap to map over one operand."`,
    );
    for (const [name, f] of Object.entries({ maximum, minimum, pow, atan2, less, logicalAnd })) {
      expect(messageOf(() => f(two, three))).toContain(`ShapeError in ${name}(): `);
    }
    expect(messageOf(() => clip(two, three, 1))).toContain("ShapeError in clip(): ");
    expect(messageOf(() => clip(two, null as unknown as Arr, 1))).toMatchInlineSnapshot(
      `"DTypeError at operand 2 in clip(): expected an Arr or a number, received null. Make an array with array(data)."`,
    );
  });
});

describe("element types", () => {
  it("meet in the wider one: bool < i32 < f32 < f64", () => {
    for (const [i, a] of dtypes.entries()) {
      for (const [j, b] of dtypes.entries()) {
        if (i + j > 0) expect(add(of(a), of(b)).dtype).toBe(dtypes[Math.max(i, j)]);
        expect(less(of(a), of(b)).dtype).toBe("bool");
        expect(where(true, of(a), of(b)).dtype).toBe(dtypes[Math.max(i, j)]);
      }
    }
  });

  it("a number takes that of the other operand, unless it cannot hold it", () => {
    const cases: readonly [ArrLike, ArrLike, DType][] = [
      [of("f32"), 0.1, "f32"],
      [of("f64"), 1, "f64"],
      [of("i32"), 3, "i32"],
      [of("i32"), 0.5, "f64"],
      [of("i32"), 3e9, "f64"],
      [of("i32"), Infinity, "f64"],
      [of("bool"), 1, "i32"],
      [of("bool"), 0.5, "f64"],
      [1, 2, "f64"],
      [true, 2, "f64"],
      [of("f32"), true, "f32"],
    ];
    for (const [a, b, dtype] of cases) {
      expect([add(a, b).dtype, add(b, a).dtype]).toEqual([dtype, dtype]);
    }
    expect(add(of("f32", [1]), 0.1)).toEqual(array([1.1], { dtype: "f32" }));
    expect(where(of("bool", [1, 0]), of("f32"), 7)).toEqual(array([1, 7], { dtype: "f32" }));
    expect(where(true, 1, 2)).toEqual(array(1));
    expect(where(false, true, false)).toEqual(array(false));
  });

  it("of functions with fractional values are f64 from integers, and as they are from floats", () => {
    const fractional = [
      ...(["sqrt", "rsqrt", "cbrt", "reciprocal", "exp", "exp2", "expm1", "log", "log1p", "log2", "log10"] as const),
      ...(["sin", "tanh", "atan", "asinh", "acosh", "atanh", "sigmoid", "softplus"] as const),
    ];
    for (const name of fractional) {
      for (const dtype of dtypes) {
        expect([name, fluxion[name](of(dtype)).dtype]).toEqual([name, dtype === "f32" ? "f32" : "f64"]);
      }
    }
    for (const f of [div, pow, atan2, hypot]) {
      expect([f(of("i32"), of("i32")).dtype, f(of("f32"), 2).dtype]).toEqual(["f64", "f32"]);
    }
  });

  it("of the others are kept: integers stay integers", () => {
    for (const name of ["neg", "abs", "square", "sign"] as const) expect(fluxion[name](of("i32")).dtype).toBe("i32");
    for (const name of ["floor", "ceil", "round", "trunc"] as const) {
      // Whole already, bools too.
      for (const dtype of dtypes) expect(fluxion[name](of(dtype))).toEqual(of(dtype));
    }
    for (const f of [add, sub, mul, maximum, minimum, mod]) expect(f(of("i32"), of("i32")).dtype).toBe("i32");
    expect(mod(of("i32", [7, -7, 7, -7, 5, 0]), of("i32", [3, 3, -3, -3, 0, 0]))).toEqual(
      of("i32", [1, 2, -2, -1, 0, 0]),
    );
    expect(clip(of("i32", [-5, 5, 50]), 0, 9)).toEqual(of("i32", [0, 5, 9]));
    // 32-bit integers wrap around, as NumPy's do.
    expect(add(of("i32", [2147483647]), 1).toNested()).toEqual([-2147483648]);
    expect(mul(of("i32", [65536]), of("i32", [65537])).toNested()).toEqual([65536]);
    expect(neg(of("i32", [-2147483648])).toNested()).toEqual([-2147483648]);
    // Products of 54 bits and more, which float64 would round: 123456789² = 15241578750190521.
    const large = of("i32", [123456789, -123456789]);
    const wrapped = Number(BigInt.asIntN(32, 15241578750190521n));
    for (const square of [mul(large, large), large.square(), jit((x: Arr) => mul(x, x))(large)]) {
      expect(square.toNested()).toEqual([wrapped, wrapped]);
    }
    expect(large.prod().item()).toBe(Number(BigInt.asIntN(32, -15241578750190521n)));
    expect(large.dot(large).item()).toBe(Number(BigInt.asIntN(32, 2n * 15241578750190521n)));
    expect(matMul(large, large).item()).toBe(large.dot(large).item());
  });

  it("of logic are bool, whatever is tested for being zero", () => {
    expect(logicalAnd(of("f64", [0, 2, NaN]), of("i32", [1, 1, 1]))).toEqual(array([false, true, true]));
    expect([logicalOr(0, false), logicalNot(of("i32", [0, 3]))]).toEqual([array(false), array([true, false])]);
  });

  it("that cannot be computed with are refused", () => {
    expect(messageOf(() => add(of("bool"), of("bool")))).toMatchInlineSnapshot(
      `"DTypeError in add(): expected f64, f32 or i32, received bool and bool. Convert with cast(x, "i32") or cast(x, "f64"), or use logicalAnd, logicalOr, logicalNot and where."`,
    );
    expect(messageOf(() => neg(true))).toMatchInlineSnapshot(
      `"DTypeError in neg(): expected f64, f32 or i32, received bool. Convert with cast(x, "i32") or cast(x, "f64"), or use logicalAnd, logicalOr, logicalNot and where."`,
    );
    expect(messageOf(() => add(of("f64"), undefined as unknown as Arr))).toMatchInlineSnapshot(
      `"DTypeError at operand 2 in add(): expected an Arr or a number, received nothing. Is a key misspelt, or an argument missing?"`,
    );
    expect(messageOf(() => mul([1, 2] as unknown as Arr, 2))).toMatchInlineSnapshot(
      `"DTypeError at operand 1 in mul(): expected an Arr or a number, received a list of 2. Make an array with array(data)."`,
    );
    expect(messageOf(() => sqrt("2" as unknown as Arr))).toMatchInlineSnapshot(
      `"DTypeError in sqrt(): expected an Arr or a number, received the string "2". Make an array with array(data)."`,
    );
    expect(messageOf(() => of("f64").add(null as unknown as Arr))).toMatchInlineSnapshot(
      `"DTypeError at operand 2 in add(): expected an Arr or a number, received null. Make an array with array(data)."`,
    );
  });
});

describe("special values", () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const specials = [nan, inf, -inf, 0, -0, 1, -1];

  it("of unary functions are those of IEEE 754 and C99's annex F", () => {
    const table: Readonly<Record<string, readonly number[]>> = {
      // at      NaN, ∞,       −∞,        0,    −0,  1,             −1
      neg: [nan, -inf, inf, -0, 0, -1, 1],
      abs: [nan, inf, inf, 0, 0, 1, 1],
      sign: [nan, 1, -1, 0, -0, 1, -1],
      floor: [nan, inf, -inf, 0, -0, 1, -1],
      ceil: [nan, inf, -inf, 0, -0, 1, -1],
      round: [nan, inf, -inf, 0, -0, 1, -1],
      trunc: [nan, inf, -inf, 0, -0, 1, -1],
      square: [nan, inf, inf, 0, 0, 1, 1],
      sqrt: [nan, inf, nan, 0, -0, 1, nan],
      rsqrt: [nan, 0, nan, inf, -inf, 1, nan],
      cbrt: [nan, inf, -inf, 0, -0, 1, -1],
      reciprocal: [nan, 0, -0, inf, -inf, 1, -1],
      exp: [nan, inf, 0, 1, 1, Math.E, 1 / Math.E],
      expm1: [nan, inf, -1, 0, -0, Math.E - 1, Math.expm1(-1)],
      exp2: [nan, inf, 0, 1, 1, 2, 0.5],
      log: [nan, inf, nan, -inf, -inf, 0, nan],
      log2: [nan, inf, nan, -inf, -inf, 0, nan],
      log10: [nan, inf, nan, -inf, -inf, 0, nan],
      log1p: [nan, inf, nan, 0, -0, Math.LN2, -inf],
      sin: [nan, nan, nan, 0, -0, Math.sin(1), -Math.sin(1)],
      cos: [nan, nan, nan, 1, 1, Math.cos(1), Math.cos(1)],
      tan: [nan, nan, nan, 0, -0, Math.tan(1), -Math.tan(1)],
      asin: [nan, nan, nan, 0, -0, Math.PI / 2, -Math.PI / 2],
      acos: [nan, nan, nan, Math.PI / 2, Math.PI / 2, 0, Math.PI],
      atan: [nan, Math.PI / 2, -Math.PI / 2, 0, -0, Math.PI / 4, -Math.PI / 4],
      sinh: [nan, inf, -inf, 0, -0, Math.sinh(1), -Math.sinh(1)],
      cosh: [nan, inf, inf, 1, 1, Math.cosh(1), Math.cosh(1)],
      tanh: [nan, 1, -1, 0, -0, Math.tanh(1), -Math.tanh(1)],
      asinh: [nan, inf, -inf, 0, -0, Math.asinh(1), -Math.asinh(1)],
      acosh: [nan, inf, nan, nan, nan, 0, nan],
      atanh: [nan, nan, nan, 0, -0, inf, -inf],
      sigmoid: [nan, 1, 0, 0.5, 0.5, 1 / (1 + Math.exp(-1)), 1 / (1 + Math.E)],
      softplus: [nan, inf, 0, Math.LN2, Math.LN2, 1.3132616875182228, 0.31326168751822286],
    };
    for (const [name, expected] of Object.entries(table)) {
      const f = fluxion[name as "neg"];
      for (const values of [f(array(specials)), jit(f, { target: "reference" })(array(specials))]) {
        values.toArray().forEach((value, i) => {
          const exact = Object.is(value, expected[i]);
          // Correctly rounded only up to the last place away from the special values.
          const close = Math.abs(value - expected[i]!) <= 2.3e-16 * Math.abs(expected[i]!) && expected[i] !== 0;
          if (!exact && !close) expect.fail(`${name}(${specials[i]!}): received ${value}, expected ${expected[i]!}`);
        });
      }
    }
  });

  it("of powers: 1 to any power and any number to the power 0 is 1; the rest follows the limits", () => {
    const cases: readonly [number, number, number][] = [
      [1, nan, 1],
      [nan, 0, 1],
      [nan, -0, 1],
      [-1, inf, 1],
      [-1, -inf, 1],
      [1, inf, 1],
      [2, inf, inf],
      [0.5, inf, 0],
      [2, -inf, 0],
      [0.5, -inf, inf],
      [0, -1, inf],
      [-0, -1, -inf],
      [-0, -2, inf],
      [-0, 3, -0],
      [-0, 2, 0],
      [-inf, 3, -inf],
      [-inf, 2, inf],
      [-inf, -3, -0],
      [-8, 1 / 3, nan],
      [-2, 3, -8],
      [nan, 1, nan],
      [2, nan, nan],
    ];
    for (const [x, y, expected] of cases) expect([x, y, pow(x, y).item()]).toEqual([x, y, expected]);
  });

  it("of roundings: halves go to the even integer, signs of zero are kept", () => {
    const x = [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, -0.3, 2.7, -2.7, 2251799813685249.5, 1e300];
    const table = {
      round: [0, 2, 2, -0, -2, -2, 0, -0, 3, -3, 2251799813685250, 1e300],
      floor: [0, 1, 2, -1, -2, -3, 0, -1, 2, -3, 2251799813685249, 1e300],
      ceil: [1, 2, 3, -0, -1, -2, 1, -0, 3, -2, 2251799813685250, 1e300],
      trunc: [0, 1, 2, -0, -1, -2, 0, -0, 2, -2, 2251799813685249, 1e300],
    };
    for (const [name, expected] of Object.entries(table)) {
      const f = fluxion[name as "round"];
      expect([name, f(array(x)).toNested(), jit(f)(array(x)).toNested()]).toEqual([name, expected, expected]);
    }
  });

  it("of mod are those of Python's %: the sign of the divisor, exact however large the quotient", () => {
    // 1e22 mod 2π for the float64 next to 2π, and largest mod 3, by integers of any length.
    const cases: readonly [number, number, number][] = [
      [7, 3, 1],
      [-7, 3, 2],
      [7, -3, -2],
      [-6, 3, 0],
      [6, -3, -0],
      [1e22, 2 * Math.PI, 1.0634318162761502],
      [Number.MAX_VALUE, 3, 2],
      [-1, inf, inf],
      [1, inf, 1],
      [inf, 1, nan],
      [1, 0, nan],
      [nan, 1, nan],
    ];
    for (const [x, y, expected] of cases) {
      expect([x, y, mod(x, y).item(), jit(mod)(x, y).item()]).toEqual([x, y, expected, expected]);
    }
  });

  it("of hypot: no overflow on the way, infinity beside NaN", () => {
    const cases: readonly [number, number, number][] = [
      [3 * 2 ** 700, 4 * 2 ** 700, 5 * 2 ** 700],
      [3 * 2 ** -700, 4 * 2 ** -700, 5 * 2 ** -700],
      [5e-324, 0, 5e-324],
      [-0, -0, 0],
      [-inf, nan, inf],
      [nan, 1, nan],
    ];
    for (const [x, y, expected] of cases) {
      expect([x, y, hypot(x, y).item(), jit(hypot)(x, y).item()]).toEqual([x, y, expected, expected]);
    }
  });

  it("of isFinite and isNaN, of any element type", () => {
    const x = array([nan, inf, -inf, 0, -1e308]);
    expect(plain([isFinite(x), isNaN(x), x.isFinite(), x.isNaN()])).toEqual([
      [0, 0, 0, 1, 1],
      [1, 0, 0, 0, 0],
      [0, 0, 0, 1, 1],
      [1, 0, 0, 0, 0],
    ]);
    for (const dtype of dtypes) {
      expect([isFinite(of(dtype)), isNaN(of(dtype))]).toEqual([array([true, true]), array([false, false])]);
    }
    expect(jit((v: Arr) => [isFinite(v), isNaN(v)])(x)).toEqual([isFinite(x), isNaN(x)]);
    // Integers whose negative does not exist are finite too.
    expect(isFinite(of("i32", [-(2 ** 31)])).toNested()).toEqual([1]);
  });

  it("of atan2 are those of the quadrants and their borders", () => {
    const cases: readonly [number, number, number][] = [
      [0, 1, 0],
      [-0, 1, -0],
      [0, -1, Math.PI],
      [-0, -1, -Math.PI],
      [0, 0, 0],
      [-0, -0, -Math.PI],
      [1, 0, Math.PI / 2],
      [-1, -0, -Math.PI / 2],
      [inf, inf, Math.PI / 4],
      [-inf, -inf, (-3 * Math.PI) / 4],
      [1, inf, 0],
      [1, -inf, Math.PI],
      [nan, 1, nan],
      [1, nan, nan],
    ];
    for (const [y, x, expected] of cases) expect([y, x, atan2(y, x).item()]).toEqual([y, x, expected]);
  });

  it("of extremes and comparisons: NaN spreads in the former, and is false in the latter", () => {
    expect(maximum(array([nan, 1, -inf]), array([1, nan, inf])).toNested()).toEqual([nan, nan, inf]);
    expect(minimum(array([nan, 1, -inf]), array([1, nan, inf])).toNested()).toEqual([nan, nan, -inf]);
    expect([maximum(-0, 0).item(), minimum(0, -0).item()]).toEqual([0, -0]);
    const x = array([nan, 1, 0]);
    expect(plain([less(x, 1), greater(x, nan), equal(x, x), notEqual(x, x), equal(array(-0), 0)])).toEqual([
      [0, 0, 1],
      [0, 0, 0],
      [0, 1, 1],
      [1, 0, 0],
      1,
    ]);
    expect(clip(array([nan, -5, 5]), -1, 1).toNested()).toEqual([nan, -1, 1]);
  });

  it("where takes from the branch that was chosen, bit for bit", () => {
    expect(where(array([true, false]), array([1, nan]), array([nan, -0])).toNested()).toEqual([1, -0]);
  });
});
