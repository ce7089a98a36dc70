/** Gauss-Kronrod rules against the polynomials they must integrate and the Gauss rules inside of them. */

import { quadrature } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectRelative } from "../support/relative.ts";

describe.each([15, 21] as const)("gaussKronrod(%i)", (count) => {
  const { nodes, weights, embeddedWeights } = quadrature.gaussKronrod(count);
  const gaussCount = (count - 1) / 2;

  it("lies inside, ascends, is symmetric and sums to 2", () => {
    const [x, w] = [nodes.toArray(), weights.toArray()];
    expect(x).toHaveLength(count);
    for (let i = 0; i < count; i++) {
      expect(x[i]! > (i === 0 ? -1 : x[i - 1]!)).toBe(true);
      expect(x[i]!).toBe(0 - x[count - 1 - i]!);
      expect(w[i]!).toBe(w[count - 1 - i]!);
      expect(w[i]!).toBeGreaterThan(0);
    }
    expect(x[count - 1]!).toBeLessThan(1);
    expectRelative(weights.sum(), 2, 4 * Number.EPSILON);
  });

  it("contains the Gauss rule", () => {
    const gauss = quadrature.gaussLegendre(gaussCount);
    const places = nodes.slice([1, null, 2]).toArray();
    gauss.nodes.toArray().forEach((node, i) => {
      // Both are roots of one polynomial, rounded.
      expect(Math.abs(places[i]! - node)).toBeLessThanOrEqual(Number.EPSILON);
    });
    expect(embeddedWeights.slice([1, null, 2]).toArray()).toEqual(gauss.weights.toArray());
    expect(embeddedWeights.slice([0, null, 2]).abs().sum().item()).toBe(0);
  });

  it("integrates every polynomial up to degree 3 n + 1, and misses the next even one", () => {
    const degree = 3 * gaussCount + (gaussCount % 2 === 0 ? 1 : 2);
    for (let power = 0; power <= degree; power += 2) {
      // A node near 1 that is off by half a unit in the last place of 1 is felt `power` times by its power.
      expectRelative(nodes.pow(power).mul(weights).sum(), 2 / (power + 1), (4 + 2 * power) * Number.EPSILON);
    }
    const next = degree + 1 + (degree % 2 === 0 ? 1 : 0);
    const missing = Math.abs(nodes.pow(next).mul(weights).sum().item() - 2 / (next + 1));
    expect(missing).toBeGreaterThan(100 * Number.EPSILON);
  });

  it("is the same rule for everyone who asks", () => {
    expect(quadrature.gaussKronrod(count)).toBe(quadrature.gaussKronrod(count));
  });
});

it("refuses other counts", () => {
  expect(() => quadrature.gaussKronrod(31 as 21)).toThrow("expected 15 or 21, received 31");
});
