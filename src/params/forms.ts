/** Short forms of parameters: real, positive, bounded, those whose numbers constrain each other, whole, choice. */
import { array, type ArrayData, eye, type Shape } from "../array/index.ts";
import { dtypeCheck } from "../array/option-checks.ts";
import {
  checkOptions,
  describeValue,
  option,
  type OptionChecks,
  ParameterError,
  withDefaults,
} from "../errors/index.ts";
import {
  type Bijector,
  choleskyFactor as choleskyFactorMap,
  correlation as correlationMap,
  exponential,
  identity,
  ordered as orderedMap,
  positiveDefinite as positiveDefiniteMap,
  scaledLogistic,
  simplex as simplexMap,
  sumToZero as sumToZeroMap,
  unitVector as unitVectorMap,
} from "./bijectors/index.ts";
import type { NoDefault } from "./default.ts";
import { type Meaning, Parameter, type ParameterOptions } from "./parameter.ts";
import type { Prior } from "./prior.ts";
import { StructuralParameter } from "./structural.ts";

/** What is said about a parameter that must be positive. */
export interface PositiveOptions extends ParameterOptions {
  /** How samplers map it to all real numbers: `bijectors.exponential` unless given, `bijectors.softplus` for equal steps at large values. */
  readonly bijector?: Bijector;
}

/** What is said about numbers that constrain each other. */
export interface VectorOptions extends Meaning {
  /** The values to start from, or `NO_DEFAULT`. */
  readonly default?: ArrayData | NoDefault;
  readonly prior?: Prior;
}

/** What is said about a whole number. */
export interface WholeOptions extends Meaning {
  readonly default: number;
  /** Whether it selects a program, such as a number of components, and is no input of it. Default false. */
  readonly structural?: boolean;
}

/** What is said about a choice. */
export interface ChoiceOptions<V> extends Meaning {
  readonly default: V;
}

const meaningChecks: OptionChecks<Meaning> = { unit: option.text, doc: option.text, label: option.text };

/** A distribution, known by its log density. */
const priorCheck = option.madeBy("distributions.normal()", "logDensity");

/** Defaults and shapes are checked against each other where a parameter is made. */
const common = {
  ...meaningChecks,
  default: option.whereRead,
  shape: option.each(option.whole(1)),
  dtype: dtypeCheck,
  prior: priorCheck,
};

/**
 * A parameter that may be any number.
 *
 * @throws ParameterError when an option is unknown or of the wrong type, or the default is not finite
 * @example
 * ```ts
 * import { real } from "fluxion";
 * console.log(real({ shape: [3], unit: "km/s", default: 0 }).shape); // → [ 3 ]
 * ```
 */
export function real(options: ParameterOptions): Parameter {
  checkOptions(options, common, "real", "", ["default"]);
  return new Parameter({ ...options, bijector: identity }, "real");
}

/**
 * A parameter greater than zero.
 *
 * @throws ParameterError when an option is unknown or of the wrong type, or the default is not positive
 */
export function positive(options: PositiveOptions): Parameter {
  checkOptions(options, { ...common, bijector: option.object }, "positive", "", ["default"]);
  const { bijector = exponential } = options;
  if (typeof bijector !== "object" || !("forward" in bijector) || !("logDetJacobian" in bijector)) {
    throw new ParameterError({
      where: "positive",
      path: "bijector",
      expected: "a bijector such as bijectors.softplus",
      received: describeValue(bijector),
    });
  }
  return new Parameter({ ...options, lower: 0, bijector }, "positive");
}

/**
 * A parameter from `lower` to `upper`, both included. Either may be a list or an array: one bound for each element.
 *
 * @param lower  in the unit of the parameter, finite
 * @param upper  in the unit of the parameter, finite, above `lower`
 * @throws ParameterError when the bounds are in disorder, an option is unknown or of the wrong type, or the default is outside
 * @example
 * ```ts
 * import { bounded } from "fluxion";
 * console.log(bounded(20, 150, { unit: "km/s/Mpc", default: 67.4, doc: "Hubble constant" }).range); // → [20, 150]
 * console.log(bounded(0, [1, 10], { default: 0.5 }).rangeAt(1)); // → [0, 10]
 * ```
 */
