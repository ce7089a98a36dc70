/** mapLoop: a function applied to one element of a stack after another, in a loop. */

import { mapLoopChecks } from "./option-checks.ts";
import type { Arr } from "../array/arr.ts";
import { checkOptions, describeType, ShapeError } from "../errors/index.ts";
import { slice } from "../ops/indexing/indexing.ts";
import { concat } from "../ops/movement/joining.ts";
import { asArr } from "../ops/operands.ts";
import { emit, scan } from "../ops/control/scan.ts";
import { reshapeTo } from "../primitives/movement/shape.ts";
import { flatten, pathsOf, type Tree, unflatten } from "../tree/index.ts";
import type { Widened } from "../ops/widened.ts";
import { vmap } from "./vmap.ts";

/** How the elements are taken. */
export interface MapLoopOptions {
  /** This many elements at a time, as vmap takes all of them: 1 by default. */
  readonly batchSize?: number;
}

/**
 * `f` of each element along the leading axis of `xs`, the results stacked: what vmap(f)(xs) gives, in a loop. It needs the memory of
 * one element (or of `batchSize` elements) beside arguments and results, in reverse mode too, where each element is computed again;
 * a branch or a whileLoop in f runs for each element as for one alone.
 *
 * @param f        a pure function of a pytree to a pytree; it may use outer values
 * @param xs       a pytree of arrays with one leading axis in common
 * @param options  batchSize: elements at a time
 * @throws         ShapeError naming the leaf without a leading axis, or of another length
 * @example
 * ```ts
 * import { type Arr, array, grad, mapLoop } from "fluxion";
 * const energies = (xs: Arr) => mapLoop((x: Arr) => x.square().sum(), xs);
 * const xs = array([[1, 2], [3, 4], [5, 6]]);
 * console.log(energies(xs).toNested()); // → [ 5, 25, 61 ]
 * console.log(grad((x: Arr) => energies(x).sum())(xs).toNested()); // → [ [ 2, 4 ], [ 6, 8 ], [ 10, 12 ] ]
 * ```
 */
export function mapLoop<X, R>(f: (x: X) => R, xs: X, options: MapLoopOptions = {}): Widened<R> {
  checkOptions(options, mapLoopChecks, "mapLoop");
  const { batchSize = 1 } = options;
  const { leaves, structure } = flatten(xs as Tree, { where: "mapLoop", root: "xs" });
  const stacks = leaves.map((leaf) => asArr(leaf));
  const length = commonLength(stacks, () => pathsOf(structure, "xs"));
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ShapeError({
      where: "mapLoop",
      path: "batchSize",
      expected: "a number of elements, 1 or more",
      received: String(batchSize),
    });
  }
  const treeOf = (arrays: readonly Arr[]): X => unflatten(structure, arrays) as X;
  const loop = (each: (x: X) => unknown, over: readonly Arr[]): Widened<R> =>
    scan((_: readonly never[], x: X) => emit([] as readonly never[], each(x)), [] as readonly never[], {
      xs: treeOf(over),
    }).ys as Widened<R>;
  if (batchSize === 1) return loop(f, stacks);

  const batches = Math.floor(length / batchSize);
  const whole = batches * batchSize;
  const together = vmap(f) as unknown as (x: X) => Widened<R>;
  if (batches === 0) return together(treeOf(stacks));
  const blocks = stacks.map((x) => reshapeTo(slice(x, [0, whole]), [batches, batchSize, ...x.shape.slice(1)]));
  const main = flatten(loop(together, blocks) as Tree, { where: "mapLoop", root: "result" });
  const results = main.leaves.map((leaf) => {
    const stacked = asArr(leaf);
    return reshapeTo(stacked, [whole, ...stacked.shape.slice(2)]);
  });
  if (whole === length) return unflatten(main.structure, results) as Widened<R>;
  const last = flatten(together(treeOf(stacks.map((x) => slice(x, [whole, length])))) as Tree, {
    where: "mapLoop",
    root: "result",
  });
  const joined = results.map((result, i) => concat([result, asArr(last.leaves[i]!)]));
  return unflatten(main.structure, joined) as Widened<R>;
}

function commonLength(stacks: readonly Arr[], paths: () => readonly string[]): number {
  const [first] = stacks;
  if (first === undefined) {
    throw new ShapeError({ where: "mapLoop", path: "xs", expected: "at least one array", received: "none" });
  }
  stacks.forEach((stack, i) => {
    const expected =
      i === 0 ? "a leading axis to map over" : `length ${first.shape[0]!} on axis 0, as ${paths()[0]!} has`;
    if (stack.rank > 0 && stack.shape[0] === first.shape[0]) return;
    throw new ShapeError({ where: "mapLoop", path: paths()[i]!, expected, received: describeType(stack) });
  });
  return first.shape[0]!;
}
