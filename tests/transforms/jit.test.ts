/** jit: one trace for each form of the arguments, and the same results as without it wherever it stands. */

import { type Arr, array, cond, grad, greater, jit, mul, ones, scan, sin, sum, trace, vmap } from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const targets = ["wasm", "reference"] as const;

/** A function that counts how often it is traced. */
function counted<Args extends readonly unknown[], R>(
  f: (...args: Args) => R,
): { f: (...args: Args) => R; count: number } {
  const counter = {
    count: 0,
    f: (...args: Args): R => {
      counter.count += 1;
      return f(...args);
    },
  };
  return counter;
}

describe.each(targets)("on the %s target", (target) => {
  it("new numbers never trace again", () => {
    const counter = counted((p: { a: Arr; b: Arr }) => mul(p.a, sin(p.b)).sum());
    const f = jit(counter.f, { target });
    for (let i = 1; i <= 5; i++) {
      expectTree(f({ a: i, b: array([0, i]) }), i * Math.sin(i));
      expectTree(f({ b: array([i, 0]), a: array(i) }), i * Math.sin(i));
    }
    expect(counter.count).toBe(1);
  });

  it("other shapes, element types and forms trace once each", () => {
    const counter = counted((tree: unknown) => sum(([tree].flat(3) as Arr[])[0]!));
    const f = jit(counter.f, { target });
    const forms: readonly (() => unknown)[] = [
      () => ones([2]),
      () => ones([3]),
      () => ones([3, 1]),
      () => ones([3], { dtype: "f32" }),
      () => ones([3], { dtype: "i32" }),
      () => ones([3], { dtype: "bool" }),
      () => 1,
      () => [1],
      () => [[1]],
      () => [1, 1],
    ];
    for (let round = 0; round < 2; round++) for (const form of forms) f(form());
    expect(counter.count).toBe(forms.length);
  });

  it("hands out results that later calls leave alone", () => {
    const f = jit((x: Arr) => mul(x, 2), { target });
    const first = f(array([1, 2]));
    f(array([30, 40]));
    expectTree(first, [2, 4]);
  });

  it("reads views of any strides", () => {
    const x = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const f = jit((v: Arr) => mul(v, 10), { target });
    expectTree(f(x.T.slice([null, null, -2])), [
      [30, 60],
      [10, 40],
    ]);
    expectTree(f(x.slice(1).expandDims(0)), [[40, 50, 60]]);
  });

  it("passes arguments, constants and outer values straight through", () => {
    const known = array([7, 8]);
    const f = jit((x: Arr) => ({ x, known, two: 2, twice: [x, x] as const, flag: true }), { target });
    expectTypeOf(f(1).two).toEqualTypeOf<Arr>();
    expect(f(array([1, 2]))).toEqual({
      x: array([1, 2]),
      known,
      two: array(2),
      twice: [array([1, 2]), array([1, 2])],
      flag: array(true),
    });
  });

  it("takes no arguments, and empty arrays", () => {
    expectTree(jit(() => array([1, 2]).sum(), { target })(), 3);
    expectTree(jit((x: Arr) => x.exp(), { target })(array([])), []);
    expectTree(jit((x: Arr) => x.sum(), { target })(array([])), 0);
  });
});

describe("jit inside other functions", () => {
  const inner = jit((x: Arr, y: Arr) => mul(sin(x), y));

  it("is part of a function that is traced", () => {
    expect(String(trace((x: Arr) => inner(x, array(2)))(1))).toMatchInlineSnapshot(`
      "(a: f64[]) => {
        const b: f64[] = 2
        c: f64[] = sin a
        d: f64[] = mul c b
        return d
      }"
    `);
    expectTree(jit((x: Arr) => inner(inner(x, x), x))(2), Math.sin(Math.sin(2) * 2) * 2);
    expectTree(grad((x: Arr) => inner(x, array(3)))(0.5), 3 * Math.cos(0.5));
    expectTree(scan((s) => inner(s, array(2)), 1, { length: 2 }).carry, 2 * Math.sin(2 * Math.sin(1)));
    expectTree(vmap(inner, { in: [0, null] })(array([1, 2]), 3), [3 * Math.sin(1), 3 * Math.sin(2)]);
  });

  it("is what it was for each kind of call, in whatever order they come", () => {
    const f = jit((x: Arr) => x.mul(x));
    for (let round = 0; round < 2; round++) {
      expectTree(f(3), 9);
      expectTree(grad((x: Arr) => f(x))(3), 6);
      expectTree(f(array([1, 2])), [1, 4]);
      expectTree(f(array(3, { dtype: "i32" })), 9);
      expect(f(array(3, { dtype: "i32" })).dtype).toBe("i32");
      expect(f(3).dtype).toBe("f64");
    }
  });

  it("may close over values of the function that is traced", () => {
    const f = (x: Arr): Arr => jit((y: Arr) => mul(x, y).square())(3);
    expectTree([f(array(2)), jit(f)(2), grad(f)(2), grad(grad(f))(2)], [36, 36, 36, 18]);
    expectTree(vmap(f)(array([1, 2])), [9, 36]);
    const inBranch = (x: Arr): Arr =>
      cond(
        greater(x, 0),
        () => jit(() => mul(x, x))(),
        () => x,
      );
    expectTree([jit(inBranch)(3), grad(inBranch)(3)], [9, 6]);
  });

  it("is not compiled for a closure over a traced value, but is for the next call without one", () => {
    let factor: Arr = array(2);
    const f = jit((y: Arr) => mul(factor, y));
    expectTree(
      grad((x: Arr) => {
        factor = x;
        return f(3);
      })(5),
      3,
    );
    factor = array(4);
    expectTree(f(3), 12);
  });
});

describe("what jit refuses", () => {
  it("a target that does not exist, at once", () => {
    expect(messageOf(() => jit((x: Arr) => x, { target: "gpu" as "wasm" }))).toMatchInlineSnapshot(
      `"OptionError at target in jit(): expected "wasm" or "reference", received the string "gpu"."`,
    );
  });

  it("arguments and results that are no trees", () => {
    const f = jit((p: { a: Arr }) => p.a);
    expect(messageOf(() => f({ a: undefined as unknown as Arr }))).toMatchInlineSnapshot(
      `"TreeError at params.a in jit(): expected an Arr, a number or a boolean, or a plain object or list of these, received nothing. Give it a value, or leave the key out."`,
    );
    expect(messageOf(() => f({ a: "1" as unknown as Arr }))).toMatchInlineSnapshot(
      `"TreeError at params.a in jit(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "1". Keep names and labels outside of the tree."`,
    );
    expect(messageOf(() => f(new Map([["a", 1]]) as unknown as { a: Arr }))).toMatchInlineSnapshot(
      `"TreeError at params in jit(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Map. Make it a plain object: Object.fromEntries(map)."`,
    );
    expect(messageOf(() => jit((x: Arr) => [x, "text"])(1))).toMatchInlineSnapshot(
      `"TreeError at result[1] in jit(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "text". Keep names and labels outside of the tree."`,
    );
    expect(messageOf(() => jit(async (x: Arr) => Promise.resolve(x))(1))).toMatchInlineSnapshot(
      `"TreeError at result in jit(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Promise. Await it first."`,
    );
  });
});