export function bounded(lower: ArrayData, upper: ArrayData, options: ParameterOptions): Parameter {
  const [low, high] = [numbersOf(lower), numbersOf(upper)];
  const count = Math.max(low.length, high.length);
  const pairs = Array.from({ length: count }, (_, k) => [
    low[low.length === 1 ? 0 : k]!,
    high[high.length === 1 ? 0 : k]!,
  ]);
  // An undefined end, of lists of different lengths, is not finite either.
  if (count === 0 || !pairs.every(([a, b]) => Number.isFinite(a) && Number.isFinite(b) && a! < b!)) {
    throw new ParameterError({
      where: "bounded",
      expected: "two finite bounds, the lower first",
      received: `${describeBound(lower)} and ${describeBound(upper)}`,
      hint: "Use real for a parameter without bounds, positive for one above zero.",
    });
  }
  checkOptions(options, common, "bounded", "", ["default"]);
  const [least, greatest] = [bound(lower), bound(upper)];
  const bijector = scaledLogistic(least, greatest);
  return new Parameter({ ...options, lower: least, upper: greatest, closed: true, bijector }, "bounded");
}

/**
 * Numbers in rising order, along the last axis: thresholds, the means of a mixture.
 *
 * @param shape  how many, or the shape of so many vectors of them
 * @throws ParameterError when an option is unknown, or the default is not in rising order
 * @example
 * ```ts
 * import { ordered, spec } from "fluxion";
 * const mixture = spec({ means: ordered(3, { unit: "km/s", default: [-10, 0, 10] }) });
 * console.log(mixture.defaults.means.toNested()); // → [ -10, 0, 10 ]
 * ```
 */
export function ordered(
  shape: number | Shape,
  options: VectorOptions & { readonly default: ArrayData | NoDefault },
): Parameter {
  checkOptions(options, vectorChecks, "ordered");
  return new Parameter(
    { ...options, shape: shapeOf(shape, orderedMap.shortest, "ordered"), bijector: orderedMap },
    "ordered",
  );
}

/**
 * Positive numbers that add up to one, along the last axis: fractions, weights, probabilities.
 *
 * @param shape    how many, 2 or more, or the shape of so many vectors of them
 * @param options  default: equal shares unless given
 * @throws ParameterError when an option is unknown, or the default does not add up to one
 * @example
 * ```ts
 * import { simplex, spec } from "fluxion";
 * console.log(spec({ weights: simplex(4) }).defaults.weights.toNested()); // → [ 0.25, 0.25, 0.25, 0.25 ]
 * ```
 */
export function simplex(shape: number | Shape, options: VectorOptions = {}): Parameter {
  checkOptions(options, vectorChecks, "simplex");
  const full = shapeOf(shape, simplexMap.shortest, "simplex");
  const shared = { ...withDefaults({ default: 1 / full.at(-1)! }, options), shape: full };
  return new Parameter({ ...shared, lower: 0, bijector: simplexMap }, "simplex");
}

/**
 * The Cholesky factor L of a matrix of correlations L Lᵀ: lower triangular, with rows of length one and a positive diagonal.
 *
 * @param count    how many quantities are correlated, 2 or more
 * @param options  default: the unit matrix unless given, no correlation
 * @throws ParameterError when an option is unknown, or the default is no such factor
 * @example
 * ```ts
 * import { correlation, spec } from "fluxion";
 * console.log(spec({ factor: correlation(2) }).defaults.factor.toNested()); // → [ [ 1, 0 ], [ 0, 1 ] ]
 * ```
 */
export function correlation(count: number, options: VectorOptions = {}): Parameter {
  checkOptions(options, vectorChecks, "correlation");
  const [length] = shapeOf(count, correlationMap.shortest, "correlation");
  const full = { ...withDefaults({ default: eye(length!) }, options), shape: [length!, length!] };
  return new Parameter({ ...full, lower: -1, upper: 1, closed: true, bijector: correlationMap }, "correlation");
}

