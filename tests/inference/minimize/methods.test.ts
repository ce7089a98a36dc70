/** Minimisers on published problems, with and without bounds. */
import { describe, expect, it } from "vitest";
import { lbfgsb } from "fluxion/inference";
import { drive, type TwiceSmoothProblem } from "fluxion/inference/methods";
import { projectedGradient, unbounded } from "../../../inference/problem/box.ts";
import { defaultStop, judge } from "../../../inference/fit/judge.ts";
import { caseNamed, minimizationCases } from "./problems/cases.ts";
import { problemOf } from "./problems/minimization-case.ts";
import { confirmingEnds } from "../../../inference/fit/confirm-ends.ts";
import { measuringStalls } from "../../../inference/fit/value-noise.ts";
import { type AnyMinimizer, asMinimizer, minimizerRows } from "./registry.ts";

/** Every minimiser that finds minima to the last digits. */
const precise = minimizerRows.filter(({ accuracy }) => accuracy <= 1e-8);

function run(minimizer: AnyMinimizer, problem: TwiceSmoothProblem, start: readonly number[], stop = {}) {
  const rules = { ...defaultStop, ...stop };
  // Each number is of its own kind, so that units of each may be changed.
  const leaves = start.map((_, offset) => ({ path: `x${offset}`, offset, size: 1 }));
  const whole = { ...problem, leaves, value: (point: Float64Array) => problem.evaluate(point).value };
  // Ends are looked at as minimize looks at them.
  const asked = { value: whole.value, cost: { value: 1, gradient: 1 } };
  const method = measuringStalls(confirmingEnds(minimizer.bind(whole), rules), asked, whole);
  return drive(method, method.init(Float64Array.from(start)), {
    maxSteps: rules.maxSteps,
    judge: (state) => judge(state, rules),
  });
}

/** A function of one number, from its value and its first two derivatives. */
function curve(f: (x: number) => readonly [value: number, slope: number, curvature: number]): TwiceSmoothProblem {
  return {
    size: 1,
    ...unbounded(1),
    evaluate: ([x]) => {
      const [value, slope] = f(x!);
      return { value, gradient: Float64Array.of(slope) };
    },
    hessianProduct: ([x], [v]) => Float64Array.of(f(x!)[2] * v!),
  };
}

