/** Causes of failed draws that the density itself tells: no slope at all, and ends outside of its domain. */
import { describe, expect, it } from "vitest";
import { type Arr, where, zeros } from "fluxion";
import { hmc, metropolis, sample } from "fluxion/inference";

type Pair = Readonly<{ x: Arr; y: Arr }>;
const options = { warmup: 200, draws: 200, run: { seed: 1 } } as const;

describe("what a density tells of draws that failed", () => {
  it("no slope along what has neither bounds nor a prior", () => {
    const open = ({ x }: Pair): Arr => x.square().mul(-0.5);
    const said = /^The log density has no slope along y where the chains stand/;
    expect(sample(open, { x: 1, y: 0 }, options).explain).toMatch(said);
    const found = sample(open, { x: 1, y: zeros([2]) }, { ...options, sampler: hmc() });
    expect(found.explain).toMatch(/no slope along y\[0\], y\[1\] where/);
    // Bounds make it a distribution.
    const bounded = sample(open, { x: 1, y: 0.5 }, { ...options, bounds: { y: [0, 1] } });
    expect(bounded.explain).not.toContain("no slope");
    // Without a gradient nothing can be said.
    expect(sample(open, { x: 1, y: 0 }, { ...options, sampler: metropolis() }).explain).not.toContain("no slope");
  });

  it("a wall in the place of bounds", () => {
    const wall = ({ x }: Pick<Pair, "x">): Arr => where(x.greater(0), x.square().mul(-0.5), -Infinity);
    const walled = sample(wall, { x: 1 }, options);
    expect(walled.status).toBe("doubtful");
    expect(walled.explain).toMatch(/^\d+ divergences ended where the log density is not finite: .* give it as bounds/);
    expect(sample(wall, { x: 1 }, { ...options, bounds: { x: [0, Infinity] } }).divergences).toEqual([]);
  });
});
