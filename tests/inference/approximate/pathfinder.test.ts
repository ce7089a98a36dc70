/** Pathfinder: draws that match known densities, several modes, and what it says when it cannot. */
import { describe, expect, it } from "vitest";
import { type Arr, array } from "fluxion";
import { pathfinder, type PathfinderSample, summarise } from "fluxion/inference";
import { messageOf } from "../../support/message-of.ts";
import { gaussian, schoolMoments, schools } from "./targets.ts";
import { twoModes } from "./two-modes.ts";

function sampled<P>(found: ReturnType<typeof pathfinder<P>>): PathfinderSample<P> {
  if (found.status === "approximated" || found.status === "rough") return found;
  throw new Error(found.explain);
}

describe("pathfinder", () => {
  it("has the moments and the evidence of a Gaussian, scales of 1 and 60 apart", () => {
    const found = sampled(pathfinder(gaussian.logDensity, { a: 0, rest: array([0, 0]) }, { run: { seed: 4 } }));
    expect(found.status).toBe("approximated");
    summarise(found.draws).forEach(({ mean, deviation }, i) => {
      const truth = Math.sqrt(gaussian.covariance[i]![i]!);
      const size = Math.min(found.effectiveSize, 1000);
      expect(Math.abs(mean.value - gaussian.mean[i]!)).toBeLessThan((4 * truth) / Math.sqrt(size));
      // The standard deviation of n normal numbers has an error of 1 / √(2 n) of itself.
      expect(Math.abs(deviation.value / truth - 1)).toBeLessThan(4 / Math.sqrt(2 * size));
    });
    const error = Math.sqrt(1 / found.effectiveSize - 1 / 4000);
    expect(Math.abs(found.logEvidence - gaussian.logEvidence)).toBeLessThan(4 * error + 1e-8);
    // Bounds on the evidence are below it but for their own noise.
    found.paths.forEach(({ elbo, steps }) => {
      expect(elbo).toBeLessThan(gaussian.logEvidence + 1);
      expect(steps).toBeLessThan(30);
    });
  });

  it("has the moments of eight schools, given without centres", () => {
    const truth = schoolMoments();
    const initial = { mu: 0, tau: 1, raw: array(new Float64Array(8)) };
    const options = { bounds: { tau: [0, Infinity] }, candidates: 2000, draws: 2000, run: { seed: 2 } } as const;
    const found = sampled(pathfinder(schools.logDensity, initial, options));
    const rows = new Map(summarise(found.draws).map((row) => [row.path, row]));
    const mu = Math.abs(rows.get("mu")!.mean.value - truth.mu) / truth.muDeviation;
    const tau = Math.abs(rows.get("tau")!.mean.value - truth.tau) / truth.tauDeviation;
    const root = Math.sqrt(found.effectiveSize);
    expect([mu * root, tau * root].every((distance) => distance < 4)).toBe(true);
    expect(Math.abs(found.logEvidence - truth.logEvidence)).toBeLessThan(4 / root);
    expect(found.draws.find(({ path }) => path === "tau")!.chains[0]!.every((value) => value > 0)).toBe(true);
  });

  it("finds two modes and what each weighs", () => {
    const found = sampled(pathfinder(twoModes, { x: 0 }, { spread: 6, paths: 8, run: { seed: 1 } }));
    const [draws] = found.draws;
    const left = draws!.chains[0]!.filter((x) => x < 0).length / 1000;
    // Whether a draw is left: a binomial error of √(0.3 · 0.7 / n).
    expect(Math.abs(left - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / found.effectiveSize));
    expect(Math.abs(found.logEvidence)).toBeLessThan(4 / Math.sqrt(found.effectiveSize));
    expect(new Set(found.starts(6).map(({ x }) => Math.sign(x.item())))).toEqual(new Set([-1, 1]));
  });

  it("says when its draws only are a start", () => {
    // Neal's funnel: no Gaussian has its shape.
    const funnel = ({ scale, x }: Readonly<{ scale: Arr; x: Arr }>): Arr =>
      scale.square().div(9).add(x.square().sum().mul(scale.neg().exp())).mul(-0.5).sub(scale.mul(4.5));
    const found = sampled(
      pathfinder(funnel, { scale: 0, x: array(new Float64Array(9)) }, { maxSteps: 40, run: { seed: 1 } }),
    );
    expect(found.status).toBe("rough");
    expect(found.explain.replace(/k \S+,/, "k 1,")).toMatchInlineSnapshot(
      `"Pareto k 1, above 0.7: the draws are fit to start chains, not to stand for the density; sample from starts, or reparameterise."`,
    );
    expect(found.starts(4).every(({ scale }) => Number.isFinite(scale.item()))).toBe(true);
  });

  it("gives the same for the same seed, and other draws for another", () => {
    const run = (seed: number | string) =>
      sampled(
        pathfinder(gaussian.logDensity, { a: 0, rest: array([0, 0]) }, { draws: 50, candidates: 100, run: { seed } }),
      );
    expect(run("a").draws).toEqual(run("a").draws);
    expect(run("a").draws[0]!.chains[0]).not.toEqual(run("b").draws[0]!.chains[0]);
  });

  it("passes over paths that fail, and says when all do", () => {
    // NaN below -1, where some starts lie; the mode at 5 is far from there.
    const half = ({ x }: Readonly<{ x: Arr }>): Arr => x.sub(5).square().mul(-50).add(x.add(1).sqrt().mul(1e-3));
    const found = pathfinder(half, { x: 0 }, { paths: 6, spread: 4, run: { seed: 3 } });
    expect(found.status).toBe("approximated");
    expect(new Set(found.paths.map(({ status }) => status))).toEqual(new Set(["found", "failed"]));
    const never = pathfinder(({ x }: Readonly<{ x: Arr }>): Arr => x.sub(100).sqrt(), { x: 0 });
    expect([never.status, never.explain]).toMatchInlineSnapshot(`
      [
        "failed",
        "No path met a point with a Gaussian whose lower bound is finite; start from a fit, take a smaller spread, and give edges of the density as bounds, so that no draw lies beyond them.",
      ]
    `);
    const cancelled = pathfinder(half, { x: 0 }, { run: { signal: AbortSignal.abort() } });
    expect([cancelled.status, cancelled.explain]).toMatchInlineSnapshot(`
      [
        "cancelled",
        "Cancelled on the way to the modes; call again to go on.",
      ]
    `);
    expect(messageOf(() => pathfinder(half, { x: 1 }, { paths: 0 }))).toMatchInlineSnapshot(
      `"OptionError at paths in pathfinder(): expected a whole number of at least 1, received the number 0."`,
    );
  });
});
