/** Spec: the parameters of a model as a tree, with the type, the defaults and the bounds that follow from it. */
import { type Arr, array, type ArrayData, type Shape } from "../array/index.ts";
import { checkOptions, describeValue, option, type OptionChecks, ParameterError } from "../errors/index.ts";
import { sum } from "../ops/index.ts";
import { formatPath, freeze, type Leaf, leavesAs, type Loose, pathsOf, type Step, structureOf } from "../tree/index.ts";
import type { TreeStructure } from "../tree/index.ts";
import { checkParams, complaintsOf, refuse } from "./check.ts";
import { NO_DEFAULT, type NoDefault } from "./default.ts";
import { Parameter } from "./parameter.ts";
import { merged, omitted, rebuilt, withoutEmpty } from "./spec-tree.ts";
import type { AnyStructural, MergedTree, ParameterTree, ParamsOf, StructureOf, SubTree } from "./spec-types.ts";

/** One parameter of a spec, and where it stands. */
export interface ParameterLeaf {
  /** `halo.scaleRadius`. */
  readonly path: string;
  /** The last part of the path: `scaleRadius`. */
  readonly name: string;
  /** How figures and tables call it; its name unless the parameter has a label. */
  readonly label: string;
  readonly unit: string;
  readonly shape: Shape;
  /** Least value, -Infinity without bound: one for all elements, or an array of the shape. */
  readonly lower: number | Arr;
  /** Greatest value, Infinity without bound, likewise. */
  readonly upper: number | Arr;
  readonly default: number | Arr | NoDefault;
  readonly doc: string;
  readonly parameter: Parameter;
}

/** What inference needs to know of a spec, by the type of the parameter values: every `Spec` is one. */
export interface ParameterSpec<P> {
  readonly name: string | undefined;
  /** Default values. */
  readonly defaults: P;
  /** Least values, -Infinity without bound. */
  readonly lowerBounds: P;
  /** Greatest values, Infinity without bound. */
  readonly upperBounds: P;
  /** The parameters one by one, in the order in which the spec was written. */
  readonly leaves: readonly ParameterLeaf[];
  /** Paths of the structural parameters, in the order in which the spec was written. */
  readonly structural: readonly string[];
  /** Whether any parameter has a prior. */
  readonly hasPriors: boolean;
  /** The sum of the log densities of the priors, in nats. */
  logPrior(params: NoInfer<P>): Arr;
}

/** What is said about a spec as a whole. */
export interface SpecOptions {
  /** The model's name, for errors: "outside physical bounds [20, 150] for lcdm model". */
  readonly name?: string | undefined;
}

/** Checks of them. */
const specChecks: OptionChecks<SpecOptions> = { name: option.text };

/**
 * The parameters of a model. Made by `spec`.
 *
 * All lists follow the order in which the spec was written; so does all that inference prints, draws and returns by index.
 */
export class Spec<T extends ParameterTree> implements ParameterSpec<ParamsOf<T>> {
  /** The type of the parameter values, for `typeof mySpec.params`. There is no such value: see `defaults`. */
  declare readonly params: ParamsOf<T>;
  /** The tree that the spec was made from, to build other specs on: `spec({ ...base.parameters, more: real(...) })`. */
  readonly parameters: T;
  readonly name: string | undefined;
  /** Values of the structural parameters: what selects a program, for the model to close over. */
  readonly structure: StructureOf<T>;
  /** Least values, -Infinity without bound. */
  readonly lowerBounds: ParamsOf<T>;
  /** Greatest values, Infinity without bound. */
  readonly upperBounds: ParamsOf<T>;
  /** The parameters one by one, in the order in which the spec was written, without the structural ones. */
  readonly leaves: readonly ParameterLeaf[];
  /** Paths of the structural parameters, in the order in which the spec was written. */
  readonly structural: readonly string[];
  /** Whether any parameter has a prior. */
  readonly hasPriors: boolean;
  readonly #defaults: ParamsOf<T> | null;
  readonly #form: TreeStructure;

  constructor(parameters: T, { name }: SpecOptions = {}) {
    const leaves: ParameterLeaf[] = [];
    const structural: string[] = [];
    const structure = rebuilt(parameters, [], (parameter, steps) => {
      if (!(parameter instanceof Parameter)) {
        structural.push(formatPath(steps));
        return parameter.default;
      }
      leaves.push(describeLeaf(parameter, steps));
      return omitted;
    });
    this.parameters = parameters;
    this.name = name;
    this.leaves = Object.freeze(leaves);
    this.structural = Object.freeze(structural);
    this.hasPriors = leaves.some(({ parameter }) => parameter.prior !== null);
    // What is left are the values of structural parameters under their names; a tree that is a list or a parameter has none.
    this.structure = (structural.length === 0 ? {} : withoutEmpty(structure)) as StructureOf<T>;
    this.lowerBounds = valuesOf(parameters, (parameter) => parameter.lower);
    this.upperBounds = valuesOf(parameters, (parameter) => parameter.upper);
    const isComplete = leaves.every((leaf) => leaf.default !== NO_DEFAULT);
    this.#defaults = isComplete
      ? valuesOf(parameters, (parameter) => parameter.default as Exclude<typeof parameter.default, NoDefault>)
      : null;
    // ParamsOf<T> is a tree of Arr, which TypeScript cannot see while T is open.
    this.#form = structureOf(this.lowerBounds as unknown as Leaf);
    Object.freeze(this);
  }

