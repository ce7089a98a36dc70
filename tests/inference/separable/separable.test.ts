/** Separable models: fits as in all parameters at once, exact derivatives, errors of both kinds. */
import { type Arr, array, checkGrads, concat, exp, linspace, square, stack, zeros } from "fluxion";
import { fisher, leastSquares, minimize, nnlsArgmin, nnlsValue, separable, unwrap } from "fluxion/inference";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../support/message-of.ts";
import { normals } from "../random.ts";

/** A sum of lines at known places and of an unknown common width, on a background. */
interface Width {
  readonly width: Arr;
}
const grid = linspace(-5, 5, 60);
const places = [-3, -1, 0.5, 1.5, 3];
const lines = ({ width }: Width): Arr =>
  stack([...places.map((place) => exp(square(grid.sub(place).div(width)).mul(-0.5))), grid.mul(0).add(1)], 1);
const heights = array([2, 0, 1, 0, 0.5, 0.3]);
const sigma = 0.05;
const next = normals("separable");
const data = lines({ width: array(0.7) })
  .mul(heights)
  .sum([1])
  .add(array(Float64Array.from({ length: 60 }, () => sigma * next())));
const spectrum = separable({ design: lines, data, sigma });

describe("a fit of what is not linear", () => {
  const fit = unwrap(leastSquares(spectrum.residuals, { width: 0.4 }));
  const linear = spectrum.linear(fit.params);

  it("finds the same minimum by residuals and by chi-squared", () => {
    const other = unwrap(minimize(spectrum.chi2, { width: 0.4 }));
    // L-BFGS-B stops when chi-squared changes by 1e-15 of itself: the square root of that in the parameter.
    expect(other.params.width.item()).toBeCloseTo(fit.params.width.item(), 7);
    expect(Math.abs(other.value / fit.value - 1)).toBeLessThan(1e-12);
    expect(Math.abs(fit.params.width.item() - 0.7)).toBeLessThan(4 * fit.standardErrors().width.item());
  });

  it("is the fit of all parameters at once, with bounds", () => {
    const all = unwrap(
      leastSquares(
        (p: { width: Arr; heights: Arr }) => lines(p).mul(p.heights).sum([1]).sub(data).div(sigma),
        { width: 0.6, heights: array([1, 1, 1, 1, 1, 1]) },
        { bounds: { heights: [0, Infinity] } },
      ),
    );
    // Both stop when chi-squared, about 60, would change by less than 1e-15 of itself: 1e-7 of a standard error.
    expect(Math.abs(all.params.width.item() - fit.params.width.item())).toBeLessThan(
      1e-6 * fit.standardErrors().width.item(),
    );
    expect(Math.abs(all.value / fit.value - 1)).toBeLessThan(1e-12);
    linear.toArray().forEach((x, j) => expect(all.params.heights.toArray()[j]!).toBeCloseTo(x, 7));
  });

  it("has exact derivatives through the linear parameters", () => {
    checkGrads(spectrum.chi2, [{ width: 0.65 }]);
    const mixed = linspace(-1, 2, 60);
    checkGrads((p: Width) => spectrum.residuals(p).mul(mixed).sum(), [{ width: 0.65 }]);
    checkGrads(
      (p: Width) =>
        spectrum
          .linear(p)
          .mul(array([1, 2, -1, 3, 0.5, 1]))
          .sum(),
      [{ width: 0.65 }],
    );
  });

  it("has the errors of a fit in all parameters that are not on a bound", () => {
    const errors = spectrum.errors(fit.params);
    const { used } = errors;
    expect(used.length).toBeLessThan(6);
    const reduced = (p: { width: Arr; heights: Arr }): Arr =>
      stack(
        used.map((j) => lines(p).slice(null, j)),
        1,
      )
        .mul(p.heights)
        .sum([1])
        .sub(data)
        .div(sigma);
    const at = array(used.map((j) => linear.toArray()[j]!));
    const expected = fisher(reduced, { width: fit.params.width, heights: at }).standardErrors;
    expect(errors.params.width.item()).toBeCloseTo(expected.width.item(), 12);
    used.forEach((j, k) => {
      expect(errors.linear.toArray()[j]!).toBeCloseTo(expected.heights.toArray()[k]!, 12);
    });
    expect(Array.from(errors.linear.toArray()).filter(Number.isNaN)).toHaveLength(6 - used.length);
    // The projected Jacobian gives the same error of the width, but for a term of the order of the residuals' slope.
    expect(fit.standardErrors().width.item() / errors.params.width.item()).toBeCloseTo(1, 1);
  });

  it("holds what it is told to hold", () => {
    const errors = spectrum.errors(fit.params, { free: [] });
    expect(errors.params.width.item()).toBe(0);
    const free = spectrum.errors(fit.params);
    errors.used.forEach((j) => {
      expect(errors.linear.toArray()[j]!).toBeLessThanOrEqual(free.linear.toArray()[j]! * (1 + 1e-12));
    });
  });
});

