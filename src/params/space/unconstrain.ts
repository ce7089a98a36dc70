/** unconstrain: parameters with their constraints as a flat vector of numbers that may be anything. */
import { type Arr, array } from "../../array/index.ts";
import { ParameterError } from "../../errors/index.ts";
import { concat, sum } from "../../ops/index.ts";
import { jit } from "../../transforms/index.ts";
import type { Loose } from "../../tree/index.ts";
import { type Bijector, isElementwise, type VectorBijector } from "../bijectors/index.ts";
import { type Coordinate, Space, type SpaceOptions } from "./space.ts";
import { unconstrainChecks } from "./option-checks.ts";
import { checkOptions } from "../../errors/index.ts";
import { piecesOf } from "./pieces.ts";
import { type Segment, segmentsOf } from "./segments.ts";
import { insideStart } from "./start.ts";
import { checkPriorChoice, withPrior } from "./with-prior.ts";

/** Which parameters are free, and what holds them in their ranges. */
export interface UnconstrainOptions<P> extends SpaceOptions<P> {
  /**
   * Bijectors by path, `{ weights: bijectors.simplex, rate: bijectors.softplus }`; they take the place of the spec's.
   * Others follow from bounds: the logistic between two, the exponential beside one, the identity without any.
   */
  readonly constraints?: Readonly<Record<string, Bijector | VectorBijector>> | undefined;
  /**
   * Where the prior is. "spec": the function is a log likelihood, to which the log densities of the spec's priors are added;
   * "function": the function is the whole log density, whatever priors the spec has. Must be said when the spec has priors.
   */
  readonly prior?: "spec" | "function" | undefined;
}

/** Parameters as a vector u of unconstrained numbers. Made by `unconstrain`. */
export class UnconstrainedSpace<P> {
  /** Length of u. */
  readonly size: number;
  /** The free numbers of the parameters with units and bounds, in the order in which the spec, or else the start, was written. */
  readonly coordinates: readonly Coordinate[];
  /** For each number of u, the path of what it moves: that of its coordinate, or of the vector it is a part of. */
  readonly unconstrainedPaths: readonly string[];
  /** u of the initial parameters. */
  readonly start: Float64Array;
  /** Paths of what stood on a bound at the start, where u is infinite, and was moved in by a thousandth of the range. */
  readonly movedInside: readonly string[];
  /** The leaves that stay as they are, to be handed to `constrain`. */
  readonly fixed: readonly Arr[];
  readonly #parameters: Space<P>;
  readonly #segments: readonly Segment[];
  readonly #isIdentity: boolean;
  readonly #forward: (vector: Arr) => Arr;
  readonly #options: UnconstrainOptions<P>;
  readonly #where: string;

  /**
   * @param where  the function the user called, for errors
   * @throws ParameterError naming an unknown path, bounds that are no interval, a start outside, or a constraint that does not fit
   */
  constructor(initial: Loose<P>, options: UnconstrainOptions<P>, where: string) {
    const parameters = withoutHeld(initial, options, where);
    const pieces = piecesOf(parameters, options, where);
    this.#options = options;
    this.#where = where;
    this.#parameters = parameters;
    this.#segments = segmentsOf(pieces);
    this.#isIdentity = this.#segments.every(({ bijector }) => bijector.name === "identity");
    this.coordinates = parameters.coordinates;
    this.fixed = parameters.fixed;
    this.size = this.#segments.reduce((total, { unconstrainedSize }) => total + unconstrainedSize, 0);
    this.unconstrainedPaths = this.#segments.flatMap((segment) => pathsOf(segment, this.coordinates));
    const { start, moved } = insideStart(parameters, options, where);
    this.movedInside = moved;
    this.start = this.vectorOf(start);
    this.#forward = jit((vector: Arr) => this.#values(vector));
  }

  /**
   * The parameters at u; traced or not.
   *
   * @param vector  u, shape [size]
   * @param fixed  the leaves that stay as they are, `fixed` unless they are inputs of what is compiled
   */
  constrain(vector: Arr, fixed: readonly Arr[] = this.fixed): P {
    return this.#parameters.assemble(this.#values(vector), fixed);
  }

  /** log |det dx/du| at u, a scalar: what a log density of the parameters gains as one of u. Traced or not. */
  logDetJacobian(vector: Arr): Arr {
    const terms = this.#segments
      .filter(({ bijector }) => bijector.name !== "identity")
      .map((segment) => sum(segment.bijector.logDetJacobian(part(vector, segment))));
    return terms.length === 0 ? array(0) : terms.reduce((total, term) => total.add(term));
  }

