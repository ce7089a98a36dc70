/** Branches: values, derivatives and maps of cond, and what it refuses. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  cond,
  grad,
  greater,
  hessian,
  hvp,
  jacobian,
  jit,
  jvp,
  less,
  log,
  logicalAnd,
  mul,
  scan,
  sin,
  sqrt,
  vmap,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

/** x log x above 1, x² below. */
const f = (x: Arr): Arr =>
  cond(
    greater(x, 1),
    () => mul(x, log(x)),
    () => x.square(),
  );

describe("the value of a branch", () => {
  it("is that of the branch that was chosen, known or unknown while tracing", () => {
    expectTree([f(array(2)), f(array(0.5)), jit(f)(2), jit(f)(0.5)], [2 * Math.log(2), 0.25, 2 * Math.log(2), 0.25]);
  });

  it("runs only the chosen branch", () => {
    const ran: string[] = [];
    cond(
      array(true),
      () => ran.push("true"),
      () => ran.push("false"),
    );
    expect(ran).toEqual(["true"]);
    // The other branch would not end: a loop of 10⁹ steps.
    const guarded = jit((x: Arr) =>
      cond(
        less(x, 0),
        () => scan((s) => s.sin(), x, { length: 1_000_000_000 }).carry,
        () => x,
      ),
    );
    expectTree(guarded(3), 3);
  });

  it("takes operands and gives trees, all numbers widened to arrays", () => {
    const pick = (flag: Arr): { low: Arr; pair: readonly [Arr, Arr] } =>
      cond(
        flag,
        ({ a }, b) => ({ low: a, pair: [b, array(1)] as const }),
        ({ a }, b) => ({ low: b, pair: [a, array(2)] as const }),
        { a: 3 },
        4,
      );
    expectTree(
      [pick(array(true)), jit(pick)(array(0, { dtype: "i32" }))],
      [
        { low: 3, pair: [4, 1] },
        { low: 4, pair: [3, 2] },
      ],
    );
    expectTypeOf(
      cond(
        true,
        (x) => x,
        (x) => x,
        3,
      ),
    ).toEqualTypeOf<Arr>();
    expectTypeOf(
      cond(
        true,
        () => ({ n: 1 }),
        () => ({ n: 2 }),
      ).n,
    ).toEqualTypeOf<Arr>();
    expect(
      cond(
        true,
        () => 1,
        () => 2,
      ),
    ).toEqual(array(1));
  });

  it("may return outer values, constants, and the same value in both branches", () => {
    const g = (x: Arr): readonly Arr[] =>
      cond(
        greater(x, 0),
        () => [x, array(1), x],
        () => [array(0), array(2), x],
      );
    expectTree(
      [jit(g)(5), jit(g)(-5)],
      [
        [5, 1, 5],
        [0, 2, -5],
      ],
    );
    expectTree(jacobian(g)(5), [1, 0, 1]);
    expectTree(jit(jacobian(g))(-5), [0, 0, 1]);
  });
});

describe("the derivative of a branch", () => {
  it("is that of the branch that was chosen, to second order", () => {
    expectTree(
      [2, 0.5].map((x) => [grad(f)(x), hessian(f)(x)]),
      [
        [Math.log(2) + 1, 0.5],
        [1, 2],
      ],
    );
    for (const x of [0.5, 2]) checkGrads(f, [x], { order: 2 });
  });

  it("is zero where a branch does not depend on the argument", () => {
    const g = ({ x, y }: { x: Arr; y: Arr }): Arr =>
      cond(
        greater(x, 0),
        () => sin(y),
        () => mul(x, 3),
      );
    expectTree(
      [jit(grad(g))({ x: 1, y: 2 }), jit(grad(g))({ x: -1, y: 2 })],
      [
        { x: 0, y: Math.cos(2) },
        { x: 3, y: 0 },
      ],
    );
  });

  it("does not see the branch that was not chosen, even where that has no derivative", () => {
    const guarded = (x: Arr): Arr =>
      cond(
        greater(x, 0),
        () => sqrt(x),
        () => x,
      );
    expectTree([jit(grad(guarded))(0), jit(grad(guarded))(4)], [1, 0.25]);
  });

  it("follows nested branches", () => {
    const g = (x: Arr): Arr =>
      cond(
        greater(x, 0),
        () =>
          cond(
            greater(x, 10),
            () => x.pow(3),
            () => x.square(),
          ),
        () => x.neg(),
      );
    expectTree(
      [20, 2, -2].map((x) => jit(grad(g))(x)),
      [1200, 4, -1],
    );
  });

  it("follows a predicate made of the argument, which has no derivative of its own", () => {
    const g = (x: Arr): Arr =>
      cond(
        logicalAnd(greater(x, 0), less(x, 5)),
        () => mul(x, x),
        () => x,
      );
    expectTree(jit(grad(g))(3), 6);
  });
});