describe("other linear parameters", () => {
  it("may be free, have an offset, and penalties", () => {
    const t = linspace(0, 4, 30);
    const model = separable({
      design: ({ rate }: { rate: Arr }) => stack([exp(t.mul(rate).neg()), t.mul(0).add(1)], 1),
      offset: ({ rate }) => t.mul(rate).mul(0.1),
      data: exp(t.mul(-0.8)).mul(-2).add(0.5).add(t.mul(0.08)),
      sigma: linspace(0.1, 0.2, 30),
      free: "all",
    });
    const fit = unwrap(leastSquares(model.residuals, { rate: 0.5 }));
    // Data without noise: the truth to the square root of what is left of chi-squared.
    expect(fit.params.rate.item()).toBeCloseTo(0.8, 9);
    const linear = model.linear(fit.params).toArray();
    expect(linear[0]).toBeCloseTo(-2, 8);
    expect(linear[1]).toBeCloseTo(0.5, 8);
    expect(model.predict(fit.params).slice(0).item()).toBeCloseTo(-1.5, 8);
    const pulled = separable({ design: lines, data, sigma, tikhonov: { weight: 3, target: 1 }, smoothness: 2 });
    const params = { width: array(0.7) };
    // Residuals include the roots of the penalties: their squares are the objective.
    const squares = pulled.residuals(params).square().sum().item();
    expect(pulled.chi2(params).item() / squares).toBeCloseTo(1, 12);
    expect(pulled.residuals(params).shape).toEqual([60 + 6 + 4]);
    checkGrads((p: Width) => pulled.residuals(p).sum(), [params]);
  });

  it("keep a total, and an entropy, by the minimum as a function", () => {
    const terms = { equality: { matrix: array([[1, 1, 1, 1, 1, 0]]), values: array([3.4]) }, entropy: 0.1 };
    const [design, right] = [(p: Width): Arr => lines(p).div(sigma), data.div(sigma)];
    const fit = unwrap(minimize((p: Width) => nnlsValue(design(p), right, terms), { width: 0.5 }));
    const x = nnlsArgmin(design(fit.params), right, terms);
    // Rows are met to rounding; the noise moves a width known to 0.02 by less than 0.1.
    expect(x.slice([0, 5]).sum().item()).toBeCloseTo(3.4, 12);
    expect(Math.abs(fit.params.width.item() - 0.7)).toBeLessThan(0.1);
    // The total within an error that vanishes is the same.
    const row = (p: Width): Arr => concat([lines(p), array([[1, 1, 1, 1, 1, 0]])]);
    const soft = separable({
      design: row,
      data: concat([data, array([3.4])]),
      sigma: concat([zeros([60]).add(sigma), array([1e-7])]),
    });
    const hard = unwrap(
      minimize((p: Width) => nnlsValue(design(p), right, { equality: terms.equality }), { width: 0.5 }),
    );
    const softened = unwrap(leastSquares(soft.residuals, { width: 0.5 }));
    expect(softened.params.width.item()).toBeCloseTo(hard.params.width.item(), 6);
  });

  it("have no errors where all lie on their bound", () => {
    const against = separable({ design: lines, data: data.neg(), sigma });
    expect(messageOf(() => against.errors({ width: 0.7 }))).toMatchInlineSnapshot(
      `"ParameterError in separable.errors(): all linear parameters lie on their bound, where chi-squared does not depend on the others. Look at the design at these parameters: no column points the way of the data."`,
    );
  });
});
