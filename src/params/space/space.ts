/** Space: which numbers of a tree are free, their bounds, and the way from the tree to a vector of them and back. */
import { type Arr, array, type DType } from "../../array/index.ts";
import { describeShape, describeValue, OptionError, ParameterError, ShapeError } from "../../errors/index.ts";
import { concat } from "../../ops/index.ts";
import {
  flatten,
  type Leaf,
  leavesAs,
  type Loose,
  pathsOf,
  refuseBooleans,
  structureOf,
  type TreeStructure,
  unflatten,
  writtenOrder,
} from "../../tree/index.ts";
import { type BoundsByPath, readBounds } from "./bounds.ts";
import { numberPaths } from "./number-paths.ts";
import { matches } from "./path-pattern.ts";
import { writtenAs } from "./written-as.ts";
import type { ParameterLeaf, ParameterSpec } from "../spec.ts";

/** What the parameters are; the type of the values follows from it. */
export interface SpecOf<P> {
  /** Shapes, units, bounds and priors of the parameters, and their order. */
  readonly spec?: ParameterSpec<P> | undefined;
}

/** Which parameters may change, and how far. */
export interface SpaceOptions<P> extends SpecOf<P> {
  /**
   * Bounds by path, `{ "halo.mass": [0, 10] }`; they take the place of the spec's. For an array they hold for each of its
   * numbers, and `"weights[2]"` is one number of it.
   */
  readonly bounds?: BoundsByPath | undefined;
  /**
   * The parameters to fit, by path: "halo" takes the leaf of that name and all below it, and a star stands for any one name or
   * position, "lens[*].mass". The others stay as they are. Default: all. Whole numbers always stay as they are.
   */
  readonly free?: readonly string[] | undefined;
}

/** One free number. */
export interface Coordinate {
  /** Path of the number: that of its leaf, with the position in square brackets where the leaf is an array. */
  readonly path: string;
  /** Unit as text; empty when there is none. */
  readonly unit: string;
  readonly lower: number;
  readonly upper: number;
  /** Value at the start. */
  readonly start: number;
}

/** A leaf whose numbers are free, and where they stand in the vector. */
export interface FreeLeaf {
  /** Path of the leaf: "halo.mass". */
  readonly path: string;
  /** Position of its first number. */
  readonly offset: number;
  /** How many numbers it has. */
  readonly size: number;
  readonly shape: readonly number[];
}

/** The bounds of a vector, component by component; infinite where there is none. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

interface LeafPlan {
  readonly path: string;
  readonly unit: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Position of the leaf's first number in the vector, or null when it stays fixed. */
  readonly offset: number | null;
  readonly size: number;
  /** The value it starts from, and keeps if it is fixed. */
  readonly value: Arr;
}

/**
 * The free numbers of a tree as a vector, in the order in which the spec was written; what an object has besides comes after, as
 * the start was written. Whatever is drawn, printed or returned by index has this order, and so have the keys of the trees it makes.
 */
export class Space<P> {
  /** One entry for each free number, in the order of the vector. */
  readonly coordinates: readonly Coordinate[];
  /** The vector to start from. */
  readonly start: Float64Array;
  readonly box: Box;
  /** The free leaves, and where their numbers stand in the vector. */
  readonly leaves: readonly FreeLeaf[];
  /** The leaves that stay as they are, in the order of `flatten`, to be handed to `assemble`. */
  readonly fixed: readonly Arr[];
  /** Paths of the leaves that are free. */
  readonly free: readonly string[];
  /** Paths of the leaves whose bounds, or those of some of their numbers, were given by path. */
  readonly boundedByPath: ReadonlySet<string>;
  /** All leaves, in the order of `flatten`. */
  readonly #leaves: readonly LeafPlan[];
  /** All leaves, in the order in which they were written. */
  readonly #written: readonly LeafPlan[];
  readonly #structure: TreeStructure;

