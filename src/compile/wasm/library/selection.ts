/** Selection: a step of a sort by selection, whose rows are moved by who knows them. */

import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { forRange, sumOf } from "./code.ts";

/** Finds the first in order of rows i to n - 1 by `precedes`, and has it swapped with row i where it is another. */
export function selectRow(
  f: FunctionBuilder,
  i: Local,
  n: number,
  precedes: (candidate: Local, first: Local) => (f: FunctionBuilder) => void,
  swap: (first: Local) => void,
): void {
  const first = sumOf(f, 0, [i, 1]);
  forRange(f, i, n, (candidate) => {
    precedes(candidate, first)(f);
    f.if(() => {
      f.get(candidate);
      f.set(first);
    });
  });
  f.get(first);
  f.get(i);
  f.op("i32.ne");
  f.if(() => swap(first));
  f.release(first);
}
