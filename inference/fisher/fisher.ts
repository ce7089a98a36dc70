/** fisher and observedInformation: how well data determine parameters, from exact derivatives at one point. */
import type { Start } from "../problem/start-of.ts";
import { array, type Arr } from "../../src/index.ts";
import {
  parameterChecks,
  checkOptions,
  option,
  runCheck,
  type OptionChecks,
  type RunOf,
  type SpecOf,
  FitError,
  NumericError,
  OptionError,
} from "../../src/internal.ts";
import type { NoiseKnowledge } from "../least-squares/least-squares.ts";
import { squareMatrix } from "../linear-algebra/square-matrix.ts";
import { dot } from "../linear-algebra/vectors.ts";
import type { ObjectiveMeaning } from "../minimize/minimize.ts";
import { compileObjective } from "../problem/compile-objective.ts";
import { compileResiduals } from "../problem/compile-residuals.ts";
import { FitParameters, type SpaceOptions } from "../problem/parameters.ts";
import { summaryText } from "../solution/summary.ts";
import {
  conditionOf,
  correlationOf,
  covarianceOf,
  type NullDirection,
  nullDirectionsOf,
  standardErrorsOf,
} from "./covariance.ts";
import type { ParameterCovariance } from "./parameter-covariance.ts";
import { type InformationSpectrum, spectrumOfJacobian, spectrumOfMatrix } from "./spectrum.ts";

/** What is asked of an information matrix. */
export interface InformationOptions<P> extends SpaceOptions<P> {
  /** Eigenvalues below this fraction of the largest count as zero, parameters being in units of their sensitivity. */
  readonly cut?: number | undefined;
  /** How derivatives are computed. */
  readonly run?: RunOf<"target"> | undefined;
}

/** What is asked of a Fisher matrix. */
export interface FisherOptions<P> extends InformationOptions<P> {
  /** What is known of the noise. Default "known": residuals are whitened. */
  readonly noise?: NoiseKnowledge | undefined;
  /**
   * Variance of each output, given all of them in one list of shape [m], where the function gives predictions instead of
   * whitened residuals: `(counts) => counts` for counts of photons.
   */
  readonly variance?: ((outputs: Arr) => Arr) | undefined;
}

/** What is known of parameters at one point. */
export interface Information<P> extends ParameterCovariance<P> {
  /** Paths of the free numbers, in the order of every matrix. */
  readonly paths: readonly string[];
  /** The information matrix, shape [n, n], in inverse units of the parameters. */
  readonly information: Arr;
  /** Its inverse over the directions that are determined, shape [n, n]. */
  readonly covariance: Arr;
  /** Correlations, shape [n, n]. */
  readonly correlation: Arr;
  /** One standard error a free number; infinite when not determined, NaN when the objective curves down along it. */
  readonly errors: readonly number[];
  /** The same as a tree like the parameters; zero at fixed leaves. */
  readonly standardErrors: P;
  /** Eigenvalues and eigenvectors with parameters in units of their sensitivity: what everything here is made from. */
  readonly spectrum: InformationSpectrum;
  /** Eigenvalues with parameters in units of their sensitivity, largest first. */
  readonly eigenvalues: readonly number[];
  /** Largest of these over the smallest; infinite when a direction is not determined. */
  readonly conditionNumber: number;
  /** Combinations of parameters that are not determined. */
  readonly nullDirections: readonly NullDirection[];
  /** A table of values with errors, and what is not determined, to print. */
  summary(): string;
}

/** Checks of the options of both. */
const informationChecks: OptionChecks<InformationOptions<unknown>> = {
  ...parameterChecks,
  cut: option.notNegative(1),
  run: runCheck(["target"]),
};

/** Checks of the options of fisher. */
const fisherChecks: OptionChecks<FisherOptions<unknown>> = {
  ...informationChecks,
  noise: option.choice("known", "estimated"),
  variance: option.callback,
};