  /**
   * @param where  the function the user called, for errors
   * @param isTraced  whether the start may be traced: its values are then NaN here
   * @throws ParameterError naming an unknown path, bounds that are no interval, or a start that is not finite or outside
   */
  constructor(initial: Loose<P>, options: SpaceOptions<P>, where: string, isTraced = false) {
    // Loose<P> is a tree because P is one; the walk checks it all the same.
    const { leaves, structure: given } = flatten(initial as Leaf, { where });
    refuseBooleans(leaves, initial, { where });
    const structure =
      options.spec === undefined ? given : writtenAs(given, structureOf(options.spec.lowerBounds as Leaf, { where }));
    const names = pathsOf(structure);
    const written = writtenOrder(structure);
    const chosen =
      options.free === undefined ? null : chosenLeaves(names, options.free, options.spec?.structural ?? [], where);
    checkSpec(names, options.spec, where);
    const described = new Map(options.spec?.leaves.map((leaf) => [leaf.path, leaf]));
    this.#structure = structure;
    const plans = leaves.map((leaf, k) => {
      const path = names[k]!;
      const value = typeof leaf === "object" ? leaf : array(leaf);
      const isReal = value.dtype === "f64" || value.dtype === "f32";
      if (options.free?.includes(path) === true && !isReal) {
        throw new ParameterError({
          where,
          path,
          expected: "a real parameter",
          received: describeValue(value),
          hint: "What is counted has no derivative and cannot be fitted: fit the others for each of its values, and compare.",
        });
      }
      checkShape(value, described.get(path), where);
      const isFree = chosen?.has(path) !== false && isReal;
      const plan = { path, unit: described.get(path)?.unit ?? "", shape: value.shape, dtype: value.dtype };
      return { ...plan, isFree, size: value.size, value };
    });
    const offsets = new Map<number, number>();
    let size = 0;
    for (const k of written) {
      if (!plans[k]!.isFree) continue;
      offsets.set(k, size);
      size += plans[k]!.size;
    }
    this.#leaves = plans.map(({ isFree: _, ...plan }, k) => ({ ...plan, offset: offsets.get(k) ?? null }));
    this.#written = written.map((k) => this.#leaves[k]!);
    this.leaves = this.#written.flatMap(({ path, shape, offset, size: count }) =>
      offset === null ? [] : [{ path, shape, offset, size: count }],
    );
    this.fixed = this.#leaves.filter(({ offset }) => offset === null).map(({ value }) => value);
    this.free = this.leaves.map(({ path }) => path);
    const bounds = readBounds(options.bounds ?? {}, this.#written, where);
    this.boundedByPath = new Set(bounds.keys());
    this.coordinates = this.#written.flatMap(({ path: leaf, shape, unit, value, offset }) => {
      if (offset === null) return [];
      const own = described.get(leaf)?.parameter;
      // A start that is traced has no value to check.
      const starts = isTraced && value.isTracer ? null : value.toArray();
      return numberPaths(leaf, shape).map((path, position) => {
        const [lower, upper] = bounds.get(leaf)?.[position] ?? [
          own?.lowerAt(position) ?? -Infinity,
          own?.upperAt(position) ?? Infinity,
        ];
        const coordinate = { path, unit, lower, upper, start: starts === null ? Number.NaN : starts[position]! };
        return starts === null ? coordinate : checked(coordinate, where);
      });
    });
    this.start = Float64Array.from(this.coordinates, ({ start }) => start);
    this.box = {
      lower: Float64Array.from(this.coordinates, ({ lower }) => lower),
      upper: Float64Array.from(this.coordinates, ({ upper }) => upper),
    };
    if (size === 0) {
      throw new ParameterError({
        where,
        problem: "there is nothing to fit: no parameter is free",
        hint: nothingFree(this.#leaves),
      });
    }
  }

  /** The tree for a vector of free numbers and the fixed leaves; both may be traced. */
  assemble(vector: Arr, fixed: readonly Arr[]): P {
    let next = 0;
    const leaves = this.#leaves.map(({ offset, size, shape, dtype }) => {
      if (offset === null) return fixed[next++]!;
      const part = shape.length === 0 ? vector.slice(offset) : vector.slice([offset, offset + size]).reshape(...shape);
      return dtype === "f64" ? part : part.cast(dtype);
    });
    return this.#tree(leaves);
  }

  /**
   * The vector of the free numbers of a tree like the initial one; either may be traced.
   *
   * @throws TreeError where the tree has another form
   */
  vectorOf(tree: Loose<P>, where: string): Arr {
    const leaves = leavesAs(this.#structure, tree as Leaf, { where });
    const byPath = new Map(this.#leaves.map(({ path }, k) => [path, leaves[k]!]));
    const parts = this.#written.flatMap(({ offset, shape, path }) => {
      if (offset === null) return [];
      const leaf = byPath.get(path)!;
      const value = typeof leaf === "object" ? leaf : array(leaf);
      if (value.shape.length !== shape.length || value.shape.some((length, axis) => length !== shape[axis])) {
        throw new ShapeError({ where, path, expected: describeShape(shape), received: describeShape(value.shape) });
      }
      return [value.cast("f64").reshape(-1)];
    });
    return parts.length === 1 ? parts[0]! : concat(parts);
  }

  /** The parameters at a vector of numbers. */
  paramsAt(vector: Float64Array): P {
    return this.#numbers(vector, (leaf) => leaf.value);
  }

  /** A tree like the parameters that holds a number for each free one and `otherwise` in the place of the fixed. */
  treeOf(vector: Float64Array, otherwise: number): P {
    return this.#numbers(vector, ({ size, shape }) => array(new Float64Array(size).fill(otherwise), { shape }));
  }

  #numbers(vector: Float64Array, fixed: (leaf: LeafPlan) => Arr): P {
    const leaves = this.#leaves.map((leaf) => {
      if (leaf.offset === null) return fixed(leaf);
      const numbers = vector.slice(leaf.offset, leaf.offset + leaf.size);
      return array(numbers, { shape: leaf.shape, dtype: leaf.dtype });
    });
    return this.#tree(leaves);
  }

  #tree(leaves: readonly Arr[]): P {
    // The structure is that of the initial tree, which has the type Loose<P>; with an Arr at every leaf it is a P.
    return unflatten(this.#structure, leaves) as unknown as P;
  }
}

