/** Diagnostics of fixed chains against ArviZ. */
import { describe, expect, it } from "vitest";
import { diagnostics } from "fluxion/inference";
import reference from "../../../fixtures/diagnostics/arviz.json" with { type: "json" };
import { expectRelative } from "../../support/relative.ts";

describe.each(reference.cases.map((each) => [each.name, each] as const))("%s", (name, expected) => {
  const chains = expected.chains.map((chain) => Float64Array.from(chain));
  // Both sides sum a few hundred numbers and divide differences of them; an offset of 1e6 costs six of sixteen digits.
  const tolerance = name === "large offset" ? 1e-7 : 1e-11;

  it("has the R-hat", () => {
    // ArviZ gives none for one chain, whose halves can be compared all the same.
    if (expected.rHat === null) expect(diagnostics.rHat(chains)).toBeGreaterThan(0.99);
    else
      expectRelative(
        [diagnostics.rHat(chains), diagnostics.splitRHat(chains)],
        [expected.rHat, expected.splitRHat],
        tolerance,
      );
  });

  it("has the effective sample sizes", () => {
    const sizes = [
      diagnostics.bulkEffectiveSize,
      diagnostics.tailEffectiveSize,
      diagnostics.meanEffectiveSize,
      diagnostics.deviationEffectiveSize,
    ];
    expectRelative(
      sizes.map((size) => size(chains)),
      [expected.bulk, expected.tail, expected.mean, expected.deviation],
      tolerance,
    );
    for (const [probability, size] of Object.entries(expected.quantile)) {
      expectRelative(diagnostics.quantileEffectiveSize(chains, Number(probability)), size, tolerance);
    }
  });

  it("has the Monte Carlo errors", () => {
    const errors = [diagnostics.meanMonteCarloError(chains), diagnostics.deviationMonteCarloError(chains)];
    expectRelative(errors, [expected.meanError, expected.deviationError], tolerance);
    for (const [probability, error] of Object.entries(expected.quantileError)) {
      expectRelative(diagnostics.quantileMonteCarloError(chains, Number(probability)), error, tolerance);
    }
  });

  it("has the E-BFMI of each chain", () => {
    expectRelative(chains.map(diagnostics.eBfmi), expected.eBfmi, tolerance);
  });
});
