/** customVjp: derivatives by hand are taken in place of the rules, in every mode, and refused where they do not fit. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  customVjp,
  exp,
  grad,
  hessian,
  jacobian,
  jit,
  jvp,
  log1p,
  mul,
  neg,
  reciprocal,
  sin,
  stopGradient,
  sum,
  vjp,
  vmap,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree, plain } from "../support/trees.ts";

/** log(1 + eˣ), whose derivative by the rules is ∞/∞ for large x. */
const softplus = customVjp((x: Arr) => log1p(exp(x)), {
  forward: (x) => ({ value: log1p(exp(x)), residuals: x }),
  backward: (x, ct) => [mul(ct, reciprocal(add(1, exp(neg(x)))))],
});

describe("a derivative given by hand", () => {
  it("is used where the rules fail", () => {
    expectTree(grad((x: Arr) => log1p(exp(x)))(800), NaN);
    expectTree([grad(softplus)(800), grad(softplus)(0), jvp(softplus, [0], [2]).tangent], [1, 0.5, 1]);
    expectTree([softplus(array(0)), jit(softplus)(0)], [Math.LN2, Math.LN2]);
  });

  it("is differentiated in its turn", () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const second = sigmoid(0.4) * (1 - sigmoid(0.4));
    expectTree([hessian(softplus)(0.4), grad(grad(softplus))(0.4)], [second, second]);
    expectTree(jvp(grad(softplus), [0.4], [1]).tangent, second);
    checkGrads(softplus, [0.4], { order: 2 });
  });

  it("sums over what is shared in a batch", () => {
    const scaled = customVjp((p: { a: Arr; b: Arr }, x: Arr) => mul(p.a, x).add(p.b), {
      forward: (p, x) => ({ value: mul(p.a, x).add(p.b), residuals: { a: p.a, x } }),
      backward: ({ a, x }, ct) => [{ a: mul(ct, x), b: ct }, mul(ct, a)],
    });
    const xs = array([1, 2, 3]);
    const total = (p: { a: Arr; b: Arr }, x: Arr): Arr => sum(vmap(scaled, { in: [null, 0] })(p, x).square());
    // Σ (a x + b)²: 2 Σ (a x + b) x, 2 Σ (a x + b)
    expectTree(grad(total)({ a: 2, b: 1 }, xs), { a: 2 * (3 + 10 + 21), b: 2 * (3 + 5 + 7) });
    expectTree(grad(total, { argument: 1 })({ a: 2, b: 1 }, xs), [12, 20, 28]);
    expectTree(vmap(grad(scaled, { argument: 1 }), { in: [null, 0] })({ a: 2, b: 1 }, xs), [2, 2, 2]);
    expectTree(jit(jacobian((x: Arr) => vmap(scaled, { in: [null, 0] })({ a: array(2), b: array(1) }, x)))(xs), [
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ]);
    checkGrads(total, [{ a: 2, b: 1 }, xs], { order: 2 });
  });

  it("says zero with null or 0, and needs no cotangent for integers", () => {
    const f = customVjp((x: Arr, scale: Arr, n: Arr) => mul(x, scale).mul(n), {
      forward: (x, scale, n) => ({ value: mul(x, scale).mul(n), residuals: [] }),
      backward: (_none, ct) => [mul(ct, 5), 0 as unknown as Arr, null],
    });
    const [ofX, ofScale, ofCount] = vjp(f, 2, array(3, { dtype: "f32" }), array(4, { dtype: "i32" })).pullback(1);
    expect([ofX, ofScale, ofCount]).toEqual([array(5), array(0, { dtype: "f32" }), array(0, { dtype: "i32" })]);
    expectTree(jvp(f, [2, 3, array(4, { dtype: "i32" })], [1, 1, 0]).tangent, 5);
  });

  it("may be stated in terms of the function itself", () => {
    // d/dx f = f
    const growth: (x: Arr) => Arr = customVjp((x: Arr) => exp(x), {
      forward: (x) => ({ value: growth(x), residuals: x }),
      backward: (x, ct) => [mul(ct, growth(x))],
    });
    expectTree([growth(array(1)), grad(growth)(1), grad(grad(grad(growth)))(1)], [Math.E, Math.E, Math.E]);
  });

  it("has results of several leaves", () => {
    const polar = customVjp((r: Arr, angle: Arr) => ({ x: mul(r, angle.cos()), y: [mul(r, sin(angle))] as const }), {
      forward: (r, angle) => ({
        value: { x: mul(r, angle.cos()), y: [mul(r, sin(angle))] as const },
        residuals: [r, angle],
      }),
      backward: ([r, angle], { x, y: [y] }) => {
        const [cosine, sine] = [angle!.cos(), sin(angle!)];
        return [mul(x, cosine).add(mul(y, sine)), mul(r!, mul(y, cosine).sub(mul(x, sine)))];
      },
    });
    const byRules = (r: Arr, angle: Arr): { x: Arr; y: readonly [Arr] } => ({
      x: mul(r, angle.cos()),
      y: [mul(r, sin(angle))],
    });
    for (const argument of [0, 1] as const) {
      expectTree(jacobian(polar, { argument })(2, 0.3), plain(jacobian(byRules, { argument })(2, 0.3)));
    }
    // Only one of the results is used: the other's cotangent is zero.
    expectTree(grad((r: Arr) => polar(r, array(0.3)).y[0])(2), Math.sin(0.3));
  });
});