/** The leaves that patterns name. */
function chosenLeaves(
  names: readonly string[],
  patterns: unknown,
  structural: readonly string[],
  where: string,
): ReadonlySet<string> {
  if (!Array.isArray(patterns)) {
    throw new OptionError({ where, path: "free", expected: "a list of paths", received: describeValue(patterns) });
  }
  const selecting = structural.find((path) => patterns.includes(path));
  if (selecting !== undefined) {
    throw new ParameterError({
      where,
      path: selecting,
      problem: "it is structural: it selects a program and is no number to fit",
      hint: "Choose it by spec.with, fit the others for each choice, and compare.",
    });
  }
  const unknown = patterns.filter((pattern: string) => !names.some((path) => matches(pattern, path)));
  if (unknown.length > 0) {
    throw new OptionError({
      where,
      problem: `free names ${unknown.join(", ")}, which the parameters do not have`,
      hint: `The parameters are ${names.join(", ")}.${
        unknown.some((pattern: string) => names.some((path) => pattern.startsWith(`${path}[`)))
          ? " The numbers of an array are free together; equal bounds hold one of them."
          : ""
      }`,
    });
  }
  return new Set(names.filter((path) => patterns.some((pattern: string) => matches(pattern, path))));
}

/** A spec whose leaves are not there would give no bounds and no units. */
function checkSpec(
  names: readonly string[],
  spec: Pick<ParameterSpec<unknown>, "leaves"> | undefined,
  where: string,
): void {
  const missing = spec?.leaves.map(({ path }) => path).filter((path) => !names.includes(path)) ?? [];
  if (missing.length === 0) return;
  throw new ParameterError({
    where,
    problem: `the spec has ${missing.join(", ")}, which the parameters do not have`,
    hint: `The parameters are ${names.join(", ")}.`,
  });
}

function checked(coordinate: Coordinate, where: string): Coordinate {
  const { path, lower, upper, start } = coordinate;
  if (!Number.isFinite(start)) {
    throw new ParameterError({ where, path, expected: "a finite number to start from", received: String(start) });
  }
  if (start < lower || start > upper) {
    throw new ParameterError({
      where,
      path,
      expected: `a start inside of the bounds [${lower}, ${upper}]`,
      received: String(start),
    });
  }
  return coordinate;
}

/** A start of another shape than the spec says would be another model. */
function checkShape(value: Arr, leaf: ParameterLeaf | undefined, where: string): void {
  if (leaf === undefined || describeShape(value.shape) === describeShape(leaf.shape)) return;
  throw new ShapeError({
    where,
    path: leaf.path,
    expected: `shape ${describeShape(leaf.shape)}, as the spec says`,
    received: describeShape(value.shape),
    hint: "The option shape of a parameter says how many values it has: real({ shape: [8], default: 0 }).",
  });
}

/** Why nothing is free. */
function nothingFree(leaves: readonly LeafPlan[]): string {
  const names = leaves.map(({ path }) => path).join(", ");
  if (leaves.length === 0) return "The tree of parameters is empty.";
  const whole = leaves.filter(({ dtype }) => dtype === "i32").map(({ path }) => path);
  if (whole.length === 0) return `The parameters are ${names}.`;
  return `Whole numbers (i32) always stay as they are: ${whole.join(", ")}. Cast to "f64" what may take any value. The parameters are ${names}.`;
}
