/** Diagnostics of draws whose squares leave the range of float64. */
import { summarise, diagnostics } from "fluxion/inference";
import { streams } from "fluxion";
import { expect, it } from "vitest";

const chains = [1, 2, 3, 4].map((seed) => streams.normals(streams.key(seed), 200));

// Powers of two, so that the draws are the same to the last bit but for the unit.
it.each([2 ** 700, 2 ** -700, 2 ** 1015, 2 ** -900])("are those of draws of magnitude one, times %d", (unit) => {
  const scaled = chains.map((chain) => chain.map((value) => value * unit));
  for (const size of [
    diagnostics.bulkEffectiveSize,
    diagnostics.tailEffectiveSize,
    diagnostics.meanEffectiveSize,
    diagnostics.deviationEffectiveSize,
    diagnostics.rHat,
    diagnostics.splitRHat,
  ]) {
    expect(size(scaled) / size(chains)).toBeCloseTo(1, 12);
  }
  for (const error of [diagnostics.meanMonteCarloError, diagnostics.deviationMonteCarloError]) {
    expect(error(scaled) / unit / error(chains)).toBeCloseTo(1, 12);
  }
  const [[one], [other]] = [chains, scaled].map((draws) => summarise([{ path: "x", unit: "", chains: draws }])) as [
    ReturnType<typeof summarise>,
    ReturnType<typeof summarise>,
  ];
  expect(other!.deviation.value / unit / one!.deviation.value).toBeCloseTo(1, 12);
  expect(other!.mean.error / unit / one!.mean.error).toBeCloseTo(1, 12);
});
