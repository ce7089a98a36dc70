/** Estimator: what data are turned into, a statistic or a fit, compiled once and asked again of other data. */
import { array, jacobian, jit, valueAndGrad, type Arr, type TargetName, type Tree } from "../../../src/index.ts";
import {
  parameterChecks,
  checkOptions,
  option,
  digest,
  runCheck,
  type RunOf,
  functionDigest,
  type OptionChecks,
  type SpecOf,
  FitError,
  paths as pathsOfTree,
  type Widened,
  type Loose,
} from "../../../src/internal.ts";
import { NamedNumbers } from "../../problem/named-numbers.ts";
import { FitParameters, type SpaceOptions, ravel } from "../../problem/parameters.ts";
import { type Refit, refitObjective, refitResiduals } from "../refit.ts";

/** An estimate, or why there is none. */
export type Estimate = { readonly numbers: Float64Array } | { readonly failure: string };

/** An estimator at its data. */
export interface PreparedEstimator<D, Q, P> {
  /** Paths of the numbers that are estimated. */
  readonly paths: readonly string[];
  /** Paths of the leaves they belong to. */
  readonly free: readonly string[];
  /** The estimate from the data. */
  readonly numbers: Float64Array;
  /** The fitted parameters, to simulate from; of a statistic the estimate itself. */
  readonly params: P;
  /** The estimate as a tree. */
  readonly treeOf: (numbers: Float64Array) => Q;
  /** A tree of errors or differences: zero where something was held fixed. */
  readonly spreadOf: (numbers: Float64Array) => Q;
  /** The estimate from other data. */
  readonly estimate: (data: D) => Estimate;
  /** Digest of what is estimated and how, but for the data: two runs know by it that they are the same. */
  readonly digest: () => string;
}

/** What data `D` are turned into: an estimate `Q`, from parameters `P` where it is a fit. */
export interface Estimator<D, Q, P = Q> {
  /** Compiles, and estimates from the data; `where` is the function that the user called. */
  prepare(data: D, where: string): PreparedEstimator<D, Q, P>;
}

/** How an estimator runs. */
export interface EstimatorOptions {
  /** How it runs. */
  readonly run?: RunOf<"target"> | undefined;
}

/** How a fit is repeated. */
export type RefitOptions<P> = EstimatorOptions & SpaceOptions<P>;

/** A fit from which something else is computed. */
export interface QuantityOption<P, Q> {
  /** What is wanted of the fitted parameters, instead of these themselves. */
  readonly quantity: (params: P) => Q;
}

/** The check of how an estimator runs. */
const estimatorRun = runCheck(["target"], {
  seed: "it draws nothing: bootstrap takes it",
  progress: "it runs where it is asked: bootstrap and jackknife take it",
  signal: "it runs where it is asked: bootstrap and jackknife take it",
  resume: "it runs where it is asked: bootstrap takes it",
});

/** Checks of the options of fits that are done again. */
const refitChecks: OptionChecks<RefitOptions<unknown> & QuantityOption<unknown, unknown>> = {
  ...parameterChecks,
  run: estimatorRun,
  quantity: option.callback,
};

/**
 * A statistic of the rows of data.
 *
 * @param f  pure function of the data to an array, or a tree of arrays, of any number of rows
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { jackknife, statistic } from "fluxion/inference";
 * const { standardErrors } = jackknife(statistic((x: Arr) => x.mean()), array([1, 2, 3, 4]));
 * console.log(standardErrors.item().toFixed(6)); // → 0.645497
 * ```
 */
export function statistic<D, Q>(f: (data: D) => Q, options: EstimatorOptions = {}): Estimator<D, Widened<Q>> {
  checkOptions(options, { run: estimatorRun }, "statistic");
  return {
    prepare: (data, where) => {
      const compiled = jit(f, compileOptions(options)) as (data: D) => Widened<Q>;
      const first = compiled(data);
      const named = new NamedNumbers<Widened<Q>>(first, where);
      if (!named.values.every(Number.isFinite)) throw noEstimate(where, "the statistic of the data is not finite");
      return {
        paths: named.paths,
        free: pathsOfTree(first as Tree),
        numbers: named.values,
        params: first,
        treeOf: (numbers) => named.treeOf(numbers),
        spreadOf: (numbers) => named.treeOf(numbers),
        estimate: (other) => finite(new NamedNumbers(compiled(other), where).values),
        digest: () => functionDigest(f, [data]),
      };
    },
  };
}

