/** Autocorrelations of chains that have them in closed form. */
import { autocorrelationFigure } from "fluxion/report";
import { describe, expect, it } from "vitest";
import { autocorrelations } from "../../../src/report/figures/autocorrelation.ts";
import { autoregressive, exampleDraws } from "./example-chains.ts";
import { complaints } from "./specification.ts";

describe("autocorrelations", () => {
  it("are those of the definition, by hand", () => {
    // About the mean 2: -1, 0, 1. Products at lag 0, 1, 2: 2, 0, -1.
    expect(autocorrelations([1, 2, 3], 2)).toEqual([1, 0, -0.5]);
  });

  it("fall as rho^lag for an autoregressive chain", () => {
    const rho = 0.8;
    const found = autocorrelations(autoregressive(11, 50_000, rho), 10);
    found.forEach((correlation, lag) => {
      // Bartlett: the variance is at most (1 + rho²) / (1 - rho²) / n, a deviation of 0.0095; four of them.
      expect(Math.abs(correlation - rho ** lag)).toBeLessThan(0.04);
    });
  });
});

describe("autocorrelationFigure", () => {
  it("suits one parameter and fifty", () => {
    for (const count of [1, 50]) expect(complaints(autocorrelationFigure(exampleDraws(count)))).toEqual([]);
  });

  it("asks for no more lags than there are", () => {
    expect(JSON.stringify(autocorrelationFigure(exampleDraws(1, 1, 6)))).toContain('"domain":[0,3]');
    expect(JSON.stringify(autocorrelationFigure(exampleDraws(1, 1, 6), { lags: 99 }))).toContain('"domain":[0,5]');
  });
});
