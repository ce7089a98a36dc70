/** Trial steps: a step that may be refused, and whose derivative is taken only where it is not. */

import type { Arr } from "../../array/index.ts";
import { isFloat } from "../../array/dtype.ts";
import { abs, add, cast, customVjp, div, lessEqual, maximum, mul, sqrt, square, sum, where } from "../../ops/index.ts";
import { vjp } from "../../transforms/vjp.ts";
import { map } from "../../tree/index.ts";
import { denseWeights, errorWeights, nodes, stages } from "./dormand-prince-tableau.ts";
import { advance, combine, type FlatState } from "../flat-state.ts";
import type { Flow } from "./flow.ts";

/** What errors are measured by: absolute + relative · |state|, element by element. */
export interface Tolerances {
  readonly relative: number;
  readonly absolute: number;
}

/** Where a step has come to. */
interface Landing {
  readonly next: FlatState;
  /** The slope at the end, which is the first one of the next step. */
  readonly slope: FlatState;
  /** Coefficients of theta, theta², … of (y(t + theta h) - y(t)) / h. */
  readonly dense: readonly FlatState[];
}

/** A step and how large its error is. */
export interface Trial extends Landing {
  /** Root mean square of the estimated error over what is tolerated: accepted up to 1. NaN where the step left the domain. */
  readonly errorSize: Arr;
}

/** Takes the step of `width` from `state` at `time`, where its slope is known. */
export type TrialStep = (time: Arr, width: Arr, state: FlatState, slope: FlatState) => Trial;

/** Whether a trial is within tolerance. */
export function isAccepted(errorSize: Arr): Arr {
  return lessEqual(errorSize, 1);
}

/** The root mean square of all elements, each over what is tolerated for it. */
export function scaledSize(errors: FlatState, sizes: FlatState, { relative, absolute }: Tolerances): Arr {
  const count = errors.reduce((total, { size }) => total + size, 0);
  const squares = errors.map((error, i) =>
    cast(sum(square(div(error, add(mul(sizes[i]!, relative), absolute)))), "f64"),
  );
  return sqrt(div(squares.reduce(add), count));
}

/**
 * The step of Dormand and Prince. A refused step may have gone where the equation has no values, whose derivatives would spoil
 * the gradient with 0 · NaN. So the derivative is taken anew, at width 0 where the step was refused, and left out there.
 */
export function trialStepOf({ reads, slope: slopeAt }: Flow, tolerances: Tolerances): TrialStep {
  type Inputs = readonly [reads: readonly Arr[], time: Arr, width: Arr, state: FlatState, slope: FlatState];
  const stagesOf = (...[read, time, width, state, first]: Inputs): FlatState[] => {
    const slopes = [first];
    for (let i = 1; i < nodes.length; i++) {
      const at = advance(state, width, combine(stages[i]!, slopes));
      slopes.push(slopeAt(read, at, add(time, mul(width, nodes[i]!))));
    }
    return slopes;
  };
  const landingOf = (slopes: readonly FlatState[], ...[, , width, state]: Inputs): Landing => ({
    next: advance(state, width, combine(stages.at(-1)!, slopes)),
    slope: slopes.at(-1)!,
    dense: denseWeights.map((weights) => combine(weights, slopes)),
  });
  const trial = (...inputs: Inputs): Trial => {
    const [, , width, state] = inputs;
    const slopes = stagesOf(...inputs);
    const landing = landingOf(slopes, ...inputs);
    const errors = combine(errorWeights, slopes).map((error) => mul(error, cast(width, error.dtype)));
    const sizes = state.map((leaf, i) => maximum(abs(leaf), abs(landing.next[i]!)));
    return { ...landing, errorSize: scaledSize(errors, sizes, tolerances) };
  };
  const guarded = customVjp(trial, {
    forward: (...inputs: Inputs) => {
      const value = trial(...inputs);
      return { value, residuals: { inputs, accepted: isAccepted(value.errorSize) } };
    },
    backward: ({ inputs, accepted }, { next, slope, dense }): Inputs => {
      const [read, time, width, ...rest] = inputs;
      const again = (...safe: Inputs): Landing => landingOf(stagesOf(...safe), ...safe);
      const { pullback } = vjp<Inputs, Landing>(again, read, time, where(accepted, width, 0), ...rest);
      return map(
        (leaf: Arr) => (isFloat(leaf.dtype) ? where(accepted, leaf, 0) : leaf),
        pullback({ next, slope, dense }),
      );
    },
  });
  return (time, width, state, slope) => guarded(reads, time, width, state, slope);
}