/**
 * A lower triangular matrix L with a positive diagonal: the Cholesky factor of a covariance L Lᵀ, as `multivariateNormal` takes it.
 *
 * @param count    rows, 1 or more
 * @param options  default: the unit matrix unless given
 * @throws ParameterError when an option is unknown, or the default is no such factor
 * @example
 * ```ts
 * import { choleskyFactor, spec } from "fluxion";
 * const errors = spec({ factor: choleskyFactor(2, { unit: "mas", default: [[2, 0], [1, 3]] }) });
 * console.log(errors.defaults.factor.toNested()); // → [ [ 2, 0 ], [ 1, 3 ] ]
 * ```
 */
export function choleskyFactor(count: number, options: VectorOptions = {}): Parameter {
  checkOptions(options, vectorChecks, "choleskyFactor");
  const [length] = shapeOf(count, choleskyFactorMap.shortest, "choleskyFactor");
  const full = { ...withDefaults({ default: eye(length!) }, options), shape: [length!, length!] };
  return new Parameter({ ...full, bijector: choleskyFactorMap }, "choleskyFactor");
}

/**
 * A symmetric positive definite matrix: a covariance, a precision.
 *
 * @param count    rows, 1 or more
 * @param options  default: the unit matrix unless given
 * @throws ParameterError when an option is unknown, or the default is no such matrix
 * @example
 * ```ts
 * import { positiveDefinite, spec } from "fluxion";
 * console.log(spec({ covariance: positiveDefinite(2) }).defaults.covariance.toNested()); // → [ [ 1, 0 ], [ 0, 1 ] ]
 * ```
 */
export function positiveDefinite(count: number, options: VectorOptions = {}): Parameter {
  checkOptions(options, vectorChecks, "positiveDefinite");
  const [length] = shapeOf(count, positiveDefiniteMap.shortest, "positiveDefinite");
  const full = { ...withDefaults({ default: eye(length!) }, options), shape: [length!, length!] };
  return new Parameter({ ...full, bijector: positiveDefiniteMap }, "positiveDefinite");
}

/**
 * A vector of length one along the last axis: a direction, an axis of rotation.
 *
 * @param shape    how many components, 2 or more, or the shape of so many vectors of them
 * @param options  default: components that are all alike unless given
 * @throws ParameterError when an option is unknown, or the default has not length one
 * @example
 * ```ts
 * import { spec, unitVector } from "fluxion";
 * console.log(spec({ axis: unitVector(3, { default: [0, 0, 1] }) }).defaults.axis.toNested()); // → [ 0, 0, 1 ]
 * ```
 */
export function unitVector(shape: number | Shape, options: VectorOptions = {}): Parameter {
  checkOptions(options, vectorChecks, "unitVector");
  const full = shapeOf(shape, unitVectorMap.shortest, "unitVector");
  const shared = { ...withDefaults({ default: 1 / Math.sqrt(full.at(-1)!) }, options), shape: full };
  return new Parameter({ ...shared, lower: -1, upper: 1, closed: true, bijector: unitVectorMap }, "unitVector");
}

/**
 * Numbers that add up to zero along the last axis: effects of groups about a common mean.
 *
 * @param shape    how many, 2 or more, or the shape of so many vectors of them
 * @param options  default: zeros unless given
 * @throws ParameterError when an option is unknown, or the default does not add up to zero
 * @example
 * ```ts
 * import { spec, sumToZero } from "fluxion";
 * console.log(spec({ effects: sumToZero(3, { unit: "K" }) }).defaults.effects.toNested()); // → [ 0, 0, 0 ]
 * ```
 */
export function sumToZero(shape: number | Shape, options: VectorOptions = {}): Parameter {
  checkOptions(options, vectorChecks, "sumToZero");
  const full = shapeOf(shape, sumToZeroMap.shortest, "sumToZero");
  return new Parameter({ ...withDefaults({ default: 0 }, options), shape: full, bijector: sumToZeroMap }, "sumToZero");
}

