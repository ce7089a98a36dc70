/** Gauss-Newton on vectors: published problems, bounds, far starts. */
import { describe, expect, it } from "vitest";
import { gaussNewton } from "fluxion/inference";
import { drive, type ResidualProblem } from "fluxion/inference/methods";
import { unbounded } from "../../../../inference/problem/box.ts";
import { defaultStop, judge } from "../../../../inference/fit/judge.ts";

function run(problem: ResidualProblem, start: readonly number[], maxSteps = 1000) {
  const method = gaussNewton().bind(problem);
  return drive(method, method.init(Float64Array.from(start)), {
    maxSteps,
    judge: (state) => judge(state, defaultStop),
  });
}

/** Rosenbrock's function as residuals: 10 (y - x²) and 1 - x. */
const rosenbrock: ResidualProblem = {
  size: 2,
  ...unbounded(2),
  residuals: ([x, y]) => Float64Array.of(10 * (y! - x! ** 2), 1 - x!),
  jacobian: ([x]) => Float64Array.of(-20 * x!, 10, -1, 0),
};

/** Exponential decay without noise, height 2.5 and rate 0.4, at ten times. */
const decay: ResidualProblem = {
  size: 2,
  ...unbounded(2),
  residuals: ([height, rate]) =>
    Float64Array.from({ length: 10 }, (_, t) => height! * Math.exp(-rate! * t) - 2.5 * Math.exp(-0.4 * t)),
  jacobian: ([height, rate]) =>
    Float64Array.from({ length: 20 }, (_, k) => {
      const t = k >> 1;
      return k % 2 === 0 ? Math.exp(-rate! * t) : -t * height! * Math.exp(-rate! * t);
    }),
};

