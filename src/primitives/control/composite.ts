/** Composite primitives: operations with a derivative of their own whose values are written out in other primitives. */

import { type Arr, fromHost, hostOf } from "../../array/arr.ts";
import type { HostArray } from "../../array/host-array.ts";
import type { Attributes, Primitive, Value } from "../../program/primitive.ts";

/** The reference of a composite: what it is written out as, on known values. */
export function referenceOf<A extends Attributes>(
  expand: (operands: readonly Value[], attributes: A) => readonly Arr[],
): Primitive<A>["reference"] {
  return (operands, attributes, types) => {
    const values = operands.map((host, i) => fromHost(host, types[i]!.dtype));
    return expand(values, attributes).map((arr): HostArray => hostOf(arr)!);
  };
}
