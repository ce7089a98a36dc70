/** Differences, trapezoids, grids, bins, logic, closeness and other NumPy names: values by NumPy 2.4 and SciPy 1.17. */

import {
  allClose,
  type Arr,
  array,
  checkGrads,
  cross,
  cumulativeTrapezoid,
  degrees,
  diff,
  digitize,
  geomspace,
  grad,
  isClose,
  isInf,
  jit,
  linspace,
  logicalXor,
  logspace,
  meshgrid,
  polyval,
  radians,
  trapezoid,
  vmap,
  zeros,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { expectClose, expectSame } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";

const x = array([
  [3, 1, 4, 1.5],
  [9, 2, 6, 5],
  [3.5, 8, -9, 7],
]);

const everywhere = (f: (x: Arr) => Arr): void => {
  expectSame([jit(f)(x)], [f(x)]);
  expectClose([vmap(f)(array([x.toNested(), x.neg().toNested()] as number[][][])).slice(1)], [f(x.neg())], 1e-15);
};

describe("diff", () => {
  it("takes differences of neighbours", () => {
    expect(diff(x, { order: 2, prepend: 0 }).toNested()).toEqual([[-5, 5, -5.5], [-16, 11, -5], [1, -21.5, 33]]); // prettier-ignore
    expect(diff(x, { axis: 0 }).toNested()).toEqual([[6, 1, 2, 3.5], [-5.5, 6, -15, 2]]); // prettier-ignore
    expect(x.diff({ order: 0 })).toBe(x);
    expect(diff(array([1, 2]), { append: array([7, 9]) }).toNested()).toEqual([1, 5, 2]);
    expect(diff(array([1]), { order: 3 }).shape).toEqual([0]);
    expect(diff(array([true, true, false])).toNested()).toEqual([0, 1]);
    expect(diff(array([1, 4], { dtype: "i32" })).dtype).toBe("i32");
    everywhere((a) => diff(a, { order: 2 }));
    checkGrads(
      (a: Arr) =>
        diff(a, { axis: 0, append: a.slice([0, 1]) })
          .square()
          .sum(),
      [x],
      { order: 2 },
    );
  });

  it("says what it takes", () => {
    expect(messageOf(() => diff(x, 2 as never))).toMatchInlineSnapshot(
      `"OptionError in diff(): expected options, received the number 2. Write diff(x, { order: 2 }), diff(x, { axis: 0 })."`,
    );
    expect(messageOf(() => diff(x, { order: -1 }))).toMatchInlineSnapshot(
      `"OptionError at order in diff(): expected a whole number of at least 0, received the number -1."`,
    );
    expect(messageOf(() => diff(array(1)))).toMatchInlineSnapshot(
      `"AxisError in diff(): expected no axis: a scalar has none, received -1."`,
    );
  });
});

describe("trapezoid", () => {
  it("integrates along an axis, over a spacing or points", () => {
    expect(trapezoid(x, 1, 0).toNested()).toEqual([12.25, 6.5, 3.5, 9.25]);
    expect(trapezoid(x, array([0, 1, 3, 7])).toNested()).toEqual([18, 35.5, 0.75]);
    expect(trapezoid(x, array([0, 2, 3]), 0).toNested()).toEqual(
      trapezoid(x, array([[0], [2], [3]]), 0).toNested(), // prettier-ignore
    );
    expect(trapezoid(array([5])).item()).toBe(0);
    expect(trapezoid(array([1, 2], { dtype: "i32" })).item()).toBe(1.5);
    // Exact for a straight line.
    const t = array([0, 0.25, 2]);
    expect(trapezoid(t.mul(3).add(1), t).item()).toBe(8);
    everywhere((a) => trapezoid(a, a.slice(0)));
    checkGrads((y: Arr, at: Arr) => trapezoid(y.square(), at).sum(), [x, array([0, 1, 3, 7])], { order: 2 });
  });

  it("cumulates as SciPy's", () => {
    expect(cumulativeTrapezoid(x, array([0, 1, 3, 7])).toNested()).toEqual([[2, 7, 18], [5.5, 13.5, 35.5], [5.75, 4.75, 0.75]]); // prettier-ignore
    expect(cumulativeTrapezoid(x, 1, 0, { initial: 0 }).toNested()).toEqual([[0, 0, 0, 0], [6, 1.5, 5, 3.25], [12.25, 6.5, 3.5, 9.25]]); // prettier-ignore
    expect(cumulativeTrapezoid(array([5]), 1, 0, { initial: 2 }).toNested()).toEqual([2]);
    everywhere((a) => cumulativeTrapezoid(a, 0.5, 0, { initial: 0 }));
  });

  it("says what does not fit", () => {
    expect(messageOf(() => trapezoid(x, array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError at x in trapezoid(): expected a spacing, or points that fit the 4 samples along axis 1 of f64[3, 4], received f64[2]."`,
    );
  });
});

describe("meshgrid", () => {
  it("has the axes of NumPy", () => {
    const [a, b] = meshgrid([array([1, 2, 3]), array([10, 20])]);
    expectTypeOf(() => meshgrid([a, b] as const)).returns.toEqualTypeOf<readonly [Arr, Arr]>();
    expect([a.toNested(), b.toNested()]).toEqual([[[1, 2, 3], [1, 2, 3]], [[10, 10, 10], [20, 20, 20]]]); // prettier-ignore
    const [c, d] = meshgrid([array([1, 2, 3]), array([10, 20])], { indexing: "ij" });
    expect([c.toNested(), d.toNested()]).toEqual([a.T.toNested(), b.T.toNested()]);
    const three = meshgrid([zeros([2]), zeros([3]), array([1, 2, 3, 4])]);
    expect(three.map(({ shape }) => shape)).toEqual([[3, 2, 4], [3, 2, 4], [3, 2, 4]]); // prettier-ignore
    expect(three[2].slice(2, 1).toNested()).toEqual([1, 2, 3, 4]);
    expect(meshgrid([array([1, 2])])[0].toNested()).toEqual([1, 2]);
    expect(meshgrid([])).toEqual([]);
    expect(meshgrid([5, array([1, 2])], { indexing: "ij" })[0].toNested()).toEqual([[5, 5]]);
  });

  it("differentiates and compiles", () => {
    const f = (a: Arr, b: Arr): Arr => {
      const [u, v] = meshgrid([a, b]);
      return u.mul(v.square()).sum();
    };
    expect(grad(f)(array([1, 2]), array([1, 3])).toNested()).toEqual([10, 10]);
    expect(jit(f)(array([1, 2]), array([1, 3])).item()).toBe(30);
    expect(messageOf(() => meshgrid(array([1]) as never))).toMatchInlineSnapshot(
      `"ShapeError in meshgrid(): expected a list of arrays, received f64[1]. Give the coordinates as a list: meshgrid([x, y])."`,
    );
    expect(messageOf(() => meshgrid([zeros([2, 2])]))).toMatchInlineSnapshot(
      `"ShapeError at axes[0] in meshgrid(): expected shape [n], received f64[2, 2]."`,
    );
  });
});

describe("digitize", () => {
  it("counts the edges below", () => {
    const at = array([-1, 0, 0.5, 1, 2, 3, NaN]);
    expect(digitize(at, [0, 1, 2]).toNested()).toEqual([0, 1, 1, 2, 3, 3, 3]);
    expect(digitize(at, [0, 1, 2], { closed: "right" }).toNested()).toEqual([0, 0, 1, 1, 2, 3, 3]);
    expect(digitize(x, array([2, 5])).toNested()).toEqual([[1, 0, 1, 0], [2, 1, 2, 2], [1, 2, 0, 2]]); // prettier-ignore
    everywhere((a) => digitize(a, [2, 5]));
    // What is looked up by a bin has a derivative, the bin has none.
    expect(grad((a: Arr) => a.mul(array([1, 10, 100]).take(digitize(a, [2, 5]))).sum())(x).toNested()).toEqual(
      [[10, 1, 10, 1], [100, 10, 100, 100], [10, 100, 1, 100]], // prettier-ignore
    );
  });
});

describe("logic and closeness", () => {
  it("has methods", () => {
    const [a, b] = [array([true, true, false, false]), array([true, false, true, false])];
    expect(a.logicalAnd(b).toNested()).toEqual([1, 0, 0, 0]);
    expect(a.logicalOr(b).toNested()).toEqual([1, 1, 1, 0]);
    expect(a.logicalXor(b).toNested()).toEqual([0, 1, 1, 0]);
    expect(logicalXor(array([2, 0]), 1).toNested()).toEqual([0, 1]);
    expect(a.logicalNot().toNested()).toEqual([0, 0, 1, 1]);
    expect(isInf(array([1, -Infinity, NaN])).toNested()).toEqual([0, 1, 0]);
  });

  it("compares as NumPy's isclose", () => {
    const near = [1, 1 + 1e-6, 1 + 2e-5, NaN, Infinity, -Infinity, 1e300];
    const other = [1, 1, 1, NaN, Infinity, Infinity, Infinity];
    expect(isClose(array(near), array(other)).toNested()).toEqual([1, 1, 0, 0, 1, 0, 0]);
    expect(isClose(array(near), array(other), { nan: "equal", relative: 1e-7 }).toNested()).toEqual([1, 0, 0, 1, 1, 0, 0]); // prettier-ignore
    expect(array([0, 1e-9]).isClose(0, { absolute: 1e-10 }).toNested()).toEqual([1, 0]);
    expect(allClose(array([1, 2], { dtype: "i32" }), 1).item()).toBe(0);
    expect(allClose(x, x.add(1e-9)).item()).toBe(1);
  });
});

describe("vectors, polynomials, angles, spacings", () => {
  it("is the vector product", () => {
    expect(cross(array([1, 2, 3]), array([[4, 5, 6], [-1, 0, 2]])).toNested()).toEqual([[-3, 6, -3], [4, -5, 2]]); // prettier-ignore
    checkGrads(
      (a: Arr) =>
        cross(a, array([1, 2, 3]))
          .square()
          .sum(),
      [array([4, -1, 0.5])],
      { order: 2 },
    );
    expect(messageOf(() => cross(array([1, 2]), array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError in cross(): expected vectors [..., 3], received f64[2]."`,
    );
  });

  it("evaluates polynomials, highest power first", () => {
    expect(polyval([2, -1, 3], array([0, 1, -2])).toNested()).toEqual([3, 4, 13]);
    expect(polyval([], array([1, 2])).toNested()).toEqual([0, 0]);
    expect(grad((c: Arr) => polyval(c, array([1, 2])).sum())(array([5, 6, 7])).toNested()).toEqual([5, 3, 2]);
    checkGrads((at: Arr) => polyval(array([2, -1, 3]), at).sum(), [array([0.5, -2])], { order: 2 });
  });

  it("turns degrees into radians and back", () => {
    expect(radians(array([180, 90])).toNested()).toEqual([Math.PI, Math.PI / 2]);
    expect(degrees(Math.PI).item()).toBe(180);
  });

  it("spaces numbers by a factor", () => {
    // Powers of ten of rounded exponents: a few ulp.
    expectClose([geomspace(2, 32, 5)], [array([2, 4, 8, 16, 32])], 1e-15);
    expectClose([geomspace(-1, -1000, 4)], [array([-1, -10, -100, -1000])], 1e-15);
    expect([geomspace(0.1, 0.7, 3).slice(-1).item(), geomspace(3, 9, 1).item(), geomspace(1, 2, 0).size]).toEqual([0.7, 3, 0]); // prettier-ignore
    expect(logspace(0, 10, 11, 2).toNested()).toEqual(linspace(0, 10, 11).exp2().toNested());
    expect(messageOf(() => geomspace(-1, 1))).toMatchInlineSnapshot(
      `"DataError in geomspace(): expected two numbers of one sign, other than 0, received -1 and 1."`,
    );
    expect(messageOf(() => geomspace(1, 2, 3, { dtype: "i32" }))).toMatchInlineSnapshot(
      `"DTypeError in geomspace(): expected "f64" or "f32", received the string "i32"."`,
    );
  });
});
