/** separable: a model that is linear in some of its parameters, which are solved for inside of a fit of the others. */
import { termChecks } from "../nnls/nnls-options.ts";
import { array, div, expandDims, matMul, sub, type ArrLike, type Arr } from "../../src/index.ts";
import { checkOptions, option, asArr, type OptionChecks, ParameterError, type Loose } from "../../src/internal.ts";
import { fisher, type Information } from "../fisher/fisher.ts";
import type { NoiseKnowledge } from "../least-squares/least-squares.ts";
import type { NnlsTerms } from "../nnls/nnls-options.ts";
import { nnlsArgmin, nnlsValue } from "../nnls/traced/nnls-argmin.ts";
import { quadraticResiduals } from "../nnls/traced/lagrangian.ts";
import { tracedProblem } from "../nnls/traced/traced-problem.ts";

/**
 * What is known of the linear parameters: what is a sum of squares, as residuals and errors are. For equality rows and entropy
 * minimise `nnlsValue(design(p), data, terms)`, and ask `nnlsArgmin` for the linear parameters; a total that is known to some
 * error is a row more of the design, divided by it.
 */
export type LinearTerms = Pick<NnlsTerms, "tikhonov" | "smoothness" | "free">;

/** A model design(p) · x + offset(p) of data, linear in x. */
export interface SeparableOptions<P> extends LinearTerms {
  /** The design matrix at the other parameters, shape [m, n]: what a unit of each linear parameter adds to the data. */
  readonly design: (params: P) => Arr;
  /** What is there without any of them, shape [m]. Default 0. */
  readonly offset?: ((params: P) => Arr) | undefined;
  /** Observations, shape [m]. */
  readonly data: Arr;
  /** Their standard deviations, shape [m] or a scalar. Default 1. */
  readonly sigma?: ArrLike | undefined;
}

/** A point of both kinds of parameters. */
export interface BothParameters<P> {
  readonly params: P;
  /** Linear parameters, shape [n]. */
  readonly linear: Arr;
}

/** How errors are asked for. */
export interface SeparableErrorOptions {
  /** Paths of the other parameters that are not held; all unless given. */
  readonly free?: readonly string[] | undefined;
  /** What is known of the noise. Default "known": sigma is what it says. */
  readonly noise?: NoiseKnowledge | undefined;
}

/** Standard errors of both kinds of parameters, each with all others free. */
export interface SeparableErrors<P> extends BothParameters<P> {
  /** The linear parameters that are not on their bound: those whose errors are numbers. */
  readonly used: readonly number[];
  /** Everything else about them: `paths` are those of `params` and then `linear[k]`, the k-th of `used`. */
  readonly information: Information<BothParameters<P>>;
}

/** A model whose linear parameters are taken care of. */
export interface SeparableModel<P> {
  /** Chi-squared, and penalties, at the best linear parameters: for `minimize`. Its gradient costs no solution. */
  readonly chi2: (params: P) => Arr;
  /** Residuals over sigma at the best linear parameters, and the roots of penalties: for `leastSquares`. */
  readonly residuals: (params: P) => Arr;
  /** The best linear parameters, shape [n]; differentiable. */
  readonly linear: (params: P) => Arr;
  /** The model at the best linear parameters, shape [m]. */
  readonly predict: (params: P) => Arr;
  /** Standard errors of both kinds at a fit, from one Jacobian over all: NaN for what lies on its bound, 0 for what is held. */
  readonly errors: (params: Loose<P>, options?: SeparableErrorOptions) => SeparableErrors<P>;
}

/** Checks of how errors are asked for. */
const errorChecks: OptionChecks<SeparableErrorOptions> = {
  free: option.each(option.text),
  noise: option.choice("known", "estimated"),
};

/** Checks of the options: their names; values are checked where they are read. */
const checks: OptionChecks<SeparableOptions<unknown>> = {
  design: option.callback,
  offset: option.callback,
  data: option.vector,
  sigma: option.arrayLike,
  tikhonov: termChecks.tikhonov,
  smoothness: termChecks.smoothness,
  free: termChecks.free,
};

