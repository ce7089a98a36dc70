/** Batching of primitives whose leading axes mean stacks: the batch is one more of them. */

import type { Arr } from "../array/arr.ts";
import { asArray, bind } from "../program/bind.ts";
import type { Attributes, Batching } from "../program/primitive.ts";
import { broadcast } from "./movement/shape.ts";

/** Operands without the batch axis are repeated along it. */
export const stacks: Batching<Attributes> = (operands, mapped, attributes, size, primitive) => ({
  outputs: bind(
    primitive,
    operands.map((operand, i) => withBatchAxis(asArray(operand), mapped[i] === true, size)),
    attributes,
  ),
  mapped: [true],
});

/** Repeats a value along a new batch axis unless it has one. */
export function withBatchAxis(value: Arr, mapped: boolean, size: number): Arr {
  return mapped ? value : broadcast(value, [size, ...value.shape]);
}