describe("Gauss-Newton", () => {
  it("solves Rosenbrock's residuals exactly", () => {
    const { state, verdict } = run(rosenbrock, [-1.2, 1]);
    expect(verdict).toMatchObject({ status: "converged" });
    expect(Array.from(state.point)).toEqual([1, 1]);
  });

  it.each([
    [1, 1],
    [100, 3],
    [0.01, -0.2],
  ])("recovers an exponential decay from height %d, rate %d", (height, rate) => {
    const { state, verdict } = run(decay, [height, rate]);
    expect(verdict).toMatchObject({ status: "converged" });
    // The sum of squares has fallen by 24 decades, so residuals by 12.
    expect(state.point[0]).toBeCloseTo(2.5, 10);
    expect(state.point[1]).toBeCloseTo(0.4, 10);
  });

  it("converges quadratically where the residuals vanish", () => {
    const distances: number[] = [];
    const method = gaussNewton().bind(decay);
    let state = method.init(Float64Array.of(2.4, 0.42));
    for (let step = 0; step < 4; step++) {
      distances.push(Math.hypot(state.point[0]! - 2.5, state.point[1]! - 0.4));
      state = method.step(state).state;
    }
    // Each distance is a moderate multiple of the square of the one before.
    for (let k = 1; k < 4; k++) expect(distances[k]! / distances[k - 1]! ** 2).toBeLessThan(10);
  });

  it("solves a linear problem in one step, whatever its units", () => {
    const units = [1e-4, 1e9];
    const line: ResidualProblem = {
      size: 2,
      ...unbounded(2),
      residuals: ([a, b]) => Float64Array.from([0, 1, 2, 3], (x, k) => a! / units[0]! + (b! / units[1]!) * x - k ** 2),
      jacobian: () => Float64Array.from([0, 1, 2, 3].flatMap((x) => [1 / units[0]!, x / units[1]!])),
    };
    const { state, steps } = run(line, [0, 0]);
    expect(steps).toBeLessThanOrEqual(2);
    // The line nearest to 0, 1, 4, 9: slope 3, offset -1.
    expect(state.point[0]! / units[0]!).toBeCloseTo(-1, 12);
    expect(state.point[1]! / units[1]!).toBeCloseTo(3, 12);
    expect(state.value).toBeCloseTo(4, 12);
  });

  it("ends on the bound that holds back the minimum", () => {
    const bounded = { ...rosenbrock, upper: Float64Array.of(0.5, Number.POSITIVE_INFINITY) };
    const { state, verdict } = run(bounded, [-1.2, 1]);
    expect(verdict).toMatchObject({ status: "converged" });
    // On x = 1/2 the minimum is at y = x².
    expect(state.point[0]).toBe(0.5);
    expect(state.point[1]).toBeCloseTo(0.25, 14);
  });

  it("evaluates inside of the bounds only", () => {
    const lower = Float64Array.of(0, 0);
    const upper = Float64Array.of(50, 0.35);
    let outside = 0;
    const watched: ResidualProblem = {
      ...decay,
      lower,
      upper,
      residuals: (point) => {
        if (point.some((x, i) => x < lower[i]! || x > upper[i]!)) outside++;
        return decay.residuals(point);
      },
    };
    const { state } = run(watched, [50, 0.1]);
    expect(state.point[1]).toBe(0.35);
    expect(outside).toBe(0);
  });

  it("comes back from where the residuals do not exist", () => {
    // log x - 1 from x = 20: the full step goes to 20 - 20 (log 20 - 1) < 0.
    const logarithm: ResidualProblem = {
      size: 1,
      ...unbounded(1),
      residuals: ([x]) => Float64Array.of(Math.log(x!) - 1),
      jacobian: ([x]) => Float64Array.of(1 / x!),
    };
    const { state, verdict } = run(logarithm, [20]);
    expect(verdict).toMatchObject({ status: "converged" });
    expect(state.point[0]).toBeCloseTo(Math.E, 12);
  });

  it("leaves alone what the residuals do not depend on", () => {
    const idle: ResidualProblem = {
      size: 3,
      ...unbounded(3),
      residuals: ([x, y]) => rosenbrock.residuals(Float64Array.of(x!, y!)),
      jacobian: ([x]) => Float64Array.of(-20 * x!, 10, 0, -1, 0, 0),
    };
    const { state, verdict } = run(idle, [-1.2, 1, 7]);
    expect(verdict).toMatchObject({ status: "converged" });
    expect(Array.from(state.point)).toEqual([1, 1, 7]);
  });

  it("does not wander along an exact degeneracy", () => {
    // Only x + y and z are measured, three times.
    const degenerate: ResidualProblem = {
      size: 3,
      ...unbounded(3),
      residuals: ([x, y, z]) => Float64Array.of(x! + y! - 3, 2 * (x! + y! - 3), Math.exp(z!) - 2),
      jacobian: ([, , z]) => Float64Array.of(1, 1, 0, 2, 2, 0, 0, 0, Math.exp(z!)),
    };
    const { state, verdict } = run(degenerate, [1, 0, 0]);
    expect(verdict).toMatchObject({ status: "converged" });
    expect(state.value).toBeLessThan(1e-25);
    // The shortest way to x + y = 3 shares the change.
    expect(state.point[0]).toBeCloseTo(2, 12);
    expect(state.point[1]).toBeCloseTo(1, 12);
  });

  it("says so when it starts where the residuals do not exist", () => {
    const nowhere = { ...rosenbrock, residuals: () => Float64Array.of(Number.NaN, 1) };
    expect(run(nowhere, [1, 2]).verdict).toEqual({ status: "non-finite", reason: "failure" });
  });

  it("says so when the Jacobian is wrong", () => {
    const wrong: ResidualProblem = {
      ...rosenbrock,
      jacobian: (point) => rosenbrock.jacobian(point).map((value) => -value),
    };
    expect(run(wrong, [-1.2, 1]).verdict).toEqual({ status: "stalled", reason: "failure" });
  });

  it("goes on from a saved state as if it had never stopped", () => {
    const whole = run(decay, [100, 3]);
    const half = run(decay, [100, 3], 5);
    const method = gaussNewton().bind(decay);
    const rest = drive(method, structuredClone(half.state), {
      maxSteps: 1000,
      judge: (state) => judge(state, defaultStop),
    });
    expect(half.verdict).toBe("max-steps");
    expect(rest.state).toEqual(whole.state);
  });
});