  /**
   * Default values: a frozen tree of arrays, f64 scalars unless the parameters say otherwise.
   *
   * @throws ParameterError naming every parameter that has NO_DEFAULT
   */
  get defaults(): ParamsOf<T> {
    if (this.#defaults !== null) return this.#defaults;
    const missing = this.leaves.filter((leaf) => leaf.default === NO_DEFAULT).map(({ path }) => path);
    throw new ParameterError({
      where: "defaults",
      problem: `${this.name === undefined ? "" : `${this.name} has `}no default for ${missing.join(", ")}`,
      hint: `Give a value to each: spec.with({ ${missing.map((path) => `${keyOf(path)}: ...`).join(", ")} }).`,
    });
  }

  /**
   * Checks values against the spec: the right names and shapes, finite, inside of their bounds. Traced values are taken as they
   * are.
   *
   * @throws ParameterError naming every parameter that is unknown, missing or out of bounds
   */
  check(params: Loose<ParamsOf<T>>): void {
    checkParams(this.leaves, params, this.name);
  }

  /**
   * The same spec with other default values and other choices, given by path.
   *
   * @throws ParameterError when this spec does not have a path, or a value is outside of its bounds
   * @example
   * ```ts
   * import { bounded, spec } from "fluxion";
   * const expansion = spec({ H0: bounded(20, 150, { unit: "km/s/Mpc", default: 67.4 }) });
   * console.log(expansion.with({ H0: 73 }).defaults.H0.item()); // → 73
   * ```
   */
  with(overrides: Readonly<Record<string, ArrayData | string>>): Spec<T> {
    const names = [...this.leaves.map(({ path }) => path), ...this.structural];
    const unknown = Object.keys(overrides).find((path) => !names.includes(path));
    if (unknown !== undefined) {
      throw new ParameterError({
        where: "with",
        problem: `unknown parameter ${unknown}`,
        hint: `The parameters${this.name === undefined ? "" : ` of ${this.name}`} are ${names.join(", ")}.`,
      });
    }
    const replaced = rebuilt(this.parameters, [], (parameter, steps) => {
      const path = formatPath(steps);
      const value = overrides[path];
      if (value === undefined) return parameter;
      return parameter instanceof Parameter
        ? withValue(parameter, value, path, this.name)
        : parameter.withDefault(value, path, "with");
    });
    // The same nest of parameters, hence a T.
    return new Spec(replaced as T, { name: this.name });
  }

  /**
   * Both specs in one; objects that both have are joined. The parameters of this one come first.
   *
   * @throws ParameterError naming a parameter that both have
   * @example
   * ```ts
   * import { positive, real, spec } from "fluxion";
   * const halo = spec({ halo: { mass: positive({ default: 1 }) } });
   * const both = halo.merge(spec({ halo: { slope: real({ default: -1 }) } }));
   * console.log(both.leaves.map(({ path }) => path)); // → [ 'halo.mass', 'halo.slope' ]
   * ```
   */
  merge<U extends ParameterTree>(other: Spec<U>): Spec<MergedTree<T, U>> {
    // The nest that MergedTree describes.
    const parameters = merged(this.parameters, other.parameters, [], "merge") as MergedTree<T, U>;
    return new Spec(parameters, { name: this.name ?? other.name });
  }

  /**
   * The spec with more parameters after its own; objects that both have are joined.
   *
   * @throws ParameterError naming a parameter that is there already
   */
  extend<const U extends ParameterTree>(parameters: U): Spec<MergedTree<T, U>> {
    // The nest that MergedTree describes.
    const extended = merged(this.parameters, parameters, [], "extend") as MergedTree<T, U>;
    return new Spec(extended, { name: this.name });
  }

  /**
   * The spec of some of the names at the top, in the order in which they were written.
   *
   * @throws ParameterError naming what the spec does not have
   * @example
   * ```ts
   * import { positive, real, spec } from "fluxion";
   * const line = spec({ slope: real({ default: 1 }), offset: real({ default: 0 }), noise: positive({ default: 1 }) });
   * console.log(line.subset("offset", "slope").leaves.map(({ path }) => path)); // → [ 'slope', 'offset' ]
   * ```
   */
  subset<K extends keyof T & string>(...names: readonly K[]): Spec<SubTree<T, K>> {
    const own = Object.keys(this.parameters);
    const unknown = names.filter((name) => !own.includes(name));
    if (unknown.length > 0 || names.length === 0) {
      throw new ParameterError({
        where: "subset",
        problem: names.length === 0 ? "no name is given" : `the spec does not have ${unknown.join(", ")}`,
        hint: `The names at its top are ${own.join(", ")}.`,
      });
    }
    const entries = Object.entries(this.parameters).filter(([name]) => names.includes(name as K));
    // Some of the branches of T.
    return new Spec(Object.fromEntries(entries) as SubTree<T, K>, { name: this.name });
  }

  /**
   * The sum of the log densities of the priors at values, in nats; parameters without a prior add nothing. Bounds are not
   * looked at: a prior that reaches beyond them is cut off there, and not normalised again.
   *
   * @throws TreeError where the values have another form
   * @example
   * ```ts
   * import { type ArrLike, real, spec, sub } from "fluxion";
   * const normal = { logDensity: (x: ArrLike) => sub(x, 0).square().mul(-0.5) };
   * const offset = spec({ x: real({ default: 2, prior: normal }) });
   * console.log(offset.logPrior(offset.defaults).item()); // → -2
   * ```
   */
  logPrior(params: ParamsOf<T>): Arr {
    // A tree, as in the constructor.
    const values = leavesAs(this.#form, params as unknown as Leaf, { where: "logPrior" });
    const byPath = new Map(pathsOf(this.#form).map((path, k) => [path, values[k]!]));
    const terms = this.leaves.flatMap(({ path, parameter: { prior, dtype } }) => {
      if (prior === null) return [];
      const value = byPath.get(path)!;
      return [sum(prior.logDensity(typeof value === "object" ? value : array(value, { dtype })))];
    });
    return terms.length === 0 ? array(0) : terms.reduce((total, term) => total.add(term));
  }

  /**
   * The function, whose parameters then need no type: `grad(mySpec.model((p) => p.width.square()))`.
   *
   * @example
   * ```ts
   * import { grad, positive, spec } from "fluxion";
   * const box = spec({ width: positive({ default: 3 }) });
   * console.log(grad(box.model((p) => p.width.square()))(box.defaults).width.item()); // → 6
   * ```
   */
  model<Rest extends readonly unknown[], R>(
    f: (params: ParamsOf<T>, ...rest: Rest) => R,
  ): (params: ParamsOf<T>, ...rest: Rest) => R {
    return f;
  }
}

/**
 * Declares the parameters of a model. The type of their values is inferred: `type Params = typeof decay.params`.
 *
 * @throws ParameterError naming the path of anything that is no parameter
 * @example
 * ```ts
 * import { bounded, positive, spec } from "fluxion";
 * const decay = spec({
 *   amplitude: positive({ unit: "mJy", default: 1, doc: "flux at t = 0" }),
 *   rate: bounded(0, 10, { unit: "1/day", default: 0.5 }),
 * });
 * type Params = typeof decay.params; // { readonly amplitude: Arr; readonly rate: Arr }
 * const start: Params = decay.defaults;
 * console.log(start.rate.item(), decay.leaves.map((leaf) => leaf.path)); // → 0.5 [ 'amplitude', 'rate' ]
 * ```
 */
export function spec<const T extends ParameterTree>(parameters: T, options: SpecOptions = {}): Spec<T> {
  checkOptions(options, specChecks, "spec");
  return new Spec(parameters, options);
}

function describeLeaf(parameter: Parameter, steps: readonly Step[]): ParameterLeaf {
  const path = formatPath(steps);
  const key = steps.findLastIndex((step) => typeof step === "string");
  const name = formatPath(steps.slice(Math.max(key, 0)));
  const { unit, shape, lower, upper, doc } = parameter;
  const label = parameter.label === "" ? name : parameter.label;
  return Object.freeze({ path, name, label, unit, shape, lower, upper, default: parameter.default, doc, parameter });
}

/** A frozen tree of arrays, one for each parameter that is not structural. */
function valuesOf<T>(tree: T, value: (parameter: Parameter) => number | Arr): ParamsOf<T> {
  const built = rebuilt(tree, [], (parameter: Parameter | AnyStructural) => {
    if (!(parameter instanceof Parameter)) return omitted;
    const given = value(parameter);
    if (typeof given !== "number") return given;
    const { shape, dtype } = parameter;
    const size = shape.reduce((product, length) => product * length, 1);
    // Whole numbers have no infinity.
    const own = Number.isFinite(given) ? dtype : "f64";
    return array(new Float64Array(size).fill(given), { shape, dtype: own });
  });
  // Built as ParamsOf describes: the same nest with an Arr for every parameter.
  return freeze(built as Leaf) as unknown as ParamsOf<T>;
}

/** The parameter with another default, whose errors name the model. */
function withValue(parameter: Parameter, value: unknown, path: string, model: string | undefined): Parameter {
  const isData = typeof value === "number" || (typeof value === "object" && value !== null);
  if (!isData) {
    const expected = parameter.shape.length === 0 ? "a number" : "a number, or values of the shape";
    throw new ParameterError({ where: "with", path, expected, received: describeValue(value) });
  }
  if (parameter.shape.length === 0) {
    refuse(complaintsOf({ path, unit: parameter.unit, parameter }, array(value as ArrayData), model));
  }
  return parameter.withDefault(value as ArrayData, "with");
}

function keyOf(path: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(path) ? path : JSON.stringify(path);
}
