/** Spec: the parameters of a model as a tree, with the type, the defaults and the bounds that follow from it. */
import { type Arr, array } from "../array/index.ts";
import { describeValue, ParameterError } from "../errors/index.ts";
import { formatPath, freeze, type Leaf, type Loose, paths, type Step, type Tree } from "../tree/index.ts";
import { checkParams } from "./check.ts";
import { Parameter } from "./parameter.ts";

/** Any nest of plain objects and lists with parameters at its ends. */
export type ParameterTree = Parameter | readonly ParameterTree[] | { readonly [key: string]: ParameterTree };

/** The parameter values that a tree of parameters describes: the same tree with an Arr in place of each. */
export type ParamsOf<T> = [ParameterTree] extends [T]
  ? Tree<Arr>
  : T extends Parameter
    ? Arr
    : { readonly [K in keyof T]: ParamsOf<T[K]> };

/** One parameter of a spec, and where it stands. */
export interface ParameterLeaf {
  /** `halo.scaleRadius`. */
  readonly path: string;
  /** The last part of the path: `scaleRadius`. */
  readonly name: string;
  readonly unit: string;
  /** Least value; -Infinity without bound. */
  readonly lower: number;
  /** Greatest value; Infinity without bound. */
  readonly upper: number;
  readonly default: number;
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
  /** The parameters one by one, in the order of `flatten`. */
  readonly leaves: readonly ParameterLeaf[];
  /** Positions in `leaves` in the order in which the spec was written. */
  readonly writingOrder: readonly number[];
}

/** What is said about a spec as a whole. */
export interface SpecOptions {
  /** The model's name, for errors: "outside physical bounds [20, 150] for lcdm model". */
  readonly name?: string | undefined;
}

/**
 * The parameters of a model. Made by `spec`.
 *
 * All lists follow the order of `flatten`, so `leaves[i]` describes `flatten(params).leaves[i]`; `writingOrder` says in which
 * order to print them.
 */
export class Spec<T extends ParameterTree> implements ParameterSpec<ParamsOf<T>> {
  /** The type of the parameter values, for `typeof mySpec.params`. There is no such value: see `defaults`. */
  declare readonly params: ParamsOf<T>;
  /** The tree that the spec was made from, to build other specs on: `spec({ ...base.parameters, more: real(...) })`. */
  readonly parameters: T;
  readonly name: string | undefined;
  /** Default values: a frozen tree of f64 scalars. */
  readonly defaults: ParamsOf<T>;
  /** Least values, -Infinity without bound. */
  readonly lowerBounds: ParamsOf<T>;
  /** Greatest values, Infinity without bound. */
  readonly upperBounds: ParamsOf<T>;
  /** The parameters one by one, in the order of `flatten`. */
  readonly leaves: readonly ParameterLeaf[];
  /** Positions in `leaves` in the order in which the spec was written. */
  readonly writingOrder: readonly number[];

  constructor(parameters: T, { name }: SpecOptions = {}) {
    const written = new Map<string, ParameterLeaf>();
    const defaults = mapParameters(parameters, (parameter, steps) => {
      const leaf = describeLeaf(parameter, steps);
      written.set(leaf.path, leaf);
      return parameter.default;
    });
    this.defaults = defaults;
    this.parameters = parameters;
    this.name = name;
    this.lowerBounds = mapParameters(parameters, ({ lower }) => lower);
    this.upperBounds = mapParameters(parameters, ({ upper }) => upper);
    // ParamsOf<T> is a tree of Arr, which TypeScript cannot see while T is open.
    const walked = paths(defaults as unknown as Leaf);
    this.leaves = Object.freeze(walked.map((path) => written.get(path)!));
    this.writingOrder = Object.freeze([...written.keys()].map((path) => walked.indexOf(path)));
    Object.freeze(this);
  }

