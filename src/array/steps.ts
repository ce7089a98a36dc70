/** One step of a stacked array, and steps stacked again: what the interpreted loop needs. */

import ndarray from "ndarray";
import { type Arr, fromHost, requireHost } from "./arr.ts";
import { copyStrided } from "./host-array.ts";
import { allocate } from "./dtype.ts";
import { type ArrayType, rowMajorStrides, sizeOf } from "./shape.ts";

/** Element `step` along axis 0, as a view. */
export function sliceStep(x: Arr, step: number): Arr {
  return fromHost(requireHost(x, "scan").pick(step, ...x.shape.slice(1).map(() => null)), x.dtype);
}

/** Arrays of one type along a new axis 0. */
export function stackSteps(type: ArrayType, steps: readonly Arr[]): Arr {
  const { shape, dtype } = type;
  const data = allocate(dtype, shape);
  const size = sizeOf(shape.slice(1));
  steps.forEach((step, i) => {
    copyStrided(requireHost(step, "scan"), data, i * size);
  });
  return fromHost(ndarray(data, shape.slice(), rowMajorStrides(shape), 0), dtype);
}
