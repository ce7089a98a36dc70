/** Fixed steps: a one-step method carried from each output time to the next in steps of equal width. */

import { type Arr, arange } from "../../array/index.ts";
import { ParameterError } from "../../errors/index.ts";
import { add, concat, div, emit, expandDims, mul, scan, sub } from "../../ops/index.ts";
import type { FlatState } from "../flat-state.ts";

/** How finely to step. */
export interface FixedStepOptions {
  /** Steps of equal width from each output time to the next; 1 unless given. */
  readonly substeps?: number;
}

/** One step of a method: the state after `width`, from that at `time`. */
export type FlatStep = (state: FlatState, time: Arr, width: Arr) => FlatState;

/** The states at all times, stacked on a leading axis; the first is the initial one. */
export function fixedSteps(
  where: string,
  step: FlatStep,
  initial: FlatState,
  times: Arr,
  { substeps = 1 }: FixedStepOptions,
): FlatState {
  if (!Number.isInteger(substeps) || substeps < 1) {
    throw new ParameterError({ where, path: "substeps", expected: "an integer >= 1", received: String(substeps) });
  }
  const { ys } = scan(
    (state: FlatState, { start, end }: { start: Arr; end: Arr }) => {
      const width = div(sub(end, start), substeps);
      const after =
        substeps === 1
          ? step(state, start, width)
          : scan((inner: FlatState, index: Arr) => step(inner, add(start, mul(width, index)), width), state, {
              xs: arange(substeps),
            }).carry;
      return emit(after, after);
    },
    initial,
    { xs: { start: times.slice([0, -1]), end: times.slice([1, null]) } },
  );
  return initial.map((leaf, i) => concat([expandDims(leaf, 0), ys[i]!]));
}
