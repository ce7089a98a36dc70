/** Integrals with error estimates: closed forms, honest errors, derivatives. */

import { type Arr, array, checkGrads, cos, div, exp, grad, jit, mul, reciprocal, vmap, quadrature } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { expectRelative } from "../support/relative.ts";

// Sums of at most 21 terms of size 1.
const rounding = 8 * Number.EPSILON;

describe("integrateKronrod", () => {
  it.each([15, 21] as const)("meets closed forms with %i nodes", (nodes) => {
    expectRelative(quadrature.integrateKronrod(exp, 0, 1, { nodes }).value, Math.E - 1, rounding);
    expectRelative(quadrature.integrateKronrod(cos, 0, Math.PI / 2, { nodes }).value, 1, rounding);
    expectRelative(quadrature.integrateKronrod(() => 3, array([0, 1]), 5, { nodes }).value, [15, 12], rounding);
    expectRelative(quadrature.integrateKronrod(exp, 1, 0, { nodes }).value, 1 - Math.E, rounding);
  });

  it("bounds the true error of smooth and of rough integrands", () => {
    const peak = (width: number) => (t: Arr) => reciprocal(div(t, width).square().add(1));
    for (const width of [1, 0.3, 0.1, 0.03]) {
      const exact = 2 * width * Math.atan(1 / width);
      const { value, error } = quadrature.integrateKronrod(peak(width), -1, 1);
      const off = Math.abs(value.item() - exact);
      expect(off).toBeLessThanOrEqual(error.item());
      // No wild guess either: the Gauss rule errs by (1 + sqrt 2)^-20 = 2e-8 here, the estimate is (200 times that)^(3/2).
      if (width === 1) expect(error.item()).toBeLessThan(1e-7 * exact);
    }
  });

  it("is down to rounding, and says so, where the integrand is smooth", () => {
    const { error } = quadrature.integrateKronrod(exp, 0, 1);
    // 50 units in the last place: the floor of the estimate.
    expectRelative(error, 50 * Number.EPSILON * (Math.E - 1), 1e-12);
  });

  it("takes a constant and an integrand that vanishes", () => {
    expect(quadrature.integrateKronrod(() => 0, 0, 1).error.item()).toBe(0);
    expectRelative(quadrature.integrateKronrod(() => 2, 0, 1).error, 100 * Number.EPSILON, 1e-12);
  });

  it("differentiates, maps and compiles; the error has no derivative", () => {
    const area = (p: { rate: Arr; end: Arr }) =>
      quadrature.integrateKronrod((t) => exp(mul(p.rate, t)), 0, p.end).value;
    checkGrads(area, [{ rate: 0.7, end: 1.3 }], { order: 2 });
    const whole = (p: { rate: Arr; end: Arr }) => quadrature.integrateKronrod((t) => exp(mul(p.rate, t)), 0, p.end);
    expect(grad((p: { rate: Arr; end: Arr }) => whole(p).error)({ rate: 0.7, end: 1.3 }).rate.item()).toBe(0);
    const upper = array([0.5, 1, 2]);
    const together = quadrature.integrateKronrod(exp, 0, upper);
    const single = (end: Arr) => quadrature.integrateKronrod(exp, 0, end);
    const mapped = vmap(single)(upper);
    expectClose([mapped.value, mapped.error], [together.value, together.error], rounding);
    // The compiled exponential may differ in its last digit, which the error's floor of 50 such digits shows at a fiftieth.
    const compiled = jit(single)(upper);
    expectClose([compiled.value], [together.value], rounding);
    expectClose([compiled.error], [together.error], 0.1);
  });
});
