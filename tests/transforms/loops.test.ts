/** forLoop and mapLoop: values, derivatives, memory, maps, and what they refuse. */

import {
  add,
  type Arr,
  arange,
  array,
  checkGrads,
  cond,
  emit,
  exp,
  forLoop,
  grad,
  greater,
  hessian,
  jit,
  jvp,
  less,
  log,
  mapLoop,
  matMul,
  mul,
  ones,
  scan,
  sin,
  take,
  trace,
  vmap,
  whileLoop,
  zeros,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { optimizeAndPlan } from "../../src/compile/wasm/compile-wasm.ts";
import { messageOf } from "../support/message-of.ts";
import { expectTree, plain } from "../support/trees.ts";

const i32 = (i: number): Arr => array(i, { dtype: "i32" });

describe("forLoop", () => {
  /** x^(to - from). */
  const power = (from: Arr | number, to: Arr | number) => (x: Arr) => forLoop(from, to, (_, p) => mul(p, x), 1);

  it("counts from the first bound to before the second", () => {
    const visited = (from: number, to: number): Arr => forLoop(from, to, (i, digits) => add(mul(digits, 10), i), 0);
    expectTree([visited(1, 5), visited(0, 1), visited(3, 3), visited(5, 2), visited(-2, 0)], [1234, 0, 0, 0, -21]);
    expectTree(jit((x: Arr) => forLoop(0, 3, (i, c) => add(c, take(x, i)), 0))(array([1, 20, 300])), 321);
    expect(forLoop(0, 2, (i) => i, i32(7)).dtype).toBe("i32");
  });

  it("takes bounds that are known when the program runs", () => {
    const f = jit((n: Arr, x: Arr) => power(0, n)(x));
    expectTree([f(i32(0), 3), f(i32(4), 3), f(i32(-4), 3)], [1, 81, 1]);
    expectTree(jit((a: Arr, b: Arr) => forLoop(a, b, (i, s) => add(s, i), 0))(i32(3), i32(6)), 12);
    expectTree(power(i32(1), i32(3))(array(5)), 25);
    expectTree(jit(vmap((n: Arr) => power(0, n)(array(2))))(array([0, 3, 5], { dtype: "i32" })), [1, 8, 32]);
  });

  it("is differentiable both ways between known bounds, and forward between others", () => {
    expectTree([jit(grad(power(0, 5)))(2), jit(hessian(power(0, 5)))(2)], [80, 160]);
    expectTree(jit(grad((x: Arr) => forLoop(0, 9, (_, p) => mul(p, x), 1, { checkpoint: true })))(2), 9 * 256);
    checkGrads(
      (p: { a: Arr; b: Arr }) => forLoop(1, 4, (i, { s }) => ({ s: s.mul(p.a).sin().add(p.b.mul(i)) }), { s: p.a }).s,
      [{ a: 0.3, b: 0.7 }],
      { order: 2 },
    );
    const slope = jit((n: Arr, x: Arr) => jvp(power(0, n), [x], [1]).tangent);
    expectTree(slope(i32(5), 2), 80);
    expect(messageOf(() => jit((n: Arr, x: Arr) => grad(power(0, n))(x))(i32(5), 2))).toContain(
      "whileLoop(): reverse mode needs every step again",
    );
  });

  it("refuses bounds that are no integers, and carries that change", () => {
    expect(messageOf(() => forLoop(0, 2.5, (_, c) => c, 0))).toMatchInlineSnapshot(
      `"DTypeError at to in forLoop(): expected a whole number, or an i32 scalar, received the number 2.5."`,
    );
    expect(messageOf(() => jit((n: Arr) => forLoop(0, n, (_, c) => c, 0))(3))).toMatchInlineSnapshot(
      `"DTypeError at to in forLoop(): expected a whole number, or an i32 scalar, received f64[]. Convert with cast(bound, "i32")."`,
    );
    expect(messageOf(() => forLoop(zeros([2]).cast("i32"), 2, (_, c) => c, 0))).toMatchInlineSnapshot(
      `"ShapeError at from in forLoop(): expected a whole number, or an i32 scalar, received i32[2]."`,
    );
    expect(messageOf(() => forLoop(0, 2, (_, c) => c.expandDims(0), 0))).toMatchInlineSnapshot(
      `"ShapeError at carry in scan(): expected f64[], as at the start, received f64[1]. A carry keeps its shape; start with an array of the final shape (zeros or broadcastTo), or emit what grows."`,
    );
  });
});

describe("mapLoop", () => {
  const rows = array([
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
    [9, 10],
  ]);
  const f = ({ row, shift }: { row: Arr; shift: Arr }) => ({ norm: row.square().sum().sqrt(), moved: add(row, shift) });
  const xs = { row: rows, shift: arange(5) };

  it.each([1, 2, 3, 5, 9])("gives what vmap gives, %i at a time", (batchSize) => {
    const expected = plain(vmap(f)(xs));
    const looped = (each: typeof xs): unknown => mapLoop(f, each, { batchSize });
    expectTree([looped(xs), jit(looped as (each: typeof xs) => Arr)(xs)], [expected, expected], 1e-15);
    const total = (mapped: (each: typeof xs) => { norm: Arr; moved: Arr }) => (each: typeof xs) => {
      const { norm, moved } = mapped(each);
      return exp(mul(norm, 0.1)).sum().add(moved.square().mean());
    };
    const slopes = plain(grad(total((each) => vmap(f)(each)))(xs));
    const loop = total((each) => mapLoop(f, each, { batchSize }));
    expectTree([grad(loop)(xs), jit(grad(loop))(xs)], [slopes, slopes], 1e-14);
    checkGrads(loop, [xs], { order: 2 });
  });

  it("closes over outer values, maps and nests", () => {
    const weigh = (w: Arr, each: Arr): Arr => mapLoop((row: Arr) => mapLoop((x: Arr) => mul(x, w), row).sum(), each);
    expectTree(jit(weigh)(2, rows), [6, 14, 22, 30, 38]);
    expectTree(jit(grad((w: Arr) => weigh(w, rows).sum()))(2), 55);
    expectTree(jit(vmap(weigh, { in: [0, null] }))(array([1, 10]), rows), [
      [3, 7, 11, 15, 19],
      [30, 70, 110, 150, 190],
    ]);
    expectTree(plain(mapLoop((x: Arr) => x.square(), zeros([0, 3]))), []);
  });

  it("runs the branch and the steps of each element alone", () => {
    const g = (x: Arr): Arr =>
      cond(
        greater(x, 0),
        () =>
          whileLoop(
            (v) => less(v, 10),
            (v) => mul(v, 2),
            x,
          ),
        () => log(x.neg()),
      );
    expectTree(jit((x: Arr) => mapLoop(g, x))(array([3, -1, 0.7, -2])), [12, 0, 11.2, Math.log(2)]);
  });

  it("needs the memory of one element, in reverse mode too", () => {
    const size = 60;
    // Each element passes through matrices of its own.
    const heavy = (x: Arr): Arr => {
      const matrix = sin(x.expandDims(0).mul(x.expandDims(1)));
      return matMul(matrix, matMul(matrix, matrix)).sum();
    };
    const bytes = (map: (x: Arr) => Arr): number =>
      optimizeAndPlan(trace(grad((x: Arr) => map(x).sum()))(ones([40, size])).program).layout.arenaBytes;
    const matrices = 8 * size * size;
    const argumentAndSlope = 2 * 8 * 40 * size;
    expect(bytes((x) => vmap(heavy)(x))).toBeGreaterThan(40 * 3 * matrices);
    expect(bytes((x) => mapLoop(heavy, x))).toBeLessThan(8 * matrices + argumentAndSlope);
    expect(bytes((x) => mapLoop(heavy, x, { batchSize: 4 }))).toBeLessThan(4 * 8 * matrices + argumentAndSlope);
  });

  it("refuses leaves without a common leading axis, and batches of none", () => {
    expect(messageOf(() => mapLoop((x: unknown) => x, { a: rows, b: 3 }))).toMatchInlineSnapshot(
      `"ShapeError at xs.b in mapLoop(): expected length 5 on axis 0, as xs.a has, received f64[]."`,
    );
    expect(messageOf(() => mapLoop((x: unknown) => x, { a: rows, b: ones([4]) }))).toMatchInlineSnapshot(
      `"ShapeError at xs.b in mapLoop(): expected length 5 on axis 0, as xs.a has, received f64[4]."`,
    );
    expect(messageOf(() => mapLoop((x: unknown) => x, []))).toMatchInlineSnapshot(
      `"ShapeError at xs in mapLoop(): expected at least one array, received none."`,
    );
    expect(messageOf(() => mapLoop((x: Arr) => x, rows, { batchSize: 0 }))).toMatchInlineSnapshot(
      `"OptionError at batchSize in mapLoop(): expected a whole number of at least 1, received the number 0."`,
    );
  });
});

describe("a body that closes over traced values of several functions around it", () => {
  it("is differentiated and mapped with respect to each", () => {
    // f(a, b) = Σ over i of sin(a i) b^3 by loops in branches in loops, all of them reading both.
    const f = (a: Arr, b: Arr): Arr =>
      vmap(
        (i: Arr) =>
          scan(
            (s: Arr, k: Arr) =>
              emit(
                cond(
                  greater(k, 0.5),
                  () => forLoop(0, 3, (_, p) => mul(p, b), sin(mul(a, i))).add(s),
                  () => s,
                ),
                s,
              ),
            0,
            { xs: array([0, 1]) },
          ).carry,
      )(array([1, 2])).sum();
    const value = (a: number, b: number): number => (Math.sin(a) + Math.sin(2 * a)) * b ** 3;
    expectTree(jit(f)(0.3, 2), value(0.3, 2));
    expectTree(jit(grad(f))(0.3, 2), (Math.cos(0.3) + 2 * Math.cos(0.6)) * 8);
    expectTree(jit(grad(f, { argument: 1 }))(0.3, 2), (3 * value(0.3, 2)) / 2);
    const mixed = jit(grad((a: Arr) => grad((b: Arr) => f(a, b))(2)));
    expectTree(mixed(0.3), (Math.cos(0.3) + 2 * Math.cos(0.6)) * 12);
  });
});