/**
 * A least-squares fit to rows of data, started from the fit to all of them.
 *
 * @param residuals  pure function of the parameters and the data to an array, or a tree of arrays
 * @param initial  parameters to start the first fit from
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { bootstrap, leastSquaresEstimator } from "fluxion/inference";
 * type Data = { x: Arr; y: Arr };
 * const data = { x: array([0, 1, 2, 3, 4, 5]), y: array([1, 3.1, 4.9, 7.2, 8.8, 11.1]) };
 * const line = (p: { slope: Arr; offset: Arr }, { x, y }: Data) => x.mul(p.slope).add(p.offset).sub(y);
 * const fit = leastSquaresEstimator(line, { slope: 1, offset: 0 });
 * const { params, status } = bootstrap(fit, data, { draws: 200, run: { seed: 1 } });
 * console.log(status, params.slope.item().toFixed(3)); // → complete 1.997
 * ```
 */
export function leastSquaresEstimator<P, D>(
  residuals: (params: P, data: D) => unknown,
  initial: Loose<NoInfer<P>>,
  options?: RefitOptions<NoInfer<P>> & SpecOf<P>,
): Estimator<D, P>;
export function leastSquaresEstimator<P, D, Q>(
  residuals: (params: P, data: D) => unknown,
  initial: Loose<NoInfer<P>>,
  options: RefitOptions<NoInfer<P>> & SpecOf<P> & QuantityOption<NoInfer<P>, Q>,
): Estimator<D, Widened<Q>, P>;
export function leastSquaresEstimator<P, D>(
  residuals: (params: P, data: D) => unknown,
  initial: Loose<P>,
  options: RefitOptions<P> & Partial<QuantityOption<P, unknown>> = {},
): Estimator<D, unknown, P> {
  checkOptions(options, refitChecks, "leastSquaresEstimator");
  return {
    prepare: (data, where) => {
      const parameters = new FitParameters<P>(initial, options, where);
      const { fixed, box, start } = parameters;
      const ofVector = (vector: Arr, held: readonly Arr[], rows: D): Arr =>
        ravel(residuals(parameters.assemble(vector, held), rows), where);
      const at = jit(ofVector, compileOptions(options)) as (vector: Arr, held: readonly Arr[], rows: D) => Arr;
      const slopes = jit(jacobian(ofVector), compileOptions(options)) as typeof at;
      const fit = (rows: D, from: Float64Array, unit: number): Refit => {
        const problem = {
          size: start.length,
          ...box,
          residuals: (point: Float64Array) => Float64Array.from(at(array(point), fixed, rows).toArray()),
          jacobian: (point: Float64Array) => Float64Array.from(slopes(array(point), fixed, rows).toArray()),
        };
        return refitResiduals(problem, from, unit);
      };
      const count = at(array(start), fixed, data).size;
      // Differences of the sum of squares count in units of the mean square.
      const ofRows = (rows: D, from: Float64Array, best: number | null): Refit => fit(rows, from, (best ?? 0) / count);
      return refits(
        parameters,
        options,
        data,
        ofRows,
        () => functionDigest(ofVector, [array(start), fixed, data]),
        where,
      );
    },
  };
}

/**
 * The minimum of a scalar function of parameters and rows of data, started from the minimum for all of them.
 *
 * @param objective  pure function of the parameters and the data to a scalar, a negative log-likelihood for example
 * @param initial  parameters to start the first fit from
 * @example
 * ```ts
 * import { type Arr, array, log } from "fluxion";
 * import { jackknife, minimumEstimator } from "fluxion/inference";
 * // Waiting times of an exponential distribution: their rate is one over the mean.
 * const nll = (p: { rate: Arr }, t: Arr) => t.mul(p.rate).sub(log(p.rate)).sum();
 * const fit = minimumEstimator(nll, { rate: 1 }, { bounds: { rate: [1e-6, 1e6] } });
 * const { params, standardErrors } = jackknife(fit, array([0.5, 1.5, 2, 4]));
 * console.log(params.rate.item().toFixed(4), standardErrors.rate.item().toFixed(4)); // → 0.5000 0.2305
 * ```
 */
