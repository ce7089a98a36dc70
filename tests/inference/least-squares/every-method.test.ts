/** What holds for every least-squares method: units, bounds, resuming, cancelling, the same bits, lost rank. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, errors } from "fluxion";
import { drive, type ResidualProblem } from "fluxion/inference/methods";
import { dogleg, gaussNewton, leastSquares, levenbergMarquardt } from "fluxion/inference";
import { unbounded } from "../../../inference/problem/box.ts";
import { compileResiduals } from "../../../inference/problem/compile-residuals.ts";
import { defaultStop, judge } from "../../../inference/fit/judge.ts";
import { FitParameters } from "../../../inference/problem/parameters.ts";
import { type AnyMethod, methods } from "./methods.ts";

/** Exponential decay without noise, height 2.5 and rate 0.4, at ten times; parameters in units of their own. */
function decay(heightUnit = 1, rateUnit = 1): ResidualProblem {
  const parts = ([height, rate]: Float64Array, t: number): [term: number, height: number, rate: number] => {
    const [h, r] = [height! / heightUnit, rate! / rateUnit];
    return [Math.exp(-r * t), h, r];
  };
  const times = Array.from({ length: 10 }, (_, t) => t);
  return {
    size: 2,
    ...unbounded(2),
    residuals: (point) =>
      Float64Array.from(times, (t) => {
        const [term, height] = parts(point, t);
        return height * term - 2.5 * Math.exp(-0.4 * t);
      }),
    jacobian: (point) =>
      Float64Array.from(
        times.flatMap((t) => {
          const [term, height] = parts(point, t);
          return [term / heightUnit, (-t * height * term) / rateUnit];
        }),
      ),
    secondDerivative: (point, direction) =>
      Float64Array.from(times, (t) => {
        const [term, height] = parts(point, t);
        const [dh, dr] = [direction[0]! / heightUnit, direction[1]! / rateUnit];
        return (height * t * dr - 2 * dh) * t * dr * term;
      }),
  };
}

interface Run {
  readonly points: readonly Float64Array[];
  readonly status: string;
}

function run(method: AnyMethod, problem: ResidualProblem, start: readonly number[]): Run {
  const bound = method.bind(problem);
  const points: Float64Array[] = [];
  const rules = { maxSteps: 1000, judge: (state: Parameters<typeof judge>[0]) => judge(state, defaultStop) };
  const end = drive(bound, bound.init(Float64Array.from(start)), rules, ({ state }) => points.push(state.point));
  return { points, status: typeof end.verdict === "string" ? end.verdict : end.verdict.status };
}

/** A falling signal in six observations: a small fit for the laws below. */
const t = array([0, 1, 2, 3, 4, 5]);
const y = array([3.1, 2.1, 1.3, 1.0, 0.6, 0.5]);
interface Fall {
  readonly height: Arr;
  readonly rate: Arr;
}
const fall = ({ height, rate }: Fall): Arr => exp(t.mul(rate).neg()).mul(height).sub(y);
const far = { height: 50, rate: 3 };

