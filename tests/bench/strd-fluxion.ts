/** The regression problems of NIST by levenbergMarquardt: as one program, driven, and compiled within what is timed. */
import { type Arr, array, jit } from "fluxion";
import { leastSquares, leastSquaresSolve, levenbergMarquardt } from "fluxion/inference";
import { drive } from "fluxion/inference/methods";
import { compileResiduals } from "../../inference/problem/compile-residuals.ts";
import { defaultStop, judge } from "../../inference/fit/judge.ts";
import { FitParameters } from "../../inference/problem/parameters.ts";
import type { Contender } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { byName, type StrdProblem, strdResiduals } from "./strd-problems.ts";

/** Seven digits: the fit stops where 1e-15 of the sum is left to gain, which is 3e-8 in units of the errors. */
const TOLERANCE = 1e-6;

/** The parameters of a whole call, tracing and compiling included. */
export function fluxionFit(problem: StrdProblem): number[] {
  const initial = { b: array([...problem.start]) };
  const fit = leastSquares(strdResiduals(problem), initial, { method: levenbergMarquardt(), noise: "estimated" });
  return Array.from(fit.params.b.toArray());
}

/** A whole call of leastSquares. */
export function fluxionCall(problem: StrdProblem): Contender {
  return inProcess("fluxion", TOLERANCE, () => byName(fluxionFit(problem)));
}

/** The fit as one compiled program, with geodesic acceleration. */
export function fluxionProgram(problem: StrdProblem): Contender {
  const residuals = strdResiduals(problem);
  const start = array([...problem.start]);
  const fit = jit((b: Arr) => leastSquaresSolve(residuals, { b }, { acceleration: "geodesic" }).params.b);
  return inProcess("fluxion", TOLERANCE, () => byName(fit(start).toArray()));
}

/** The fit alone, residuals and Jacobian compiled, driven step by step with its records. */
export function fluxionCompiled(problem: StrdProblem): Contender {
  const parameters = new FitParameters<{ readonly b: Arr }>({ b: array([...problem.start]) }, {}, "bench");
  const compiled = compileResiduals(strdResiduals(problem), parameters, undefined, "bench");
  const method = levenbergMarquardt().bind(compiled.problem);
  const rules = {
    maxSteps: defaultStop.maxSteps,
    judge: (state: Parameters<typeof judge>[0]) => judge(state, defaultStop),
  };
  return inProcess("fluxion", TOLERANCE, () => byName(drive(method, method.init(parameters.start), rules).state.point));
}
