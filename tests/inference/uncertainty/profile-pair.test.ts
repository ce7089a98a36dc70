/** Profile likelihoods of two parameters against those that are known in closed form. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, stack } from "fluxion";
import { fisher, leastSquares, type PairProfile, profilePair } from "fluxion/inference";

type Values = Readonly<Record<string, Arr>>;
const zeros = (names: readonly string[]): Record<string, number> => Object.fromEntries(names.map((name) => [name, 0]));

/** The largest difference from a function of the node. */
function farthest({ nodes, deltaChi2 }: PairProfile<Values>, expected: (u: number, v: number) => number): number {
  const differences = nodes.flatMap((v, row) =>
    nodes.map((u, column) => Math.abs((deltaChi2[row]?.[column] ?? Number.NaN) - expected(u, v))),
  );
  return differences.every(Number.isFinite) ? Math.max(...differences) : Number.NaN;
}

describe("profilePair", () => {
  const design = array([
    [1, 0.3, -0.2, 0.5],
    [0.2, 1, 0.4, -0.3],
    [-0.5, 0.6, 1, 0.1],
    [0.3, -0.8, 0.2, 1],
    [0.7, 0.1, -0.4, 0.9],
  ]);
  const linear = ({ a, b, c, d }: Values): Arr => design.matMul(stack([a!, b!, c!, d!]));
  const names = ["a", "b", "c", "d"];

  it("is u² + v² for a linear model, whatever is profiled out", () => {
    const known = fisher(linear, zeros(names));
    for (const found of [
      profilePair({ residuals: linear }, zeros(names), ["a", "b"]),
      profilePair({ residuals: linear }, zeros(names), ["a", "b"], { known }),
      profilePair({ residuals: linear }, zeros(names), ["d", "b"], { nodes: 5 }),
    ]) {
      // Values up to 42, after a linear solve of condition about ten.
      expect(farthest(found, (u, v) => u * u + v * v)).toBeLessThan(1e-11);
      expect(found).toMatchObject({ status: "complete", counts: { single: 0, outside: 0, failed: 0 } });
      expect(found.counts.batched).toBe(found.nodes.length ** 2);
    }
  });

  it("is the same one fit at a time, for a scalar", () => {
    const objective = (p: Values): Arr => linear(p).square().sum().mul(0.5);
    const found = profilePair({ objective, meaning: "negative-log-likelihood" }, zeros(names), ["a", "b"], {
      nodes: 7,
    });
    expect(found.counts).toMatchObject({ batched: 0, single: 48 });
    // A quasi-Newton fit leaves up to 1e-9.
    expect(farthest(found, (u, v) => u * u + v * v)).toBeLessThan(1e-8);
    expect(found.explain).toBe("All 48 nodes are fitted.");
  });

  it("minimises over a parameter that enters nonlinearly", () => {
    // r = (a, b, c - 0.1 a² - 0.05 sin b): the third vanishes for a c of its own, so the profile is a² + b².
    const residuals = ({ a, b, c }: Values): Arr =>
      stack([a!, b!, c!.mul(0.02).exp().sub(1).mul(50).sub(a!.square().mul(0.1)).sub(b!.sin().mul(0.05))]);
    const found = profilePair({ residuals }, zeros(["a", "b", "c"]), ["a", "b"]);
    // A last step that brings more than 1e-7 is not the last; one that brings less leaves nothing.
    expect(farthest(found, (u, v) => u * u + v * v)).toBeLessThan(1e-9);
    expect(found.paramsAt(0, 0)!.c!.item()).toBeCloseTo(
      50 * Math.log1p((0.1 * 4.6 ** 2 + 0.05 * Math.sin(-4.6)) / 50),
      7,
    );
  });

  it("fits again what a batch of three steps does not reach", () => {
    // c is the logarithm of a parabola in a: far from its conditional mean of 0.6 a at the ends of the grid.
    const residuals = ({ a, b, c }: Values): Arr =>
      stack([a!, b!, exp(c!).sub(a!.mul(0.6).add(1)).sub(a!.square().mul(0.2))]);
    const found = profilePair({ residuals }, zeros(["a", "b", "c"]), ["a", "b"], { nodes: 9 });
    expect(found.counts.single).toBeGreaterThan(0);
    expect(found.counts.failed).toBe(0);
    expect(farthest(found, (u, v) => u * u + v * v)).toBeLessThan(1e-9);
  });

  it("finds a second minimum of the others in a second sweep", () => {
    // b has a minimum near +1 and one near -1, and a pulls it to its own sign; both start on the side of the best fit.
    const residuals = ({ a, b, c }: Values): Arr => stack([b!.square().sub(1).mul(2), b!.sub(a!), a!.sub(0.5), c!]);
    const best = leastSquares(residuals, { a: 0.7, b: 1, c: 0 }).params;
    const options = { nodes: 21, reach: 5 };
    const signs = (found: PairProfile<Values>): number[] =>
      found.nodes.map((_, column) => {
        const at = found.paramsAt(10, column)!;
        return Math.abs(at.a!.item()) < 0.05 ? 1 : Math.sign(at.a!.item()) * Math.sign(at.b!.item());
      });
    const twice = profilePair({ residuals }, best, ["a", "c"], { ...options, sweeps: 2 });
    expect(signs(twice)).toEqual(twice.nodes.map(() => 1));
    const once = profilePair({ residuals }, best, ["a", "c"], options);
    const wrong = signs(once).filter((sign) => sign < 0).length;
    expect(wrong).toBeGreaterThan(0);
    expect(twice.counts.switched).toBeGreaterThanOrEqual(wrong);
    expect(twice.explain).toContain("a second minimum, which is lower; it was taken.");
    twice.deltaChi2.forEach((row, j) =>
      row.forEach((rise, i) => expect(rise).toBeLessThanOrEqual(once.deltaChi2[j]![i]! + 1e-6)),
    );
  });

  it("takes the likelihood as it is where two parameters are all there are", () => {
    const residuals = ({ a, b }: Values): Arr => stack([a!, b!.add(a!.square().mul(0.1))]);
    const found = profilePair({ residuals }, zeros(["a", "b"]), ["a", "b"]);
    expect(farthest(found, (u, v) => u * u + (v + 0.1 * u * u) ** 2)).toBeLessThan(1e-11);
  });

  it("stays within bounds: of the two by leaving nodes out, of the others by fitting on them", () => {
    // r = (a, b, a + c): c = -a where it may, and is held at -1 where a > 1.
    const residuals = ({ a, b, c }: Values): Arr => stack([a!, b!, a!.add(c!)]);
    const bounds = { b: [-2, 100], c: [-1, 100] } as const;
    const found = profilePair({ residuals }, zeros(["a", "b", "c"]), ["a", "b"], { nodes: 9, reach: 4, bounds });
    found.deltaChi2.forEach((row, j) =>
      row.forEach((rise, i) => {
        const [a, b] = [found.nodes[i]!, found.nodes[j]!];
        if (b < -2) expect(rise).toBeNaN();
        else expect(rise).toBeCloseTo(a * a + b * b + Math.max(a - 1, 0) ** 2, 9);
      }),
    );
    expect(found.counts.outside).toBe(18);
    expect(found.explain).toMatchInlineSnapshot(`"18 nodes lie beyond the bounds of a or b and are NaN."`);
  });

  it("has the levels of two parameters at once, and those of F where noise is estimated", () => {
    const x = array([0, 1, 2, 3, 4, 5]);
    const residuals = (p: Values): Arr =>
      x
        .mul(p.a!)
        .add(p.b!)
        .sub(array([1, 3.2, 4.9, 7.1, 8.8, 11.3]));
    const fit = leastSquares(residuals, zeros(["a", "b"]), { noise: "estimated" });
    const known = profilePair({ residuals }, fit.params, ["a", "b"], { nodes: 3 });
    expect(known.levels.map(({ deltaChi2 }) => deltaChi2.toFixed(3))).toEqual(["2.296", "6.180"]);
    const estimated = profilePair({ residuals, noise: "estimated" }, fit.params, ["a", "b"], { confidence: [0.95] });
    // SciPy 1.17: 2 stats.f.ppf(0.95, 2, 4).
    expect(estimated.levels[0]!.deltaChi2).toBeCloseTo(13.88854381999831, 11);
    expect(farthest(estimated, (u, v) => u * u + v * v)).toBeLessThan(1e-10);
  });

  it("says when a node lies below the fit handed in, what is not determined, and what may be asked", () => {
    const residuals = ({ a, b }: Values): Arr => stack([a!.square().sub(1).mul(4), b!, a!.sub(1).mul(0.2)]);
    const wide = { nodes: 41, reach: 20 };
    const found = profilePair({ residuals }, { a: -1, b: 0 }, ["a", "b"], wide);
    expect(found.status).toBe("lower-minimum");
    expect(found.explain).toContain("The fit handed in is not the best one");
    if (found.status === "lower-minimum") expect(found.lower.a!.item()).toBeCloseTo(1, 0);
    const blind = ({ a, b }: Values): Arr => stack([a!.add(b!), a!.add(b!)]);
    expect(() => profilePair({ residuals: blind }, { a: 1, b: -1 }, ["a", "b"])).toThrow(
      "Ask fisher for the directions that are not determined",
    );
    expect(() =>
      profilePair({ residuals }, { a: 1, b: 0 }, ["a", "b"], { nodes: 4 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at nodes in profilePair(): expected an odd whole number of at least 3, so that the best fit is a node, received 4.]`,
    );
  });
});
