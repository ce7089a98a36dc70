/** Robust losses: their derivatives, fits against SciPy by every method, and what their errors mean. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Arr, array, exp } from "fluxion";
import {
  cauchy,
  dogleg,
  type FitStatus,
  gaussNewton,
  huber,
  leastSquares,
  levenbergMarquardt,
  minimize,
  type RobustLoss,
  softL1,
  type SolutionFields,
} from "fluxion/inference";

/** fixtures/least-squares/scipy.json: an exponential decay with three outliers. */
interface Fixture {
  readonly t: readonly number[];
  readonly y: readonly number[];
  readonly start: readonly [number, number, number];
  readonly cases: readonly {
    readonly loss: "huber" | "soft_l1" | "cauchy";
    readonly scale: number;
    readonly parameters: readonly number[];
    readonly cost: number;
    readonly likelihoodErrors: readonly number[];
    readonly robustErrors: readonly number[];
  }[];
  readonly bounded: { readonly parameters: readonly number[]; readonly cost: number; readonly upperRate: number };
}
const url = new URL("../../../../fixtures/least-squares/scipy.json", import.meta.url);
const fixture = JSON.parse(readFileSync(url, "utf8")) as Fixture;

const losses = { huber, soft_l1: softL1, cauchy };
const t = array([...fixture.t]);
const y = array([...fixture.y]);
interface Decay {
  readonly height: Arr;
  readonly rate: Arr;
  readonly floor: Arr;
}
const residuals = ({ height, rate, floor }: Decay): Arr => exp(t.mul(rate).neg()).mul(height).add(floor).sub(y);
const [height, rate, floor] = fixture.start;
const start = { height, rate, floor };
const numbers = (p: Decay): number[] => [p.height.item(), p.rate.item(), p.floor.item()];

const closeTo = (found: readonly number[], expected: readonly number[], tolerance: number): void => {
  found.forEach((value, i) => expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(tolerance));
};

describe.each([huber(2), softL1(2), cauchy(2)])("the loss $name", (loss: RobustLoss) => {
  it("is the square of a small residual", () => {
    // rho(z) = z - O(z²).
    expect(loss.rho(1e-9) / 1e-9).toBeCloseTo(1, 8);
    expect(loss.slope(0)).toBe(1);
  });

  it.each([0.3, 0.9, 1.5, 40])("has the derivatives that it states at %d", (z) => {
    const step = 1e-5;
    // Central differences are good to step² = 1e-10 times a third derivative of order one.
    expect(loss.slope(z)).toBeCloseTo((loss.rho(z + step) - loss.rho(z - step)) / (2 * step), 8);
    expect(loss.curvature(z)).toBeCloseTo((loss.slope(z + step) - loss.slope(z - step)) / (2 * step), 8);
  });
});

type Fit = (loss: RobustLoss) => Pick<SolutionFields<Decay>, "params" | "value"> & { readonly status: FitStatus };
const fits: readonly { readonly name: string; readonly fit: Fit }[] = [
  { name: "Gauss-Newton", fit: (loss) => leastSquares(residuals, start, { loss, method: gaussNewton() }) },
  {
    name: "Levenberg-Marquardt",
    fit: (loss) => leastSquares(residuals, start, { loss, method: levenbergMarquardt() }),
  },
  {
    name: "Levenberg-Marquardt with geodesic acceleration",
    fit: (loss) => leastSquares(residuals, start, { loss, method: levenbergMarquardt({ acceleration: "geodesic" }) }),
  },
  { name: "dogleg", fit: (loss) => leastSquares(residuals, start, { loss, method: dogleg() }) },
];

describe.each(fits)("robust fits by $name", ({ fit }) => {
  it.each(fixture.cases)("reach what SciPy does with $loss at $scale", ({ loss, scale, parameters, cost }) => {
    const found = fit(losses[loss](scale));
    expect(found.status).toBe("converged");
    // The fit stops where 1e-15 of the loss is left to gain: the root of that in units of the parameters' errors.
    closeTo(numbers(found.params), parameters, 1e-7);
    // SciPy's cost is half of the sum of losses.
    expect(Math.abs(found.value / (2 * cost) - 1)).toBeLessThan(1e-12);
  });
});

