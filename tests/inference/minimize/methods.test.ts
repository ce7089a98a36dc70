/** Minimisers on published problems, with and without bounds. */
import { describe, expect, it } from "vitest";
import { drive, type Iterate, lbfgsb, type Minimizer } from "fluxion/inference";
import { projectedGradient, unbounded } from "../../../inference/problem/box.ts";
import { defaultStop, judge } from "../../../inference/problem/judge.ts";
import type { SmoothProblem } from "../../../inference/problem/vector-problem.ts";
import { minimizationCases } from "./problems.ts";

/** Every minimiser; a new one is one row. */
const minimizers: readonly Minimizer<Iterate, unknown>[] = [lbfgsb(), lbfgsb({ memory: 3 })].map(asMinimizer);

/** Forgets the types of state and info: the state only ever goes back to the method it came from. */
function asMinimizer<S extends Iterate, I>(minimizer: Minimizer<S, I>): Minimizer<Iterate, unknown> {
  return {
    name: minimizer.name,
    bind: (problem) => {
      const method = minimizer.bind(problem);
      return { init: (point) => method.init(point), step: (state) => method.step(state as S) };
    },
  };
}

function run(minimizer: Minimizer<Iterate, unknown>, problem: SmoothProblem, start: readonly number[], stop = {}) {
  const rules = { ...defaultStop, ...stop };
  const method = minimizer.bind(problem);
  return drive(method, method.init(Float64Array.from(start)), {
    maxSteps: rules.maxSteps,
    judge: (state) => judge(state, rules),
  });
}