export function minimumEstimator<P, D>(
  objective: (params: P, data: D) => Arr,
  initial: Loose<NoInfer<P>>,
  options?: RefitOptions<NoInfer<P>> & SpecOf<P>,
): Estimator<D, P>;
export function minimumEstimator<P, D, Q>(
  objective: (params: P, data: D) => Arr,
  initial: Loose<NoInfer<P>>,
  options: RefitOptions<NoInfer<P>> & SpecOf<P> & QuantityOption<NoInfer<P>, Q>,
): Estimator<D, Widened<Q>, P>;
export function minimumEstimator<P, D>(
  objective: (params: P, data: D) => Arr,
  initial: Loose<P>,
  options: RefitOptions<P> & Partial<QuantityOption<P, unknown>> = {},
): Estimator<D, unknown, P> {
  checkOptions(options, refitChecks, "minimumEstimator");
  return {
    prepare: (data, where) => {
      const parameters = new FitParameters<P>(initial, options, where);
      const { fixed, box, start } = parameters;
      const ofVector = (vector: Arr, held: readonly Arr[], rows: D): Arr =>
        objective(parameters.assemble(vector, held), rows);
      const compiled = jit(valueAndGrad(ofVector), compileOptions(options)) as (
        vector: Arr,
        held: readonly Arr[],
        rows: D,
      ) => { readonly value: Arr; readonly grad: Arr };
      const fit = (rows: D, from: Float64Array): Refit => {
        const evaluate = (point: Float64Array) => {
          const { value, grad } = compiled(array(point), fixed, rows);
          return { value: value.item(), gradient: Float64Array.from(grad.toArray()) };
        };
        // A likelihood counts in units of one.
        return refitObjective({ size: start.length, ...box, evaluate }, from, 1);
      };
      return refits(parameters, options, data, fit, () => functionDigest(ofVector, [array(start), fixed, data]), where);
    },
  };
}

/** The estimator of a fit: warm-started, tried again from the user's start, and carried on to a quantity. */
function refits<P, D>(
  parameters: FitParameters<P>,
  { quantity, run }: EstimatorOptions & Partial<QuantityOption<P, unknown>>,
  data: D,
  fit: (rows: D, from: Float64Array, best: number | null) => Refit,
  fittedDigest: () => string,
  where: string,
): PreparedEstimator<D, unknown, P> {
  const first = fit(data, parameters.start, null);
  if (first.failure !== null) {
    throw noEstimate(where, `the fit to all data ended with status "${first.failure}"`);
  }
  const again = (rows: D): Float64Array | string => {
    const warm = fit(rows, first.point, first.value);
    if (warm.failure === null) return warm.point;
    const cold = fit(rows, parameters.start, first.value);
    return cold.failure === null ? cold.point : cold.failure;
  };
  const params = parameters.paramsAt(first.point);
  const { start, fixed, box } = parameters;
  const fitted = (): readonly unknown[] => [fittedDigest(), start, fixed, { ...box }];
  if (quantity === undefined) {
    return {
      paths: parameters.coordinates.map(({ path }) => path),
      free: parameters.free,
      numbers: first.point,
      params,
      treeOf: (numbers) => parameters.paramsAt(numbers),
      spreadOf: (numbers) => parameters.treeOf(numbers, 0),
      estimate: (rows) => {
        const found = again(rows);
        return typeof found === "string" ? { failure: found } : finite(found);
      },
      digest: () => digest(fitted()),
    };
  }
  const ofVector = (vector: Arr, held: readonly Arr[]): unknown => quantity(parameters.assemble(vector, held));
  const of = jit(ofVector, compileOptions({ run })) as (vector: Arr, held: readonly Arr[]) => Tree;
  const tree = of(array(first.point), parameters.fixed);
  const named = new NamedNumbers<unknown>(tree, where);
  return {
    paths: named.paths,
    free: pathsOfTree(tree),
    numbers: named.values,
    params,
    treeOf: (numbers) => named.treeOf(numbers),
    spreadOf: (numbers) => named.treeOf(numbers),
    estimate: (rows) => {
      const found = again(rows);
      if (typeof found === "string") return { failure: found };
      return finite(new NamedNumbers(of(array(found), parameters.fixed), where).values);
    },
    digest: () => digest([fitted(), functionDigest(ofVector, [array(start), fixed])]),
  };
}

function finite(numbers: Float64Array): Estimate {
  return numbers.every(Number.isFinite) ? { numbers } : { failure: "non-finite" };
}

function noEstimate(where: string, problem: string): FitError {
  return new FitError({
    where,
    problem,
    hint: "Errors are those of an estimate that exists: fit all data first, with minimize or leastSquares.",
  });
}

function compileOptions({ run: { target } = {} }: EstimatorOptions): { readonly target?: TargetName } {
  return target === undefined ? {} : { target };
}
