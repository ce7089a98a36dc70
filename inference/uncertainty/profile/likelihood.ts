/** Likelihood: what is profiled, as residuals or as a scalar, compiled once and fitted with coordinates held. */
import { type Arr, type TargetName } from "../../../src/index.ts";
import { describeValue, FitError, OptionError } from "../../../src/internal.ts";
import { covarianceOf, standardErrorsOf } from "../../fisher/covariance.ts";
import { type InformationSpectrum, spectrumOfJacobian, spectrumOfMatrix } from "../../fisher/spectrum.ts";
import type { NoiseKnowledge } from "../../least-squares/least-squares.ts";
import type { ObjectiveMeaning } from "../../minimize/minimize.ts";
import { compileObjective } from "../../problem/compile-objective.ts";
import { compileResiduals } from "../../problem/compile-residuals.ts";
import type { FitParameters } from "../../problem/parameters.ts";
import { studentDeviate } from "../../statistics/student.ts";
import { type Refit, refitObjective, refitResiduals } from "../refit.ts";
import { Held } from "./held-problem.ts";

/** A likelihood of parameters: residuals, as `leastSquares` takes them, or a scalar, as `minimize` does. */
export type Likelihood<P> =
  | {
      /** Pure function of the parameters to an array, or a tree of arrays. */
      readonly residuals: (params: P) => unknown;
      /** What is known of the noise. Default "known": residuals are whitened. */
      readonly noise?: NoiseKnowledge | undefined;
    }
  | {
      /** Pure function of the parameters to a scalar. */
      readonly objective: (params: P) => Arr;
      /** What the objective is. Default "chi-squared". */
      readonly meaning?: ObjectiveMeaning | undefined;
    };

/** A compiled likelihood at its minimum. */
export interface ConditionalFits {
  /** The minimum over all coordinates. */
  readonly best: Float64Array;
  /** By how much the objective rises where chi-squared rises by one. */
  readonly unit: number;
  /** Covariance at the minimum, by rows, and standard errors: infinite where not determined. */
  readonly covariance: readonly Float64Array[];
  readonly errors: Float64Array;
  /** Degrees of freedom of the noise; infinite when it is known. */
  readonly freedom: number;
  /** Chi-squared above the minimum at which changes are told from rounding. */
  readonly tolerance: number;
  /** Chi-squared above its minimum. */
  rise(fit: Refit): number;
  /** The minimum with the coordinates at `held` kept where they are, from a whole point. */
  solve(from: Float64Array, held: readonly number[]): Refit;
}

/**
 * Compiles a likelihood and finds its minimum from parameters close to it.
 *
 * @throws FitError when there is no minimum to be found from there
 */
export function conditionalFits<P>(
  likelihood: Likelihood<P>,
  parameters: FitParameters<P>,
  target: TargetName | undefined,
  where: string,
): ConditionalFits {
  if (!(typeof likelihood === "object" && ("residuals" in likelihood || "objective" in likelihood))) {
    throw new OptionError({
      where,
      path: "likelihood",
      expected: "{ residuals } or { objective }, a function of the parameters",
      received: describeValue(likelihood),
    });
  }
  return "residuals" in likelihood
    ? ofResiduals(likelihood, parameters, target, where)
    : ofObjective(likelihood, parameters, target, where);
}

function ofResiduals<P>(
  { residuals, noise }: Extract<Likelihood<P>, { residuals: unknown }>,
  parameters: FitParameters<P>,
  target: TargetName | undefined,
  where: string,
): ConditionalFits {
  const { problem } = compileResiduals(residuals, parameters, target, where);
  const first = refitResiduals(problem, parameters.start, Number.MIN_VALUE);
  const best = found(first, where);
  const jacobian = problem.jacobian(best);
  const spectrum = spectrumOfJacobian(jacobian, problem.size);
  const points = jacobian.length / problem.size;
  const freedom = points - spectrum.eigenvalues.filter((value) => value > spectrum.floor).length;
  if (noise === "estimated" && (freedom <= 0 || first.value === 0)) {
    throw new FitError({
      where,
      path: "noise",
      problem: `noise cannot be estimated from ${points} residuals${first.value === 0 ? " that are all zero" : " of this fit"}`,
      hint: 'Divide the residuals by their standard deviations and leave noise at "known".',
    });
  }
  const unit = noise === "estimated" ? first.value / freedom : 1;
  const solve = (from: Float64Array, held: readonly number[]): Refit => {
    const part = new Held(from, held);
    const fit = refitResiduals(part.residuals(problem), part.part(from), unit);
    return { ...fit, point: part.whole(fit.point) };
  };
  return gathered(spectrum, first, unit, unit, noise === "estimated" ? freedom : Infinity, solve);
}

function ofObjective<P>(
  { objective, meaning }: Extract<Likelihood<P>, { objective: unknown }>,
  parameters: FitParameters<P>,
  target: TargetName | undefined,
  where: string,
): ConditionalFits {
  const { problem, hessian } = compileObjective(objective, parameters, target, where);
  // A chi-squared rises by 1 at one standard error, a negative log-likelihood by 1/2.
  const unit = meaning === "negative-log-likelihood" ? 0.5 : 1;
  const first = refitObjective(problem, parameters.start, unit);
  const best = found(first, where);
  const second = hessian(best).map((row) => row.map((value) => 0.5 * value));
  const solve = (from: Float64Array, held: readonly number[]): Refit => {
    const part = new Held(from, held);
    const fit = refitObjective(part.objective(problem), part.part(from), unit);
    return { ...fit, point: part.whole(fit.point) };
  };
  return gathered(spectrumOfMatrix(second), first, unit, unit, Infinity, solve);
}

function found({ point, failure }: Refit, where: string): Float64Array {
  if (failure === null) return point;
  throw new FitError({
    where,
    problem: `the fit that a profile starts from ended with status "${failure}"`,
    hint: "Fit first, with minimize or leastSquares, and hand its params over.",
  });
}

function gathered(
  spectrum: InformationSpectrum,
  { point, value }: Refit,
  unit: number,
  variance: number,
  freedom: number,
  solve: ConditionalFits["solve"],
): ConditionalFits {
  return {
    best: point,
    unit,
    covariance: covarianceOf(spectrum).map((row) => row.map((cell) => cell * variance)),
    errors: standardErrorsOf(spectrum).map((error) => error * Math.sqrt(variance)),
    freedom,
    // Refits are good to 1e-7 of a unit, sums to some 1e-12 of themselves.
    tolerance: 1e-6 + (1e-11 * Math.abs(value)) / unit,
    rise: (fit) => (fit.value - value) / unit,
    solve,
  };
}

/** The rise of chi-squared that encloses one parameter with this probability. */
export function riseForOne(confidence: number, freedom: number): number {
  return studentDeviate(confidence, freedom) ** 2;
}

/** The rise of chi-squared that encloses two parameters at once with this probability. */
export function riseForTwo(confidence: number, freedom: number): number {
  // Twice the quantile of F with 2 and `freedom` degrees of freedom, which has a closed form.
  if (freedom === Number.POSITIVE_INFINITY) return -2 * Math.log1p(-confidence);
  return freedom * Math.expm1((-2 / freedom) * Math.log1p(-confidence));
}
