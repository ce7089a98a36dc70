/** digitize: in which bin each position lies. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { checkOptions, option, type OptionChecks } from "../../errors/index.ts";
import { reshapeTo } from "../../primitives/movement/shape.ts";
import { stopGradient } from "../elementwise/choice.ts";
import { searchSorted } from "../indexing/sorting.ts";
import { operandOf } from "../operands.ts";
import { type BinEdges, positionsAndEdges } from "./bin-edges.ts";

/** To which bin an edge belongs. */
export interface DigitizeOptions {
  /** "left" (default): bin i holds edges[i - 1] <= x < edges[i]; "right": edges[i - 1] < x <= edges[i]. */
  readonly closed?: "left" | "right";
}

const checks: OptionChecks<DigitizeOptions> = { closed: option.choice("left", "right") };

/**
 * The bin in which each position lies, as numpy.digitize for ascending edges: 0 below the first edge, i from edges[i - 1] to edges[i],
 * k + 1 beyond the last of k + 1 edges, where NaN counts too. Whole numbers have no derivative; what is looked up by them has.
 *
 * @param x      positions, any shape, unit U
 * @param edges  shape [k + 1], ascending, unit U
 * @returns      i32, the shape of x
 * @throws       ShapeError unless there are two edges at least; ParameterError naming the first known edge out of order
 * @example
 * ```ts
 * import { array, digitize } from "fluxion";
 * console.log(digitize(array([0.5, 1, 2.5, -1]), [0, 1, 2]).toNested()); // → [ 1, 2, 3, 0 ]
 * ```
 */
export function digitize(x: ArrLike, edges: BinEdges, options: DigitizeOptions = {}): Arr {
  checkOptions(options, checks, "digitize");
  const { shape } = operandOf("digitize", x);
  const [positions, bounds] = positionsAndEdges("digitize", x, edges);
  const side = options.closed === "right" ? "left" : "right";
  return reshapeTo(searchSorted(stopGradient(bounds), stopGradient(positions), { side }), shape);
}