describe("a mapped branch", () => {
  const xs = array([0.5, 2, 3]);

  it("is chosen for each element", () => {
    const expected = [0.25, 2 * Math.log(2), 3 * Math.log(3)];
    expectTree([vmap(f)(xs), jit(vmap(f))(xs)], [expected, expected]);
    expectTree(vmap(grad(f))(xs), [1, Math.log(2) + 1, Math.log(3) + 1]);
  });

  it("stays one branch when the choice is shared", () => {
    const g = (flag: Arr, x: Arr): Arr =>
      cond(
        flag,
        () => add(x, 1),
        () => array(7),
      );
    expectTree(vmap(g, { in: [null, 0] })(array(true), xs), [1.5, 3, 4]);
    expectTree(jit(vmap(g, { in: [null, 0] }))(array(false), xs), [7, 7, 7]);
    expectTree(jit(vmap(g, { in: [0, null] }))(array([true, false]), 5), [6, 7]);
  });

  it("chooses whole arrays and trees", () => {
    const g = (flag: Arr, x: Arr): { x: Arr; n: Arr } =>
      cond(
        flag,
        () => ({ x, n: x.sum() }),
        () => ({ x: x.neg(), n: array(0) }),
      );
    expectTree(
      vmap(g)(
        array([true, false]),
        array([
          [1, 2],
          [3, 4],
        ]),
      ),
      {
        x: [
          [1, 2],
          [-3, -4],
        ],
        n: [3, 0],
      },
    );
  });
});

describe("the derivative of a mapped branch", () => {
  // The slope of the square root is infinite at 0, and NaN below.
  const root = (x: Arr): Arr =>
    cond(
      greater(x, 0),
      () => sqrt(x),
      () => array(0),
    );
  const total = (f: (x: Arr) => Arr) => (xs: Arr) => vmap(f)(xs).sum();

  it("does not see the branch that was not taken, in whatever order it is taken", () => {
    const xs = array([4, 0, -1, 0.25]);
    const expected = [0.25, 0, 0, 1];
    expectTree(
      [grad(total(root))(xs), jit(grad(total(root)))(xs), vmap(grad(root))(xs)],
      [expected, expected, expected],
    );
    expectTree(jacobian(vmap(root))(array([4, 0])), [
      [0.25, 0],
      [0, 0],
    ]);
    const tangents = jvp(vmap(root), [xs], [array([1, 1, 1, 1])]).tangent;
    expectTree(tangents, expected);
    // Second derivative of sqrt: -1/4 x^(-3/2).
    expectTree(hvp(total(root))(xs, array([1, 1, 1, 1])), [-1 / 32, 0, 0, -2]);
    const twice = (f: (x: Arr) => Arr) => (xss: Arr) => vmap((row: Arr) => vmap(f)(row).sum())(xss).sum();
    expectTree(jit(grad(twice(root)))(xs.reshape([2, 2])), [
      [0.25, 0],
      [0, 1],
    ]);
  });

  it("reaches what all elements share from those alone that take the branch", () => {
    const scaled = (scale: Arr, xs: Arr): Arr =>
      vmap((x: Arr) =>
        cond(
          greater(x, 0),
          () => sqrt(mul(x, scale)),
          () => x,
        ),
      )(xs).sum();
    // d sqrt(x s) / ds = sqrt(x / s) / 2; at x = -1 it would be NaN.
    expectTree(jit(grad(scaled))(1, array([4, -1, 0, 9])), 2.5);
  });

  it("holds in loops, and for branches of branches", () => {
    const looped = (xs: Arr): Arr =>
      scan(
        (s: Arr) =>
          vmap((x: Arr) =>
            cond(
              greater(x, 1),
              () => sqrt(x.sub(1)).add(0.5),
              () => x,
            ),
          )(s),
        xs,
        {
          length: 3,
        },
      ).carry.sum();
    // 5 -> 2.5 -> sqrt(1.5) + 0.5 -> sqrt(sqrt(1.5) - 0.5) + 0.5
    const [b, c] = [Math.sqrt(1.5) + 0.5, Math.sqrt(Math.sqrt(1.5) - 0.5)];
    const slope = (1 / (2 * Math.sqrt(4))) * (1 / (2 * (b - 0.5))) * (1 / (2 * c));
    expectTree(jit(grad(looped))(array([5, 0.3, 1])), [slope, 1, 1]);
    const nested = (x: Arr): Arr =>
      cond(
        greater(x, 0),
        () =>
          cond(
            greater(x, 1),
            () => sqrt(x.sub(1)),
            () => sqrt(x),
          ),
        () => log(x.neg()),
      );
    expectTree(jit(grad(total(nested)))(array([2, 0.25, -2])), [0.5, 1, -0.5]);
  });
});

