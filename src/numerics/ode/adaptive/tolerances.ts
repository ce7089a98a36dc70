/** Tolerances: what an error is measured by. */

import type { Arr } from "../../../array/index.ts";
import { add, cast, div, mul, sqrt, square, sum } from "../../../ops/index.ts";
import type { FlatState } from "../../flat-state.ts";

/** What errors are measured by: absolute + relative · |state|, element by element. */
export interface Tolerances {
  readonly relative: number;
  readonly absolute: number;
}

/** An error of zero where nothing is tolerated is none. */
const smallest = 1e-300;

/** What is tolerated for elements of these sizes. */
export function tolerated(sizes: FlatState, { relative, absolute }: Tolerances): FlatState {
  return sizes.map((size) => add(mul(size, relative), absolute));
}

/** The root mean square of all elements, each over what is tolerated for it. */
export function scaledSize(errors: FlatState, scales: FlatState): Arr {
  const count = errors.reduce((total, { size }) => total + size, 0);
  const squares = errors.map((error, i) =>
    sum(square(div(cast(error, "f64"), add(cast(scales[i]!, "f64"), smallest)))),
  );
  return sqrt(div(squares.reduce(add), count));
}
