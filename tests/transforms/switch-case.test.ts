/** switchCase: values, clamped indices, derivatives and maps, and what it refuses. */

import {
  type Arr,
  array,
  checkGrads,
  exp,
  grad,
  hessian,
  jit,
  log,
  mul,
  scan,
  sin,
  sqrt,
  square,
  switchCase,
  trace,
  vmap,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const index = (i: number | number[]): Arr => array(i, { dtype: "i32" });

/** x, x², sin x, log x. */
const f = (kind: Arr, x: Arr): Arr => switchCase(kind, [(v) => v, (v) => square(v), (v) => sin(v), (v) => log(v)], x);

const values = (x: number): number[] => [x, x * x, Math.sin(x), Math.log(x)];
const slopes = (x: number): number[] => [1, 2 * x, Math.cos(x), 1 / x];

describe("the branch at an index", () => {
  it("is the only one that runs, known or unknown while tracing", () => {
    expectTree(
      [0, 1, 2, 3].map((kind) => f(index(kind), array(2))),
      values(2),
    );
    expectTree(
      [0, 1, 2, 3].map((kind) => jit(f)(index(kind), 2)),
      values(2),
    );
    const ran: number[] = [];
    switchCase(1, [() => ran.push(0), () => ran.push(1), () => ran.push(2)]);
    expect(ran).toEqual([1]);
    const guarded = jit((kind: Arr, x: Arr) =>
      switchCase(kind, [() => x, () => scan((s) => s.sin(), x, { length: 1_000_000_000 }).carry, () => x.neg()]),
    );
    expectTree([guarded(index(0), 3), guarded(index(2), 3)], [3, -3]);
  });

  it("is the first or the last beyond the ends", () => {
    const far = [-1, -(2 ** 31), 4, 2 ** 31 - 1];
    expectTree(
      far.map((kind) => f(index(kind), array(2))),
      [2, 2, Math.log(2), Math.log(2)],
    );
    expectTree(
      far.map((kind) => jit(f)(index(kind), 2)),
      [2, 2, Math.log(2), Math.log(2)],
    );
    expectTree([switchCase(-1e12, [() => 1, () => 2]), switchCase(1e12, [() => 1, () => 2])], [1, 2]);
  });

  it("gives trees, and may be the only one", () => {
    const g = (kind: Arr, p: { a: Arr }): { b: Arr; c: readonly [Arr] } =>
      switchCase(
        kind,
        [({ a }, k) => ({ b: a, c: [k] as const }), ({ a }, k) => ({ b: mul(a, k), c: [array(0)] as const })],
        p,
        4,
      );
    expectTree(
      [jit(g)(index(0), { a: 3 }), jit(g)(index(1), { a: 3 })],
      [
        { b: 3, c: [4] },
        { b: 12, c: [0] },
      ],
    );
    expectTree(jit((kind: Arr, x: Arr) => switchCase(kind, [() => x.exp()]))(index(5), 0), 1);
    expectTypeOf(switchCase(0, [() => ({ n: 1 }), () => ({ n: 2 })]).n).toEqualTypeOf<Arr>();
  });

  it("prints branch by branch", () => {
    expect(String(trace((kind: Arr, x: Arr) => switchCase(kind, [() => x, () => exp(x)]))(index(0), 1)))
      .toMatchInlineSnapshot(`
      "(a: i32[], b: f64[]) => {
        c: i32[] = max a 0
        d: i32[] = min c 1
        e: f64[] = switchCase d b
          branches[0] = (f: f64[]) => {
            return f
          }
          branches[1] = (g: f64[]) => {
            h: f64[] = exp g
            return h
          }
        return e
      }"
    `);
  });
});

describe("the derivative at an index", () => {
  it("is that of the branch there, to second order", () => {
    expectTree(
      [0, 1, 2, 3].map((kind) => jit(grad(f, { argument: 1 }))(index(kind), 2)),
      slopes(2),
    );
    for (const kind of [0, 1, 2, 3]) checkGrads((x: Arr) => f(index(kind), x), [2], { order: 2 });
    const second = (kind: Arr) => hessian((x: Arr) => f(kind, x))(2);
    expectTree(
      [0, 1, 2, 3].map((kind) => jit(second)(index(kind))),
      [0, 2, -Math.sin(2), -0.25],
    );
  });

  it("is taken element by element under vmap, whatever the other branches have there", () => {
    const kinds = index([3, 1, 0, 2, 7, -1]);
    const xs = array([2, 3, 0, 5, 0.5, 0]);
    const each = (table: (x: number) => number[]): number[] =>
      [3, 1, 0, 2, 3, 0].map((kind, i) => table([2, 3, 0, 5, 0.5, 0][i]!)[kind]!);
    expectTree([vmap(f)(kinds, xs), jit(vmap(f))(kinds, xs)], [each(values), each(values)]);
    // At x = 0 the slope of log x is infinite.
    const total = (x: Arr): Arr => vmap(f)(kinds, x).sum();
    expectTree([grad(total)(xs), jit(grad(total))(xs)], [each(slopes), each(slopes)]);
  });

  it("is taken over nested maps, with indices mapped by either", () => {
    const kinds = index([0, 1, 2]);
    const xs = array([1, 2]);
    const table = [1, 2].map((x) => [0, 1, 2].map((kind) => values(x)[kind]!));
    const rows = (outer: Arr, inner: Arr): Arr => vmap((x: Arr) => vmap((kind: Arr) => f(kind, x))(inner))(outer);
    const columns = (outer: Arr, inner: Arr): Arr => vmap((kind: Arr) => vmap((x: Arr) => f(kind, x))(outer))(inner).T;
    expectTree([jit(rows)(xs, kinds), jit(columns)(xs, kinds)], [table, table]);
    const both = (k: Arr, x: Arr): Arr => vmap(vmap(f))(k, x);
    const pairs = index([0, 2, 1, 0]).reshape([2, 2]);
    const grid = array([
      [4, 1],
      [3, 0],
    ]);
    expectTree(jit(both)(pairs, grid), [
      [4, Math.sin(1)],
      [9, 0],
    ]);
    expectTree(jit(grad((x: Arr) => both(pairs, x).sum()))(grid), [
      [1, Math.cos(1)],
      [6, 1],
    ]);
  });

  it("adds up over the elements for what they share", () => {
    const g = (scale: Arr): Arr =>
      vmap((kind: Arr, x: Arr) => switchCase(kind, [() => mul(scale, x), () => sqrt(scale.mul(x)), () => x]))(
        index([0, 1, 2, 0]),
        array([2, 0.25, -5, 3]),
      ).sum();
    expectTree(jit(grad(g))(1), 5.25);
  });
});

describe("what switchCase refuses", () => {
  it("results that differ, named by branch and leaf", () => {
    const chosen = (last: (x: Arr) => unknown): string =>
      messageOf(() => {
        const same = (x: Arr): unknown => ({ a: x });
        return jit((kind: Arr, x: Arr) => switchCase(kind, [same, same, last], x) as Arr)(index(0), 1);
      });
    expect(chosen((x) => ({ a: x, b: x }))).toMatchInlineSnapshot(
      `"TreeError in switchCase(): trees differ at result.b: branches[0] has nothing, branches[2] has a leaf traced f64[]. (1 other leaf agrees.)"`,
    );
    expect(chosen((x) => ({ a: x.expandDims(0) }))).toMatchInlineSnapshot(
      `"ShapeError at result.a in switchCase(): expected f64[], as branches[0] returns, received f64[1] from branches[2]. All branches return the same shapes; broadcastTo gives a value another one."`,
    );
    expect(chosen((x) => ({ a: x.cast("f32") }))).toMatchInlineSnapshot(
      `"DTypeError at result.a in switchCase(): expected f64[], as branches[0] returns, received f32[] from branches[2]. Convert one of them with cast(x, "f64")."`,
    );
  });

  it("an index that is no integer scalar, and no branches at all", () => {
    const f2 = [() => 1, () => 2];
    expect(messageOf(() => switchCase(0.5, f2))).toMatchInlineSnapshot(
      `"DTypeError in switchCase(): expected an integer scalar as index, received f64[]. Convert with cast(index, "i32")."`,
    );
    expect(messageOf(() => jit((x: Arr) => switchCase(x, f2))(1))).toMatchInlineSnapshot(
      `"DTypeError in switchCase(): expected an integer scalar as index, received f64[]. Convert with cast(index, "i32")."`,
    );
    expect(messageOf(() => switchCase(index([0, 1]), f2))).toMatchInlineSnapshot(
      `"ShapeError in switchCase(): expected an integer scalar as index, received i32[2]. Map over the index with vmap."`,
    );
    expect(messageOf(() => switchCase(true, f2))).toMatchInlineSnapshot(
      `"DTypeError in switchCase(): expected an integer scalar as index, received bool[]. Between two branches, cond chooses."`,
    );
    expect(messageOf(() => switchCase(0, []))).toMatchInlineSnapshot(
      `"ShapeError in switchCase(): expected at least one branch, received none."`,
    );
  });
});
