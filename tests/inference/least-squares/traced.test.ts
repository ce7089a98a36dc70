/** Whole fits as array programs: certified values, the same answers as leastSquares, batches, derivatives, bounds. */
import { describe, expect, it } from "vitest";
import {
  type Arr,
  array,
  checkGrads,
  exp,
  grad,
  hessian,
  jacobian,
  jit,
  linspace,
  spec,
  bounded,
  real,
  vmap,
} from "fluxion";
import { leastSquares, leastSquaresSolve, levenbergMarquardt } from "fluxion/inference";
import { publishedProblems } from "./mgh/problems.ts";
import { referenceModels, responses } from "./strd/models.ts";
import { readDataset } from "./strd/read.ts";

/** Digits that agree. */
const digits = (found: number, certified: number): number => -Math.log10(Math.abs(found / certified - 1) + 1e-16);

/** Far first starts from which a fit ends elsewhere, as levenbergMarquardt does: see strd.test.ts. */
const elsewhere = new Set(["MGH10 1 none", "MGH10 1 geodesic", "BoxBOD 1 none"]);

describe.each(Object.keys(referenceModels))("NIST %s", (name) => {
  const dataset = readDataset(name);
  const x = array(dataset.x[0]!);
  const x2 = array(dataset.x[1] ?? dataset.x[0]!);
  const y = (responses[name] ?? ((response: Arr) => response))(array(dataset.y));
  const residuals = ({ b }: { readonly b: Arr }): Arr => referenceModels[name]!((k) => b.slice(k - 1), x, x2).sub(y);

  it.each(["none", "geodesic"] as const)("is solved by one program, with acceleration %s", (acceleration) => {
    const fit = jit((b: Arr) => leastSquaresSolve(residuals, { b }, { acceleration }));
    dataset.starts.forEach((start, k) => {
      const { params, value, converged } = fit(array([...start]));
      if (elsewhere.has(`${name} ${k + 1} ${acceleration}`)) {
        // Not the certified sum, and a smaller one than at the start.
        expect(value.item()).toBeGreaterThan(1.1 * dataset.residualSum);
        return;
      }
      expect(converged.item()).toBe(1);
      params.b.toArray().forEach((found, i) => expect(digits(found, dataset.certified[i]!)).toBeGreaterThan(6));
      if (name !== "Lanczos1") expect(digits(value.item(), dataset.residualSum)).toBeGreaterThan(9);
    });
  });
});

it.each(publishedProblems.filter(({ name }) => !name.startsWith("8 Bard")))(
  "has the published minimum of $name",
  ({ start, residuals, minima }) => {
    const fit = jit((x: Arr) => leastSquaresSolve((p: { x: Arr }) => residuals(p.x), { x }));
    const { params, value } = fit(array([...start]));
    const first = residuals(array([...start]))
      .square()
      .sum()
      .item();
    // Sums that reach zero fall by 20 decades; minima are published to six digits.
    const distance = minima.map((minimum) =>
      minimum === 0 ? value.item() / (1e-20 * first + 1e-25) : Math.abs(value.item() / minimum - 1) / 1e-5,
    );
    expect(Math.min(...distance)).toBeLessThan(1);
    expect(params.x.toArray().every(Number.isFinite)).toBe(true);
  },
);

const t = linspace(0, 4, 12);
interface Decay {
  readonly height: Arr;
  readonly rate: Arr;
}
const decay = (p: Decay): Arr => exp(t.mul(p.rate).neg()).mul(p.height);
/** Decays with a ripple that no decay fits. */
const measured = (height: Arr, rate: Arr): Arr => decay({ height, rate }).add(t.mul(5).sin().mul(0.05));
const fitted = (flux: Arr, options = {}) =>
  leastSquaresSolve((p: Decay) => decay(p).sub(flux), { height: 1, rate: 1 }, options);

