/** Flow: the right-hand side of an equation as a function of lists of arrays, with all that it reads as an argument. */

import type { Arr } from "../../array/index.ts";
import { traceOnTypes } from "../../program/close.ts";
import type { Program } from "../../program/program.ts";
import { unflatten } from "../../tree/index.ts";
import { slopeOf, type State } from "../flat-state.ts";

/** dy/dt = slope(reads, y, t). */
export interface Flow {
  /** The traced values that the user's function reads besides state and time: what a custom derivative must be told of. */
  readonly reads: readonly Arr[];
  /** Takes the reads, the state and the time. */
  readonly program: Program;
}

/** Traces the user's function once, for states of this form and times of type f64. */
export function flowOf<S>(where: string, derivative: (state: S, time: Arr) => unknown, form: State): Flow {
  const types = form.leaves.map(({ shape, dtype }) => ({ shape, dtype }));
  const { program, captures } = traceOnTypes([...types, { shape: [], dtype: "f64" }], (inputs) => {
    const state = unflatten(form.structure, inputs.slice(0, -1)) as S;
    return slopeOf(where, "derivative", form, derivative(state, inputs.at(-1)!));
  });
  return { reads: captures, program };
}
