/** brent: roots to rounding, few steps, honest status, implicit derivatives. */

import {
  type Arr,
  array,
  checkGrads,
  cos,
  div,
  exp,
  explainStatus,
  grad,
  hessian,
  jit,
  mul,
  reciprocal,
  sin,
  solverStatus,
  sqrt,
  sub,
  vmap,
  roots,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { expectRelative } from "../../support/relative.ts";

describe("brent", () => {
  // Where the sign changes is known to two spacings of floating-point numbers, and as f is rounded.
  const rounding = 8 * Number.EPSILON;
  const cases: readonly [string, (x: Arr) => Arr, number, number, number][] = [
    ["a cubic", (x) => x.pow(3).sub(2), 0, 2, Math.cbrt(2)],
    ["a line", (x) => x.mul(3).sub(1), -5, 5, 1 / 3],
    ["cos x = x", (x) => sub(cos(x), x), 0, 1, 0.7390851332151607],
    ["a steep exponential", (x) => exp(x.mul(20)).sub(2), -1, 2, Math.log(2) / 20],
    ["a flat power", (x) => x.sub(0.3).pow(3), -1, 2, 0.3],
    ["ends the wrong way round", (x) => x.square().sub(5), 4, 1, Math.sqrt(5)],
    ["a root at the lower end", (x) => x.mul(x.sub(3)), 0, 1, 0],
    ["a root at the upper end", (x) => x.sub(1), 0, 1, 1],
  ];

  it.each(cases)("finds the root of %s", (name, f, lower, upper, exact) => {
    const { root, status, steps } = roots.brent(f, lower, upper, { maximumSteps: 200 });
    expect(explainStatus(status)).toBe("Converged.");
    // A triple root is approached by a constant factor a step; scipy 1.17.1 takes 160 iterations there, and 7, 11, 15 on others.
    expect(steps.item()).toBeLessThan(name === "a flat power" ? 165 : 20);
    // … and f is zero in rounding for all x within 1e-5 of it, cubed.
    if (name === "a flat power") expect(Math.abs(root.item() - exact)).toBeLessThan(1e-5);
    else expectRelative(root, exact, rounding);
  });

  it("takes few steps on Brent's own kind of test and stops at a tolerance", () => {
    // Brent (1973) reports about ten evaluations on smooth functions.
    const tight = roots.brent((x) => sub(x.pow(9), 0.5), 0, 1);
    expect(tight.steps.item()).toBeLessThan(15);
    const loose = roots.brent((x) => sub(x.pow(9), 0.5), 0, 1, { tolerance: 1e-3 });
    expect(loose.steps.item()).toBeLessThan(tight.steps.item());
    expect(Math.abs(loose.root.item() - 0.5 ** (1 / 9))).toBeLessThan(1e-3);
  });

  it("finds the pole where a sign changes without a root, as the interval shrinks on it", () => {
    const { root, status } = roots.brent((x) => reciprocal(x.sub(0.7)), 0, 1);
    expect(status.item()).toBe(solverStatus.converged);
    expectRelative(root, 0.7, rounding);
  });

  it("says why there is no root", () => {
    const none = roots.brent((x) => x.square().add(1), -1, 1);
    expect(none.root.item()).toBeNaN();
    expect(explainStatus(none.status)).toContain("widen the interval");
    const broken = roots.brent((x) => sqrt(x), -1, 1);
    expect(broken.root.item()).toBeNaN();
    expect(broken.status.item()).toBe(solverStatus.nonFinite);
    const short = roots.brent((x) => x.sub(0.3).pow(3), -1, 2, { maximumSteps: 5 });
    expect(short.status.item()).toBe(solverStatus.stepsExhausted);
    expect(short.steps.item()).toBe(5);
  });

  it("has the derivatives of the implicit function, to second order", () => {
    const anomaly = (p: { mean: Arr; eccentricity: Arr }) =>
      roots.brent((e) => sub(e, mul(p.eccentricity, sin(e))).sub(p.mean), 0, 2 * Math.PI).root;
    const at = { mean: array(1.2), eccentricity: array(0.6) };
    const E = anomaly(at).item();
    const speed = 1 / (1 - 0.6 * Math.cos(E));
    const { mean, eccentricity } = grad(anomaly)(at);
    expectRelative(mean, speed, rounding);
    expectRelative(eccentricity, Math.sin(E) * speed, rounding);
    expectRelative(hessian(anomaly)(at).mean.mean, -0.6 * Math.sin(E) * speed ** 3, rounding);
    checkGrads(anomaly, [at], { order: 2 });
    // The ends of the interval have no say.
    expect(grad((upper: Arr) => roots.brent((x) => x.sub(1), 0, upper).root)(3).item()).toBe(0);
  });

  it("maps, compiles, and takes traced ends", () => {
    const root = (a: Arr) => roots.brent((x) => x.square().sub(a), 0, a.add(1)).root;
    const a = array([0.25, 2, 9, 100]);
    const expected = [0.5, Math.SQRT2, 3, 10];
    expectRelative(vmap(root)(a), expected, rounding);
    expectRelative(jit(vmap(root))(a), expected, rounding);
    expectRelative(
      jit(vmap(grad(root)))(a),
      expected.map((x) => 1 / (2 * x)),
      rounding,
    );
    expectRelative(jit(root)(2), Math.SQRT2, rounding);
  });

  it("keeps f32", () => {
    const { root, status } = roots.brent((x) => div(x.square(), 2).sub(1), array(0, { dtype: "f32" }), 2);
    expect(root.dtype).toBe("f32");
    expect(status.item()).toBe(0);
    expectRelative(root, Math.SQRT2, 2 ** -22);
  });

  it("names what does not fit", () => {
    expect(messageOf(() => roots.brent((x) => x, array([0, 1]), 1))).toMatchInlineSnapshot(
      `"ShapeError at lower in brent(): expected a scalar, received f64[2]. For many roots at once use vmap."`,
    );
    expect(messageOf(() => roots.brent((x) => x.expandDims(0), -1, 1))).toMatchInlineSnapshot(
      `"ShapeError at f in brent(): expected a scalar, received f64[1]. For many roots at once use vmap; for systems of equations use newton."`,
    );
    expect(() => roots.brent((x) => x, -1, 1, { maximumSteps: 0 })).toThrow(
      "expected a whole number of at least 1, received the number 0",
    );
  });
});
