/** What every minimiser must do: the same twice, resume, stop when told, stay within bounds, keep what is fixed, be honest. */
import { describe, expect, it } from "vitest";
import { type Arr, array, exp, linspace } from "fluxion";
import { minimize } from "fluxion/inference";
import { drive, type Iterate, type ObjectiveProblem } from "fluxion/inference/methods";
import { projectedGradient } from "../../../inference/problem/box.ts";
import { compileObjective } from "../../../inference/problem/compile-objective.ts";
import { defaultStop, judge } from "../../../inference/fit/judge.ts";
import { FitParameters } from "../../../inference/problem/parameters.ts";
import { decode, encode } from "../../../src/run/encode.ts";
import { minimizerRows } from "./registry.ts";

interface Params {
  readonly slope: Arr;
  readonly pair: Arr;
  readonly offset: Arr;
  readonly held: Arr;
}
/** A signal that falls. */
interface Decay {
  readonly height: Arr;
  readonly rate: Arr;
}
/** Curved, coupled, with its minimum beyond the upper bound of `slope`, and 2 high. */
const objective = ({ slope, pair, offset, held }: Params): Arr => {
  const target = array([1, -2]);
  return exp(slope.neg())
    .add(slope.sub(3).square())
    .add(pair.sub(target).square().sum())
    .add(pair.sum().add(offset).square().mul(0.5))
    .add(offset.sub(held).square())
    .add(2);
};
const start = { slope: 1, pair: array([0, 0]), offset: 1, held: 0.5 };
const bounds = { slope: [0.5, 2], offset: [-4, 4] } as const;
const free = ["slope", "pair", "offset"];
/**
 * By hand, with held = 1/2 and s = pair₁ + pair₂ + offset: pair = (1, -2) - s/2, offset = 1/2 - s/2, so that s = -1/2 - 3s/2
 * = -1/5. The slope is held by its bound at 2.
 */
const minimum = { slope: 2, pair: [1.1, -1.9], offset: 0.6 };

/** The problem of the sweep, watched. */
function watchedProblem(): { readonly problem: ObjectiveProblem; readonly outside: () => number } {
  const parameters = new FitParameters<Params>(start, { bounds, free }, "sweep");
  const { problem } = compileObjective(objective, parameters, undefined, "test");
  let outside = 0;
  const watch = (point: Float64Array): Float64Array => {
    if (point.some((x, i) => !(x >= problem.lower[i]! && x <= problem.upper[i]!))) outside++;
    return point;
  };
  return {
    problem: {
      ...problem,
      value: (point) => problem.value(watch(point)),
      evaluate: (point) => problem.evaluate(watch(point)),
      hessianProduct: (point, vector) => problem.hessianProduct(watch(point), vector),
    },
    outside: () => outside,
  };
}

