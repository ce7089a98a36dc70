/** customJvp: the rule in every mode, arguments that it leaves alone, and what it refuses. */

import {
  add,
  type Arr,
  array,
  cond,
  cos,
  customJvp,
  div,
  exp,
  grad,
  greater,
  hessian,
  jacobian,
  jit,
  jvp,
  linearize,
  log1p,
  mul,
  neg,
  scan,
  sin,
  square,
  vmap,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const softplus = customJvp(
  (x: Arr) => log1p(exp(x)),
  ([x], [dx]) => ({ value: log1p(exp(x)), tangent: div(dx, add(1, exp(neg(x)))) }),
);

/** The derivative of this "sine" is three times that of the sine, so that it shows which rule was used. */
const tripled = customJvp(
  (x: Arr) => sin(x),
  ([x], [dx]) => ({ value: sin(x), tangent: mul(dx, mul(3, cos(x))) }),
);

describe("a tangent rule", () => {
  it("is used by forward and reverse mode, and linearised", () => {
    expectTree([tripled(array(0.5)), jit(tripled)(0.5)], [Math.sin(0.5), Math.sin(0.5)]);
    const slope = 3 * Math.cos(0.5);
    expectTree(
      [jvp(tripled, [0.5], [1]).tangent, grad(tripled)(0.5), jit(grad(tripled))(0.5), jacobian(tripled)(0.5)],
      [slope, slope, slope, slope],
    );
    expectTree(linearize(tripled, 0.5).pushforward(2), 2 * slope);
    expectTree([grad(softplus)(800), grad(softplus)(-800)], [1, 0]);
  });

  it("is differentiated in turn for second derivatives", () => {
    expectTree([grad(grad(tripled))(0.5), jit(hessian(tripled))(0.5)], [-3 * Math.sin(0.5), -3 * Math.sin(0.5)]);
    expectTree(grad(grad(softplus))(0), 0.25);
    expectTree(jvp((x: Arr) => grad(tripled)(x), [0.5], [1]).tangent, -3 * Math.sin(0.5));
  });

  it("is mapped, in loops and branches", () => {
    const xs = array([0.1, 0.2]);
    const slopes = [3 * Math.cos(0.1), 3 * Math.cos(0.2)];
    expectTree([vmap(tripled)(xs), vmap(grad(tripled))(xs)], [[Math.sin(0.1), Math.sin(0.2)], slopes]);
    expectTree(jit(grad((x: Arr) => vmap(tripled)(x).sum()))(xs), slopes);
    expectTree(jit(hessian((x: Arr) => vmap(tripled)(x).sum()))(xs), [
      [-3 * Math.sin(0.1), 0],
      [0, -3 * Math.sin(0.2)],
    ]);
    const looped = (x: Arr): Arr => scan((s: Arr) => tripled(s), x, { length: 2 }).carry;
    expectTree(jit(grad(looped))(0.5), 9 * Math.cos(0.5) * Math.cos(Math.sin(0.5)));
    const chosen = (x: Arr): Arr =>
      cond(
        greater(x, 0),
        () => tripled(x),
        () => x,
      );
    expectTree(jit(grad((x: Arr) => vmap(chosen)(x).sum()))(array([0.5, -1])), [3 * Math.cos(0.5), 1]);
  });

  it("takes and gives trees; arguments that do not move have tangents of zero", () => {
    const f = customJvp(
      (p: { a: Arr; b: Arr }, c: Arr) => ({ product: mul(p.a, p.b).mul(c), count: array(2, { dtype: "i32" }) }),
      ([p, c], [dp, dc]) => ({
        value: { product: mul(p.a, p.b).mul(c), count: array(2, { dtype: "i32" }) },
        tangent: {
          product: mul(dp.a, p.b).mul(c).add(mul(p.a, dp.b).mul(c)).add(mul(p.a, p.b).mul(dc)),
          count: array(0, { dtype: "i32" }),
        },
      }),
    );
    const product = (p: { a: Arr; b: Arr }, c: Arr): Arr => f(p, c).product;
    expectTree(jit(grad(product))({ a: 2, b: 3 }, 5), { a: 15, b: 10 });
    expectTree(jit(grad(product, { argument: 1 }))({ a: 2, b: 3 }, 5), 6);
    const fixed = customJvp(
      (x: Arr) => x.floor(),
      ([x]) => ({ value: x.floor(), tangent: null }),
    );
    expectTree(grad((x: Arr) => mul(x, fixed(x)))(2.5), 2);
  });

  it("passes arguments that are not differentiated as they are", () => {
    const apply = customJvp(
      (g: (x: Arr) => Arr, x: Arr, scale: number) => mul(g(x), scale),
      ([g, x, scale], [, dx]) => ({ value: mul(g(x), scale), tangent: mul(dx, g(x)) }),
      { nondifferentiable: [0, 2] },
    );
    expectTree(apply(square, array(3), 2), 18);
    expectTree(jit(grad((x: Arr) => apply(square, x, 2)))(3), 9);
  });
});

describe("what customJvp refuses", () => {
  it("rules of another form, and tangents that are not linear", () => {
    const rule = (value: (x: Arr) => unknown, tangent: (x: Arr, dx: Arr) => unknown): string =>
      messageOf(() => {
        const f = customJvp(
          (x: Arr) => ({ a: x }),
          ([x], [dx]) => ({ value: value(x), tangent: tangent(x, dx) }) as never,
        );
        return grad((x: Arr) => f(x).a)(2);
      });
    const same = (x: Arr): unknown => ({ a: x });
    expect(
      rule(
        (x) => ({ b: x }),
        (_, dx) => ({ a: dx }),
      ),
    ).toMatchInlineSnapshot(
      `"TreeError at value.a in customJvp(): expected a leaf, received nothing. (0 leaves agree, 1 more place differs.)"`,
    );
    expect(rule(same, (_, dx) => ({ a: dx.expandDims(0) }))).toMatchInlineSnapshot(
      `"DerivativeError at tangent.a in customJvp(): expected f64[] from the rule, as from the function itself, received f64[1]. The rule repeats the value of f, and its tangent is like the value."`,
    );
    expect(rule(same, (_, dx) => ({ a: dx.cast("f32") }))).toMatchInlineSnapshot(
      `"DerivativeError at tangent.a in customJvp(): expected f64[] from the rule, as from the function itself, received f32[]. The rule repeats the value of f, and its tangent is like the value."`,
    );
    expect(rule(same, (_, dx) => ({ a: mul(dx, dx) }))).toMatchInlineSnapshot(
      `"DerivativeError at params in customJvp or customVjp(): a rule must be linear in the tangents or cotangents, and this one contains a product of two values that depend on it. Compute what is not linear from the arguments alone; backward gets it as a residual."`,
    );
    expect(rule(same, (_, dx) => ({ a: sin(dx) }))).toMatchInlineSnapshot(
      `"DerivativeError at params in customJvp or customVjp(): a rule must be linear in the tangents or cotangents, and this one contains sin of a value that depends on it. Compute what is not linear from the arguments alone; backward gets it as a residual."`,
    );
  });

  it("closing over a value that is differentiated", () => {
    const f = (x: Arr): Arr =>
      customJvp(
        (y: Arr) => mul(x, y),
        ([y], [dy]) => ({ value: mul(x, y), tangent: mul(x, dy) }),
      )(array(2));
    expect(messageOf(() => grad(f)(3))).toMatchInlineSnapshot(
      `"DerivativeError at params in customJvp(): the function closes over a value that is differentiated, of whose tangent its rule does not know. Pass that value as an argument."`,
    );
    expectTree(jit(f)(3), 6);
  });
});
