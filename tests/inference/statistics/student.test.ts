/** Student's t against closed forms and tables. */
import { describe, expect, it } from "vitest";
import { studentDeviate, studentTails } from "../../../inference/statistics/student.ts";

describe("Student's t", () => {
  it("is Cauchy's distribution for one degree of freedom, and algebraic for two", () => {
    for (const t of [0.1, 1, 3, 12.7, 400]) {
      expect(studentTails(t, 1) / ((2 / Math.PI) * Math.atan(1 / t))).toBeCloseTo(1, 13);
      expect(studentTails(t, 2) / (2 / (t * t + 2 + t * Math.sqrt(t * t + 2)))).toBeCloseTo(1, 12);
    }
  });

  it("has the tabulated deviates, and the normal ones in the limit", () => {
    // SciPy 1.17, stats.t.ppf.
    expect(studentDeviate(0.95, 10)).toBeCloseTo(2.228138851986274, 13);
    expect(studentDeviate(0.99, 3)).toBeCloseTo(5.840909309733355, 12);
    expect(studentDeviate(0.95, 1)).toBeCloseTo(12.706204736174694, 11);
    expect(studentDeviate(0.6826894921370859, 7)).toBeCloseTo(1.0767133754164624, 13);
    expect(studentDeviate(0.6826894921370859, Infinity)).toBeCloseTo(1, 15);
    expect(studentDeviate(0.95, 1e9)).toBeCloseTo(1.959963984540054, 7);
  });
});
