/** Profile likelihoods against those that are known in closed form. */
import { type Arr, array, stack } from "fluxion";
import { fisher } from "fluxion/inference";
import { describe, expect, it } from "vitest";
import { profileGrid } from "../../src/cli/fit/profile-grid.ts";
import type { Values } from "../../src/cli/fit/problem.ts";

const names = ["a", "b", "c", "d"];

function gridOf(residuals: (values: Values) => Arr, best: readonly number[], count: number) {
  const used = names.slice(0, count);
  const center = Object.fromEntries(used.map((name, k) => [name, best[k]!]));
  const { covariance } = fisher(residuals, center);
  const cells = covariance.toArray();
  return profileGrid({
    residuals,
    best: center,
    names: used,
    covariance: used.map((_, i) => Array.from(cells.slice(i * count, (i + 1) * count))),
    pair: [0, 1],
    chi2: residuals(Object.fromEntries(used.map((name, k) => [name, array(best[k]!)])))
      .square()
      .sum()
      .item(),
    target: "wasm",
  });
}

describe("profileGrid", () => {
  it("is u² + v² for a linear model, whatever is profiled out", () => {
    const design = array([
      [1, 0.3, -0.2, 0.5],
      [0.2, 1, 0.4, -0.3],
      [-0.5, 0.6, 1, 0.1],
      [0.3, -0.8, 0.2, 1],
      [0.7, 0.1, -0.4, 0.9],
    ]);
    const residuals = ({ a, b, c, d }: Values): Arr => design.matMul(stack([a!, b!, c!, d!]));
    const { nodes, deltaChi2 } = gridOf(residuals, [0, 0, 0, 0], 4);
    nodes.forEach((v, row) =>
      nodes.forEach((u, column) => {
        // Values up to 42, after a linear solve of condition about ten.
        expect(Math.abs((deltaChi2[row]?.[column] ?? Number.NaN) - (u * u + v * v))).toBeLessThan(1e-11);
      }),
    );
  });

  it("minimises over a parameter that enters nonlinearly", () => {
    // r = (a, b, c - 0.1 a² - 0.05 sin b): the third vanishes for a c of its own, so the profile is a² + b².
    const residuals = ({ a, b, c }: Values): Arr =>
      stack([a!, b!, c!.mul(0.02).exp().sub(1).mul(50).sub(a!.square().mul(0.1)).sub(b!.sin().mul(0.05))]);
    const { nodes, deltaChi2 } = gridOf(residuals, [0, 0, 0], 3);
    nodes.forEach((v, row) =>
      nodes.forEach((u, column) => {
        // Newton's step takes an error e of c to 0.01 e²: from at most 2.4 (0.1 a² + 0.05) to 0.058 to 3.4e-5, here squared.
        expect(Math.abs((deltaChi2[row]?.[column] ?? Number.NaN) - (u * u + v * v))).toBeLessThan(2e-9);
      }),
    );
  });

  it("takes the likelihood as it is where two parameters are all there are", () => {
    const residuals = ({ a, b }: Values): Arr => stack([a!, b!.add(a!.square().mul(0.1))]);
    const { nodes, deltaChi2 } = gridOf(residuals, [0, 0], 2);
    nodes.forEach((v, row) =>
      nodes.forEach((u, column) => {
        const expected = u * u + (v + 0.1 * u * u) ** 2;
        expect(Math.abs((deltaChi2[row]?.[column] ?? Number.NaN) - expected)).toBeLessThan(1e-11);
      }),
    );
  });
});