describe("what a branch refuses", () => {
  const both = (onTrue: (x: Arr) => unknown, onFalse: (x: Arr) => unknown): string =>
    messageOf(() =>
      jit(
        (x: Arr) =>
          cond(
            greater(x, 0),
            () => onTrue(x),
            () => onFalse(x),
          ) as Arr,
      )(1),
    );

  it("results that differ, named by leaf", () => {
    expect(
      both(
        (x) => ({ a: x, b: x }),
        (x) => ({ a: x }),
      ),
    ).toMatchInlineSnapshot(
      `"TreeError in cond(): trees differ at result.b: onTrue has a leaf traced f64[], onFalse has nothing. (1 other leaf agrees.)"`,
    );
    expect(
      both(
        (x) => [x],
        (x) => [x.expandDims(0)],
      ),
    ).toMatchInlineSnapshot(
      `"ShapeError at result[0] in cond(): expected f64[], as onTrue returns, received f64[1] from onFalse. Both branches return the same shapes; broadcastTo gives a value another one."`,
    );
    expect(
      both(
        (x) => ({ halo: { mass: x } }),
        (x) => ({ halo: { mass: x.cast("f32") } }),
      ),
    ).toMatchInlineSnapshot(
      `"DTypeError at result.halo.mass in cond(): expected f64[], as onTrue returns, received f32[] from onFalse. Convert one of them with cast(x, "f64")."`,
    );
    expect(
      both(
        () => undefined,
        (x) => x,
      ),
    ).toMatchInlineSnapshot(
      `"TreeError at result in cond(): expected an Arr, a number or a boolean, or a plain object or list of these, received nothing. Give it a value, or leave the key out."`,
    );
  });

  it("a predicate that is no scalar", () => {
    const g = (x: Arr): Arr =>
      cond(
        greater(x, 0),
        () => x,
        () => x,
      );
    expect(messageOf(() => jit(g)(array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError in cond(): expected a scalar as predicate, received bool[2]. Choose element by element with where(condition, x, y), or map over the condition with vmap."`,
    );
    expect(messageOf(() => g(array([1, 2])))).toBe(messageOf(() => jit(g)(array([1, 2]))));
    expect(
      messageOf(() =>
        cond(
          "yes" as unknown as Arr,
          () => 1,
          () => 2,
        ),
      ),
    ).toMatchInlineSnapshot(
      `"DTypeError in cond(): expected an Arr or a number, received the string "yes". Make an array with array(data)."`,
    );
  });
});
