/** newton: roots of systems, quadratic convergence, the safeguard, status, implicit derivatives. */

import {
  add,
  type Arr,
  array,
  atan,
  checkGrads,
  exp,
  explainStatus,
  grad,
  hessian,
  jacobian,
  jit,
  matMul,
  mul,
  sin,
  solverStatus,
  sqrt,
  square,
  sub,
  vmap,
  roots,
  linalg,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { expectClose } from "../../support/arrays.ts";
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

describe("newton", () => {
  // The last step is below 1e-10 of the root and leaves its square: what remains is rounding.
  const rounding = 8 * Number.EPSILON;

  it("solves one equation, quadratically", () => {
    const { root, status, steps } = roots.newton((x) => x.pow(3).sub(2), 1);
    expect(explainStatus(status)).toBe("Converged.");
    expectRelative(root, Math.cbrt(2), rounding);
    // 0.26, 0.07, 4e-3, 1e-5, 1e-10 and 1e-20 away
    expect(steps.item()).toBe(5);
    expectTypeOf(root).toEqualTypeOf<Arr>();
  });

  it("solves systems on trees", () => {
    // x² + y² = 4 and the vector z with M z = (x, y).
    const m = array([
      [2, 1],
      [1, 3],
    ]);
    const { root } = roots.newton(
      ({ x, y, z }) => ({
        x: add(square(x), square(y)).sub(4),
        y: sub(y, exp(x).mul(0.5)),
        z: sub(matMul(m, z), add(mul(x, array([1, 0])), mul(y, array([0, 1])))),
      }),
      { x: 1, y: 1, z: array([0, 0]) },
    );
    const [x, y] = [root.x.item(), root.y.item()];
    expectRelative(x * x + y * y, 4, rounding);
    expectRelative(Math.exp(x) / 2, y, rounding);
    expectClose([root.z], [linalg.solve(m, array([x, y]))], rounding);
  });

  it("shortens steps where Newton's own would run away", () => {
    // Newton's iteration for atan x = 0 diverges from |x| > 1.39.
    const { root, status } = roots.newton((x) => atan(x), 5);
    expect(status.item()).toBe(solverStatus.converged);
    expect(Math.abs(root.item())).toBeLessThan(1e-12);
    // Powell's badly scaled function: 1e4 x y = 1, e^-x + e^-y = 1.0001, root at x = 1.098e-5, y = 9.106 (Moré, Garbow & Hillstrom 1981).
    const badlyScaled = roots.newton(
      ({ x, y }) => ({ x: mul(x, y).mul(1e4).sub(1), y: add(exp(x.neg()), exp(y.neg())).sub(1.0001) }),
      { x: 0, y: 1 },
      { maximumSteps: 200, absoluteTolerance: 1e-15 },
    );
    expect(explainStatus(badlyScaled.status)).toBe("Converged.");
    // The reference prints four digits.
    expectRelative(badlyScaled.root.x, 1.098e-5, 1e-3);
    expectRelative(badlyScaled.root.y, 9.106, 1e-3);
  });

  it("steps back from where the equations have no value", () => {
    // The first step, to x = -3, leaves the domain of the root.
    const { root, status } = roots.newton((x) => sqrt(x).sub(0.5), 9);
    expect(status.item()).toBe(solverStatus.converged);
    expectRelative(root, 0.25, rounding);
  });

  it("says why it did not get there", () => {
    expect(roots.newton((x) => x.square().add(1), 3).status.item()).toBe(solverStatus.stepTooSmall);
    expect(roots.newton((x) => x.square().add(1), 0).status.item()).toBe(solverStatus.singular);
    expect(roots.newton((x) => sqrt(x), -1).status.item()).toBe(solverStatus.nonFinite);
    const short = roots.newton((x) => x.pow(3).sub(2), 100, { maximumSteps: 3 });
    expect(short.status.item()).toBe(solverStatus.stepsExhausted);
    expect(short.steps.item()).toBe(3);
    // Already there, where the Jacobian is singular: nothing to do.
    const there = roots.newton((x) => x.square(), 0);
    expect(there.status.item()).toBe(solverStatus.converged);
  });

  it("has the derivatives of the implicit function, to second order", () => {
    // r cos t = a, r sin t = b: polar coordinates, of which all derivatives are known.
    const polar = (p: { a: Arr; b: Arr }) =>
      roots.newton(({ r, t }) => ({ r: sub(mul(r, t.cos()), p.a), t: sub(mul(r, sin(t)), p.b) }), { r: 3, t: 0.5 })
        .root;
    const at = { a: array(3), b: array(4) };
    const { r, t } = jacobian(polar)(at);
    expectRelative(r.a, 0.6, rounding);
    expectRelative(r.b, 0.8, rounding);
    expectRelative(t.a, -4 / 25, rounding);
    expectRelative(t.b, 3 / 25, rounding);
    const curvature = hessian((p: { a: Arr; b: Arr }) => polar(p).r)(at);
    // d²r/da² = b²/r³
    expectRelative(curvature.a.a, 16 / 125, 4 * rounding);
    expectRelative(curvature.a.b, -12 / 125, 4 * rounding);
    checkGrads((p: { a: Arr; b: Arr }) => mul(polar(p).r, polar(p).t), [at], { order: 2 });
    // Where it starts has no say.
    expect(grad((start: Arr) => roots.newton((x) => x.square().sub(2), start).root)(1).item()).toBe(0);
  });

  it("maps and compiles", () => {
    const root = (a: Arr) => roots.newton((x) => x.square().sub(a), 1).root;
    const a = array([0.25, 2, 9, 100]);
    const expected = [0.5, Math.SQRT2, 3, 10];
    expectRelative(vmap(root)(a), expected, rounding);
    expectRelative(jit(vmap(root))(a), expected, rounding);
    expectRelative(
      jit(vmap(grad(root)))(a),
      expected.map((x) => 1 / (2 * x)),
      rounding,
    );
    const pair = (p: Arr) => roots.newton((v) => sub(mul(v, v.flip()), mul(v, p)), array([1.1, 0.9])).root.sum();
    expectClose([jit(grad(pair))(array([1, 2]))], [grad(pair)(array([1, 2]))], 4 * rounding);
  });

  it("keeps f32", () => {
    const { root, status } = roots.newton((x) => x.square().sub(2), array(1, { dtype: "f32" }));
    expect(root.dtype).toBe("f32");
    expect(status.item()).toBe(solverStatus.converged);
    expectRelative(root, Math.SQRT2, 2 ** -22);
  });

  it("names what does not fit", () => {
    expect(messageOf(() => roots.newton((p) => ({ x: p.x.sum() }), { x: array([1, 2]) }))).toMatchInlineSnapshot(
      `"ShapeError at residual.x in newton(): expected f64[2], like initial.x, received f64[]."`,
    );
    expect(messageOf(() => roots.newton((n) => n, array(1, { dtype: "i32" })))).toMatchInlineSnapshot(
      `"DTypeError at initial in newton(): expected f64 or f32, received i32[]."`,
    );
    expect(() => roots.newton((x) => x, 1, { maximumSteps: 1.5 })).toThrow(
      "expected a whole number of at least 1, received the number 1.5",
    );
  });
});