/**
 * The Fisher information of whitened residuals, JᵀJ: the expected curvature of half their chi-squared.
 *
 * Errors come from the singular values of J itself, each parameter in units of its own sensitivity, so that neither units
 * nor strong correlations cost digits. Directions that the residuals do not see are named instead of inverted.
 *
 * @param residuals  pure function of the parameters to an array, or a tree of arrays
 * @param params  where to look, usually a best fit
 * @throws   OptionError when `free` names what does not exist; NumericError naming the parameter where a derivative is
 *           not finite; FitError when noise is to be estimated from no more residuals than determined parameters
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { fisher } from "fluxion/inference";
 * const x = array([-1, 0, 1]);
 * const line = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset);
 * const { errors, nullDirections } = fisher(line, { slope: 1, offset: 0 });
 * console.log(errors.map((error) => error.toFixed(4)).join(" "), nullDirections.length); // → 0.7071 0.5774 0
 * ```
 * @see Fisher (1922); Golub & Van Loan, section 5.5, for least squares by singular values
 */
export function fisher<P>(
  residuals: (params: P) => unknown,
  params: Start<NoInfer<P>>,
  options: FisherOptions<NoInfer<P>> & SpecOf<P> = {},
): Information<P> {
  checkOptions(options, fisherChecks, "fisher");
  const parameters = new FitParameters<P>(params, options, "fisher");
  const { problem } = compileResiduals(residuals, parameters, options.run?.target, "fisher");
  const { size } = problem;
  const outputs = problem.residuals(parameters.start);
  const slopes = problem.jacobian(parameters.start);
  const paths = parameters.coordinates.map(({ path }) => path);
  requireFinite(outputs, slopes, paths);
  const jacobian = inUnitsOfNoise(slopes, size, outputs, options.variance);
  const spectrum = spectrumOfJacobian(jacobian, size, options.cut);
  const spread = options.noise === "estimated" ? estimatedNoise(outputs, spectrum, options.variance) : 1;
  const information = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < outputs.length; k++) sum += jacobian[k * size + i]! * jacobian[k * size + j]!;
      return sum / (spread * spread);
    }),
  );
  return describe(parameters, information, { ...spectrum, scale: spectrum.scale.map((scale) => scale / spread) });
}

/**
 * The observed information: the exact second derivatives of a negative log-likelihood, or half those of a chi-squared.
 *
 * @param objective  pure function of the parameters to a scalar
 * @param params  where to look, usually a best fit
 * @throws   OptionError when `free` names what does not exist
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { observedInformation } from "fluxion/inference";
 * const chi2 = (p: { x: Arr }) => p.x.sub(3).div(0.5).square();
 * console.log(observedInformation(chi2, { x: 3 }).errors); // → [ 0.5 ]
 * ```
 * @see Efron & Hinkley (1978)
 */
export function observedInformation<P>(
  objective: (params: P) => Arr,
  params: Start<NoInfer<P>>,
  options: InformationOptions<NoInfer<P>> &
    SpecOf<P> & {
      /** What the objective is. Default "chi-squared". */
      readonly meaning?: ObjectiveMeaning | undefined;
    } = {},
): Information<P> {
  checkOptions(
    options,
    { ...informationChecks, meaning: option.choice("chi-squared", "negative-log-likelihood") },
    "observedInformation",
  );
  const parameters = new FitParameters<P>(params, options, "observedInformation");
  const { hessian } = compileObjective(objective, parameters, options.run?.target, "fisher");
  const factor = options.meaning === "negative-log-likelihood" ? 1 : 0.5;
  const information = hessian(parameters.start).map((row) => row.map((value) => factor * value));
  const bad = information.findIndex((row) => !row.every(Number.isFinite));
  if (bad >= 0) {
    throw new NumericError({
      where: "observedInformation",
      path: parameters.coordinates[bad]!.path,
      problem: "a second derivative of the objective with respect to this parameter is not finite",
      hint: "Look for the reason with firstNaN, or ask at another point.",
    });
  }
  return describe(parameters, information, spectrumOfMatrix(information, options.cut));
}

