/** Parameters of a fit: which numbers of a tree are free, their bounds, and the way from a tree to a vector and back. */
import { type Arr, array, type DType } from "../../src/array/index.ts";
import { describeShape, describeValue, OptionError, ParameterError, ShapeError } from "../../src/errors/index.ts";
import type { ParameterSpec } from "../../src/params/spec.ts";
import { concat } from "../../src/ops/index.ts";
import {
  flatten,
  type Leaf,
  leavesAs,
  type Loose,
  pathsOf,
  type Tree,
  type TreeStructure,
  unflatten,
} from "../../src/tree/index.ts";
import { digest, functionDigest } from "../../src/run/digest.ts";
import { type BoundsByPath, readBounds } from "./bounds.ts";
import type { Box } from "./box.ts";
import { numberPaths } from "./number-paths.ts";
import { matches } from "./path-pattern.ts";
import type { LeafRange } from "./vector-problem.ts";

/** Which parameters a fit may change, and how far. */
export interface ParameterOptions<P> {
  /** Units and bounds of the parameters. */
  readonly spec?: ParameterSpec<P> | undefined;
  /**
   * Bounds by path, `{ "halo.mass": [0, 10] }`; they take the place of the spec's. For an array they hold for each of its
   * numbers, and `"weights[2]"` is one number of it.
   */
  readonly bounds?: BoundsByPath | undefined;
  /**
   * The parameters to fit, by path: "halo" takes the leaf of that name and all below it, and a star stands for any one name or
   * position, "lens[*].mass". The others stay as they are. Default: all. Integers and booleans always stay as they are.
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
export interface FreeLeaf extends LeafRange {
  readonly shape: readonly number[];
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

/** The free numbers of a tree as a vector. */
export class FitParameters<P> {
  /** One entry a free number, in the order of the vector. */
  readonly coordinates: readonly Coordinate[];
  /** Positions of the coordinates in the order in which the spec was written, to print them. */
  readonly printOrder: readonly number[];
  /** The vector to start from. */
  readonly start: Float64Array;
  readonly box: Box;
  /** The free leaves, and where their numbers stand in the vector. */
  readonly leaves: readonly FreeLeaf[];
  /** The leaves that stay as they are, to be handed to `assemble`. */
  readonly fixed: readonly Arr[];
  /** Paths of the leaves that are free. */
  readonly free: readonly string[];
  /** Paths of the leaves whose bounds, or those of some of their numbers, were given by path. */
  readonly boundedByPath: ReadonlySet<string>;
  readonly #leaves: readonly LeafPlan[];
  readonly #structure: TreeStructure;

