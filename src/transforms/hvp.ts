/** hvp: products of the Hessian with a vector, without the Hessian. */

import type { Arr } from "../array/arr.ts";
import { asArr } from "../ops/operands.ts";
import { flatten, refuseBooleans, type Tree, unflatten } from "../tree/index.ts";
import {
  checkGradOptions,
  type ChosenOf,
  type GradOptions,
  type LooseChosen,
  type Positions,
} from "./chosen-arguments.ts";
import { grad, type LooseArguments } from "./grad.ts";
import { jvp } from "./jvp.ts";
import { conformLeaves } from "./vjp.ts";

/**
 * The Hessian of a scalar function with respect to one argument, or several, times a vector: forward over reverse, at a few times the cost
 * of the function whatever the number of its parameters.
 *
 * @param f  a pure function of pytrees that returns a scalar
 * @returns  (...args, vector) -> H vector, a tree like the differentiated argument (a tuple of them for several), as `vector` is
 * @throws   as grad; ShapeError or TreeError naming the leaf when the vector does not fit the argument
 * @example
 * ```ts
 * import { type Arr, array, hvp } from "fluxion";
 * const f = (x: Arr) => x.pow(4).sum();
 * console.log(hvp(f)(array([1, 2]), array([1, 0])).toNested()); // → [ 12, 0 ]
 * ```
 * @see  Pearlmutter (1994), Neural Computation 6, 147
 */
export function hvp<Args extends readonly unknown[], const Chosen extends Positions = 0>(
  f: (...args: Args) => Arr,
  options: GradOptions<Chosen> = {},
): (
  ...args: [...args: LooseArguments<Args>, vector: LooseChosen<Args, NoInfer<Chosen>>]
) => ChosenOf<Args, NoInfer<Chosen>> {
  checkGradOptions(options, "hvp");
  const slope = grad(f, options) as (...args: readonly unknown[]) => ChosenOf<Args, Chosen>;
  const chosen: Positions = options.argument ?? 0;
  return (...given) => {
    const args: readonly unknown[] = given.slice(0, -1);
    // What moves: the argument, or the list of those that are chosen.
    const point = typeof chosen === "number" ? args[chosen] : chosen.map((position) => args[position]);
    const context = { where: "hvp", root: typeof chosen === "number" ? `arguments[${chosen}]` : "chosen" };
    const { leaves, structure } = flatten(point as Tree, context);
    refuseBooleans(leaves, point, context);
    const values = leaves.map((leaf) => asArr(leaf));
    const vector = conformLeaves(given.at(-1), structure, values, "hvp", "vector");
    const along = (moving: readonly Arr[]): ChosenOf<Args, Chosen> => {
      const moved: unknown = unflatten(structure, moving);
      return slope(...args.map((each, i): unknown => movedArgument(chosen, i, moved) ?? each));
    };
    return jvp(along, [values], [vector]).tangent as ChosenOf<Args, Chosen>;
  };
}

/** The argument as it moves; undefined for one that is not chosen. */
function movedArgument(chosen: Positions, position: number, moved: unknown): unknown {
  if (typeof chosen === "number") return position === chosen ? moved : undefined;
  const place = chosen.indexOf(position);
  // Where several are chosen, what moves is the list of them.
  return place < 0 ? undefined : (moved as readonly unknown[])[place];
}
