/** Integrals against closed forms, their order of convergence, and their derivatives in bounds and in what the integrand reads. */

import {
  add,
  type Arr,
  array,
  checkGrads,
  cos,
  div,
  exp,
  grad,
  hessian,
  jit,
  mul,
  reciprocal,
  sin,
  vmap,
  quadrature,
} from "fluxion";
import { describe, expect, it } from "vitest";
import { expectRelative } from "../support/relative.ts";

// Sums of at most 64 positive terms of size 1: ten units in the last place.
const rounding = 10 * Number.EPSILON;

describe("integrate", () => {
  it("meets closed forms", () => {
    expectRelative(quadrature.integrate(exp, 0, 1), Math.E - 1, rounding);
    expectRelative(
      quadrature.integrate((t) => reciprocal(t.square().add(1)), 0, 1),
      Math.PI / 4,
      rounding,
    );
    expectRelative(quadrature.integrate(cos, 0, Math.PI / 2, { nodes: 16 }), 1, rounding);
    // erf(2) sqrt(pi) / 2
    expectRelative(
      quadrature.integrate((t) => exp(t.square().neg()), 0, 2),
      0.8820813907624216,
      rounding,
    );
  });

  it("takes bounds of any shape that broadcast, in one call of the integrand", () => {
    const shapes: (readonly number[])[] = [];
    const lower = array([[0], [1]]);
    const upper = array([1, 2, 3]);
    const result = quadrature.integrate(
      (t) => {
        shapes.push(t.shape);
        return t.square();
      },
      lower,
      upper,
      { nodes: 2 },
    );
    expect(shapes).toEqual([[2, 3, 2]]);
    expect(result.shape).toEqual([2, 3]);
    const expected = [1, 8, 27, 0, 7, 26].map((cubes) => cubes / 3);
    // The element from 1 to 1 is exactly zero: the panel has no width.
    expectRelative(result.reshape(6), expected, rounding);
  });

  it("changes sign with the order of the bounds and takes a constant integrand", () => {
    expectRelative(quadrature.integrate(exp, 1, 0), 1 - Math.E, rounding);
    expectRelative(
      quadrature.integrate(() => 3, array([0, 1]), 5),
      [15, 12],
      rounding,
    );
  });

  it("integrates polynomials of degree 2 n - 1 exactly", () => {
    for (const nodes of [1, 2, 5, 16, 128]) {
      const degree = 2 * nodes - 1;
      // A power feels the rounding of its node as many times as its degree.
      expectRelative(
        quadrature.integrate((t) => t.pow(degree), 0, 1, { nodes }),
        1 / (degree + 1),
        (4 + degree) * Number.EPSILON,
      );
    }
  });

  it("converges as rho^(-2 n)", () => {
    // 1 / (1 + t^2) on [-1, 1] has poles at +-i, on the ellipse with rho = 1 + sqrt 2.
    const error = (nodes: number) =>
      Math.abs(quadrature.integrate((t) => reciprocal(t.square().add(1)), -1, 1, { nodes }).item() - Math.PI / 2);
    const rate = Math.log(error(4) / error(16)) / (2 * 12);
    // The prefactor of the error settles slowly: 1 % over twelve nodes.
    expectRelative(rate, Math.log(1 + Math.SQRT2), 0.01);
  });

  it("has the integrand as its derivative in the bounds (Leibniz)", () => {
    const area = (bounds: { lower: Arr; upper: Arr }) =>
      quadrature.integrate((t) => mul(sin(t), exp(t)), bounds.lower, bounds.upper);
    const f = (t: number) => Math.sin(t) * Math.exp(t);
    const slope = (t: number) => (Math.sin(t) + Math.cos(t)) * Math.exp(t);
    const bounds = { lower: 0.3, upper: 2 };
    const { lower, upper } = grad(area)(bounds);
    // The panel's derivative is exact for the panel; 32 nodes leave only the rounding of a sum of terms of size 10.
    expectRelative(lower, -f(0.3), 1e-14);
    expectRelative(upper, f(2), 1e-14);
    const second = hessian(area)(bounds);
    expectRelative(second.upper.upper, slope(2), 1e-13);
    expectRelative(second.lower.lower, -slope(0.3), 1e-13);
    expect(Math.abs(second.lower.upper.item())).toBeLessThan(1e-13);
  });

  it("differentiates in what the integrand reads", () => {
    // d/dk of (e^k - 1) / k
    const growth = (k: Arr) => quadrature.integrate((t) => exp(mul(k, t)), 0, 1);
    const k = 1.7;
    expectRelative(grad(growth)(k), (Math.exp(k) * (k - 1) + 1) / k ** 2, 1e-14);
    checkGrads(
      (p: { k: Arr; end: Arr }) => quadrature.integrate((t) => div(exp(mul(p.k, t)), add(t, 1)), 0, p.end),
      [{ k: 0.7, end: 1.3 }],
    );
  });

  it("maps over a batch of bounds and compiles to the same values", () => {
    const area = (upper: Arr) => quadrature.integrate(exp, 0, upper);
    const upper = array([0.5, 1, 2]);
    const together = area(upper);
    expect(vmap(area)(upper)).toEqual(together);
    // The compiled exponential may differ by its last digit.
    expectRelative(jit(area)(upper), Array.from(together.toArray()), rounding);
  });
});