describe.each(precise)("$label", ({ minimizer }) => {
  it.each(minimizationCases)("solves $name", (one) => {
    const { start, minimum, saddle, known, minimiser, accuracy } = one;
    const problem = problemOf(one);
    let outside = 0;
    const watched: TwiceSmoothProblem = {
      ...problem,
      evaluate: (point) => {
        if (point.some((x, i) => x < problem.lower[i]! || x > problem.upper[i]!)) outside++;
        return problem.evaluate(point);
      },
    };
    const { state, verdict } = run(minimizer, watched, start);
    // Powell's minimum is of fourth order and has no scale to arrive at: lbfgsb falls to what rounding leaves, and says that it stalls.
    const fallsToRounding = one.name === "powellSingular" && minimizer.name === "lbfgsb" && state.value < 1e-50;
    expect(verdict).toMatchObject({ status: fallsToRounding && state.failure === "stalled" ? "stalled" : "converged" });
    expect(outside).toBe(0);
    // Only the one that knows curvature is held to leave a saddle.
    const end = saddle !== undefined && state.value > saddle / 2 && minimizer.name !== "newton-cg" ? saddle : minimum;
    const accuracyOfEnd = end === saddle ? 1e-9 : known;
    expect(Math.abs(state.value - end)).toBeLessThan(accuracyOfEnd * (end === 0 ? 1 : Math.abs(end)));
    minimiser?.forEach((expected, i) => {
      expect(Math.abs(state.point[i]! - expected)).toBeLessThanOrEqual(accuracy * Math.max(1, Math.abs(expected)));
    });
  });

  it("meets the first-order conditions exactly where bounds are active", () => {
    const one = caseNamed("Hock-Schittkowski 45");
    const problem = problemOf(one);
    const { state } = run(minimizer, problem, one.start);
    expect(Array.from(state.point)).toEqual([1, 2, 3, 4, 5]);
    expect(Array.from(projectedGradient(state.point, state.gradient, problem))).toEqual([0, 0, 0, 0, 0]);
  });

  it("is blind to units of the parameters and of the objective", () => {
    const { start, ...beale } = caseNamed("beale");
    const problem = problemOf({ start, ...beale });
    const units = [2 ** 40, 2 ** -30];
    const rescaled: TwiceSmoothProblem = {
      ...problem,
      evaluate: (point) => {
        const { value, gradient } = problem.evaluate(point.map((x, i) => x / units[i]!));
        return { value: value * 2 ** 60, gradient: gradient.map((slope, i) => (slope / units[i]!) * 2 ** 60) };
      },
      hessianProduct: (point, vector) => {
        const [x, v] = [point, vector].map((one) => one.map((each, i) => each / units[i]!));
        return problem.hessianProduct(x!, v!).map((each, i) => (each / units[i]!) * 2 ** 60);
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
    const logarithm = curve((x) => [x - Math.log(x), 1 - 1 / x, 1 / x ** 2]);
    const { state, verdict } = run(minimizer, logarithm, [30]);
    expect(verdict).toMatchObject({ status: "converged" });
    // The minimum is quadratic: a value right to rounding leaves the square root of it, gradients do better.
    expect(state.point[0]).toBeCloseTo(1, 9);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "says so when it starts at a value of %d",
    (value) => {
      const nowhere = curve(() => [value, 1, 0]);
      expect(run(minimizer, nowhere, [0]).verdict).toEqual({ status: "non-finite", reason: "failure" });
    },
  );

  it("says so when the function falls without end", () => {
    const slope = curve((x) => [x, 1, 0]);
    expect(run(minimizer, slope, [3]).verdict).toEqual({ status: "diverged", reason: "failure" });
  });

  it("says so when the gradient is wrong", () => {
    const wrong = curve((x) => [x ** 2, -2 * x, 2]);
    expect(run(minimizer, wrong, [3]).verdict).toEqual({ status: "stalled", reason: "failure" });
  });

  it("stops at once where the gradient is zero", () => {
    const problem = problemOf(caseNamed("Rosenbrock in 5 dimensions"));
    const { state, steps, verdict } = run(minimizer, problem, [1, 1, 1, 1, 1]);
    expect([steps, state.evaluations.value]).toEqual([0, 1]);
    expect(verdict).toEqual({ status: "converged", reason: "gradient" });
  });

  it("does not stop at the tiny start of an unbounded parameter", () => {
    const far = curve((x) => [(x - 1) ** 2, 2 * (x - 1), 2]);
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
      hessianProduct: (_: Float64Array, [v, w]: Float64Array) => Float64Array.of(4 * v! - 2 * w!, 2 * w! - 2 * v!),
    };
    const { state, verdict } = run(minimizer, pinned, [2, 0]);
    expect(verdict).toMatchObject({ status: "converged" });
    expect(state.point[0]).toBe(2);
    expect(state.point[1]).toBeCloseTo(2, 12);
  });

  it("goes on from a saved state as if it had never stopped", () => {
    const { start } = minimizationCases[0]!;
    const problem = problemOf(minimizationCases[0]!);
    const method = minimizer.bind(problem);
    const whole = run(minimizer, problem, start);
    let state = method.init(Float64Array.from(start));
    for (let step = 0; step < 7; step++) state = method.step(state).state;
    let resumed = structuredClone(state);
    for (let step = 7; step < whole.steps; step++) resumed = method.step(resumed).state;
    expect(resumed).toEqual(whole.state);
  });
});

describe("lbfgsb", () => {
  it("does not come to need more evaluations than it does", () => {
    const evaluations = Object.fromEntries(
      minimizationCases.map((one) => [
        one.name,
        run(asMinimizer(lbfgsb()), problemOf(one), one.start).state.evaluations.gradient,
      ]),
    );
    // Counts of this method, with a fifth to spare: a step that got worse would show.
    expect(evaluations["Rosenbrock in 2 dimensions"]).toBeLessThan(60);
    expect(evaluations["Hock-Schittkowski 38"]).toBeLessThan(140);
    expect(evaluations["a quadratic with curvatures from 1e-4 to 1e9 in 14 dimensions"]).toBeLessThan(60);
  });
});
