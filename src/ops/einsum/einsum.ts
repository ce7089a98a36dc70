/** einsum: sums of products of arrays, said by naming their axes. */

import type { Arr } from "../../array/arr.ts";
import type { ArrLike } from "../../array/arr-like.ts";
import { describeValue, ShapeError } from "../../errors/index.ts";
import { cast } from "../elementwise/cast.ts";
import { asArr, commonDType } from "../operands.ts";
import { arrange, contractPair, dropBroadcastAxes, type Factor, sumOut, takeDiagonals } from "./contract.ts";
import { contractionOrder } from "./contraction-order.ts";
import { type Label, readSubscripts } from "./subscripts.ts";

/**
 * Einstein's sum: products of elements whose axes are named by letters, summed over every index that the output lacks.
 *
 * An index that one operand has twice takes its diagonal; without "->" the output has the indices that stand once, in alphabetical
 * order; "..." stands for further axes, which broadcast and go to the place of "..." in the output. Products of two operands become
 * matrix products where they can; of more than two, the order that needs the fewest multiplications is taken.
 *
 * @param subscripts  such as "ij,jk->ik"; spaces do not count
 * @param operands    one array for each term; they meet in one element type
 * @returns           an array with the axes of the output
 * @throws            ShapeError that names the subscript when it cannot be read or does not fit its array
 * @example
 * ```ts
 * import { array, einsum } from "fluxion";
 * const a = array([[1, 2], [3, 4]]);
 * console.log(einsum("ij,j", a, array([1, 1])).toNested()); // → [ 3, 7 ]
 * console.log(einsum("ii", a).item()); // → 5
 * console.log(einsum("...ij->...ji", a).toNested()); // → [ [ 1, 3 ], [ 2, 4 ] ]
 * ```
 */
export function einsum(subscripts: string, ...operands: readonly ArrLike[]): Arr {
  const given: unknown = subscripts;
  if (typeof given !== "string") {
    const expected = 'subscripts such as "ij,jk->ik"';
    throw new ShapeError({ where: "einsum", path: "subscripts", expected, received: describeValue(given) });
  }
  if (operands.length === 0) {
    throw new ShapeError({ where: "einsum", expected: "at least one operand after the subscripts", received: "none" });
  }
  const common = commonDType(operands, false, "einsum");
  // Bools are counted where they are added or multiplied; a single operand may only be rearranged.
  const dtype = common === "bool" && operands.length > 1 ? "i32" : common;
  const values = operands.map((operand) => cast(asArr(operand, dtype, "einsum"), dtype));
  const named = readSubscripts(
    subscripts,
    values.map(({ shape }) => shape),
  );
  const { lengths, output } = named;
  const prepared = values.map((value, i) =>
    takeDiagonals(dropBroadcastAxes({ value, labels: named.operands[i]! }, lengths)),
  );
  const result = contractAll(prepared, output, lengths);
  return arrange(result, output);
}

function contractAll(
  operands: readonly Factor[],
  output: readonly Label[],
  lengths: ReadonlyMap<Label, number>,
): Factor {
  const live = new Map<number, Factor>(operands.entries());
  const neededBesides = (...positions: readonly number[]): Set<Label> => {
    const others = [...live].filter(([position]) => !positions.includes(position));
    return new Set([...output, ...others.flatMap(([, { labels }]) => labels)]);
  };
  for (const [position, factor] of [...live]) live.set(position, sumOut(factor, neededBesides(position)));
  const order = contractionOrder(
    [...live.values()].map(({ labels }) => labels),
    output,
    lengths,
  );
  order.forEach(([left, right], step) => {
    const product = contractPair(live.get(left)!, live.get(right)!, neededBesides(left, right), lengths);
    live.delete(left);
    live.delete(right);
    live.set(operands.length + step, product);
  });
  return [...live.values()][0]!;
}
