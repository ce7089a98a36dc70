/** Numbers as text. */
import { describe, expect, it } from "vitest";
import { counted, duration, exact, significant, valueWithError } from "../../src/report/format.ts";

describe("significant", () => {
  it.each([
    [46.2478676953, 6, "46.2479"],
    [0.0784185602, 3, "0.0784"],
    [9.9996, 4, "10.00"],
    [-0.00012336, 2, "-0.00012"],
    [123456, 3, "123000"],
    [1.23456e-9, 3, "1.23e-9"],
    [1.23456e20, 3, "1.23e20"],
    [0, 5, "0"],
    [Number.NaN, 5, "NaN"],
    [Number.NEGATIVE_INFINITY, 5, "−∞"],
  ])("%d to %i digits is %s", (value, digits, text) => {
    expect(significant(value, digits)).toBe(text);
  });
});

describe("valueWithError", () => {
  it.each([
    [68.7959782, 0.3013602, "68.80 ± 0.30"],
    [0.298971101, 0.00370343, "0.2990 ± 0.0037"],
    [0.0225594139, 0.00012336, "0.02256 ± 0.00012"],
    [1234.5, 123.4, "1230 ± 120"],
    [0.5, 0.0999, "0.50 ± 0.10"],
    [1.0512e-9, 2.04e-11, "(1.051 ± 0.020)e-9"],
    [-3.2e12, 4.1e10, "(-3.200 ± 0.041)e12"],
    [0, 0.02, "0.000 ± 0.020"],
    [5, Number.NaN, "5 ± NaN"],
  ])("%d with error %d is %s", (value, error, text) => {
    expect(valueWithError(value, error)).toBe(text);
  });
});

describe("duration", () => {
  it.each([
    [0.00034, "340 µs"],
    [0.0123, "12 ms"],
    [0.9999, "1.0 s"],
    [2.14, "2.1 s"],
    [75.2, "75 s"],
  ])("%d s is %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("exact and counted", () => {
  it("write numbers that read back, and plurals", () => {
    expect(Number(exact(0.1 + 0.2))).toBe(0.1 + 0.2);
    expect(exact(Number.POSITIVE_INFINITY)).toBe("∞");
    expect([counted(1, "step"), counted(0, "step")]).toEqual(["1 step", "0 steps"]);
  });
});
