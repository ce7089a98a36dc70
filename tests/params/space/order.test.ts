/** Written order: what is fitted, drawn, printed and returned by index stands as the spec, or else the start, was written. */
import { describe, expect, it } from "vitest";
import { type Arr, array, concat, real, spec, stack, tree } from "fluxion";
import { deltaMethod, fisher, laplace, leastSquares, minimize, observedInformation, sample } from "fluxion/inference";

const line = spec({ slope: real({ unit: "K/s", default: 1 }), offset: real({ unit: "K", default: 0 }) });
type Line = typeof line.params;
/** Written the other way round than the spec. */
const start = { offset: 0.5, slope: 0 };
const t = array([0, 1, 2, 3]);
const y = array([1, 3, 5, 7]);
const residuals = ({ slope, offset }: Line): Arr => t.mul(slope).add(offset).sub(y);
const chiSquared = (p: Line): Arr => residuals(p).square().sum();
// JᵀJ in the order slope, offset, and its inverse.
const information = [
  [14, 6],
  [6, 4],
];
const covariance = [
  [4 / 20, -6 / 20],
  [-6 / 20, 14 / 20],
];

function expectMatrix(matrix: readonly ArrayLike<number>[], expected: readonly (readonly number[])[]): void {
  // Inverses of matrices of condition 20: some rounding more than one.
  expected.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(matrix[i]![j]).toBeCloseTo(value, 12);
    });
  });
}

describe("written order", () => {
  it("is that of the spec, whatever the order of the start", () => {
    const options = { spec: line };
    const found = fisher(residuals, start, options);
    expect(found.paths).toEqual(["slope", "offset"]);
    expectMatrix(found.information.toNested() as number[][], information);
    expectMatrix(found.covariance.toNested() as number[][], covariance);
    expect(observedInformation(chiSquared, start, { ...options, meaning: "chi-squared" }).paths).toEqual([
      "slope",
      "offset",
    ]);
    const fit = leastSquares(residuals, start, options);
    expect(fit.parameters.map(({ path }) => path)).toEqual(["slope", "offset"]);
    expect(Object.keys(fit.params)).toEqual(["slope", "offset"]);
    const summary = minimize(chiSquared, start, options).summary();
    expect(summary.indexOf("slope")).toBeLessThan(summary.indexOf("offset"));
    const approximation = laplace((p) => chiSquared(p).mul(-0.5), start, options);
    if (approximation.status !== "approximated") throw new Error(approximation.explain);
    expect(approximation.paths).toEqual(["slope", "offset"]);
    expectMatrix(approximation.covariance, covariance);
    const posterior = sample((p) => chiSquared(p).mul(-0.5), start, {
      ...options,
      draws: 50,
      warmup: 100,
      run: { seed: 3 },
    });
    expect(posterior.draws.map(({ path, unit }) => [path, unit])).toEqual([
      ["slope", "K/s"],
      ["offset", "K"],
    ]);
  });

  it("reaches what is derived from a covariance, in the order in which the function wrote it", () => {
    const found = fisher(residuals, start, { spec: line });
    const derived = deltaMethod((p) => ({ twice: p.slope.mul(2), both: stack([p.slope, p.offset]) }), found);
    expect(derived.paths).toEqual(["twice", "both[0]", "both[1]"]);
    expectMatrix(derived.covariance.toNested() as number[][], [
      [4 * covariance[0]![0]!, 2 * covariance[0]![0]!, 2 * covariance[0]![1]!],
      [2 * covariance[0]![0]!, covariance[0]![0]!, covariance[0]![1]!],
    ]);
    expectMatrix(derived.jacobian.toNested() as number[][], [
      [2, 0],
      [1, 0],
      [0, 1],
    ]);
  });

  it("is that of the start without a spec, and puts what a spec does not have after its own", () => {
    const { free } = fisher(residuals, start);
    expect(free).toEqual(["offset", "slope"]);
    const noisy = ({ slope, offset, deeper }: Line & { readonly deeper: { readonly z: Arr; readonly a: Arr } }): Arr =>
      concat([residuals({ slope, offset }), deeper.z.mul(deeper.a).reshape(1)]);
    const found = fisher<Parameters<typeof noisy>[0]>(noisy, { deeper: { z: 1, a: 2 }, offset: 0, slope: 1 });
    expect(found.paths).toEqual(["deeper.z", "deeper.a", "offset", "slope"]);
  });

  it("is a permutation of the order of flatten", () => {
    const { structure } = tree.flatten({ b: { d: 1, c: [2, 3] }, a: 4, "10": 5 });
    const paths = tree.pathsOf(structure);
    // JavaScript puts keys that are whole numbers first.
    expect(tree.writtenOrder(structure).map((k) => paths[k])).toEqual(['["10"]', "b.d", "b.c[0]", "b.c[1]", "a"]);
  });
});