describe.each(minimizerRows)("$label", ({ minimizer, accuracy, rests }) => {
  const options = { method: minimizer, bounds, free };
  const fit = minimize(objective, start, options);

  it(`comes to rest ${rests}, and says so`, () => {
    if (rests === "beside it") {
      // Decay pulls towards zero: where it stands the gradient is not zero, and it must not claim to have converged.
      expect(fit.status).toBe("max-steps");
      expect(fit.explain).toMatch(/^Stopped after \d+ steps, the gradient .* times its tolerance/);
      return;
    }
    expect(fit.status).toBe("converged");
    const { slope, pair, offset } = fit.params;
    const found = [slope.item(), ...pair.toArray(), offset.item()];
    const expected = [minimum.slope, ...minimum.pair, minimum.offset];
    found.forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThan(accuracy * Math.abs(expected[i]!)));
    expect(fit.params.slope.item()).toBe(2);
    expect(fit.boundsReached).toEqual([{ path: "slope", side: "max" }]);
    expect(fit.unconstrained).toEqual([]);
    expect(fit.silentGradients).toEqual([]);
  });

  it("has a gradient below the tolerance wherever it says that it converged", () => {
    const { problem } = watchedProblem();
    if (fit.status !== "converged") return;
    const { gradient } = problem.evaluate(fit.state.point);
    const left = Math.max(...projectedGradient(fit.state.point, gradient, problem).map(Math.abs));
    // Coordinates are of size one or two, the objective of size three; values alone tell slopes to the root of rounding.
    expect(left).toBeLessThan(minimizer.derivatives === "none" ? 3e-7 : 3e-6);
  });

  it("keeps what is fixed and gives a tree back", () => {
    expect(fit.params.held.item()).toBe(0.5);
    expect(fit.params.pair.shape).toEqual([2]);
    expect(fit.parameters.map(({ path }) => path)).toEqual(["slope", "pair[0]", "pair[1]", "offset"]);
    expect(fit.gradient.held.item()).toBe(0);
  });

  it("gives the same bits twice", () => {
    const again = minimize(objective, start, options);
    expect(again.state).toEqual(fit.state);
    expect(again.history).toEqual(fit.history);
    expect(again.evaluations).toEqual(fit.evaluations);
  });

  it("never leaves the bounds", () => {
    const { problem, outside } = watchedProblem();
    const method = minimizer.bind(problem);
    const rules = { ...defaultStop, ...minimizer.stop, maxSteps: 500 };
    const begin = Float64Array.of(1, 0, 0, 1);
    drive(method, method.init(begin), { maxSteps: 500, judge: (state: Iterate) => judge(state, rules) });
    expect(outside()).toBe(0);
  });

  it.each([
    ["a structured clone", (state: Iterate) => structuredClone(state)],
    [
      "JSON",
      (state: Iterate) => decode(JSON.parse(JSON.stringify(encode(state, "state"))) as never, "state") as Iterate,
    ],
  ])("goes on bit for bit from its state through %s", (_, through) => {
    const steps = Math.max(1, Math.min(fit.steps - 1, 7));
    const part = minimize(objective, start, { ...options, stop: { maxSteps: steps } });
    expect(part.status).toBe("max-steps");
    const left = { maxSteps: fit.steps - steps };
    const rest = minimize(objective, start, {
      ...options,
      stop: left,
      run: { resume: through(part.state) },
    });
    expect(rest.state).toEqual(fit.state);
    expect(rest.steps).toBe(fit.steps - steps);
  });

  it("leaves a state that it is given as it was", () => {
    const { problem } = watchedProblem();
    const method = minimizer.bind(problem);
    const state = method.step(method.init(Float64Array.of(1, 0, 0, 1))).state;
    const before = structuredClone(state);
    method.step(state);
    expect(state).toEqual(before);
  });

  it("stops when told to, and says how to go on", () => {
    const controller = new AbortController();
    const last = Math.min(2, fit.steps - 1);
    const seen: number[] = [];
    const cancelled = minimize(objective, start, {
      ...options,
      onStep: ({ step }) => {
        seen.push(step);
        if (step === last) controller.abort();
      },
      run: { signal: controller.signal },
    });
    expect([cancelled.status, seen.at(-1)]).toEqual(["cancelled", last]);
    expect(cancelled.explain).toMatch(/^Cancelled after \d steps?; hand this solution's state to run.resume/);
    const rest = minimize(objective, start, {
      ...options,
      stop: { maxSteps: fit.steps - last },
      run: { resume: cancelled.state },
    });
    expect(rest.state).toEqual(fit.state);
  });

  it.each([
    [0, 0],
    [0, 1e-10],
    [0, 0.3],
    [1e6, 1e-8],
    [1e6, 0.3],
  ])("says that it converged where squares fall to zero: rounding of %d, from %d away", (offset, away) => {
    if (rests === "beside it") return;
    // The data are the model: nothing but rounding is left of the squares, and with the offset more of it.
    const times = linspace(0, 8, 40);
    const model = ({ height, rate }: Decay): Arr => exp(times.mul(rate).neg()).mul(height).add(offset);
    const data = model({ height: array(2.5), rate: array(0.4) });
    const squares = (p: Decay): Arr => model(p).sub(data).square().mean();
    const from = { height: 2.5 * (1 + away), rate: 0.4 * (1 - away) };
    // Enough for plain gradient descent, along curvatures that differ by thirty.
    const found = minimize(squares, from, { method: minimizer, stop: { maxSteps: 40_000 } });
    expect(found.status).toBe("converged");
    // Rounding of the offset, 1e-10, in each of forty differences; values alone tell only its root.
    const known = minimizer.derivatives === "none" ? 1e-6 : Math.max(accuracy / 10, offset * 1e-16);
    expect(Math.abs(found.params.height.item() / 2.5 - 1)).toBeLessThan(known);
    expect(Math.abs(found.params.rate.item() / 0.4 - 1)).toBeLessThan(known);
  });

  it("does not call a kink converged, whose slope never ends", () => {
    if (minimizer.derivatives === "none") return;
    // No number has the square 2: nothing but rounding is left of the value there, and the slope is 2.8 on either side.
    const kink = minimize(
      ({ x }: { readonly x: Arr }): Arr => x.square().sub(2).abs(),
      { x: 2 },
      { method: minimizer },
    );
    expect(["stalled", "max-steps"]).toContain(kink.status);
  });

  it("says so where the objective does not exist at the start", () => {
    const nowhere = minimize((p: { readonly x: Arr }) => p.x.log(), { x: -1 }, { method: minimizer });
    expect(nowhere.status).toBe("non-finite");
    expect(nowhere.explain).toMatch(/^Not started/);
  });

  it("names what the objective does not depend on", () => {
    const idle = ({ x }: { readonly x: Arr; readonly idle: Arr }): Arr => x.sub(1).square().add(1);
    const found = minimize(idle, { x: 0, idle: 3 }, { method: minimizer });
    expect(found.unconstrained).toEqual(["idle"]);
    // It is where the method left it: those that move by slopes alone have not touched it.
    expect(found.params.idle.item()).toBe(found.state.point[1]);
    if (minimizer.derivatives !== "none" && rests === "at the minimum") expect(found.params.idle.item()).toBe(3);
    expect(found.standardErrors().idle.item()).toBe(Number.POSITIVE_INFINITY);
    if (rests === "at the minimum") expect(found.params.x.item()).toBeCloseTo(1, 5);
    // A rise by one at one unit; derivatives by differences of values have six digits here.
    expect(found.standardErrors().x.item()).toBeCloseTo(1, 6);
  });

  it("has a state of plain data", () => {
    const isPlain = (value: unknown): boolean => {
      if (value === null || ["number", "string", "boolean"].includes(typeof value)) return true;
      if (value instanceof Float64Array) return true;
      if (Array.isArray(value)) return value.every(isPlain);
      return Object.getPrototypeOf(value) === Object.prototype && Object.values(value as object).every(isPlain);
    };
    expect(isPlain(fit.state)).toBe(true);
  });

  it("tells its settings as plain data, which are its own", () => {
    const told = JSON.stringify(encode(minimizer.settings, "settings"));
    const others = minimizerRows.filter(
      (other) => other.minimizer !== minimizer && other.minimizer.name === minimizer.name,
    );
    for (const other of others) expect(JSON.stringify(encode(other.minimizer.settings, "settings"))).not.toBe(told);
    expect(minimizer.settings).toBeDefined();
  });
});
