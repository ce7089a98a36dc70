/** Choosing among elements: the result is one of them, so that it keeps their element type. */

import type { Arr } from "../../array/arr.ts";
import { cast } from "../elementwise/cast.ts";
import { greater } from "../elementwise/comparison.ts";

/** `choose` applied to numbers; bools, of which false is the smaller, are chosen among as i32 and come back as bools. */
export function chosenAmong(x: Arr, choose: (numbers: Arr) => Arr): Arr {
  if (x.dtype !== "bool") return choose(x);
  // What is chosen among no elements is the least or the largest i32: false or true.
  return greater(choose(cast(x, "i32")), 0);
}
