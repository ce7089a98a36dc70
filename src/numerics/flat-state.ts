/** Flat states: what a solver moves, as a list of arrays, and the arithmetic of steps on such lists. */

import type { Arr } from "../array/index.ts";
import { isFloat, promote } from "../array/dtype.ts";
import { sameShape } from "../array/shape.ts";
import { describeType, DTypeError, ShapeError } from "../errors/index.ts";
import { add, cast, concat, mul, reshape } from "../ops/index.ts";
import { asArr } from "../ops/operands.ts";
import { flatten, leavesAs, pathsOf, type Tree, type TreeStructure } from "../tree/index.ts";

/** The leaves of a state. */
export type FlatState = readonly Arr[];

/** A state taken apart. */
export interface State {
  readonly leaves: FlatState;
  readonly structure: TreeStructure;
  /** What the user calls it, for errors. */
  readonly root: string;
}

/** The leaves of an initial state. @throws DTypeError naming a leaf that is not floating-point */
export function stateOf(where: string, root: string, initial: unknown): State {
  const flat = flatten(initial as Tree, { where, root });
  const leaves = flat.leaves.map((leaf) => asArr(leaf));
  leaves.forEach((leaf, i) => {
    if (isFloat(leaf.dtype)) return;
    throw new DTypeError({
      where,
      path: pathsOf(flat.structure, root)[i]!,
      expected: "f64 or f32",
      received: describeType(leaf),
    });
  });
  return { leaves, structure: flat.structure, root };
}

/** The leaves of what a user's function returned for a state: of its form, in its element types. @throws naming the leaf */
export function slopeOf(where: string, root: string, state: State, returned: unknown): FlatState {
  const { leaves, structure } = state;
  return leavesAs(structure, returned as Tree, { where, root }).map((leaf, i) => {
    const [slope, expected] = [asArr(leaf), leaves[i]!];
    if (!sameShape(slope.shape, expected.shape)) {
      throw new ShapeError({
        where,
        path: pathsOf(structure, root)[i]!,
        expected: `${describeType(expected)}, like ${pathsOf(structure, state.root)[i]!}`,
        received: describeType(slope),
      });
    }
    return cast(slope, expected.dtype);
  });
}

/** The sum of weights[j] slopes[j]; slopes of weight 0 are not read. */
export function combine(weights: readonly number[], slopes: readonly FlatState[]): FlatState {
  const used = weights.flatMap((weight, j) => (weight === 0 ? [] : [{ weight, slope: slopes[j]! }]));
  return slopes[0]!.map((_, leaf) =>
    used
      .map(({ weight, slope }) => (weight === 1 ? slope[leaf]! : mul(slope[leaf]!, weight)))
      .reduce((sum, term) => add(sum, term)),
  );
}

/** state + width slope. */
export function advance(state: FlatState, width: Arr, slope: FlatState): FlatState {
  return state.map((leaf, i) => add(leaf, mul(slope[i]!, cast(width, leaf.dtype))));
}

/** Leaves as one vector, and back. */
export class Packing {
  readonly form: FlatState;
  readonly dtype: Arr["dtype"];

  constructor(leaves: FlatState) {
    this.form = leaves;
    this.dtype = leaves.map(({ dtype }) => dtype).reduce(promote);
  }

  join(leaves: FlatState): Arr {
    return concat(leaves.map((leaf) => reshape(cast(leaf, this.dtype), [leaf.size])));
  }

  split(vector: Arr): FlatState {
    let at = 0;
    return this.form.map(({ shape, size, dtype }) => cast(reshape(vector.slice([at, (at += size)]), shape), dtype));
  }
}