  /**
   * A log density of the parameters as one of u, with the log Jacobian in it, and with the spec's priors where the option
   * `prior` says so; to be differentiated and compiled.
   *
   * @throws ParameterError when the spec has priors and nothing is said of them
   */
  logDensity(ofParams: (params: P) => Arr): (vector: Arr, fixed?: readonly Arr[]) => Arr {
    checkPriorChoice(this.#options, this.#where);
    const logDensity = withPrior(ofParams, this.#options);
    if (this.#isIdentity) return (vector, fixed) => logDensity(this.constrain(vector, fixed));
    return (vector, fixed) => logDensity(this.constrain(vector, fixed)).add(this.logDetJacobian(vector));
  }

  /** The free numbers at u, in the order of `coordinates`. */
  numbersAt(vector: Float64Array): Float64Array {
    return this.#isIdentity ? vector.slice() : Float64Array.from(this.#forward(array(vector)).toArray());
  }

  /** The parameters at u. */
  paramsAt(vector: Float64Array): P {
    return this.paramsOf(this.numbersAt(vector));
  }

  /** The parameters with these free numbers, in the order of `coordinates`. */
  paramsOf(numbers: Float64Array): P {
    return this.#parameters.paramsAt(numbers);
  }

  /** u of free numbers in the order of `coordinates`; infinite where one lies on a bound. */
  vectorOf(numbers: Float64Array): Float64Array {
    const vector = new Float64Array(this.size);
    for (const { offset, size, shape, unconstrainedOffset, bijector } of this.#segments) {
      const values = array(numbers.slice(offset, offset + size), { shape });
      vector.set(bijector.inverse(values).toArray(), unconstrainedOffset);
    }
    return vector;
  }

  /** A tree like the parameters that holds a number for each free one and `otherwise` in the place of the fixed. */
  treeOf(numbers: Float64Array, otherwise: number): P {
    return this.#parameters.treeOf(numbers, otherwise);
  }

  #values(vector: Arr): Arr {
    if (this.#isIdentity) return vector;
    const parts = this.#segments.map((segment) => segment.bijector.forward(part(vector, segment)).reshape(-1));
    return parts.length === 1 ? parts[0]! : concat(parts);
  }
}

/**
 * The parameters of a model as a flat vector of unconstrained numbers, by bijectors read from the spec or the bounds. All maps
 * are built from operations, so a log density of the parameters becomes one of the vector that can be differentiated and
 * compiled. Parameters whose bounds are equal, and leaves that are not free, stay as they are.
 *
 * @param initial  parameters, inside of their ranges
 * @throws ParameterError naming an unknown path, bounds that are no interval, a start outside, or a constraint that does not fit
 * @example
 * ```ts
 * import { type Arr, array, bounded, grad, positive, spec } from "fluxion";
 * import { unconstrain } from "fluxion/inference";
 * const decay = spec({ amplitude: positive({ default: 1 }), rate: bounded(0, 10, { default: 5 }) });
 * const space = unconstrain(decay.defaults, { spec: decay });
 * const logDensity = space.logDensity((p: typeof decay.params): Arr => p.amplitude.add(p.rate).neg());
 * console.log(space.start, space.paramsAt(space.start).rate.item()); // → Float64Array(2) [ 0, 0 ] 5
 * console.log(grad((u: Arr) => logDensity(u))(array(space.start)).toNested()); // → [ 0, -2.5 ]
 * ```
 * @see Carpenter et al. (2017), Stan: a probabilistic programming language, J. Stat. Softw. 76, 1
 */
export function unconstrain<P>(initial: Loose<NoInfer<P>>, options: UnconstrainOptions<P> = {}): UnconstrainedSpace<P> {
  checkOptions(options, unconstrainChecks, "unconstrain");
  return new UnconstrainedSpace<P>(initial, options, "unconstrain");
}

/** The free parameters that can move: those between equal bounds count as fixed. */
function withoutHeld<P>(initial: Loose<P>, options: UnconstrainOptions<P>, where: string): Space<P> {
  const all = new Space<P>(initial, options, where);
  const free = all.leaves
    .filter(({ offset, size }) =>
      all.coordinates.slice(offset, offset + size).some(({ lower, upper }) => lower < upper),
    )
    .map(({ path }) => path);
  if (free.length === all.leaves.length) return all;
  if (free.length === 0) {
    throw new ParameterError({ where, problem: "there is nothing free: the bounds of every parameter are equal" });
  }
  return new Space<P>(initial, { ...options, free }, where);
}

function part(vector: Arr, { unconstrainedOffset, unconstrainedSize, unconstrainedShape }: Segment): Arr {
  const cut = vector.slice([unconstrainedOffset, unconstrainedOffset + unconstrainedSize]);
  return unconstrainedShape.length === 1 ? cut : cut.reshape(...unconstrainedShape);
}

function pathsOf(segment: Segment, coordinates: readonly Coordinate[]): string[] {
  const { offset, size, bijector, shape } = segment;
  const paths = coordinates.slice(offset, offset + size).map(({ path }) => path);
  if (isElementwise<Bijector>(bijector)) return paths;
  // Numbers of a vector belong to the whole; the components that tell it name them.
  const own = shape.slice(-bijector.rank);
  const each = own.reduce((count, length) => count * length, 1);
  const positions = bijector.coordinates(own);
  return Array.from({ length: size / each }, (_, k) => positions.map((position) => paths[k * each + position]!)).flat();
}
