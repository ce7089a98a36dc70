/** hvp: products of the Hessian with a vector, without the Hessian. */

import { gradChecks } from "./option-checks.ts";
import { checkOptions } from "../errors/index.ts";
import type { Arr } from "../array/arr.ts";
import { asArr } from "../ops/operands.ts";
import { flatten, type Loose, refuseBooleans, type Tree, unflatten } from "../tree/index.ts";
import { grad, type GradOptions, type LooseArguments } from "./grad.ts";
import { jvp } from "./jvp.ts";
import { conformLeaves } from "./vjp.ts";

/**
 * The Hessian of a scalar function with respect to one argument, times a vector: forward over reverse, at a few times the cost
 * of the function whatever the number of its parameters.
 *
 * @param f  a pure function of pytrees that returns a scalar
 * @returns  (...args, vector) -> H vector, a tree like the differentiated argument, as `vector` is
 * @throws   as grad; ShapeError or TreeError naming the leaf when the vector does not fit the argument
 * @example
 * ```ts
 * import { type Arr, array, hvp } from "fluxion";
 * const f = (x: Arr) => x.pow(4).sum();
 * console.log(hvp(f)(array([1, 2]), array([1, 0])).toNested()); // → [ 12, 0 ]
 * ```
 * @see  Pearlmutter (1994), Neural Computation 6, 147
 */
export function hvp<Args extends readonly unknown[], Position extends number = 0>(
  f: (...args: Args) => Arr,
  options: GradOptions<Position> = {},
): (...args: [...args: LooseArguments<Args>, vector: Loose<Args[Position]>]) => Args[Position] {
  checkOptions(options, gradChecks, "hvp");
  const slope = grad(f, options) as (...args: readonly unknown[]) => Args[Position];
  const argument = options.argument ?? 0;
  return (...given) => {
    const args = given.slice(0, -1);
    const context = { where: "hvp", root: `arguments[${argument}]` };
    const { leaves, structure } = flatten(args[argument] as Tree, context);
    refuseBooleans(leaves, args[argument], context);
    const point = leaves.map((leaf) => asArr(leaf));
    const vector = conformLeaves(given.at(-1), structure, point, "hvp", "vector");
    const along = (moving: readonly Arr[]): Args[Position] =>
      slope(...args.map((each, i): unknown => (i === argument ? unflatten(structure, moving) : each)));
    return jvp(along, [point], [vector]).tangent;
  };
}
