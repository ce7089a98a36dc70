/** fisher and observedInformation: how well data determine parameters, from exact derivatives at one point. */
import { type Arr, array } from "../../src/array/index.ts";
import type { TargetName } from "../../src/compile/target.ts";
import type { Loose } from "../../src/tree/index.ts";
import type { NoiseKnowledge } from "../least-squares/least-squares.ts";
import { dot } from "../linear-algebra/vectors.ts";
import type { ObjectiveMeaning } from "../minimize/minimize.ts";
import { compileObjective } from "../problem/compile-objective.ts";
import { compileResiduals } from "../problem/compile-residuals.ts";
import { FitParameters, type ParameterOptions } from "../problem/parameters.ts";
import { summaryText } from "../solution/summary.ts";
import {
  conditionOf,
  correlationOf,
  covarianceOf,
  type NullDirection,
  nullDirectionsOf,
  standardErrorsOf,
} from "./covariance.ts";
import { type InformationSpectrum, spectrumOfJacobian, spectrumOfMatrix } from "./spectrum.ts";

/** What is asked of an information matrix. */
export interface InformationOptions<P> extends ParameterOptions<P> {
  /** Eigenvalues below this fraction of the largest count as zero, parameters being in units of their sensitivity. */
  readonly cut?: number | undefined;
  /** Where derivatives are computed. Default: compiled to WebAssembly. */
  readonly target?: TargetName | undefined;
}

/** What is known of parameters at one point. */
export interface Information<P> {
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
  /** Eigenvalues with parameters in units of their sensitivity, largest first. */
  readonly eigenvalues: readonly number[];
  /** Largest of these over the smallest; infinite when a direction is not determined. */
  readonly conditionNumber: number;
  /** Combinations of parameters that are not determined. */
  readonly nullDirections: readonly NullDirection[];
  /** A table of values with errors, and what is not determined, to print. */
  summary(): string;
}

/**
 * The Fisher information of whitened residuals, JᵀJ: the expected curvature of half their chi-squared.
 *
 * Errors come from the singular values of J itself, each parameter in units of its own sensitivity, so that neither units
 * nor strong correlations cost digits. Directions that the residuals do not see are named instead of inverted.
 *
 * @param residuals  pure function of the parameters to an array, or a tree of arrays
 * @param params  where to look, usually a best fit
 * @throws   ParameterError when `free` names what does not exist
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { fisher } from "fluxion/inference";
 * const x = array([-1, 0, 1]);
 * const line = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset);
 * const { errors, nullDirections } = fisher(line, { slope: 1, offset: 0 });
 * console.log(errors, nullDirections.length); // [ 0.5773502691896257, 0.7071067811865475 ] 0
 * ```
 * @see Fisher (1922); Golub & Van Loan, section 5.5, for least squares by singular values
 */
export function fisher<P>(
  residuals: (params: P) => unknown,
  params: Loose<NoInfer<P>>,
  options: InformationOptions<NoInfer<P>> & {
    /** What is known of the noise. Default "known": residuals are whitened. */
    readonly noise?: NoiseKnowledge | undefined;
  } = {},
): Information<P> {
  const parameters = new FitParameters<P>(params, options, "fisher");
  const { problem } = compileResiduals(residuals, parameters, options.target, "fisher");
  const { size } = problem;
  const jacobian = problem.jacobian(parameters.start);
  const m = jacobian.length / size;
  const residual = problem.residuals(parameters.start);
  const variance = options.noise === "estimated" ? dot(residual, residual) / (m - size) : 1;
  const whitened = jacobian.map((value) => value / Math.sqrt(variance));
  const information = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < m; k++) sum += whitened[k * size + i]! * whitened[k * size + j]!;
      return sum;
    }),
  );
  return describe(parameters, information, spectrumOfJacobian(whitened, size, options.cut));
}

/**
 * The observed information: the exact second derivatives of a negative log-likelihood, or half those of a chi-squared.
 *
 * @param objective  pure function of the parameters to a scalar
 * @param params  where to look, usually a best fit
 * @throws   ParameterError when `free` names what does not exist
 * @example
 * ```ts
 * import { type Arr } from "fluxion";
 * import { observedInformation } from "fluxion/inference";
 * const chi2 = (p: { x: Arr }) => p.x.sub(3).div(0.5).square();
 * console.log(observedInformation(chi2, { x: 3 }).errors); // [ 0.5 ]
 * ```
 * @see Efron & Hinkley (1978)
 */
export function observedInformation<P>(
  objective: (params: P) => Arr,
  params: Loose<NoInfer<P>>,
  options: InformationOptions<NoInfer<P>> & {
    /** What the objective is. Default "chi-squared". */
    readonly meaning?: ObjectiveMeaning | undefined;
  } = {},
): Information<P> {
  const parameters = new FitParameters<P>(params, options, "observedInformation");
  const { hessian } = compileObjective(objective, parameters, options.target);
  const factor = options.meaning === "negative-log-likelihood" ? 1 : 0.5;
  const information = hessian(parameters.start).map((row) => row.map((value) => factor * value));
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
    paths,
    information: matrix(information),
    covariance: matrix(covariance),
    correlation: matrix(correlationOf(covariance)),
    errors: Array.from(errors),
    standardErrors: parameters.treeOf(errors, 0),
    eigenvalues: Array.from(spectrum.eigenvalues),
    conditionNumber,
    nullDirections,
    summary: () => {
      const rows = parameters.printOrder.map((i) => {
        const coordinate = parameters.coordinates[i]!;
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

function matrix(rows: readonly Float64Array[]): Arr {
  const numbers = Float64Array.from(rows.flatMap((row) => Array.from(row)));
  return array(numbers, { shape: [rows.length, rows.length] });
}
