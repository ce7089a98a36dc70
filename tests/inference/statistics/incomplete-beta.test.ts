/** The incomplete beta function against high precision, and its inverse. */
import { describe, expect, it } from "vitest";
import { betaQuantile, incompleteBeta } from "../../../inference/statistics/incomplete-beta.ts";
import reference from "../../../fixtures/diagnostics/beta.json" with { type: "json" };

describe.each(reference.rows.map(([a, b, x, value]) => ({ a: a!, b: b!, x: x!, value: value! })))(
  "I_$x($a, $b)",
  ({ a, b, x, value }) => {
    // Logarithms of the gamma function of a + b grow as (a + b) log(a + b), and cancel in the kernel.
    const tolerance = 4 * Number.EPSILON * (8 + (a + b) * Math.log(2 + a + b));

    it("has the value of high precision", () => {
      expect(Math.abs(incompleteBeta(x, a, b) - value)).toBeLessThanOrEqual(tolerance * value);
    });

    it("is undone by the quantile", () => {
      const found = betaQuantile(value, a, b);
      // Within the rounding of I, or what one rounding of x makes of it where the density is high.
      const step = Math.abs(incompleteBeta(found * (1 - 2 * Number.EPSILON), a, b) - incompleteBeta(found, a, b));
      expect(Math.abs(incompleteBeta(found, a, b) - value)).toBeLessThanOrEqual(2 * (tolerance * value + step));
    });
  },
);

describe("closed forms", () => {
  it("at the ends, of the uniform and of the arcsine distribution", () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([
      0, 1, 0, 1,
    ]);
    expect(betaQuantile(0.3, 1, 1)).toBeCloseTo(0.3, 15);
    expect(betaQuantile(0.3, 0.5, 0.5)).toBeCloseTo(Math.sin(0.15 * Math.PI) ** 2, 14);
  });
});
