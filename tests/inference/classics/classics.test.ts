/** Classic problems from many starts: no false "converged", at least the global minima of SciPy, and what it costs. */
import { describe, expect, it } from "vitest";
import { type Arr, array } from "fluxion";
import { dogleg, gaussNewton, lbfgsb, leastSquares, levenbergMarquardt, minimize, newtonCg } from "fluxion/inference";
import type { LeastSquaresMethod } from "fluxion/inference/methods";
import { compileObjective } from "../../../inference/problem/compile-objective.ts";
import { FitParameters } from "../../../inference/problem/parameters.ts";
import { solve } from "../../../inference/minimize/minimize.ts";
import { boundedProblems, isGlobal, objectiveOf, residualProblems, residualsOf } from "./problems.ts";

interface Params {
  readonly x: Arr;
}

/** What was found in all runs of all problems. */
interface Tally {
  globals: number;
  evaluations: number;
  readonly wrong: string[];
}

/** A value that another method, from the same point, lowers by this fraction was no minimum. */
const lower = (value: number): number => value - 1e-6 * Math.abs(value) - 1e-9;
/** A gradient that is zero but for rounding, in units of the objective, is at rest, wherever else there is less. */
const isAtRest = (gradientNorm: number, value: number): boolean => gradientNorm <= 1e-9 * Math.abs(value);

function tallyBounded(): Tally & { readonly scipy: number } {
  const tally = { globals: 0, evaluations: 0, wrong: [] as string[], scipy: 0 };
  for (const { name, bounds = [], runs } of boundedProblems) {
    const objective = ({ x }: Params): Arr => objectiveOf(name)(x);
    const options = {
      bounds: Object.fromEntries(
        bounds.map(([from, to], i) => [
          `x[${i}]`,
          [from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY] as const,
        ]),
      ),
    };
    const at = (point: ArrayLike<number>): FitParameters<Params> =>
      new FitParameters<Params>({ x: array(Array.from(point)) }, options, "classics");
    const compiled = compileObjective<Params>(objective, at(runs[0]!.start), undefined, "classics");
    runs.forEach(({ start, startValue, value }, k) => {
      const fit = solve(lbfgsb(), compiled, at(start), options);
      // Both sides mean the same function.
      expect(Math.abs(fit.startValue - startValue!)).toBeLessThanOrEqual(1e-9 * Math.abs(startValue!));
      tally.evaluations += fit.evaluations.gradient;
      if (value !== null && isGlobal(name, value)) tally.scipy++;
      if (isGlobal(name, fit.value)) tally.globals++;
      else if (fit.status === "converged" && !isAtRest(fit.gradientNorm, fit.value)) {
        const polished = solve(newtonCg(), compiled, at(fit.state.point), options);
        if (polished.value < lower(fit.value)) tally.wrong.push(`${name} ${k}: ${fit.value}, then ${polished.value}`);
      }
    });
  }
  return tally;
}

function tallyLeastSquares(method: LeastSquaresMethod<never, unknown>): Tally {
  const tally = { globals: 0, evaluations: 0, wrong: [] as string[] };
  for (const { name, runs } of residualProblems) {
    const residuals = ({ x }: Params): Arr => residualsOf[name]!(x);
    runs.forEach(({ start }, k) => {
      // Any method; its states are not looked into.
      const fit = leastSquares(
        residuals,
        { x: array([...start]) },
        { method: method as LeastSquaresMethod<never, never> },
      );
      tally.evaluations += fit.evaluations.value;
      if (isGlobal(name, fit.value)) tally.globals++;
      else if (fit.status === "converged" && !isAtRest(fit.gradientNorm, fit.value)) {
        const from = { x: array(fit.params.x.toArray()) };
        const squares = minimize((p: Params) => residuals(p).square().sum(), from, { method: newtonCg() });
        const again = leastSquares(residuals, from, { method: levenbergMarquardt({ firstDamping: 1 }) });
        const least = Math.min(squares.value, again.value);
        if (least < lower(fit.value)) tally.wrong.push(`${name} ${k}: ${fit.value}, then ${least}`);
      }
    });
  }
  return tally;
}

describe("classic problems from twenty starts each", () => {
  it("are minimised by L-BFGS-B at least as often as by SciPy, and never by word alone", () => {
    const { globals, evaluations, wrong, scipy } = tallyBounded();
    expect(wrong).toEqual([]);
    expect(scipy).toBe(311);
    // Measured 332 of 360, in 50 178 evaluations; SciPy takes 42 457, and comes to none of Meyer's, which cost 19 000 of these.
    expect(globals).toBeGreaterThanOrEqual(325);
    expect(evaluations).toBeLessThan(56_000);
  }, 120_000);

  // Global minima of 220 and evaluations as measured, rounded; SciPy's trf comes to 182 in 23 096.
  it.each([
    ["Gauss-Newton", gaussNewton(), 170, 30_000],
    ["Levenberg-Marquardt", levenbergMarquardt(), 182, 33_000],
    ["Levenberg-Marquardt with geodesic acceleration", levenbergMarquardt({ acceleration: "geodesic" }), 188, 20_000],
    ["dogleg", dogleg(), 160, 57_000],
  ])(
    "are fitted by %s, never by word alone",
    (_, method, globals, evaluations) => {
      const tally = tallyLeastSquares(method as unknown as LeastSquaresMethod<never, unknown>);
      expect(tally.wrong).toEqual([]);
      expect(tally.globals).toBeGreaterThanOrEqual(globals);
      expect(tally.evaluations).toBeLessThan(evaluations);
    },
    120_000,
  );
});