describe("a fit as a program", () => {
  it("is that of leastSquares, step by step", () => {
    const flux = measured(array(2.5), array(0.4));
    const program = jit((f: Arr) => fitted(f))(flux);
    const driven = leastSquares(
      (p: Decay) => decay(p).sub(flux),
      { height: 1, rate: 1 },
      { method: levenbergMarquardt() },
    );
    expect(program.steps.item()).toBe(driven.steps);
    // Each is where another step gains 1e-15 of the sum: 3e-8 of an error, which is a thirtieth of a parameter.
    expect(program.params.height.item() / driven.params.height.item()).toBeCloseTo(1, 9);
    expect(program.params.rate.item() / driven.params.rate.item()).toBeCloseTo(1, 9);
    expect(program.value.item() / driven.value).toBeCloseTo(1, 13);
    expect(program.remaining.item()).toBeLessThan(1e-15);
  });

  it("is the same by the interpreter, without compilation", () => {
    const flux = measured(array(2.5), array(0.4));
    expect(fitted(flux).params.rate.item()).toBeCloseTo(jit((f: Arr) => fitted(f))(flux).params.rate.item(), 10);
  });

  it("maps over data and starts, each with its own number of steps", () => {
    const [heights, rates] = [array([2.5, 1, 0.3, 40]), array([0.4, 2, 0.1, 1])];
    const all = vmap(measured)(heights, rates);
    const batch = jit(vmap((flux: Arr) => fitted(flux)))(all);
    const one = jit((flux: Arr) => fitted(flux));
    for (let i = 0; i < 4; i++) {
      const { params, steps, converged } = one(all.slice(i));
      expect(batch.params.rate.slice(i).item()).toBeCloseTo(params.rate.item(), 9);
      expect(batch.steps.slice(i).item()).toBe(steps.item());
      expect([batch.converged.slice(i).item(), converged.item()]).toEqual([1, 1]);
    }
    const starts = vmap(
      (rate: Arr) =>
        leastSquaresSolve((p: Decay) => decay(p).sub(all.slice(0)), { height: array(1), rate }).params.rate,
    );
    jit(starts)(array([0.1, 1, 3]))
      .toArray()
      .forEach((rate) => expect(rate).toBeCloseTo(batch.params.rate.slice(0).item(), 9));
  });

  it("has the derivative of the implicit function theorem, to second order", () => {
    const parameters = (flux: Arr): Arr => {
      const { params, value } = fitted(flux);
      return params.rate.mul(params.height).add(value);
    };
    const flux = measured(array(2.5), array(0.4));
    // Differences of fits that are good to 1e-9.
    checkGrads(parameters, [flux], { order: 1 });
    // The minimum has the slope of the residuals held still: -2 r.
    const slope = grad((f: Arr) => fitted(f).value)(flux);
    const { params } = fitted(flux);
    const expected = decay(params).sub(flux).mul(-2).toArray();
    slope.toArray().forEach((each, i) => expect(each).toBeCloseTo(expected[i]!, 9));
    // By a parameter of the model that is not fitted, and twice.
    const byShift = (shift: Arr): Arr =>
      leastSquaresSolve((p: Decay) => decay(p).mul(shift).sub(flux), { height: 1, rate: 1 }).params.height;
    // The height goes as one over the factor.
    const height = byShift(array(1)).item();
    expect(grad(byShift)(1).item() / -height).toBeCloseTo(1, 8);
    expect(hessian(byShift)(1).item() / (2 * height)).toBeCloseTo(1, 8);
  });

  it("holds what ends on a bound, and follows the others", () => {
    const flux = measured(array(2.5), array(0.4));
    const bounds = { height: [0, 2] } as const;
    const fit = jit((f: Arr) => fitted(f, { bounds }).params)(flux);
    const driven = leastSquares((p: Decay) => decay(p).sub(flux), { height: 1, rate: 1 }, { bounds });
    expect(fit.height.item()).toBe(2);
    expect(fit.rate.item()).toBeCloseTo(driven.params.rate.item(), 9);
    const slopes = jacobian((f: Arr) => fitted(f, { bounds }).params)(flux);
    expect(slopes.height.toArray().every((slope) => slope === 0)).toBe(true);
    // With the height held, the rate is that of a fit of the rate alone.
    const alone = (f: Arr): Arr =>
      leastSquaresSolve((p: Decay) => decay(p).sub(f), { height: 2, rate: 1 }, { free: ["rate"] }).params.rate;
    const expected = grad(alone)(flux).toArray();
    slopes.rate.toArray().forEach((slope, i) => expect(slope).toBeCloseTo(expected[i]!, 9));
  });

  it("takes bounds from a spec, and moves a traced start onto them", () => {
    const model = spec({ height: bounded(0, 2, { default: 1 }), rate: real({ default: 1 }) });
    const flux = measured(array(2.5), array(0.4));
    const from = jit(
      (height: Arr) =>
        leastSquaresSolve((p: Decay) => decay(p).sub(flux), { height, rate: array(1) }, { spec: model }).params.height,
    );
    expect(from(70).item()).toBe(2);
  });

  it("says that it has not converged, and how much is left", () => {
    const flux = measured(array(2.5), array(0.4));
    const { converged, steps, remaining } = fitted(flux, { stop: { maxSteps: 2 } });
    expect([converged.item(), steps.item()]).toEqual([0, 2]);
    expect(remaining.item()).toBeGreaterThan(1e-9);
    const broken = leastSquaresSolve((p: { x: Arr }) => p.x.log(), { x: -1 });
    expect([broken.converged.item(), broken.steps.item()]).toEqual([0, 0]);
  });

  it("takes an absolute scale of the sum where it is given", () => {
    const flux = measured(array(2.5), array(0.4));
    const [relative, absolute] = [{}, { stop: { valueTolerance: 1e-3, valueScale: 1 } }].map((options) =>
      fitted(flux, options),
    );
    // The sum is some hundredths: a thousandth of one is reached earlier than 1e-15 of it.
    expect(absolute!.steps.item()).toBeLessThan(relative!.steps.item());
    expect(absolute!.converged.item()).toBe(1);
    expect(absolute!.value.item() - relative!.value.item()).toBeLessThan(1e-3);
  });

  it("keeps still what nothing determines", () => {
    const { params, converged } = leastSquaresSolve(
      (p: { a: Arr; b: Arr; c: Arr }) =>
        array([1, 2])
          .mul(p.a.add(p.b))
          .sub(array([3, 6])),
      { a: 1, b: 1, c: 7 },
    );
    expect(converged.item()).toBe(1);
    // The shortest way from (1, 1) to a + b = 3.
    expect([params.a.item(), params.b.item(), params.c.item()].map((x) => x.toFixed(9))).toEqual([
      "1.500000000",
      "1.500000000",
      "7.000000000",
    ]);
  });

  it("tells which option is none", () => {
    const residuals = (p: { x: Arr }): Arr => p.x;
    const fit = (options: object) => () => leastSquaresSolve(residuals, { x: 1 }, options);
    expect(fit({ acceleration: "fast" })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at acceleration in leastSquaresSolve(): expected "none" or "geodesic", received the string "fast".]`,
    );
    expect(() => levenbergMarquardt({ acceleration: "fast" as "none" })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at acceleration in levenbergMarquardt(): expected "none" or "geodesic", received the string "fast".]`,
    );
    expect(fit({ stop: { steps: 3 } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at stop.steps in leastSquaresSolve(): there is no option steps. The options are maxSteps, valueTolerance, valueScale, stepTolerance, gradientTolerance.]`,
    );
    expect(fit({ firstDamping: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at firstDamping in leastSquaresSolve(): expected a positive number, received the number 0. Leave it out, or take 1 for a wary first step.]`,
    );
    expect(fit({ bounds: { y: [0, 1] } })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in leastSquaresSolve(): bounds names y, which the parameters do not have. The parameters are x.]`,
    );
    expect(fit({ bounds: { x: [2, 3] } })).toThrowErrorMatchingInlineSnapshot(
      `[ParameterError: ParameterError at x in leastSquaresSolve(): expected a start inside of the bounds [2, 3], received 1.]`,
    );
  });
});
