/** Every distribution of numbers against SciPy: log density, cumulative function, quantile, mean and variance. */

import { array } from "fluxion";
import { describe, expect, it } from "vitest";
import { expectRelative } from "../support/relative.ts";
import { references } from "./reference-values.ts";

/** Both sides round exponents of up to some hundreds; the references have thirteen digits or more. */
const TOLERANCE = 1e-12;

describe.each(references)("$label", ({ make, parameters, logDensity, cumulative, quantile, mean, variance }) => {
  const distribution = make(parameters);
  const column = (rows: readonly (readonly [number, number])[], i: 0 | 1) => rows.map((row) => row[i]);

  it("has the log density of the reference", () => {
    const received = distribution.logDensity(array(column(logDensity, 0))).toArray();
    column(logDensity, 1).forEach((expected, i) => {
      if (!Number.isFinite(expected)) expect([logDensity[i]![0], received[i]]).toEqual([logDensity[i]![0], expected]);
      // A logarithm near 0 is compared as the density is.
      else expect(Math.abs(received[i]! - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(expected)));
    });
    expect(distribution.logDensity(NaN).item()).toBeNaN();
  });

  it.runIf(cumulative.length > 0)("has the cumulative function of the reference", () => {
    expectRelative(distribution.cumulative!(array(column(cumulative, 0))), column(cumulative, 1), TOLERANCE);
    expect(distribution.cumulative!(array([-Infinity, Infinity])).toNested()).toEqual([0, 1]);
    expect(distribution.cumulative!(NaN).item()).toBeNaN();
  });

  it.runIf(quantile.length > 0)("has the quantiles of the reference, and undoes the cumulative function", () => {
    expectRelative(distribution.quantile!(array(column(quantile, 0))), column(quantile, 1), TOLERANCE);
    expect(distribution.quantile!(array([-0.1, 1.1])).toNested()).toEqual([NaN, NaN]);
    if (distribution.support.kind !== "real") return;
    quantile.forEach(([p, x]) => {
      // x is rounded to its last digit, and the probability moves with it by the density.
      const rounding = (Number.EPSILON * Math.max(1, Math.abs(x)) * distribution.logDensity(x).exp().item()) / p;
      expectRelative(distribution.cumulative!(distribution.quantile!(p)), p, TOLERANCE + 4 * rounding);
    });
  });

  it.runIf(mean !== undefined)("has the mean and variance of the reference", () => {
    expectRelative(distribution.mean!.reshape([1]), mean!, TOLERANCE);
    expectRelative(distribution.variance!.reshape([1]), variance!, TOLERANCE);
  });
});