describe("a robust fit", () => {
  it.each(fixture.cases)("has the errors of its likelihood where the noise is known ($loss at $scale)", (row) => {
    const fit = leastSquares(residuals, start, { loss: losses[row.loss](row.scale) });
    // Outliers just beyond the scale weigh nothing here and rounding in SciPy: 1e-8 of the information.
    closeTo(numbers(fit.standardErrors()), row.likelihoodErrors, 1e-6);
  });

  it.each(fixture.cases)("has Huber's errors where the noise is estimated ($loss at $scale)", (row) => {
    const fit = leastSquares(residuals, start, { loss: losses[row.loss](row.scale), noise: "estimated" });
    closeTo(numbers(fit.standardErrors()), row.robustErrors, 1e-6);
  });

  it("has the errors of least squares where no residual reaches the scale", () => {
    const plain = leastSquares(residuals, start, { noise: "estimated" });
    for (const loss of [huber(1e4), softL1(1e4), cauchy(1e4)]) {
      const robust = leastSquares(residuals, start, { loss, noise: "estimated" });
      // A loss departs from the square by (r / scale)² = 1e-8.
      closeTo(numbers(robust.standardErrors()), numbers(plain.standardErrors()), 1e-6);
      closeTo([robust.value], [plain.value], 1e-7);
    }
  });

  it("is that of minimising the summed losses", () => {
    const scale = 0.15;
    const summed = (p: Decay): Arr =>
      residuals(p)
        .div(scale)
        .square()
        .log1p()
        .sum()
        .mul(scale ** 2);
    const whole = minimize(summed, { height: 3, rate: 0.6, floor: 0.5 });
    const fit = leastSquares(residuals, start, { loss: cauchy(scale) });
    expect(fit.value).toBeCloseTo(whole.value, 12);
    closeTo(numbers(fit.params), numbers(whole.params), 1e-6);
    // And its gradient is that of the sum: both vanish at the same point, in units of the loss a relative change.
    expect(fit.gradientNorm).toBeLessThan(1e-7);
  });

  it("ends on bounds as SciPy does", () => {
    const { parameters, cost, upperRate } = fixture.bounded;
    for (const method of [gaussNewton(), gaussNewton({ firstRadius: 0.1 })]) {
      const bounds = { height: [0, 10], rate: [0, upperRate], floor: [0, 10] } as const;
      const fit = leastSquares(
        residuals,
        { height: 2.5, rate: 0.5, floor: 0.3 },
        { loss: softL1(0.15), bounds, method },
      );
      expect(fit.boundsReached).toEqual([{ path: "rate", side: "max" }]);
      expect(fit.params.rate.item()).toBe(upperRate);
      // SciPy stays 1e-16 inside, and stops at a gradient of 1e-8.
      closeTo(numbers(fit.params), parameters, 1e-6);
      expect(Math.abs(fit.value / (2 * cost) - 1)).toBeLessThan(1e-10);
    }
  });

  it("says what its value is", () => {
    const fit = leastSquares(residuals, start, { loss: huber(0.15) });
    expect(fit.summary().split("\n").slice(5).join("\n")).toMatchInlineSnapshot(`
      "Converged in 8 steps: the next step would lower the huber loss by less than the tolerance.
      huber loss 1.40053702761 of 25 residuals, by gauss-newton with 9 values, 7 Jacobians."
    `);
  });

  it("refuses a scale that is no size of residuals", () => {
    expect(() => huber(0)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at scale in huber(): expected a positive size of residuals, in their unit, received 0. Take about the standard deviation of the noise: 1 where residuals are divided by theirs.]`,
    );
    expect(() => softL1(-1)).toThrow("softL1()");
    expect(() => cauchy(Number.NaN)).toThrow("cauchy()");
  });
});
