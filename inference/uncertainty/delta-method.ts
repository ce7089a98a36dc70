/** The delta method: errors of quantities derived from parameters, to first order, from exact derivatives. */
import { array, jacobian, jit, type Arr } from "../../src/index.ts";
import { checkOptions, runCheck, type RunOf, NumericError, type Widened, type Loose } from "../../src/internal.ts";
import { correlationOf } from "../fisher/covariance.ts";
import { checkCovariance, type ParameterCovariance } from "../fisher/parameter-covariance.ts";
import { squareMatrix } from "../linear-algebra/square-matrix.ts";
import { dot } from "../linear-algebra/vectors.ts";
import { NamedNumbers } from "../problem/named-numbers.ts";
import { FitParameters, ravel } from "../problem/parameters.ts";
import { summaryText } from "../solution/summary.ts";
import { errorFactor } from "./error-factor.ts";

/** Derived quantities with their errors. */
export interface DerivedErrors<Q> {
  /** Paths of the numbers of the quantity, in the order of every matrix. */
  readonly paths: readonly string[];
  /** The quantity. */
  readonly values: Q;
  /**
   * One standard error of each number: infinite where it depends on what is not determined, NaN where it depends on a
   * direction along which the objective falls.
   */
  readonly standardErrors: Q;
  /** The same in one list. */
  readonly errors: readonly number[];
  /** Covariance of the numbers over what is determined, shape [q, q]. */
  readonly covariance: Arr;
  /** Correlations, shape [q, q]. */
  readonly correlation: Arr;
  /** Derivatives with respect to the free parameters, shape [q, n]. */
  readonly jacobian: Arr;
  /**
   * How far each number is from linear over its own error: its second difference one standard error to either side, over
   * twice that error. Zero for a linear quantity; beyond about 0.1 the error is lopsided, and a profile or a bootstrap says
   * more. NaN where the quantity or its error does not exist. Computed when first asked for.
   */
  nonlinearity(): readonly number[];
  /** What to make of it, in a sentence. */
  readonly explain: string;
  /** A table of values with errors, to print. */
  summary(): string;
}

/** How to compute errors of derived quantities. */
export interface DeltaMethodOptions {
  /** How derivatives are computed. */
  readonly run?: RunOf<"target"> | undefined;
}

/** Second-order parts above this fraction of an error make it lopsided. */
const telling = 0.1;

/**
 * Errors of any quantity that follows from parameters, to first order: J C Jᵀ, J its exact Jacobian and C the covariance of
 * the parameters.
 *
 * With the result of `fisher` or `observedInformation` a quantity may be determined though its parameters are not, as a sum
 * is where only the difference is open; what does depend on an open direction gets an infinite error, never a small one.
 *
 * @param quantity  pure function of the parameters to an array, or a tree of arrays
 * @param known  parameters with their covariance: what `fisher`, `observedInformation`, `jackknife` or `bootstrap` gave
 * @throws   NumericError naming the number where the quantity or a derivative is not finite; what tracing it throws
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { deltaMethod, fisher } from "fluxion/inference";
 * const x = array([-1, 0, 1]);
 * const line = (p: { slope: Arr; offset: Arr }) => x.mul(p.slope).add(p.offset).div(0.1);
 * const known = fisher(line, { slope: 2, offset: 1 });
 * const { values, standardErrors } = deltaMethod((p) => ({ root: p.offset.div(p.slope).neg() }), known);
 * console.log(values.root.item(), standardErrors.root.item().toFixed(4)); // → -0.5 0.0339
 * ```
 * @see Oehlert (1992), A note on the delta method, American Statistician 46, 27
 */
