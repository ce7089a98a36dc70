/** The jackknife against closed forms and Efron's law schools. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, log, stack } from "fluxion";
import { deltaMethod, jackknife, leastSquaresEstimator, minimumEstimator, statistic } from "fluxion/inference";
import { correlation, lawSchools } from "./law-school.ts";

const numbers = [0.3, 1.1, 2.7, 0.9, 1.6, 4.2, 3.3, 2.2, 0.1, 1.9];
const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);

describe("jackknife of statistics", () => {
  it("is s² / n for a mean, without bias", () => {
    const { errors, bias, status } = jackknife(
      statistic((x: Arr) => x.mean()),
      array(numbers),
    );
    expect(status).toBe("complete");
    expect(errors[0]! ** 2).toBeCloseTo(squares / 9 / 10, 14);
    expect(bias.item()).toBeCloseTo(0, 13);
  });

  it("takes the bias off the variance, exactly", () => {
    const found = jackknife(
      statistic((x: Arr) => ({ variance: x.sub(x.mean()).square().mean() })),
      array(numbers),
    );
    expect(found.params.variance.item()).toBeCloseTo(squares / 10, 14);
    expect(found.corrected.variance.item()).toBeCloseTo(squares / 9, 13);
    expect(found.paths).toEqual(["variance"]);
    expect(found.summary()).toMatchInlineSnapshot(`
      "estimate  value  error    bias
      variance   1.55  ± 0.62  -0.17

      Errors from 10 estimates, each without one part of the data."
    `);
  });

  it("has the published error and bias of Efron's law schools", () => {
    const { params, errors, bias, accelerations, replicates } = jackknife(statistic(correlation), lawSchools);
    expect(params.item()).toBeCloseTo(0.776374491289407, 14);
    // Efron (1982), pages 10 and 17: 0.1425 and -0.0065; more digits by NumPy 2.4.
    expect(errors[0]).toBeCloseTo(0.14251861860227247, 12);
    expect(bias.item()).toBeCloseTo(-0.006473623045922361, 12);
    expect(accelerations[0]).toBeCloseTo(-0.07567156493787919, 11);
    expect(replicates.shape).toEqual([15, 1]);
  });

  it("leaves out blocks: of the mean it is the variance of block means over their number", () => {
    const { errors } = jackknife(
      statistic((x: Arr) => x.mean()),
      array(numbers),
      { blockSize: 2 },
    );
    const blocks = [0, 2, 4, 6, 8].map((k) => (numbers[k]! + numbers[k + 1]!) / 2);
    const variance = blocks.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
    expect(errors[0]! ** 2).toBeCloseTo(variance / 5, 14);
  });
});

describe("jackknife of fits", () => {
  const x = [0, 1, 2, 3, 4, 5, 6, 7];
  const y = [1, 3.2, 4.9, 7.1, 8.8, 11.3, 12.7, 15.4];
  type Line = Readonly<{ offset: Arr; slope: Arr }>;
  type Data = Readonly<{ x: Arr; y: Arr }>;
  const data: Data = { x: array(x), y: array(y) };
  const line = (p: Line, rows: Data): Arr => rows.x.mul(p.slope).add(p.offset).sub(rows.y);

  it("is that of ordinary least squares in closed form", () => {
    const found = jackknife(leastSquaresEstimator(line, { offset: 0, slope: 0 }), data);
    // θ - θ₋ᵢ = (XᵀX)⁻¹ xᵢ eᵢ / (1 - hᵢ).
    const [n, sx, sxx] = [8, 28, 140];
    const determinant = n * sxx - sx * sx;
    const inverse = (a: number, b: number) => [(sxx * a - sx * b) / determinant, (n * b - sx * a) / determinant];
    const [offset, slope] = inverse(
      y.reduce((sum, value) => sum + value, 0),
      y.reduce((sum, value, i) => sum + value * x[i]!, 0),
    );
    expect(found.params.slope.item()).toBeCloseTo(slope!, 12);
    const changes = x.map((value, i) => {
      const [a, b] = inverse(1, value);
      const leverage = a! + b! * value;
      const residual = y[i]! - offset! - slope! * value;
      return [a!, b!].map((part) => (part * residual) / (1 - leverage));
    });
    [0, 1].forEach((k) => {
      const average = changes.reduce((sum, change) => sum + change[k]!, 0) / n;
      const variance = ((n - 1) / n) * changes.reduce((sum, change) => sum + (change[k]! - average) ** 2, 0);
      expect(found.errors[k]! ** 2 / variance).toBeCloseTo(1, 10);
    });
    expect(found.standardErrors.offset.item()).toBe(found.errors[0]);
  });

  it("compiles once, whatever is left out", () => {
    let traced = 0;
    const counted = (p: Line, rows: Data): Arr => {
      traced++;
      return line(p, rows);
    };
    jackknife(leastSquaresEstimator(counted, { offset: 0, slope: 0 }), data);
    // Residuals and their derivatives, for all rows and for all but one.
    expect(traced).toBe(4);
  });

  it("holds what is fixed, and carries on to a quantity", () => {
    const free = jackknife(leastSquaresEstimator(line, { offset: 1, slope: 0 }, { free: ["slope"] }), data);
    expect(free.paths).toEqual(["slope"]);
    expect([free.params.offset.item(), free.standardErrors.offset.item()]).toEqual([1, 0]);
    const root = jackknife(
      leastSquaresEstimator(
        line,
        { offset: 0, slope: 1 },
        { quantity: (p) => ({ root: p.offset.div(p.slope).neg() }) },
      ),
      data,
    );
    const whole = jackknife(leastSquaresEstimator(line, { offset: 0, slope: 1 }), data);
    const derived = deltaMethod((p: Line) => p.offset.div(p.slope).neg(), whole);
    expect(root.params.root.item()).toBeCloseTo(derived.values.item(), 12);
    // To first order: the slope is known to 1 %, its square to 1e-4.
    expect(root.errors[0]! / derived.errors[0]!).toBeCloseTo(1, 1);
  });

  it("is that of a maximum-likelihood rate in closed form", () => {
    const nll = (p: { readonly rate: Arr }, t: Arr): Arr => t.mul(p.rate).sub(log(p.rate)).sum();
    const { errors } = jackknife(minimumEstimator(nll, { rate: 1 }, { bounds: { rate: [1e-6, 1e6] } }), array(numbers));
    const total = mean * 10;
    const left = numbers.map((value) => 9 / (total - value));
    const average = left.reduce((sum, value) => sum + value, 0) / 10;
    const variance = 0.9 * left.reduce((sum, value) => sum + (value - average) ** 2, 0);
    // Quasi-Newton fits are good to about 1e-6 of the error, as differences of 1e-7 of the likelihood cannot be told.
    expect(errors[0]! / Math.sqrt(variance)).toBeCloseTo(1, 5);
  });

  it("counts refits that fail", () => {
    // Without the largest number the logarithm does not exist.
    const data = array([1, 2, 3, 4]);
    const shaky = statistic((rows: Arr) => log(rows.max().sub(3.5)));
    const found = jackknife(shaky, data);
    expect(found.status).toBe("some-failed");
    expect(found.failures).toEqual([{ replicate: 3, reason: "non-finite" }]);
    expect(found.explain).toMatchInlineSnapshot(
      `"Errors from 3 estimates, each without one part of the data. 1 of 4 refits failed (1 non-finite) and are left out; failures are seldom at random: bound the parameters, or look at the data of those replicates."`,
    );
  });

  it("says what data it takes", () => {
    const fit = leastSquaresEstimator(line, { offset: 0, slope: 0 });
    expect(() => jackknife(fit, { x: array([1, 2, 3]), y: array([1, 2]) })).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at data.y in jackknife(): expected 3 rows, as in data.x, received shape [2]. What has no rows of its own, a constant or a grid, belongs in the function instead of the data.]`,
    );
    expect(() => jackknife(fit, { x: array(1), y: array(2) })).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError at data.x in jackknife(): expected an array of at least two rows, received shape []. What has no rows of its own, a constant or a grid, belongs in the function instead of the data.]`,
    );
    expect(() => jackknife(fit, data, { blockSize: 3 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at blockSize in jackknife(): expected a whole number that divides 8 rows into at least two blocks: 1, 2, 4, received 3.]`,
    );
    const never = leastSquaresEstimator((p: { readonly a: Arr }, rows: Arr) => exp(p.a).mul(rows).log().neg().log(), {
      a: 0,
    });
    expect(() => jackknife(never, array([2, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError in jackknife(): the fit to all data ended with status "non-finite". Errors are those of an estimate that exists: fit all data first, with minimize or leastSquares.]`,
    );
    expect(() =>
      jackknife(
        statistic((rows: Arr) => stack([rows.sum().neg().sqrt()])),
        array([1, 2]),
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[FitError: FitError in jackknife(): the statistic of the data is not finite. Errors are those of an estimate that exists: fit all data first, with minimize or leastSquares.]`,
    );
  });
});
