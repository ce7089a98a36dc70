/** What a user meets while tracing: values that are not known, derivatives that do not exist, arguments that are no trees. */

import {
  add,
  type Arr,
  array,
  cond,
  floor,
  grad,
  greater,
  hessian,
  jacobian,
  jit,
  jvp,
  linearize,
  mul,
  scan,
  sign,
  stopGradient,
  trace,
  valueAndGrad,
  vjp,
  vmap,
  where,
  errors,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const i32 = (value: number): Arr => array(value, { dtype: "i32" });

/** The error of a function that is traced. */
const whileTraced = (f: (x: Arr) => unknown, x: Arr = array(1)): string =>
  messageOf(() => jit(f as (x: Arr) => Arr)(x));

describe("a value that is asked for while tracing", () => {
  it("names the operation, the place and the way out", () => {
    expect(whileTraced((x) => ((x as unknown as number) > 0 ? x : x.neg()))).toMatchInlineSnapshot(
      `"TracerError (tests/transforms/tracing-errors.test.ts): a JavaScript operator such as +, < or == was applied to a traced f64[], whose value is not known. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function."`,
    );
    expect(whileTraced((x) => x.mul(x.item()))).toMatchInlineSnapshot(
      `"TracerError in item() (tests/transforms/tracing-errors.test.ts): the values of this f64[] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function."`,
    );
    expect(whileTraced((x) => x.toArray())).toMatchInlineSnapshot(
      `"TracerError in toArray() (tests/transforms/tracing-errors.test.ts): the values of this f64[] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function."`,
    );
    expect(whileTraced((x) => x.toNested(), array([1, 2]))).toMatchInlineSnapshot(
      `"TracerError in toNested() (tests/transforms/tracing-errors.test.ts): the values of this f64[2] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function."`,
    );
    expect(whileTraced((x) => JSON.stringify({ x }))).toMatchInlineSnapshot(
      `"TracerError in JSON.stringify() (tests/transforms/tracing-errors.test.ts): the values of this f64[] are not known while the function is traced. Use where(condition, x, y) or cond(predicate, onTrue, onFalse) to choose by value, or read values outside the traced function."`,
    );
  });

  it("is noticed by every operator of JavaScript that would need it", () => {
    const operators: readonly ((x: number) => unknown)[] = [
      (x) => x + 1,
      (x) => 2 * x,
      (x) => -x,
      (x) => x < 1,
      (x) => x >= 1,
      (x) => x ** 2,
      (x) => Math.sin(x),
      (x) => new Float64Array(1).fill(x),
      (x) => Number.parseFloat("1") - x,
      (x) => isNaN(x),
    ];
    for (const operator of operators) {
      expect(() => jit((x: Arr) => operator(x as unknown as number) as Arr)(1)).toThrow(errors.TracerError);
    }
  });

  it("may be printed: what is known of it is its type", () => {
    const seen: string[] = [];
    jit((x: Arr) => {
      seen.push(String(x.mul(2)), String(x.greater(0)));
      return x;
    })(array([1, 2]));
    expect(seen).toEqual(["traced f64[2]", "traced bool[2]"]);
  });

  it("is known when it does not depend on the arguments", () => {
    const known = array([1, 2, 3]);
    const f = (x: Arr): Arr => {
      const norm = known.square().sum().sqrt();
      return Number(norm) > 1 ? mul(x, norm.item()) : x;
    };
    expectTree([jit(f)(2), grad(f)(2)], [2 * Math.sqrt(14), Math.sqrt(14)]);
  });
});

describe("the place in the user's code", () => {
  const lineOf = (message: string): string | undefined => /\((tests\/\S+:\d+):\d+\)/.exec(message)?.[1];
  const thrown = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return String(error);
    }
    return "";
  };
  /** file:line of the line that calls this, or of one before or after it. */
  const here = (offset: number): string => {
    const line = Number(/tracing-errors\.test\.ts:(\d+)/.exec(new Error().stack!.split("\n")[2]!)![1]);
    return `tests/transforms/tracing-errors.test.ts:${line + offset}`;
  };

  it("is the line that asked, however deep in loops, maps and branches", () => {
    const read = (y: Arr): number => y.item();
    const line = here(-1);
    const step = (s: Arr, y: Arr): Arr =>
      cond(
        greater(s, 0),
        () => add(s, read(y)),
        () => s,
      );
    const deep = (x: Arr): Arr => vmap((y: Arr) => scan((s) => step(s, y), y, { length: 2 }).carry)(x);
    expect(lineOf(thrown(() => jit(grad((x: Arr) => deep(x).sum()))(array([1, 2]))))).toBe(line);
  });

  it("is the line of an operation without derivative", () => {
    const f = (x: Arr): Arr => floor(mul(x, 2));
    const line = here(-1);
    expect(lineOf(thrown(() => grad(f)(1)))).toBe(line);
    expect(lineOf(thrown(() => jit(hessian(f))(1)))).toBe(line);
    expect(lineOf(thrown(() => grad((x: Arr) => scan((s) => f(s), x, { length: 2 }).carry)(1)))).toBe(line);
  });
});