  /**
   * Checks values against the spec: the right names, scalars, finite, inside of their bounds. Traced values are taken as
   * they are.
   *
   * @throws ParameterError naming every parameter that is unknown, missing or out of bounds
   */
  check(params: Loose<ParamsOf<T>>): void {
    checkParams(this.#written(), params, this.name);
  }

  /**
   * The same spec with other default values, given by path.
   *
   * @throws ParameterError when a path is none of this spec, or a value is outside of its bounds
   * @example
   * ```ts
   * import { bounded, spec } from "fluxion";
   * const expansion = spec({ H0: bounded(20, 150, { unit: "km/s/Mpc", default: 67.4 }) });
   * console.log(expansion.with({ H0: 73 }).defaults.H0.item()); // → 73
   * ```
   */
  with(overrides: Readonly<Record<string, number>>): Spec<T> {
    const names = this.#written().map(({ path }) => path);
    for (const [path, value] of Object.entries(overrides)) {
      if (!names.includes(path)) {
        throw new ParameterError({
          where: "with",
          problem: `unknown parameter ${path}`,
          hint: `The parameters${this.name === undefined ? "" : ` of ${this.name}`} are ${names.join(", ")}.`,
        });
      }
      if (typeof value !== "number") {
        throw new ParameterError({ where: "with", path, expected: "a number", received: describeValue(value) });
      }
    }
    const parameters = rebuilt(this.parameters, [], (parameter, steps) => {
      const value = overrides[formatPath(steps)];
      if (value === undefined) return parameter;
      const { unit, doc, lower, upper, closed, bijector } = parameter;
      return new Parameter({ unit, doc, default: value }, lower, upper, closed, bijector);
    });
    // The same nest of parameters, hence a T.
    const changed = new Spec(parameters as T, { name: this.name });
    changed.check(changed.defaults as Loose<ParamsOf<T>>);
    return changed;
  }

  /** The leaves in the order in which they were written, as errors list them. */
  #written(): readonly ParameterLeaf[] {
    return this.writingOrder.map((position) => this.leaves[position]!);
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
  return new Spec(parameters, options);
}

function describeLeaf(parameter: Parameter, steps: readonly Step[]): ParameterLeaf {
  const path = formatPath(steps);
  const key = steps.findLastIndex((step) => typeof step === "string");
  const name = formatPath(steps.slice(Math.max(key, 0)));
  const { unit, lower, upper, doc } = parameter;
  return Object.freeze({ path, name, unit, lower, upper, default: parameter.default, doc, parameter });
}

/** A frozen tree of scalars, one for each parameter. */
function mapParameters<T>(tree: T, value: (parameter: Parameter, steps: readonly Step[]) => number): ParamsOf<T> {
  const built = rebuilt(tree, [], (parameter, steps) => array(value(parameter, steps)));
  // Built as ParamsOf describes: the same nest with an Arr for every parameter.
  return freeze(built as Leaf) as unknown as ParamsOf<T>;
}

/** The same nest of lists and objects with every parameter replaced. */
function rebuilt(
  node: unknown,
  steps: readonly Step[],
  replace: (parameter: Parameter, steps: readonly Step[]) => unknown,
): unknown {
  if (node instanceof Parameter) return replace(node, steps);
  if (Array.isArray(node)) return node.map((child: unknown, index) => rebuilt(child, [...steps, index], replace));
  const isPlain = typeof node === "object" && node !== null && Object.getPrototypeOf(node) === Object.prototype;
  if (!isPlain) {
    throw new ParameterError({
      where: "spec",
      path: formatPath(steps),
      expected: "a parameter made by real, positive or bounded, or an object or list of these",
      received: describeValue(node),
      hint: node instanceof Spec ? "To include another spec, use its parameters." : undefined,
    });
  }
  const entries = Object.entries(node).map(([key, child]) => [key, rebuilt(child, [...steps, key], replace)] as const);
  return Object.fromEntries(entries);
}