describe.each(minimizers.map((minimizer, k) => ({ name: `${minimizer.name} ${k}`, minimizer })))(
  "$name",
  ({ minimizer }) => {
    it.each(minimizationCases)("solves $name", ({ problem, start, minimum, minimiser, accuracy }) => {
      let outside = 0;
      const watched: SmoothProblem = {
        ...problem,
        evaluate: (point) => {
          if (point.some((x, i) => x < problem.lower[i]! || x > problem.upper[i]!)) outside++;
          return problem.evaluate(point);
        },
      };
      const { state, verdict } = run(minimizer, watched, start);
      expect(verdict).toMatchObject({ status: "converged" });
      expect(outside).toBe(0);
      // Values are either sums of squares near zero or known to a few units in the last place.
      expect(Math.abs(state.value - minimum)).toBeLessThan(1e-14 * Math.max(1, minimum));
      minimiser?.forEach((expected, i) => {
        expect(Math.abs(state.point[i]! - expected)).toBeLessThanOrEqual(accuracy * Math.max(1, Math.abs(expected)));
      });
    });

    it("meets the first-order conditions exactly where bounds are active", () => {
      const { problem, start } = minimizationCases.find(({ name }) => name === "Hock-Schittkowski 45")!;
      const { state } = run(minimizer, problem, start);
      expect(Array.from(state.point)).toEqual([1, 2, 3, 4, 5]);
      expect(Array.from(projectedGradient(state.point, state.gradient, problem))).toEqual([0, 0, 0, 0, 0]);
    });

    it("is blind to units of the parameters and of the objective", () => {
      const { problem, start } = minimizationCases.find(({ name }) => name === "Beale")!;
      const units = [2 ** 40, 2 ** -30];
      const rescaled: SmoothProblem = {
        ...problem,
        evaluate: (point) => {
          const { value, gradient } = problem.evaluate(point.map((x, i) => x / units[i]!));
          return { value: value * 2 ** 60, gradient: gradient.map((slope, i) => (slope / units[i]!) * 2 ** 60) };
        },
      };
      const plain = run(minimizer, problem, start);
      const scaled = run(
        minimizer,
        rescaled,
        start.map((x, i) => x * units[i]!),
      );
      // Powers of two cost no rounding: the same steps to the last bit.
      expect(scaled.steps).toBe(plain.steps);
      expect(Array.from(scaled.state.point, (x, i) => x / units[i]!)).toEqual(Array.from(plain.state.point));
    });

    it("comes back from where the function does not exist", () => {
      // x - log x: the first step from 30 leads below zero, where the logarithm is NaN.
      const logarithm: SmoothProblem = {
        size: 1,
        ...unbounded(1),
        evaluate: ([x]) => ({ value: x! - Math.log(x!), gradient: Float64Array.of(1 - 1 / x!) }),
      };
      const { state, verdict } = run(minimizer, logarithm, [30]);
      expect(verdict).toMatchObject({ status: "converged" });
      // The minimum is quadratic: a value right to rounding leaves the square root of it, gradients do better.
      expect(state.point[0]).toBeCloseTo(1, 9);
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
      "says so when it starts at a value of %d",
      (value) => {
        const nowhere = { size: 1, ...unbounded(1), evaluate: () => ({ value, gradient: Float64Array.of(1) }) };
        expect(run(minimizer, nowhere, [0]).verdict).toEqual({ status: "non-finite", reason: "failure" });
      },
    );

    it("says so when the function falls without end", () => {
      const slope = {
        size: 1,
        ...unbounded(1),
        evaluate: ([x]: Float64Array) => ({ value: x!, gradient: Float64Array.of(1) }),
      };
      expect(run(minimizer, slope, [3]).verdict).toEqual({ status: "diverged", reason: "failure" });
    });

    it("says so when the gradient is wrong", () => {
      const wrong = {
        size: 1,
        ...unbounded(1),
        evaluate: ([x]: Float64Array) => ({ value: x! ** 2, gradient: Float64Array.of(-2 * x!) }),
      };
      expect(run(minimizer, wrong, [3]).verdict).toEqual({ status: "stalled", reason: "failure" });
    });

    it("stops at once where the gradient is zero", () => {
      const { problem } = minimizationCases.find(({ name }) => name === "Rosenbrock in 5 dimensions")!;
      const { state, steps, verdict } = run(minimizer, problem, [1, 1, 1, 1, 1]);
      expect([steps, state.evaluations.value]).toEqual([0, 1]);
      expect(verdict).toEqual({ status: "converged", reason: "gradient" });
    });

    it("does not stop at the tiny start of an unbounded parameter", () => {
      const far = {
        size: 1,
        ...unbounded(1),
        evaluate: ([x]: Float64Array) => ({ value: (x! - 1) ** 2, gradient: Float64Array.of(2 * (x! - 1)) }),
      };
      expect(run(minimizer, far, [1e-20]).state.point[0]).toBeCloseTo(1, 12);
    });

    it("keeps what cannot move where it is", () => {
      const pinned = {
        size: 2,
        lower: Float64Array.of(2, -5),
        upper: Float64Array.of(2, 5),
        evaluate: ([x, y]: Float64Array) => ({
          value: x! ** 2 + (y! - x!) ** 2,
          gradient: Float64Array.of(2 * x! - 2 * (y! - x!), 2 * (y! - x!)),
        }),
      };
      const { state, verdict } = run(minimizer, pinned, [2, 0]);
      expect(verdict).toMatchObject({ status: "converged" });
      expect(state.point[0]).toBe(2);
      expect(state.point[1]).toBeCloseTo(2, 12);
    });

    it("goes on from a saved state as if it had never stopped", () => {
      const { problem, start } = minimizationCases[0]!;
      const method = minimizer.bind(problem);
      const whole = run(minimizer, problem, start);
      let state = method.init(Float64Array.from(start));
      for (let step = 0; step < 7; step++) state = method.step(state).state;
      let resumed = structuredClone(state);
      for (let step = 7; step < whole.steps; step++) resumed = method.step(resumed).state;
      expect(resumed).toEqual(whole.state);
    });
  },
);

describe("lbfgsb", () => {
  it("does not come to need more evaluations than it does", () => {
    const evaluations = Object.fromEntries(
      minimizationCases.map(({ name, problem, start }) => [
        name,
        run(asMinimizer(lbfgsb()), problem, start).state.evaluations.gradient,
      ]),
    );
    // Counts of this method, with a fifth to spare: a step that got worse would show.
    expect(evaluations["Rosenbrock in 2 dimensions"]).toBeLessThan(60);
    expect(evaluations["Hock-Schittkowski 38"]).toBeLessThan(140);
    expect(evaluations["a quadratic with curvatures from 1e-4 to 1e9 in 14 dimensions"]).toBeLessThan(60);
  });
});
