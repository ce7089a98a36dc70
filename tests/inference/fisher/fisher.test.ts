/** Fisher matrices against closed forms, with singular directions named. */
import { describe, expect, it } from "vitest";
import { type Arr, array, dot, exp, real, spec, zeros, streams } from "fluxion";
import { fisher, laplace, observedInformation } from "fluxion/inference";

const x = array([-2, -1, 0, 1, 2, 3]);
const parabola = spec({
  c0: real({ default: 1, unit: "m" }),
  c1: real({ default: 2, unit: "m/s" }),
  c2: real({ default: 3, unit: "m/s²" }),
});
type Parabola = typeof parabola.params;
const residuals = (p: Parabola): Arr => p.c0.add(x.mul(p.c1)).add(x.square().mul(p.c2)).div(0.5);

/** The information of the parabola in closed form: sums of powers of x, over 0.5². */
const powers = [0, 1, 2, 3, 4].map((k) => [-2, -1, 0, 1, 2, 3].reduce((sum, value) => sum + value ** k, 0) / 0.25);
const information = [0, 1, 2].map((i) => [0, 1, 2].map((j) => powers[i + j]!));

function product(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

describe("fisher", () => {
  it("is the normal matrix of a linear model, and its covariance the inverse", () => {
    const result = fisher(residuals, parabola.defaults, { spec: parabola });
    expect(result.paths).toEqual(["c0", "c1", "c2"]);
    const found = result.information.toNested() as number[][];
    found.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(information[i]![j]!, 11)));
    const identity = product(information, result.covariance.toNested() as number[][]);
    identity.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(i === j ? 1 : 0, 12)));
    expect(result.nullDirections).toEqual([]);
    expect(result.standardErrors.c1.item()).toBe(result.errors[1]);
  });

  it("does not depend on units", () => {
    const scale = [1e-4, 1, 1e9];
    const scaled = (p: Parabola): Arr =>
      residuals({ c0: p.c0.div(scale[0]!), c1: p.c1.div(scale[1]!), c2: p.c2.div(scale[2]!) });
    const plain = fisher(residuals, parabola.defaults);
    const result = fisher(scaled, { c0: scale[0]!, c1: 2, c2: 3 * scale[2]! });
    result.errors.forEach((error, i) => expect(error / scale[i]! / plain.errors[i]! - 1).toBeCloseTo(0, 13));
    expect(result.conditionNumber / plain.conditionNumber).toBeCloseTo(1, 12);
    const rows = plain.correlation.toNested() as number[][];
    (result.correlation.toNested() as number[][]).forEach((row, i) =>
      row.forEach((value, j) => expect(value).toBeCloseTo(rows[i]![j]!, 13)),
    );
  });

  it("keeps its digits for nearly parallel parameters", () => {
    // Two columns at an angle of 1e-6: squaring would leave four of sixteen digits.
    const epsilon = 1e-6;
    const nearly = (p: { readonly a: Arr; readonly b: Arr }): Arr =>
      array([1, 0])
        .mul(p.a)
        .add(array([1, epsilon]).mul(p.b));
    const { errors, nullDirections } = fisher(nearly, { a: 0, b: 0 });
    expect(nullDirections).toEqual([]);
    // (JᵀJ)⁻¹ = [[1 + e², -1], [-1, 1]] / e².
    expect(errors[0]! * epsilon - Math.sqrt(1 + epsilon ** 2)).toBeCloseTo(0, 9);
    expect(errors[1]! * epsilon - 1).toBeCloseTo(0, 9);
  });

  it("names the directions that the data do not determine", () => {
    const blind = (p: { readonly a: Arr; readonly b: Arr; readonly c: Arr; readonly d: Arr }): Arr =>
      x.mul(p.a.add(p.b)).add(p.c);
    const result = fisher(blind, { a: 1, b: 2, c: 3, d: 4 });
    expect(result.nullDirections.map(({ text }) => text)).toEqual(["0.71 a - 0.71 b", "d"]);
    expect(result.conditionNumber).toBe(Number.POSITIVE_INFINITY);
    expect(result.errors[0]).toBe(Number.POSITIVE_INFINITY);
    expect(result.errors[3]).toBe(Number.POSITIVE_INFINITY);
    // What is determined keeps its error: c beside the slope a + b, from sums of 1, x and x².
    expect(result.errors[2]).toBeCloseTo(Math.sqrt(19 / (6 * 19 - 9)), 13);
    expect(result.summary()).toMatchInlineSnapshot(`
      "parameter  value  error   unit
      a              1  ± ∞
      b              2  ± ∞
      c           3.00  ± 0.43
      d              4  ± ∞

      Not determined: 0.71 a - 0.71 b.
      Not determined: d.
      Condition number Infinity."
    `);
  });

  it("finds every direction that fewer data than parameters leave open", () => {
    const one = (p: { readonly a: Arr; readonly b: Arr; readonly c: Arr }): Arr => p.a.add(p.b).add(p.c).reshape(1);
    const result = fisher(one, { a: 1, b: 1, c: 1 });
    expect(result.nullDirections).toHaveLength(2);
    expect(result.errors).toEqual([Infinity, Infinity, Infinity]);
  });

  it("is of the free parameters alone", () => {
    const result = fisher(residuals, parabola.defaults, { free: ["c1"] });
    expect(result.paths).toEqual(["c1"]);
    expect(result.errors[0]).toBeCloseTo(1 / Math.sqrt(information[1]![1]!), 14);
    expect(result.standardErrors.c0.item()).toBe(0);
    expect(() => fisher(residuals, parabola.defaults, { free: ["c3"] })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in fisher(): free names c3, which the parameters do not have. The parameters are c0, c1, c2.]`,
    );
  });

  it("scales with the noise", () => {
    const half = (p: Parabola): Arr => residuals(p).div(2);
    const [one, two] = [fisher(residuals, parabola.defaults), fisher(half, parabola.defaults)];
    two.errors.forEach((error, i) => expect(error).toBeCloseTo(2 * one.errors[i]!, 13));
  });
});

describe("observed information", () => {
  const chi2 = (p: Parabola): Arr => residuals(p).sub(1).square().sum();

  it("is the Fisher information of a linear model", () => {
    const [expected, observed] = [fisher(residuals, parabola.defaults), observedInformation(chi2, parabola.defaults)];
    observed.errors.forEach((error, i) => expect(error).toBeCloseTo(expected.errors[i]!, 12));
  });

  it("is the curvature of a negative log-likelihood", () => {
    // Poisson counts with mean m = e^a, n of them in all seconds: -log L = t e^a - n a, whose curvature is t e^a.
    const poisson = (p: { readonly a: Arr }): Arr => exp(p.a).mul(10).sub(p.a.mul(40));
    const { errors } = observedInformation(poisson, { a: Math.log(4) }, { meaning: "negative-log-likelihood" });
    expect(errors[0]).toBeCloseTo(1 / Math.sqrt(40), 14);
  });

  it("says when the point is no minimum", () => {
    const saddle = (p: { readonly a: Arr; readonly b: Arr }): Arr => p.a.square().sub(p.b.square());
    const result = observedInformation(saddle, { a: 0, b: 0 });
    expect(result.errors).toEqual([1, Number.NaN]);
    expect(result.summary()).toContain("The objective falls along b: this is no minimum.");
  });

  it("tells directions that fall from those whose curvature is zero but for rounding, as laplace does", () => {
    let negative = 0;
    for (let k = 0; k < 20; k++) {
      const [first, second, other] = ["first", "second", "other"].map((name) =>
        array(streams.normals(streams.fold(streams.key(name), k), 4)),
      );
      // Of two combinations of four numbers: two directions are flat.
      const flat = ({ x }: { readonly x: Arr }): Arr => dot(first!, x).square().add(dot(second!, x).square());
      const known = observedInformation(flat, { x: zeros([4]) });
      if (known.spectrum.eigenvalues.some((value) => value < 0)) negative++;
      expect(known.nullDirections.map(({ eigenvalue }) => eigenvalue)).toEqual([0, 0]);
      expect(known.summary()).not.toContain("falls");
      expect(laplace((p: { readonly x: Arr }) => flat(p).neg(), { x: zeros([4]) }).explain).not.toContain("rises");
      // One more that falls, and is said to by both.
      const saddle = ({ x }: { readonly x: Arr }): Arr => flat({ x }).sub(dot(other!, x).square());
      const fallen = observedInformation(saddle, { x: zeros([4]) });
      expect(fallen.nullDirections.filter(({ eigenvalue }) => eigenvalue < 0)).toHaveLength(1);
      expect(fallen.summary().match(/falls along/g)).toHaveLength(1);
      expect(laplace((p: { readonly x: Arr }) => saddle(p).neg(), { x: zeros([4]) }).explain).toContain("rises along");
    }
    // Rounding has to have made some of them negative, or nothing was shown.
    expect(negative).toBeGreaterThan(5);
  });

  it("says of a maximum that the objective falls from it in every direction", () => {
    const hill = (p: { readonly a: Arr; readonly b: Arr }): Arr => p.a.square().add(p.b.square().mul(2)).neg();
    const { nullDirections, errors } = observedInformation(hill, { a: 0, b: 0 });
    // In units of their sensitivities both curve alike.
    for (const { eigenvalue } of nullDirections) expect(eigenvalue).toBeCloseTo(-1, 14);
    expect(nullDirections.map(({ text }) => text).sort()).toEqual(["a", "b"]);
    expect(errors).toEqual([Number.NaN, Number.NaN]);
  });
});