describe("an array that has left its function", () => {
  it("cannot be used, in whatever way it left", () => {
    let leaked: Arr = array(0);
    const leak = (x: Arr): Arr => {
      leaked = x.mul(2);
      return x;
    };
    const ways: readonly (() => unknown)[] = [
      () => jit(leak)(1),
      () => grad(leak)(1),
      () => vmap(leak)(array([1])),
      () => scan(leak, 1, { length: 1 }),
      () => jvp(leak, [1], [1]),
    ];
    for (const way of ways) {
      way();
      expect(leaked.isTracer).toBe(true);
      expect(messageOf(() => add(leaked, 1))).toMatch(/^TracerError .*used after that function returned/);
      expect(messageOf(() => jit((x: Arr) => add(leaked, x))(1))).toMatch(/used after that function returned/);
      expect(messageOf(() => jit(() => leaked)())).toMatch(/used after that function returned/);
      expect(messageOf(() => leaked.item())).toMatch(/used after that function returned/);
    }
    expect(messageOf(() => add(leaked, 1))).toMatchInlineSnapshot(
      `"TracerError (tests/transforms/tracing-errors.test.ts): an array traced inside a function is used after that function returned; its value never existed. Return what you need from the traced function instead of storing it in an outer variable."`,
    );
    expect(messageOf(() => leaked.item())).toMatchInlineSnapshot(
      `"TracerError in item() (tests/transforms/tracing-errors.test.ts): an array traced inside a function is used after that function returned; its value never existed. Return what you need from the traced function instead of storing it in an outer variable."`,
    );
  });

  it("cannot be used either when the function threw", () => {
    let leaked: Arr = array(0);
    const failing = (x: Arr): Arr => {
      leaked = x;
      throw new Error("mine");
    };
    const x = array([1]);
    const ways: readonly (() => unknown)[] = [
      () => jit(failing)(x),
      () => grad(failing)(x),
      () => jacobian(failing)(x),
      () => vmap(failing)(x),
      () => scan(failing, x, { length: 1 }),
    ];
    for (const way of ways) {
      expect(way).toThrow("mine");
      expect(messageOf(() => add(leaked, 1))).toMatch(/used after that function returned/);
    }
  });
});