/**
 * Variable projection: the linear parameters x >= 0 (or free) of a model are solved for at every step of a fit of the others.
 * The fit has fewer parameters, no starting values for the linear ones, and fewer minima.
 *
 * Derivatives are exact. That of chi-squared is the envelope's; that of the residuals is Golub and Pereyra's, by the implicit
 * function theorem over the linear parameters in use, so that Gauss-Newton converges as it does in all parameters.
 *
 * @param options  design and data in the same unit; the linear parameters have the unit of data over design
 * @returns  functions of the other parameters, for `minimize`, `leastSquares`, or to be differentiated further
 * @throws   ShapeError, when a function is called, where design, data and penalties do not fit
 * @example
 * ```ts
 * import { type Arr, array, exp, stack } from "fluxion";
 * import { leastSquares, separable } from "fluxion/inference";
 * const t = array([0, 1, 2, 3, 4, 5, 6, 7]);
 * const data = exp(t.mul(-1.2)).mul(3).add(exp(t.mul(-0.3)).mul(2));
 * const decays = separable({
 *   design: (p: { fast: Arr; slow: Arr }) => stack([exp(t.mul(p.fast).neg()), exp(t.mul(p.slow).neg())], 1),
 *   data,
 * });
 * const fit = leastSquares(decays.residuals, { fast: 2, slow: 0.1 });
 * const [first, second] = decays.linear(fit.params).toArray();
 * console.log(fit.params.fast.item().toFixed(6), first?.toFixed(6), second?.toFixed(6)); // → 1.200000 3.000000 2.000000
 * ```
 * @see Golub & Pereyra (1973), The differentiation of pseudo-inverses and nonlinear least squares problems whose variables
 *      separate, SIAM J. Numer. Anal. 10, 413
 */
export function separable<P>(options: SeparableOptions<P>): SeparableModel<P> {
  checkOptions(options, checks, "separable", "", ["design", "data"]);
  const { design, offset, data, sigma = 1, tikhonov, smoothness, free } = options;
  const terms: LinearTerms = { tikhonov, smoothness, free };
  const deviation = asArr(sigma, "f64", "separable");
  const whitenedDesign = (params: P): Arr =>
    div(design(params), deviation.rank === 0 ? deviation : expandDims(deviation, 1));
  const whitenedData = (params: P): Arr => div(offset === undefined ? data : sub(data, offset(params)), deviation);
  const linear = (params: P): Arr => nnlsArgmin(whitenedDesign(params), whitenedData(params), terms);
  const residualsAt = (params: P, x: Arr): Arr => {
    const problem = tracedProblem(whitenedDesign(params), whitenedData(params), terms, "separable");
    return quadraticResiduals(problem.terms, x);
  };
  return {
    chi2: (params) => nnlsValue(whitenedDesign(params), whitenedData(params), terms),
    residuals: (params) => residualsAt(params, linear(params)),
    linear,
    predict: (params) => {
      const prediction = matMul(design(params), linear(params));
      return offset === undefined ? prediction : prediction.add(offset(params));
    },
    errors: (params, options = {}) => {
      checkOptions(options, errorChecks, "separable.errors");
      const { free: unheld, noise } = options;
      // Loose<P> differs from P in numbers that stand for arrays, which every operation takes.
      const x = linear(params as P);
      const values = Array.from(x.toArray());
      const isFree = (j: number): boolean => free === "all" || (free?.includes(j) ?? false);
      const used = Array.from(values.keys()).filter((j) => values[j] !== 0 || isFree(j));
      if (used.length === 0) {
        throw new ParameterError({
          where: "separable.errors",
          problem: "all linear parameters lie on their bound, where chi-squared does not depend on the others",
          hint: "Look at the design at these parameters: no column points the way of the data.",
        });
      }
      const spread = new Float64Array(values.length * used.length);
      used.forEach((j, k) => (spread[j * used.length + k] = 1));
      const placed = array(spread, { shape: [values.length, used.length] });
      const both = { params, linear: array(used.map((j) => values[j]!)) };
      const information = fisher<BothParameters<P>>(
        (at) => residualsAt(at.params, matMul(placed, at.linear)),
        // The two parts are what BothParameters consists of, with numbers allowed as in Loose<P>.
        both,
        { noise, ...(unheld === undefined ? {} : { free: [...unheld.map((path) => `params.${path}`), "linear"] }) },
      );
      const errors = new Float64Array(values.length).fill(Number.NaN);
      information.standardErrors.linear.toArray().forEach((error, k) => (errors[used[k]!] = error));
      return { params: information.standardErrors.params, linear: array(errors), used, information };
    },
  };
}