/**
 * A whole number from `lower` to `upper`, both included; infinite for no bound. It is an input of the model that no fit can vary,
 * since it has no derivative; or, with `structural`, one that selects a program.
 *
 * @throws ParameterError when the bounds are in disorder, an option is unknown, or the default is not whole or outside
 * @example
 * ```ts
 * import { spec, whole } from "fluxion";
 * const mixture = spec({ components: whole(1, 5, { structural: true, default: 2 }), epoch: whole(0, 10, { default: 3 }) });
 * console.log(mixture.structure.components, mixture.defaults.epoch.dtype); // → 2 i32
 * ```
 */
export function whole(
  lower: number,
  upper: number,
  options: WholeOptions & { readonly structural: true },
): StructuralParameter<number>;
export function whole(lower: number, upper: number, options: WholeOptions & { readonly structural?: false }): Parameter;
export function whole(lower: number, upper: number, options: WholeOptions): Parameter | StructuralParameter<number> {
  const isEnd = (end: unknown): boolean => Number.isInteger(end) || Math.abs(end as number) === Infinity;
  if (!isEnd(lower) || !isEnd(upper) || !(lower <= upper)) {
    throw new ParameterError({
      where: "whole",
      expected: "two whole bounds, the lower first",
      received: `${describeValue(lower)} and ${describeValue(upper)}`,
    });
  }
  checkOptions(options, { ...meaningChecks, default: option.whereRead, structural: option.boolean }, "whole", "", [
    "default",
  ]);
  const { structural = false, ...rest } = options;
  if (!structural) return new Parameter({ ...rest, lower, upper, closed: true, dtype: "i32", bijector: null }, "whole");
  const allows = (value: unknown): boolean =>
    typeof value === "number" && Number.isInteger(value) && value >= lower && value <= upper;
  return new StructuralParameter(rest, `a whole number in [${lower}, ${upper}]`, allows, "whole");
}

/**
 * One of a few values, words or numbers or flags: which profile, which noise. It selects a program, so it stands in the
 * `structure` of a spec and not among its values.
 *
 * @throws ParameterError when there is no choice, an option is unknown, or the default is none of the choices
 * @example
 * ```ts
 * import { choice, positive, spec } from "fluxion";
 * const halo = spec({ profile: choice(["nfw", "core"], { default: "nfw" }), mass: positive({ default: 1 }) });
 * console.log(halo.structure.profile, halo.with({ profile: "core" }).structure.profile); // → nfw core
 * ```
 */
export function choice<const V extends string | number | boolean>(
  values: readonly V[],
  options: ChoiceOptions<NoInfer<V>>,
): StructuralParameter<V> {
  if (!Array.isArray(values) || values.length === 0) {
    throw new ParameterError({
      where: "choice",
      expected: "a list of values to choose from",
      received: describeValue(values),
    });
  }
  checkOptions(options, { ...meaningChecks, default: option.whereRead }, "choice", "", ["default"]);
  const range = values.map((value) => JSON.stringify(value)).join(" or ");
  return new StructuralParameter<V>(options, range, (value) => values.includes(value), "choice");
}

const vectorChecks: OptionChecks<VectorOptions> = { ...meaningChecks, default: option.whereRead, prior: priorCheck };

function shapeOf(shape: number | Shape, shortest: number, where: string): Shape {
  const full = typeof shape === "number" ? [shape] : [...shape];
  if (full.length > 0 && full.every((length) => Number.isInteger(length) && length > 0) && full.at(-1)! >= shortest)
    return full;
  throw new ParameterError({
    where,
    expected: `a length of ${shortest} or more, or a shape that ends in one`,
    received: typeof shape === "number" ? String(shape) : `[${shape.join(", ")}]`,
  });
}

/** The numbers of a bound; none of what has none. */
function numbersOf(data: ArrayData): readonly number[] {
  if (typeof data === "number") return [data];
  if (typeof data !== "object") return [];
  return Array.isArray(data) || "toArray" in data || ArrayBuffer.isView(data)
    ? Array.from(array(data).toArray(), Number)
    : [];
}

function bound(data: ArrayData): number | ReturnType<typeof array> {
  return typeof data === "number" ? data : array(data);
}

function describeBound(data: ArrayData): string {
  const numbers = numbersOf(data);
  return numbers.length > 1 ? `[${numbers.join(", ")}]` : describeValue(data);
}