describe("an exception of the user's own", () => {
  class Mine extends Error {}
  const mine = new Mine("mine");
  const fail = (): never => {
    throw mine;
  };

  it.each<[string, () => unknown]>([
    ["jit", () => jit(fail)()],
    ["trace", () => trace(fail)()],
    ["grad of an argument", () => grad((x: Arr) => x.mul(fail()))(1)],
    ["jvp", () => jvp((_x: Arr): Arr => fail(), [1], [1])],
    ["linearize", () => linearize((_x: Arr): Arr => fail(), 1)],
    ["vjp", () => vjp((_x: Arr): Arr => fail(), 1)],
    ["vmap", () => vmap((_x: Arr): Arr => fail())(array([1]))],
    ["hessian", () => hessian((_x: Arr): Arr => fail())(1)],
    ["scan", () => scan(() => fail(), 1, { length: 1 })],
    [
      "cond in jit",
      () =>
        jit((x: Arr) =>
          cond(
            greater(x, 0),
            () => fail(),
            () => x,
          ),
        )(1),
    ],
    ["all of them", () => jit(vmap(grad((x: Arr) => scan(() => fail(), x, { length: 1 }).carry)))(array([1]))],
  ])("comes through %s unchanged, and leaves nothing behind", (_name, work) => {
    let caught: unknown;
    try {
      work();
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(mine);
    // What is known is computed at once again, and what is traced is traced afresh.
    expectTree([add(1, 2), grad((x: Arr) => mul(x, x))(3)], [3, 6]);
    expect(add(array(1), 2).isTracer).toBe(false);
  });
});

describe("a derivative that does not exist", () => {
  interface Params {
    readonly a: Arr;
    readonly b: readonly [Arr, Arr];
  }
  const p: { readonly a: number; readonly b: readonly [number, number] } = { a: 1, b: [2.5, 3] };
  const message = (f: (p: Params) => Arr): string => messageOf(() => grad(f)(p));

  it("names the leaf that leads to it, through loops, branches and maps", () => {
    expect(message(({ a, b }) => mul(a, floor(b[0])))).toMatchInlineSnapshot(
      `"DerivativeError at params.b[0] (tests/transforms/tracing-errors.test.ts): floor has no derivative (piecewise constant). Hold its argument fixed with floor(stopGradient(x)), or give a derivative of your own with customVjp."`,
    );
    expect(message(({ a, b }) => mul(a, sign(b[1])))).toMatchInlineSnapshot(
      `"DerivativeError at params.b[1] (tests/transforms/tracing-errors.test.ts): sign has no derivative (piecewise constant). Hold its argument fixed with sign(stopGradient(x)), or give a derivative of your own with customVjp."`,
    );
    const through: readonly ((p: Params) => Arr)[] = [
      ({ a, b }) => scan((s) => mul(s, floor(b[1])), a, { length: 2 }).carry,
      ({ a, b }) => scan(({ t }) => ({ s: floor(t), t: mul(t, 2) }), { s: a, t: b[1] }, { length: 2 }).carry.s,
      ({ a, b }) =>
        cond(
          greater(a, 0),
          () => floor(b[1]),
          () => a,
        ),
      ({ a, b }) =>
        vmap((x: Arr) => floor(mul(b[1], x)))(array([1, 2]))
          .sum()
          .add(a),
      ({ a, b }) => jit((x: Arr, y: Arr) => add(x, floor(y)))(a, b[1]),
      ({ a, b }) =>
        scan(
          (s) =>
            cond(
              greater(s, 0),
              () => s,
              () => floor(b[1]),
            ),
          a,
          { length: 1 },
        ).carry,
      ({ a, b }) => grad((x: Arr) => mul(x.square(), floor(b[1])))(a),
    ];
    for (const f of through)
      expect(message(f)).toMatch(/^DerivativeError at params\.b\[1\] \(tests\S+\): floor has no/);
    for (const f of through) {
      expect(messageOf(() => jvp(f, [p as unknown as Params], [p as unknown as Params]))).toMatch(
        /^DerivativeError at params\.b\[1\]/,
      );
    }
  });

  it("is no matter where nothing moves, or where it is stopped", () => {
    expectTree(grad((x: Arr, y: Arr) => mul(x, floor(y)))(2, 3.5), 3);
    expectTree(grad((x: Arr) => mul(x, floor(stopGradient(x))))(2.5), 2);
    expectTree(grad((x: Arr) => mul(x, x.cast("i32")))(2.5), 2);
  });

  it("is no matter on the way to what is held fixed, compared or counted", () => {
    const triple = (x: Arr): Arr => mul(x, 3);
    const level = (x: Arr): Arr =>
      scan(({ v, floored }) => ({ v: triple(v), floored: floor(v).add(floored) }), { v: x, floored: 0 }, { length: 2 })
        .carry.floored;
    // At 2.5 the levels add up to 2 + 7.
    const functions: readonly ((x: Arr) => Arr)[] = [
      (x) => mul(x, stopGradient(floor(x).add(7))),
      (x) => mul(x, floor(x).add(7).cast("i32")),
      (x) => mul(x, where(greater(floor(x), 1), 9, 4)),
      (x) =>
        cond(
          greater(floor(x), 1),
          () => mul(x, 9),
          () => triple(x),
        ),
      (x) => mul(x, stopGradient(level(x))),
      (x) => mul(x, level(x).cast("i32")),
      (x) => mul(9, scan(({ v }) => ({ v, unread: floor(v) }), { v: x, unread: x }, { length: 2 }).carry.v),
    ];
    for (const f of functions) {
      expectTree(
        [grad(f)(2.5), jit(grad(f))(2.5), jvp(f, [2.5], [1]).tangent, linearize(f, 2.5).pushforward(1)],
        [9, 9, 9, 9],
      );
    }
  });

  it("is refused for what is no float, no scalar, no argument", () => {
    const f = (q: { n: Arr; x: Arr }): Arr => mul(q.n, q.x);
    expect(messageOf(() => grad(f)({ n: i32(2), x: 1 }))).toMatchInlineSnapshot(
      `"DerivativeError at params.n in grad(): expected an f64 or f32 leaf to differentiate, received i32[]. Pass what is not differentiated as another argument, or close over it."`,
    );
    expect(messageOf(() => jacobian(f)({ n: array(true), x: 1 }))).toMatchInlineSnapshot(
      `"DerivativeError at params.n in jacobian(): expected an f64 or f32 leaf to differentiate, received bool[]. Pass what is not differentiated as another argument, or close over it."`,
    );
    expect(messageOf(() => grad((x: Arr) => mul(x, 2))(array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError in grad(): the function must return a scalar. Expected f64[], received f64[2]. Reduce the result, for example with sum; for the derivative of each element use jacobian."`,
    );
    expect(messageOf(() => grad((x: Arr) => [x, x] as unknown as Arr)(1))).toMatchInlineSnapshot(
      `"ShapeError in grad(): the function must return a scalar. Expected f64[], received a tree of 2 leaves. What else is computed on the way can be returned as { value, aux }."`,
    );
    expect(messageOf(() => grad((x: Arr) => greater(x, 0))(1))).toMatchInlineSnapshot(
      `"DTypeError in grad(): expected a function that returns f64[] or f32[], received bool[]. A number that is counted or compared has no derivative."`,
    );
    expect(messageOf(() => grad(() => undefined as unknown as Arr)())).toMatchInlineSnapshot(
      `"TreeError at result in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received nothing. Give it a value, or leave the key out."`,
    );
    expect(messageOf(() => grad((x: Arr) => x, { argument: 1 as 0 })(1))).toMatchInlineSnapshot(
      `"DerivativeError in grad(): expected an argument from 0 to 0, received 1."`,
    );
    expect(messageOf(() => grad((x: Arr) => x, { argument: -1 as 0 })(1))).toMatchInlineSnapshot(
      `"OptionError at argument in grad(): expected the position of an argument, such as 0, or several, such as [0, 2], received the number -1."`,
    );
    expect(messageOf(() => jacobian((x: Arr) => x, { argument: 1 as 0 })(1))).toMatchInlineSnapshot(
      `"DerivativeError in jacobian(): expected an argument from 0 to 0, received 1."`,
    );
  });
});

describe("arguments that are no trees", () => {
  it("are named by path", () => {
    const f = (p: { lens: readonly [{ mass: Arr }] }): Arr => p.lens[0].mass;
    const wrong = (mass: unknown): { lens: [{ mass: Arr }] } => ({ lens: [{ mass: mass as Arr }] });
    expect(messageOf(() => grad(f)(wrong(undefined)))).toMatchInlineSnapshot(
      `"TreeError at params.lens[0].mass in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received nothing. Give it a value, or leave the key out."`,
    );
    expect(messageOf(() => grad(f)(wrong("1e12")))).toMatchInlineSnapshot(
      `"TreeError at params.lens[0].mass in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received the string "1e12". Keep names and labels outside of the tree."`,
    );
    expect(messageOf(() => grad(f)(wrong(new Map())))).toMatchInlineSnapshot(
      `"TreeError at params.lens[0].mass in grad(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Map. Make it a plain object: Object.fromEntries(map)."`,
    );
    expect(messageOf(() => vmap(f)(wrong([[1, null]])))).toMatchInlineSnapshot(
      `"TreeError at params.lens[0].mass[0][1] in vmap(): expected an Arr, a number or a boolean, or a plain object or list of these, received null. Give it a value, or leave the key out."`,
    );
    expect(
      messageOf(() => valueAndGrad((_x: Arr, p: object) => _x.add(Object.keys(p).length))(1, new Date())),
    ).toMatchInlineSnapshot(
      `"TreeError at arguments[1] in valueAndGrad(): expected an Arr, a number or a boolean, or a plain object or list of these, received a Date. Copy its fields to a plain object: { ...it }."`,
    );
  });
});