  /**
   * @param where  the function the user called, for errors
   * @param isTraced  whether the start may be traced: its values are then NaN here
   * @throws ParameterError naming an unknown path, bounds that are no interval, or a start that is not finite or outside
   */
  constructor(initial: Loose<P>, options: ParameterOptions<P>, where: string, isTraced = false) {
    // Loose<P> is a tree because P is one; the walk checks it all the same.
    const { leaves, structure } = flatten(initial as Leaf, { where });
    const names = pathsOf(structure);
    const chosen = options.free === undefined ? null : chosenLeaves(names, options.free, where);
    checkSpec(names, options.spec, where);
    const described = new Map(options.spec?.leaves.map((leaf) => [leaf.path, leaf]));
    let size = 0;
    this.#structure = structure;
    this.#leaves = leaves.map((leaf, k) => {
      const path = names[k]!;
      const value = typeof leaf === "object" ? leaf : array(leaf);
      const isReal = value.dtype === "f64" || value.dtype === "f32";
      if (options.free?.includes(path) === true && !isReal) {
        throw new ParameterError({ where, path, expected: "a real parameter", received: describeValue(value) });
      }
      const isFree = chosen?.has(path) !== false && isReal;
      const plan = { path, unit: described.get(path)?.unit ?? "", shape: value.shape, dtype: value.dtype };
      const offset = isFree ? size : null;
      if (isFree) size += value.size;
      return { ...plan, offset, size: value.size, value };
    });
    this.leaves = this.#leaves.flatMap(({ path, shape, offset, size: count }) =>
      offset === null ? [] : [{ path, shape, offset, size: count }],
    );
    this.fixed = this.#leaves.filter(({ offset }) => offset === null).map(({ value }) => value);
    this.free = this.#leaves.filter(({ offset }) => offset !== null).map(({ path }) => path);
    const given = readBounds(options.bounds ?? {}, this.#leaves, where);
    this.boundedByPath = new Set(given.keys());
    this.coordinates = this.#leaves.flatMap(({ path: leaf, shape, unit, value, offset }) => {
      if (offset === null) return [];
      const own = described.get(leaf) ?? { lower: -Infinity, upper: Infinity };
      // A start that is traced has no value to check.
      const starts = isTraced && value.isTracer ? null : value.toArray();
      return numberPaths(leaf, shape).map((path, position) => {
        const [lower, upper] = given.get(leaf)?.[position] ?? [own.lower, own.upper];
        const coordinate = { path, unit, lower, upper, start: starts === null ? Number.NaN : starts[position]! };
        return starts === null ? coordinate : checked(coordinate, where);
      });
    });
    const written = options.spec?.writingOrder.map((k) => options.spec!.leaves[k]!.path) ?? [];
    this.printOrder = printOrder(this.coordinates, written);
    this.start = Float64Array.from(this.coordinates, ({ start }) => start);
    this.box = {
      lower: Float64Array.from(this.coordinates, ({ lower }) => lower),
      upper: Float64Array.from(this.coordinates, ({ upper }) => upper),
    };
    if (size === 0) {
      throw new ParameterError({
        where,
        problem: "there is nothing to fit: no parameter is free",
        hint: names.length === 0 ? "The tree of parameters is empty." : `The parameters are ${names.join(", ")}.`,
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
    const parts = this.#leaves.flatMap(({ offset, shape, path }, k) => {
      if (offset === null) return [];
      const leaf = leaves[k]!;
      const value = typeof leaf === "object" ? leaf : array(leaf);
      if (value.shape.length !== shape.length || value.shape.some((length, axis) => length !== shape[axis])) {
        throw new ShapeError({ where, path, expected: describeShape(shape), received: describeShape(value.shape) });
      }
      return [value.cast("f64").reshape(-1)];
    });
    return parts.length === 1 ? parts[0]! : concat(parts);
  }

  /**
   * Digest of a function of the parameters, the data it closes over included, and of where a fit of it starts: free and
   * fixed numbers and bounds.
   */
  digestOf(f: (params: P) => unknown): string {
    const ofVector = (vector: Arr, fixed: readonly Arr[]): unknown => f(this.assemble(vector, fixed));
    const { start, fixed, box } = this;
    return digest([functionDigest(ofVector, [array(start), fixed]), start, fixed, { ...box }]);
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

/** Paths of coordinates at given positions; a leaf all of whose numbers are among them is named once. */
export function pathsOfCoordinates<P>(
  positions: readonly number[],
  { leaves, coordinates }: Pick<FitParameters<P>, "leaves" | "coordinates">,
): readonly string[] {
  return leaves.flatMap(({ path, offset, size }) => {
    const own = positions.filter((i) => i >= offset && i < offset + size);
    return own.length === size ? [path] : own.map((i) => coordinates[i]!.path);
  });
}

/** All elements of all leaves of a tree, one after the other: how residuals may be given by blocks. */
export function ravel(tree: unknown, where: string): Arr {
  const { leaves } = flatten(tree as Tree, { where });
  const parts = leaves.map((leaf) => (typeof leaf === "object" ? leaf : array(leaf)).reshape(-1));
  return parts.length === 1 ? parts[0]! : concat(parts);
}

/** The leaves that patterns name. */
function chosenLeaves(names: readonly string[], patterns: unknown, where: string): ReadonlySet<string> {
  if (!Array.isArray(patterns)) {
    throw new OptionError({ where, path: "free", expected: "a list of paths", received: describeValue(patterns) });
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

/** Coordinates in the order of the written leaves; those of unwritten leaves keep theirs, at the end. */
function printOrder(coordinates: readonly Coordinate[], written: readonly string[]): readonly number[] {
  const rank = ({ path }: Coordinate): number => {
    const found = written.findIndex((name) => path === name || path.startsWith(`${name}[`));
    return found < 0 ? written.length : found;
  };
  return [...coordinates.keys()].sort((i, j) => rank(coordinates[i]!) - rank(coordinates[j]!) || i - j);
}
