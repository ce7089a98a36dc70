/** Nelder-Mead: published problems by values alone, what has no derivative, and simplices that collapse. */
import { describe, expect, it } from "vitest";
import { type Arr, customVjp, exp, round } from "fluxion";
import { lbfgsb, minimize, nelderMead } from "fluxion/inference";
import { drive, type ValueProblem } from "fluxion/inference/methods";
import { isDegenerate } from "../../../../inference/minimize/nelder-mead/simplex.ts";
import { unbounded } from "../../../../inference/problem/box.ts";
import { defaultStop, judge } from "../../../../inference/fit/judge.ts";
import { naturalScale } from "../../../../inference/fit/scale.ts";
import { minimizationCases } from "../problems/cases.ts";
import { problemOf } from "../problems/minimization-case.ts";

const run = (problem: ValueProblem, start: readonly number[], options = {}) => {
  const method = nelderMead(options).bind(problem);
  const rules = { ...defaultStop, maxSteps: 50_000 };
  return drive(method, method.init(Float64Array.from(start)), {
    maxSteps: rules.maxSteps,
    judge: (state) => judge(state, rules),
  });
};

describe("nelderMead", () => {
  // Up to ten dimensions: beyond, it is not meant to be used.
  const small = minimizationCases.filter(({ start }) => start.length <= 10);
  it.each(small)("solves $name", (one) => {
    const problem = problemOf(one);
    let outside = 0;
    const watched: ValueProblem = {
      size: problem.size,
      lower: problem.lower,
      upper: problem.upper,
      value: (point) => {
        if (point.some((x, i) => x < problem.lower[i]! || x > problem.upper[i]!)) outside++;
        return problem.value(point);
      },
    };
    const { state, verdict } = run(watched, one.start);
    expect(verdict).toMatchObject({ status: "converged" });
    expect(outside).toBe(0);
    // Values tell a minimum to the root of their rounding, 1e-8; where coordinates are of size 1e6 that is a value of 1e-4.
    const largest = Math.max(1, ...state.point.map(Math.abs));
    const allowed =
      one.minimum === 0 ? 1e-12 * Math.max(1, largest) ** 2 : Math.max(one.known, 1e-12) * Math.abs(one.minimum);
    expect(Math.abs(state.value - one.minimum)).toBeLessThan(allowed);
    one.minimiser?.forEach((expected, i) => {
      const accuracy = Math.max(one.accuracy, 1e-6);
      expect(Math.abs(state.point[i]! - expected)).toBeLessThanOrEqual(accuracy * Math.max(1, Math.abs(expected)));
    });
  });

  it("evaluates what has no derivative, and gives errors by differences of values", () => {
    // A derivative of this would throw.
    const opaque = customVjp((x: Arr) => x.sub(3).div(0.25).square(), {
      forward: (): never => {
        throw new Error("it was differentiated");
      },
      backward: (): never => {
        throw new Error("it was differentiated");
      },
    });
    const both = ({ x, y }: { readonly x: Arr; readonly y: Arr }): Arr => opaque(x).add(y.sub(x).div(2).square());
    const fit = minimize(both, { x: 1, y: 1 }, { method: nelderMead() });
    expect(fit.status).toBe("converged");
    expect(fit.params.x.item()).toBeCloseTo(3, 7);
    expect(fit.evaluations).toMatchObject({ gradient: 0, jacobian: 0 });
    expect(fit.gradient.x.item()).toBeNaN();
    expect(fit.gradientNorm).toBeNaN();
    // The Hessian's half is (16.25, -0.25; -0.25, 0.25): errors sqrt(1/16) and sqrt(65/16). Differences leave six digits.
    expect(fit.standardErrors().x.item()).toBeCloseTo(0.25, 6);
    expect(fit.standardErrors().y.item()).toBeCloseTo(Math.sqrt(65 / 16), 5);
    expect(() => minimize(both, { x: 1, y: 1 })).toThrow();
  });

  it("steps over stairs and walls", () => {
    const stairs = ({ x, y }: { readonly x: Arr; readonly y: Arr }): Arr =>
      round(x.mul(10)).div(10).sub(2).abs().add(y.log().square());
    const fit = minimize(stairs, { x: 0.3, y: 5 }, { method: nelderMead({ firstSize: 0.5 }) });
    expect(fit.status).toBe("converged");
    expect(Math.abs(fit.params.x.item() - 2)).toBeLessThanOrEqual(0.05);
    expect(fit.params.y.item()).toBeCloseTo(1, 7);
  });

  it("is blind to units by powers of two, of parameters and objective", () => {
    const bend = (x: number, y: number): number => 10 * (y - x * x) ** 2 + (1 - x) ** 2;
    const problem = (u: number, w: number, unit: number): ValueProblem => ({
      size: 2,
      ...unbounded(2),
      value: ([x, y]) => unit * bend(x! / u, y! / w),
    });
    const plain = run(problem(1, 1, 1), [-1, 2]);
    const scaled = run(problem(2 ** 30, 2 ** -20, 2 ** 50), [-(2 ** 30), 2 ** -19]);
    expect(scaled.steps).toBe(plain.steps);
    expect(Array.from(scaled.state.point)).toEqual([plain.state.point[0]! * 2 ** 30, plain.state.point[1]! * 2 ** -20]);
  });

  it("does not stop where a collapsed simplex would, but sets it up anew", () => {
    // McKinnon's function: from his simplex, plain Nelder-Mead collapses to the origin, which is no minimum.
    const mckinnon: ValueProblem = {
      size: 2,
      ...unbounded(2),
      value: ([x, y]) => (x! <= 0 ? 360 * x! ** 2 : 6 * x! ** 2) + y! + y! ** 2,
    };
    const { state, verdict } = run(mckinnon, [0, 0]);
    expect(verdict).toMatchObject({ status: "converged" });
    expect(state.restarts).toBeGreaterThan(0);
    expect(state.value).toBeCloseTo(-0.25, 12);
    expect(state.point[1]).toBeCloseTo(-0.5, 6);
  });

  it("sees a simplex that has lost a dimension, unless bounds hold it there", () => {
    const box = { lower: Float64Array.of(0, -Infinity), upper: Float64Array.of(1, Infinity) };
    const scale = naturalScale(Float64Array.of(0.5, 1), box);
    const at = (...points: readonly (readonly number[])[]) => ({ vertices: points.map((x) => Float64Array.from(x)) });
    expect(isDegenerate(at([0.5, 1], [0.6, 1], [0.5, 2]), box, scale)).toBe(false);
    expect(isDegenerate(at([0.5, 1], [0.6, 2], [0.7, 3]), box, scale)).toBe(true);
    expect(isDegenerate(at([0.5, 1], [0.5, 2], [0.5, 3]), box, scale)).toBe(true);
    expect(isDegenerate(at([1, 1], [1, 2], [1, 3]), box, scale)).toBe(false);
  });

  it("says so when there is no lower end", () => {
    const slope: ValueProblem = { size: 1, ...unbounded(1), value: ([x]) => x! };
    expect(run(slope, [3]).verdict).toEqual({ status: "diverged", reason: "failure" });
  });

  it("comes to what gradients come to", () => {
    const smooth = ({ x, y }: { readonly x: Arr; readonly y: Arr }): Arr =>
      exp(x.sub(y)).add(x.square()).add(y.add(1).square().square());
    const [values, gradients] = [nelderMead(), lbfgsb()].map((method) =>
      minimize(smooth, { x: 2, y: 2 }, { method: method as ReturnType<typeof lbfgsb> }),
    );
    expect(values!.value).toBeCloseTo(gradients!.value, 13);
    expect(values!.params.x.item()).toBeCloseTo(gradients!.params.x.item(), 6);
    expect(values!.evaluations.value).toBeGreaterThan(5 * gradients!.evaluations.value);
  });
});