export function deltaMethod<P, Q>(
  quantity: (params: P) => Q,
  known: ParameterCovariance<P>,
  options: DeltaMethodOptions = {},
): DerivedErrors<Widened<Q>> {
  checkOptions(options, { run: runCheck(["target"]) }, "deltaMethod");
  const where = "deltaMethod";
  checkCovariance(known, where);
  // A tree with an Arr at every leaf is a Loose one.
  const parameters = new FitParameters<P>(known.params as Loose<P>, { free: known.free }, where);
  const { start, fixed } = parameters;
  const n = start.length;
  const compileOptions = options.run?.target === undefined ? {} : { target: options.run.target };
  const ofVector = (vector: Arr, held: readonly Arr[]): Q => quantity(parameters.assemble(vector, held));
  const value = jit(ofVector, compileOptions);
  const slopes = jit(
    jacobian((vector: Arr, held: readonly Arr[]) => ravel(ofVector(vector, held), where)),
    compileOptions,
  );
  const numbers = new NamedNumbers<Widened<Q>>(value(array(start), fixed), where);
  const { paths, values } = numbers;
  const matrix = Float64Array.from(slopes(array(start), fixed).toArray());
  const gradients = Array.from(values, (_, q) => matrix.slice(q * n, (q + 1) * n));
  requireFinite(paths, values, gradients, parameters);

  const { factors, errors } = errorFactor(gradients, known);
  const covariance = factors.map((left) => Float64Array.from(factors, (right) => dot(left, right)));
  const at = (point: Float64Array): Float64Array => new NamedNumbers(value(array(point), fixed), where).values;
  let measured: readonly number[] | undefined;
  const nonlinearity = (): readonly number[] =>
    (measured ??= secondDifferences(start, gradients, known.covariance, values, errors, at));
  const sentence = explain(paths, errors);
  return {
    paths,
    values: numbers.treeOf(values),
    standardErrors: numbers.treeOf(errors),
    errors: Array.from(errors),
    covariance: squareMatrix(covariance),
    correlation: squareMatrix(correlationOf(covariance)),
    jacobian: array(matrix, { shape: [values.length, n] }),
    nonlinearity,
    explain: sentence,
    summary: () => {
      const rows = paths.map((path, q) => ({
        ...{ path: path === "" ? "quantity" : path, unit: "", start: values[q]!, value: values[q]!, error: errors[q]! },
        ...{ lower: -Infinity, upper: Infinity, bound: null, unconstrained: false },
      }));
      const lopsided = paths.filter((_, q) => Math.abs(nonlinearity()[q]!) > telling);
      const curved = `Not linear over their errors: ${lopsided.join(", ")}; a profile or a bootstrap says more.`;
      return summaryText(rows, [sentence, ...(lopsided.length === 0 ? [] : [curved])]);
    },
  };
}

function requireFinite<P>(
  paths: readonly string[],
  values: Float64Array,
  gradients: readonly Float64Array[],
  { coordinates }: FitParameters<P>,
): void {
  values.forEach((value, q) => {
    const slope = gradients[q]!.findIndex((derivative) => !Number.isFinite(derivative));
    if (Number.isFinite(value) && slope < 0) return;
    const name = paths[q] === "" ? "the quantity" : paths[q]!;
    throw new NumericError({
      where: "deltaMethod",
      path: paths[q]!,
      problem: Number.isFinite(value)
        ? `the derivative of ${name} with respect to ${coordinates[slope]!.path} is ${gradients[q]![slope]!}`
        : `${name} is ${value} at these parameters`,
      hint: "Look for the reason with firstNaN, or ask at another point.",
    });
  });
}

/** The second difference of each number along the step that moves it by one error, over twice the error. */
function secondDifferences(
  start: Float64Array,
  gradients: readonly Float64Array[],
  covariance: Arr,
  values: Float64Array,
  errors: Float64Array,
  at: (point: Float64Array) => Float64Array,
): number[] {
  const n = start.length;
  const cells = covariance.toArray();
  return gradients.map((gradient, q) => {
    const error = errors[q]!;
    if (error === 0) return 0;
    if (!Number.isFinite(error)) return Number.NaN;
    // C g / error: of all steps of one standard deviation the one that moves the quantity most.
    const step = start.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += cells[i * n + j]! * gradient[j]!;
      return sum / error;
    });
    const [above, below] = [1, -1].map((side) => at(start.map((x, i) => x + side * step[i]!))[q]!);
    return (above! + below! - 2 * values[q]!) / (2 * error);
  });
}

function explain(paths: readonly string[], errors: Float64Array): string {
  const named = (holds: (error: number) => boolean): string => paths.filter((_, q) => holds(errors[q]!)).join(", ");
  const open = named((error) => error === Number.POSITIVE_INFINITY);
  const falling = named(Number.isNaN);
  const notes = [
    ...(open === "" ? [] : [`Not determined by the data: ${open}; add data or a prior, or fix a parameter.`]),
    ...(falling === "" ? [] : [`Depends on a direction in which the objective falls: ${falling}; fit further first.`]),
  ];
  return notes.length === 0 ? "Errors to first order in those of the parameters." : notes.join(" ");
}