describe.each(Object.entries(methods))("%s", (_, method) => {
  it.each([
    [2 ** 27, 2 ** -27],
    [2 ** -27, 1],
    [1, 2 ** 27],
  ])("takes the same steps, bit for bit, in units of %d and %d", (heightUnit, rateUnit) => {
    const plain = run(method, decay(), [100, 3]);
    const scaled = run(method, decay(heightUnit, rateUnit), [100 * heightUnit, 3 * rateUnit]);
    // Powers of two scale without rounding.
    expect(scaled.points.map(([height, rate]) => [height! / heightUnit, rate! / rateUnit])).toEqual(
      plain.points.map((point) => Array.from(point)),
    );
    expect(scaled.status).toBe("converged");
  });

  it.each([1e-8, 1e-4, 1e4, 1e8])("takes equivalent steps in units of %d", (unit) => {
    const plain = run(method, decay(), [100, 3]);
    const scaled = run(method, decay(unit, 1 / unit), [100 * unit, 3 / unit]);
    expect(scaled.points.length).toBe(plain.points.length);
    scaled.points.forEach(([height, rate], k) => {
      // Units that round do so by 1e-16 a step; forty steps through a problem of condition 1e3 leave 1e-11.
      expect(Math.abs(height! / unit / plain.points[k]![0]! - 1)).toBeLessThan(1e-10);
      expect(Math.abs((rate! * unit) / plain.points[k]![1]! - 1)).toBeLessThan(1e-10);
    });
  });

  it("gives the same bits again", () => {
    const [first, second] = [leastSquares(fall, far, { method }), leastSquares(fall, far, { method })];
    expect(second.state).toEqual(first.state);
    expect(second.history).toEqual(first.history);
  });

  it("goes on from a saved state, bit for bit, whenever it stopped", () => {
    const whole = leastSquares(fall, far, { method });
    expect(whole.status).toBe("converged");
    for (const maxSteps of [0, 1, 3, whole.steps - 1]) {
      const part = leastSquares(fall, far, { method, stop: { maxSteps } });
      expect(part.status).toBe("max-steps");
      const rest = leastSquares(fall, far, { method, run: { resume: structuredClone(part.state) } });
      expect(rest.state).toEqual(whole.state);
      expect(part.steps + rest.steps).toBe(whole.steps);
    }
  });

  it("stops when asked to, with the best point it knew", () => {
    const controller = new AbortController();
    const fit = leastSquares(fall, far, {
      method,
      onStep: ({ step }) => {
        if (step === 2) controller.abort();
      },
      run: { signal: controller.signal },
    });
    expect(fit.status).toBe("cancelled");
    expect(fit.steps).toBe(2);
    expect(fit.value).toBeLessThanOrEqual(fit.startValue);
    expect(leastSquares(fall, far, { method, run: { resume: fit.state } }).status).toBe("converged");
  });

  it("never rises", () => {
    let value = Number.POSITIVE_INFINITY;
    leastSquares(fall, far, {
      method,
      onStep: (step) => {
        expect(step.value).toBeLessThanOrEqual(value);
        value = step.value;
      },
    });
  });

  it.each([
    {
      bounds: { rate: [0, 0.3] },
      reached: { path: "rate", side: "max" },
      free: "height",
      at: { height: 1, rate: 0.3 },
    },
    {
      bounds: { rate: [0.5, 9] },
      reached: { path: "rate", side: "min" },
      free: "height",
      at: { height: 1, rate: 0.5 },
    },
    { bounds: { height: [0, 2] }, reached: { path: "height", side: "max" }, free: "rate", at: { height: 2, rate: 1 } },
  ] as const)("ends on the bound that holds back the minimum: $reached", ({ bounds, reached, free, at }) => {
    const fit = leastSquares(fall, { height: 1, rate: bounds.rate?.[0] ?? 1 }, { method, bounds });
    expect(fit.status).toBe("converged");
    expect(fit.boundsReached).toEqual([reached]);
    expect(fit.params[reached.path].item()).toBe(at[reached.path]);
    // The minimum over what is left is that of a fit without it.
    const rest = leastSquares(fall, at, { free: [free] });
    expect(Math.abs(fit.params[free].item() / rest.params[free].item() - 1)).toBeLessThan(1e-7);
    expect(fit.value).toBeCloseTo(rest.value, 12);
    // There, the slope pushes against the bound.
    const slope = fit.gradient[reached.path].item();
    expect(reached.side === "max" ? -slope : slope).toBeGreaterThan(0);
  });

  it("evaluates inside of the bounds only, started from a corner", () => {
    const problem = { ...decay(), lower: Float64Array.of(0, 0), upper: Float64Array.of(50, 0.35) };
    let outside = 0;
    const residuals = (point: Float64Array): Float64Array => {
      if (point.some((value, i) => value < problem.lower[i]! || value > problem.upper[i]!)) outside++;
      return problem.residuals(point);
    };
    const { points, status } = run(method, { ...problem, residuals }, [50, 0]);
    expect(status).toBe("converged");
    expect(points.at(-1)![1]).toBe(0.35);
    expect(outside).toBe(0);
  });

  it("leaves a corner of the box by its faces", () => {
    // Rosenbrock's valley inside of [-2, 0.9] x [-1, 0.5]: both ends of the way lie on bounds.
    const valley = ({ x }: { readonly x: Arr }): Arr => {
      const [a, b] = [x.slice(0), x.slice(1)];
      return array([10, 1]).mul(
        array([1, 0])
          .mul(b.sub(a.square()))
          .add(array([0, 1]).mul(a.neg().add(1))),
      );
    };
    const fit = leastSquares(valley, { x: array([-2, -1]) }, { method, bounds: { x: [-2, 0.5] } });
    expect(fit.status).toBe("converged");
    // On x = 1/2 the sum is least at y = 1/4. It is 1/4 there, and 1e-15 of that is 2e-9 of y away.
    expect(fit.params.x.slice(0).item()).toBe(0.5);
    expect(Math.abs(fit.params.x.slice(1).item() - 0.25)).toBeLessThan(2e-9);
  });

  it("does not move along what residuals cannot see, and names it", () => {
    const residuals = ({ a, b, rate }: { readonly a: Arr; readonly b: Arr; readonly rate: Arr }): Arr =>
      fall({ height: a.add(b.mul(2)), rate });
    const fit = leastSquares(residuals, { a: 1, b: 1, rate: 1 }, { method });
    expect(fit.status).toBe("converged");
    const single = leastSquares(fall, { height: 3, rate: 1 });
    expect(fit.params.a.item() + 2 * fit.params.b.item()).toBeCloseTo(single.params.height.item(), 7);
    expect(fit.params.rate.item()).toBeCloseTo(single.params.rate.item(), 7);
    // b weighs twice as much: in units of their columns both take half of every step, and the way across stays where it was.
    expect(fit.params.a.item() - 2 * fit.params.b.item()).toBeCloseTo(-1, 7);
    expect(fit.unconstrainedDirections.map(({ text }) => text)).toEqual(["0.71 a - 0.71 b"]);
    const { a, b, rate } = fit.standardErrors();
    expect([a.item(), b.item()]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(rate.item()).toBeCloseTo(single.standardErrors().rate.item(), 7);
  });

  it.each([
    [0, 0],
    [0, 1e-10],
    [0, 0.3],
    [1e6, 1e-4],
    [1e6, 0.3],
  ])("says that it converged where squares fall to zero: rounding of %d, from %d away", (offset, away) => {
    // The data are the model: nothing but rounding is left of the squares, and with the offset more of it.
    const model = ({ height, rate }: Fall): Arr => exp(t.mul(rate).neg()).mul(height).add(offset);
    const data = model({ height: array(2.5), rate: array(0.4) });
    const residuals = (p: Fall): Arr => model(p).sub(data);
    const fit = leastSquares(residuals, { height: 2.5 * (1 + away), rate: 0.4 * (1 - 2 * away) }, { method });
    expect(fit.status).toBe("converged");
    // Rounding of the offset, 1e-10, over slopes of order one.
    expect(Math.abs(fit.params.height.item() - 2.5)).toBeLessThan(Math.max(1e-12, offset * 1e-15));
    expect(Math.abs(fit.params.rate.item() - 0.4)).toBeLessThan(Math.max(1e-12, offset * 1e-15));
  });

  it("says so when the Jacobian is wrong", () => {
    // Rosenbrock's residuals 10 (y - x²) and 1 - x, with the signs of the derivatives turned round.
    const wrong: ResidualProblem = {
      size: 2,
      ...unbounded(2),
      residuals: ([a, b]) => Float64Array.of(10 * (b! - a! ** 2), 1 - a!),
      jacobian: ([a]) => Float64Array.of(20 * a!, -10, 1, 0),
      secondDerivative: (_point, [da]) => Float64Array.of(-20 * da! ** 2, 0),
    };
    expect(run(method, wrong, [-1.2, 1]).status).toBe("stalled");
  });

  it("says so when it starts where the residuals do not exist", () => {
    const nowhere = { ...decay(), residuals: () => Float64Array.of(Number.NaN, 1) };
    expect(run(method, nowhere, [1, 1]).status).toBe("non-finite");
  });

  it("comes back from where the residuals do not exist", () => {
    // log x - 1 from x = 20: the full step goes to 20 - 20 (log 20 - 1) < 0.
    const logarithm = ({ x }: { readonly x: Arr }): Arr => x.log().sub(1).reshape(1);
    const fit = leastSquares(logarithm, { x: 20 }, { method });
    expect(fit.status).toBe("converged");
    expect(fit.params.x.item()).toBeCloseTo(Math.E, 11);
  });
});

describe("geodesic acceleration", () => {
  it("takes its second derivatives along a direction exactly, and the same forward over forward as in closed form", () => {
    const parameters = new FitParameters<Fall>({ height: 2, rate: 0.7 }, {}, "test");
    const { problem } = compileResiduals(fall, parameters, undefined, "test");
    const [height, rate, dh, dr] = [1.7, 0.6, -0.3, 0.2];
    const second = problem.secondDerivative!(Float64Array.of(height, rate), Float64Array.of(dh, dr));
    Array.from(t.toArray()).forEach((time, i) => {
      const expected = (height * time * dr - 2 * dh) * time * dr * Math.exp(-rate * time);
      // Two ulp of terms of order one.
      expect(second[i]).toBeCloseTo(expected, 14);
    });
  });

  it("bends fewer steps through a narrow valley than straight ones are needed, and counts what it asks", () => {
    const valley = ({ x }: { readonly x: Arr }): Arr =>
      array([10, 1]).mul(
        array([1, 0])
          .mul(x.slice(1).sub(x.slice(0).square()))
          .add(array([0, 1]).mul(x.slice(0).neg().add(1))),
      );
    const start = { x: array([-1.2, 1]) };
    const straight = leastSquares(valley, start, { method: levenbergMarquardt() });
    const bent = leastSquares(valley, start, { method: levenbergMarquardt({ acceleration: "geodesic" }) });
    expect(bent.steps).toBeLessThan(straight.steps);
    Array.from(bent.params.x.toArray()).forEach((value) => expect(value).toBeCloseTo(1, 12));
    expect(bent.evaluations.curvature).toBe(bent.steps);
    expect(straight.evaluations.curvature).toBeUndefined();
    expect(bent.history.every(({ bend }) => bend >= 0)).toBe(true);
    expect(bent.summary()).toContain(`${bent.steps} second derivatives`);
  });

  it("asks for a problem that has them", () => {
    const { size, lower, upper, ...functions } = decay();
    const problem: ResidualProblem = {
      size,
      lower,
      upper,
      residuals: (point) => functions.residuals(point),
      jacobian: (point) => functions.jacobian(point),
    };
    const bound = levenbergMarquardt({ acceleration: "geodesic" }).bind(problem);
    expect(() => bound.step(bound.init(Float64Array.of(1, 1)))).toThrow(errors.OptionError);
  });
});

describe("options that are none", () => {
  it("are refused by name", () => {
    expect(() => levenbergMarquardt({ firstDamping: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at firstDamping in levenbergMarquardt(): expected a positive number, received the number 0. It is in units of the squared columns: leave it out, or take 1 for a wary first step.]`,
    );
    expect(() => gaussNewton({ firstRadius: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at firstRadius in gaussNewton(): expected a positive number, received the number -1. It is a multiple of the start's own length: leave it out, or take 0.1 for a wary first step.]`,
    );
    expect(() => dogleg({ firstRadius: Number.NaN })).toThrow("dogleg()");
  });
});
