/** Gaussian processes against the formulas in plain numpy, closed forms, and their own gradients. */
import { array, checkGrads } from "fluxion";
import { gaussianProcess } from "fluxion/inference";
import { describe, expect, it } from "vitest";
import { logExpectedImprovement } from "../../../../inference/search/process/expected-improvement.ts";
import { hopeAt, hopesAt } from "../../../../inference/search/process/gaussian-process.ts";
import { reference } from "../reference.ts";

const { points, values, at, processes, greatestLogLikelihood, logH } = reference;

describe("gaussianProcess", () => {
  it.each(processes)("believes what numpy does ($kernel)", (expected) => {
    const { kernel, hyperparameters } = expected;
    const process = gaussianProcess(points, values, { kernel, hyperparameters });
    // A covariance of condition 1e4 at most: twelve digits of sixteen are left.
    expect(process.logMarginalLikelihood).toBeCloseTo(expected.logMarginalLikelihood, 10);
    at.forEach((point, i) => {
      const { mean, deviation } = process.predict(point);
      expect(mean).toBeCloseTo(expected.mean[i]!, 11);
      expect(deviation).toBeCloseTo(expected.deviation[i]!, 11);
    });
  });

  it.each(["matern52", "rbf"] as const)(
    "finds the greatest likelihood that SciPy finds from twenty starts (%s)",
    (kernel) => {
      const { logMarginalLikelihood } = gaussianProcess(points, values, { kernel });
      // The search ends where a step would gain a millionth; our ranges are a little wider than the reference's.
      expect(logMarginalLikelihood).toBeGreaterThan(greatestLogLikelihood[kernel] - 1e-4);
    },
  );

  it("is the closed form where one value is known", () => {
    const hyperparameters = { lengthScales: [0.5], signal: 2, noise: 0.3 };
    for (const [kernel, correlation] of [
      ["rbf", Math.exp(-0.5 * 0.6 ** 2)],
      ["matern52", (1 + Math.sqrt(5) * 0.6 + (5 / 3) * 0.36) * Math.exp(-Math.sqrt(5) * 0.6)],
    ] as const) {
      const { mean, deviation } = gaussianProcess([[0.2]], [1.5], { kernel, hyperparameters }).predict([0.5]);
      const gain = (4 * correlation) / (4 + 0.09);
      expect(mean).toBeCloseTo(gain * 1.5, 13);
      expect(deviation).toBeCloseTo(Math.sqrt(4 - gain * 4 * correlation), 13);
    }
  });

  it("does not see how far it is padded", () => {
    // Sixteen points fill their arrays; the seventeenth is far from all and padded to thirty-two.
    const { hyperparameters } = processes[0]!;
    const sixteen = gaussianProcess(points.slice(0, 16), values.slice(0, 16), { hyperparameters });
    const more = gaussianProcess([...points.slice(0, 16), [900, 900, 900]], [...values.slice(0, 16), 0], {
      hyperparameters,
    });
    for (const point of at) {
      expect(more.predict(point).mean).toBeCloseTo(sixteen.predict(point).mean, 13);
      expect(more.predict(point).deviation).toBeCloseTo(sixteen.predict(point).deviation, 13);
    }
  });

  it("refuses what is no set of values at points", () => {
    expect(() => gaussianProcess([[1], [2]], [1])).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError in gaussianProcess(): expected finite points of one length, and a finite value for each, received 2 points in 1 dimensions and 1 values.]`,
    );
    expect(() => gaussianProcess([[1], [2]], [1, Number.NaN])).toThrow("a finite value for each");
    expect(() => gaussianProcess([[1], [2, 3]], [1, 2])).toThrow("points of one length");
  });
});

describe("logExpectedImprovement", () => {
  it("is that of fifty digits, from certainty to no hope at all", () => {
    for (const [z, expected] of logH) {
      const value = logExpectedImprovement(array(-z), array(1), array(0)).item();
      // Rounding grows with z² where two terms nearly cancel; at its edge the series is good to 1e-10.
      expect(Math.abs(value / expected - 1)).toBeLessThan(z < -5 ? 1e-10 : 1e-13);
    }
  });

  it("is the integral that it stands for", () => {
    const [mean, deviation, best] = [0.7, 0.4, 0.5];
    // The trapezoid rule is exact to rounding for a smooth integrand that vanishes at its lower end; its kink is the upper one.
    let integral = 0;
    const n = 20_000;
    const lower = mean - 12 * deviation;
    const h = (best - lower) / n;
    for (let i = 0; i < n; i++) {
      const f = lower + i * h;
      integral += h * (best - f) * Math.exp(-0.5 * ((f - mean) / deviation) ** 2);
    }
    integral /= deviation * Math.sqrt(2 * Math.PI);
    const value = Math.exp(logExpectedImprovement(array(mean), array(deviation), array(best)).item());
    // The slope of the integrand at the kink leaves h²/12 of an error: 5e-9 here.
    expect(Math.abs(value - integral)).toBeLessThan(2e-8);
  });

  it("has the right gradient on both sides of the series", () => {
    for (const mean of [-2, 0.3, 5, 24, 30, 400]) {
      checkGrads((m, s, b) => logExpectedImprovement(m, s, b), [array(mean), array(0.9), array(0.1)]);
    }
  });

  it("is climbed along its gradient", () => {
    const process = gaussianProcess(points, values);
    const best = Math.min(...values);
    for (const point of at) {
      const { value, gradient } = hopeAt(process, Float64Array.from(point), best);
      expect(hopesAt(process, Float64Array.from(point), best)[0]).toBeCloseTo(value, 10);
      gradient.forEach((slope, j) => {
        const h = 1e-5;
        const along = (sign: number) =>
          hopeAt(
            process,
            Float64Array.from(point, (x, i) => x + (i === j ? sign * h : 0)),
            best,
          ).value;
        // Central differences: h² of a third derivative of order 1e3 at most, and rounding of 1e-16/h.
        expect(Math.abs((along(1) - along(-1)) / (2 * h) - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      });
    }
  });
});