function describe<P>(
  parameters: FitParameters<P>,
  information: readonly Float64Array[],
  spectrum: InformationSpectrum,
): Information<P> {
  const paths = parameters.coordinates.map(({ path }) => path);
  const covariance = covarianceOf(spectrum);
  const errors = standardErrorsOf(spectrum);
  const nullDirections = nullDirectionsOf(spectrum, paths);
  const conditionNumber = conditionOf(spectrum);
  return {
    params: parameters.paramsAt(parameters.start),
    free: parameters.free,
    paths,
    information: squareMatrix(information),
    covariance: squareMatrix(covariance),
    correlation: squareMatrix(correlationOf(covariance)),
    errors: Array.from(errors),
    standardErrors: parameters.treeOf(errors, 0),
    spectrum,
    eigenvalues: Array.from(spectrum.eigenvalues),
    conditionNumber,
    nullDirections,
    summary: () => {
      const rows = parameters.coordinates.map((coordinate, i) => {
        return { ...coordinate, value: coordinate.start, bound: null, unconstrained: false, error: errors[i]! };
      });
      return summaryText(rows, [
        ...nullDirections.map(({ text, eigenvalue }) =>
          eigenvalue < 0 ? `The objective falls along ${text}: this is no minimum.` : `Not determined: ${text}.`,
        ),
        `Condition number ${Number(conditionNumber.toPrecision(3))}.`,
      ]);
    },
  };
}

function requireFinite(outputs: Float64Array, slopes: Float64Array, paths: readonly string[]): void {
  const output = outputs.findIndex((value) => !Number.isFinite(value));
  if (output >= 0) {
    throw new NumericError({
      where: "fisher",
      problem: `output ${output} of the function is ${outputs[output]!}`,
      hint: "Look for the reason with firstNaN, or ask at another point.",
    });
  }
  const slope = slopes.findIndex((value) => !Number.isFinite(value));
  if (slope >= 0) {
    throw new NumericError({
      where: "fisher",
      path: paths[slope % paths.length]!,
      problem: `the derivative of output ${Math.floor(slope / paths.length)} with respect to this parameter is ${slopes[slope]!}`,
      hint: "Look for the reason with firstNaN, fix the parameter, or ask at another point.",
    });
  }
}

/** Rows of the Jacobian over the standard deviation of their output. */
function inUnitsOfNoise(
  slopes: Float64Array,
  size: number,
  outputs: Float64Array,
  varianceOf: FisherOptions<never>["variance"],
): Float64Array {
  if (varianceOf === undefined) return slopes;
  const variance = varianceOf(array(outputs)).toArray();
  const bad = Array.from(outputs.keys()).find((k) => !(variance[k]! > 0));
  if (variance.length !== outputs.length || bad !== undefined) {
    throw new OptionError({
      where: "fisher",
      path: "variance",
      expected: `${outputs.length} positive numbers, one for each output`,
      received: bad === undefined ? `${variance.length} numbers` : `${variance[bad]!} for output ${bad}`,
      hint: "Leave out what carries no information, or add the variance of the background.",
    });
  }
  return slopes.map((value, k) => value / Math.sqrt(variance[Math.floor(k / size)]!));
}

/** Standard deviation of the residuals about a fit, by the degrees of freedom that the determined directions leave. */
function estimatedNoise(
  residuals: Float64Array,
  { eigenvalues, floor }: InformationSpectrum,
  varianceOf: FisherOptions<never>["variance"],
): number {
  const determined = eigenvalues.filter((value) => value > floor).length;
  const freedom = residuals.length - determined;
  if (freedom > 0 && varianceOf === undefined) return Math.sqrt(dot(residuals, residuals) / freedom);
  throw new FitError({
    where: "fisher",
    path: "noise",
    problem:
      varianceOf === undefined
        ? `noise cannot be estimated from ${residuals.length} residuals of a fit that determines ${determined} parameters`
        : "noise is either estimated or given as a variance, not both",
    hint: 'Divide the residuals by their standard deviations and leave noise at "known".',
  });
}
