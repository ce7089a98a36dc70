/** Gauss-Legendre rules against closed forms, published digits and the polynomials they must integrate. */

import { array, quadrature, errors } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectRelative } from "../support/relative.ts";

const orders = Array.from({ length: 128 }, (_, i) => i + 1);

describe("gaussLegendre", () => {
  it("has the closed forms of the small rules", () => {
    // A few roundings in a square root each: two units in the last place.
    const tolerance = 2 * Number.EPSILON;
    expectRelative(quadrature.gaussLegendre(1).nodes, 0, 0);
    expectRelative(quadrature.gaussLegendre(1).weights, 2, 0);
    expectRelative(quadrature.gaussLegendre(2).nodes, [-1 / Math.sqrt(3), 1 / Math.sqrt(3)], tolerance);
    expectRelative(quadrature.gaussLegendre(2).weights, [1, 1], tolerance);
    expectRelative(quadrature.gaussLegendre(3).nodes, [-Math.sqrt(0.6), 0, Math.sqrt(0.6)], tolerance);
    expectRelative(quadrature.gaussLegendre(3).weights, [5 / 9, 8 / 9, 5 / 9], tolerance);
  });

  it("has the digits of Abramowitz & Stegun, table 25.4, at the ends of the rules with 32 and 64 nodes", () => {
    const last = (count: number) => {
      const { nodes, weights } = quadrature.gaussLegendre(count);
      return [nodes.slice(-1).item(), weights.slice(-1).item()];
    };
    // To the digits that a float64 holds; a weight may be off by n/8 units in its last place.
    expectRelative(last(32), [0.9972638618494816, 0.0070186100094701], 1e-14);
    expectRelative(last(64), [0.9993050417357722, 0.001783280721696433], 1e-14);
  });

  it.each(orders)("with %i nodes lies inside, ascends, is symmetric and sums to 2", (count) => {
    const { nodes, weights } = quadrature.gaussLegendre(count);
    const [x, w] = [nodes.toArray(), weights.toArray()];
    expect(x).toHaveLength(count);
    for (let i = 0; i < count; i++) {
      expect(x[i]! > (i === 0 ? -1 : x[i - 1]!)).toBe(true);
      expect(x[i]!).toBe(0 - x[count - 1 - i]!);
      expect(w[i]!).toBe(w[count - 1 - i]!);
      expect(w[i]!).toBeGreaterThan(0);
    }
    expect(x[count - 1]!).toBeLessThan(1);
    // Weights are good to a few units in the last place, growing with the length of the recurrence.
    expectRelative(weights.sum(), 2, (2 + count / 16) * Number.EPSILON);
  });

  it.each(orders)("with %i nodes integrates the highest polynomials it must", (count) => {
    const { nodes, weights } = quadrature.gaussLegendre(count);
    const degree = 2 * count - 2;
    // A node near 1 that is off by half a unit in the last place of 1 is felt `degree` times by its power.
    const tolerance = (4 + 2 * degree) * Number.EPSILON;
    expectRelative(nodes.pow(degree).mul(weights).sum(), 2 / (degree + 1), tolerance);
    const odd = nodes
      .pow(degree + 1)
      .mul(weights)
      .sum();
    expect(Math.abs(odd.item())).toBeLessThan(Number.EPSILON);
  });

  it.each(orders.slice(0, 12))("with %i nodes misses the next power by the error term of the rule", (count) => {
    const { nodes, weights } = quadrature.gaussLegendre(count);
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    const estimate = nodes
      .pow(2 * count)
      .mul(weights)
      .sum();
    // 2^(2n+1) (n!)^4 / ((2n+1) (2n)!^3) times the (2n)-th derivative of t^(2n), which is (2n)!
    const missing = (2 ** (2 * count + 1) * factorial(count) ** 4) / ((2 * count + 1) * factorial(2 * count) ** 2);
    // What is missing is small beside what is there, 2 / (2n+1): its digits are those left by that subtraction.
    const tolerance = (4 * Number.EPSILON) / missing;
    expectRelative(array(2 / (2 * count + 1)).sub(estimate), missing, tolerance);
  });

  it("gives the same rule to everyone who asks", () => {
    expect(quadrature.gaussLegendre(16)).toBe(quadrature.gaussLegendre(16));
  });

  it.each([0, -3, 2.5, Number.NaN])("refuses %d nodes", (count) => {
    expect(() => quadrature.gaussLegendre(count)).toThrow(errors.ParameterError);
    expect(() => quadrature.gaussLegendre(count)).toThrow(`expected an integer >= 1, received ${count}`);
  });
});