describe("what customVjp refuses", () => {
  const x = array([1, 2, 3]);
  const withBackward = (backward: (x: Arr, ct: Arr) => unknown, f = (v: Arr): Arr => sum(v.square())): string =>
    messageOf(() =>
      grad(customVjp(f, { forward: (v) => ({ value: f(v), residuals: v }), backward: backward as () => [Arr] }))(x),
    );

  it("cotangents of another form than the arguments", () => {
    expect(withBackward((_v, ct) => [ct])).toMatchInlineSnapshot(
      `"DerivativeError at backward[0] in customVjp(): expected a cotangent like the argument, f64[3], received f64[]. Sum over the axes along which the argument was broadcast."`,
    );
    expect(withBackward((v, ct) => [mul(ct, v).cast("f32")])).toMatchInlineSnapshot(
      `"DerivativeError at backward[0] in customVjp(): expected a cotangent like the argument, f64[3], received f32[3]. Convert it with cast(cotangent, "f64")."`,
    );
    expect(withBackward((v) => v)).toMatchInlineSnapshot(
      `"DerivativeError at params in customVjp(): expected backward to return a list of 1: a cotangent, or null for zero, for each argument, received f64[3]."`,
    );
    expect(withBackward((v) => [v, v])).toMatchInlineSnapshot(
      `"DerivativeError at params in customVjp(): expected backward to return a list of 1: a cotangent, or null for zero, for each argument, received a list of 2."`,
    );
    expect(withBackward((v) => [{ v }])).toMatchInlineSnapshot(
      `"TreeError at backward[0] in customVjp(): expected a leaf, received an object with key v."`,
    );
  });

  it("a forward pass with another value", () => {
    const differing = (value: (v: Arr) => unknown): string =>
      messageOf(() =>
        grad(
          customVjp((v: Arr) => sum(v), {
            forward: (v) => ({ value: value(v) as Arr, residuals: v }),
            backward: (v, ct) => [mul(v, ct)],
          }),
        )(x),
      );
    expect(differing((v) => [v])).toMatchInlineSnapshot(
      `"DerivativeError at params in customVjp(): forward returns a value of another form than the function itself. Forward repeats the value of f, and adds residuals."`,
    );
    expect(differing((v) => v)).toMatchInlineSnapshot(
      `"DerivativeError at value in customVjp(): expected f64[] from forward, as from the function itself, received f64[3]. Forward repeats the value of f, and adds residuals."`,
    );
  });

  it("a backward pass that is not linear, where it must be transposed", () => {
    const nonlinear = (backward: (v: Arr, ct: Arr) => Arr): string =>
      messageOf(() =>
        jvp(
          customVjp((v: Arr) => sum(v), {
            forward: (v) => ({ value: sum(v), residuals: v }),
            backward: (v, ct) => [backward(v, ct)],
          }),
          [x],
          [x],
        ),
      );
    expect(nonlinear((v, ct) => mul(v, mul(ct, ct)))).toMatchInlineSnapshot(
      `"DerivativeError at params in customJvp or customVjp(): a rule must be linear in the tangents or cotangents, and this one contains a product of two values that depend on it. Compute what is not linear from the arguments alone; backward gets it as a residual."`,
    );
    expect(nonlinear((v, ct) => mul(v, exp(ct)))).toMatchInlineSnapshot(
      `"DerivativeError at params in customJvp or customVjp(): a rule must be linear in the tangents or cotangents, and this one contains exp of a value that depends on it. Compute what is not linear from the arguments alone; backward gets it as a residual."`,
    );
  });

  it("closing over a value that is differentiated, or that has ended when backward runs", () => {
    const closing = (a: Arr): Arr =>
      customVjp((v: Arr) => mul(v, a), {
        forward: (v) => ({ value: mul(v, a), residuals: [] }),
        backward: (_r, ct) => [mul(ct, a)],
      })(array(3));
    expect(messageOf(() => grad(closing)(2))).toMatchInlineSnapshot(
      `"DerivativeError at params in customVjp(): the function closes over a value that is differentiated, for which its backward pass says nothing. Pass that value as an argument, and return its cotangent from backward."`,
    );
    const moving = (a: Arr): Arr => {
      const held = stopGradient(a);
      return customVjp((v: Arr) => mul(v, held), {
        forward: (v) => ({ value: mul(v, held), residuals: [] }),
        backward: (_r, ct) => [mul(ct, held)],
      })(a);
    };
    expect(messageOf(() => grad(moving)(2))).toMatchInlineSnapshot(
      `"TracerError in customVjp() (tests/transforms/custom-vjp.test.ts): an array traced inside a function is used after that function returned; its value never existed. Forward and backward run later than the function itself: pass what they need as an argument, or as a residual."`,
    );
    // Closing over a value of a function that is still traced is fine.
    expectTree(jit((a: Arr) => grad((v: Arr) => mul(closing(a), v))(5))(2), 6);
  });
});
