/** Delta method against known transformations, directions that are open, and certified standard errors. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, log, stack } from "fluxion";
import { deltaMethod, fisher, leastSquares, observedInformation } from "fluxion/inference";
import { readDataset } from "../least-squares/strd/read.ts";

const x = array([-2, -1, 0, 1, 2, 3]);
type Line = Readonly<{ slope: Arr; offset: Arr }>;
const line = (p: Line): Arr => x.mul(p.slope).add(p.offset).div(0.5);
const known = fisher(line, { slope: 2, offset: 1 });
const [[vs, cso], [, vo]] = (() => {
  // Inverse of [[Σx², Σx], [Σx, n]] / 0.25 in the order slope, offset.
  const [sxx, sx, n] = [19, 3, 6];
  const d = sxx * n - sx * sx;
  return [
    [(0.25 * n) / d, (-0.25 * sx) / d],
    [(-0.25 * sx) / d, (0.25 * sxx) / d],
  ] as const;
})();

describe("delta method", () => {
  it("is exact for linear quantities, and keeps their tree", () => {
    const result = deltaMethod(
      (p) => ({ at: [p.slope.mul(10).add(p.offset)], both: stack([p.slope, p.offset]) }),
      known,
    );
    expect(result.paths).toEqual(["at[0]", "both[0]", "both[1]"]);
    expect(result.values.at[0]!.item()).toBe(21);
    expect(result.standardErrors.at[0]!.item() / Math.sqrt(100 * vs + 20 * cso + vo)).toBeCloseTo(1, 14);
    const cells = result.covariance.toNested() as number[][];
    expect(cells[1]![2]).toBeCloseTo(cso, 16);
    expect(cells[0]![1]).toBeCloseTo(10 * vs + cso, 15);
    expect(result.nonlinearity().every((value) => Math.abs(value) < 1e-12)).toBe(true);
    expect(result.jacobian.toNested()).toHaveLength(3);
  });

  it("is that of the textbook for products, ratios, powers and logarithms", () => {
    const result = deltaMethod(
      (p) => ({
        product: p.slope.mul(p.offset),
        ratio: p.slope.div(p.offset),
        log: log(p.slope),
        cube: p.slope.pow(3),
      }),
      known,
    );
    const [a, b] = [2, 1];
    const { product, ratio, log: logarithm, cube } = result.standardErrors;
    expect(product.item() ** 2).toBeCloseTo(b * b * vs + a * a * vo + 2 * a * b * cso, 14);
    expect(ratio.item() ** 2).toBeCloseTo(vs / b ** 2 + (a ** 2 * vo) / b ** 4 - (2 * a * cso) / b ** 3, 14);
    expect(logarithm.item()).toBeCloseTo(Math.sqrt(vs) / a, 14);
    expect(cube.item()).toBeCloseTo(3 * a * a * Math.sqrt(vs), 13);
  });

  it("measures how far from linear a quantity is", () => {
    // q = x² at x = 2 with error e: second difference 2 e², over twice the error of 4 e, is e / 4.
    const e = Math.sqrt(vs);
    const result = deltaMethod((p) => p.slope.square(), known);
    expect(result.nonlinearity()[0]! / (e / 4)).toBeCloseTo(1, 10);
    const steep = deltaMethod((p) => ({ power: exp(p.slope.mul(5)) }), known);
    expect(steep.summary()).toContain("Not linear over their errors: power; a profile or a bootstrap says more.");
  });

  it("gives no finite error to what is open, and a finite one to what is not", () => {
    type Sum = Readonly<{ a: Arr; b: Arr; c: Arr }>;
    const blind = fisher((p: Sum): Arr => x.mul(p.a.add(p.b)), { a: 1, b: 2, c: 3 });
    const result = deltaMethod(
      (p) => ({ sum: p.a.add(p.b), difference: p.a.sub(p.b), c: p.c, none: p.c.mul(0) }),
      blind,
    );
    expect(result.standardErrors.sum.item()).toBeCloseTo(1 / Math.sqrt(19), 14);
    expect(result.standardErrors.difference.item()).toBe(Infinity);
    expect(result.standardErrors.c.item()).toBe(Infinity);
    expect(result.standardErrors.none.item()).toBe(0);
    expect(result.explain).toMatchInlineSnapshot(
      `"Not determined by the data: difference, c; add data or a prior, or fix a parameter."`,
    );
    const saddle = observedInformation((p: Sum) => p.a.square().sub(p.b.square()).add(p.c.square()), {
      a: 0,
      b: 0,
      c: 0,
    });
    const falling = deltaMethod((p) => ({ a: p.a, b: p.b }), saddle);
    expect([falling.standardErrors.a.item(), falling.standardErrors.b.item()]).toEqual([1, NaN]);
  });

  it("takes any covariance, and only the free parameters", () => {
    const plain = { params: known.params, free: known.free, paths: known.paths, covariance: known.covariance };
    const [viaSpectrum, viaCovariance] = [known, plain].map((from) =>
      deltaMethod((p: Line) => p.slope.mul(p.offset), from),
    );
    expect(viaCovariance!.errors[0]! / viaSpectrum!.errors[0]!).toBeCloseTo(1, 14);
    const fixed = fisher(line, { slope: 2, offset: 1 }, { free: ["slope"] });
    expect(deltaMethod((p) => p.slope.add(p.offset), fixed).errors[0]).toBeCloseTo(Math.sqrt(0.25 / 19), 15);
  });

  it("says where a quantity or its derivative does not exist", () => {
    expect(() => deltaMethod((p) => ({ root: p.slope.neg().sqrt() }), known)).toThrowErrorMatchingInlineSnapshot(
      `[NumericError: NumericError at root in deltaMethod(): root is NaN at these parameters. Look for the reason with firstNaN, or ask at another point.]`,
    );
    expect(() => deltaMethod((p) => ({ root: p.slope.sub(2).sqrt() }), known)).toThrowErrorMatchingInlineSnapshot(
      `[NumericError: NumericError at root in deltaMethod(): the derivative of root with respect to slope is Infinity. Look for the reason with firstNaN, or ask at another point.]`,
    );
  });

  it("carries the certified standard deviations of NIST Misra1a into other parameters", () => {
    // y = b1 (1 - exp(-b2 x)); with b2 = exp(k) the error of k is that of b2 over b2, whatever b1 does.
    const dataset = readDataset("Misra1a");
    const [t, y] = [array(dataset.x[0]!), array(dataset.y)];
    const residuals = (p: { readonly b1: Arr; readonly k: Arr }): Arr =>
      exp(t.mul(exp(p.k)).neg())
        .sub(1)
        .neg()
        .mul(p.b1)
        .sub(y);
    const fit = leastSquares(residuals, { b1: 250, k: Math.log(5e-4) }, { noise: "estimated" });
    const result = deltaMethod(
      (p: { readonly b1: Arr; readonly k: Arr }) => ({ b1: p.b1, b2: exp(p.k) }),
      fisher(residuals, fit.params, { noise: "estimated" }),
    );
    // Certified to eleven digits; the fit is good to ten.
    expect(result.standardErrors.b1.item() / dataset.errors[0]!).toBeCloseTo(1, 8);
    expect(result.standardErrors.b2.item() / dataset.errors[1]!).toBeCloseTo(1, 8);
  });
});

describe("fisher", () => {
  it("takes the variance of predictions: Poisson counts have Xᵀ diag(μ) X", () => {
    const counts = (p: { readonly a: Arr; readonly b: Arr }): Arr => exp(x.mul(p.b).add(p.a));
    const { information } = fisher(counts, { a: 1, b: 0.3 }, { variance: (mean) => mean });
    const mean = [-2, -1, 0, 1, 2, 3].map((value) => Math.exp(1 + 0.3 * value));
    const cells = information.toNested() as number[][];
    [0, 1].forEach((i) =>
      [0, 1].forEach((j) => {
        const expected = mean.reduce((sum, mu, k) => sum + mu * (k - 2) ** (i + j), 0);
        expect(cells[i]![j]! / expected).toBeCloseTo(1, 14);
      }),
    );
    // The same as the expected second derivatives of the negative log-likelihood at data equal to the mean.
    const nll = (p: { readonly a: Arr; readonly b: Arr }): Arr => {
      const logMean = x.mul(p.b).add(p.a);
      return exp(logMean)
        .sub(logMean.mul(array(mean)))
        .sum();
    };
    const observed = observedInformation(nll, { a: 1, b: 0.3 }, { meaning: "negative-log-likelihood" });
    expect(observed.information.sub(information).abs().max().item()).toBeLessThan(1e-12);
  });

  it("refuses what it cannot answer", () => {
    const two = (p: { readonly a: Arr; readonly b: Arr }): Arr => stack([p.a, p.b]);
    expect(() => fisher(two, { a: 1, b: 1 }, { noise: "estimated" })).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at noise in fisher(): noise cannot be estimated from 2 residuals of a fit that determines 2 parameters. Divide the residuals by their standard deviations and leave noise at "known".]`,
    );
    expect(() =>
      fisher((p: { readonly a: Arr }) => p.a.sqrt().reshape(1), { a: 0 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[NumericError: NumericError at a in fisher(): the derivative of output 0 with respect to this parameter is Infinity. Look for the reason with firstNaN, fix the parameter, or ask at another point.]`,
    );
    expect(() => fisher(two, { a: 1, b: 0 }, { variance: (mean) => mean })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at variance in fisher(): expected 2 positive numbers, one for each output, received 0 for output 1. Leave out what carries no information, or add the variance of the background.]`,
    );
  });
});
