/** Method: one step of a given width, how wrong it is, and a polynomial over it. */

import type { Arr } from "../../../array/index.ts";
import type { FlatState } from "../../flat-state.ts";

/** dy/dt = slope(y, t), all else it reads being fixed. */
export type Slope = (state: FlatState, time: Arr) => FlatState;

/** Where a step begins. */
export interface StepStart {
  readonly time: Arr;
  /** Signed; zero leads nowhere. */
  readonly width: Arr;
  readonly state: FlatState;
  /** The slope there, which the step before has computed. */
  readonly slope: FlatState;
}

/** Where a step leads. */
export interface Step {
  readonly next: FlatState;
  /** The slope at the end. */
  readonly slope: FlatState;
  /** Estimates of the error, in the unit of the state. */
  readonly errors: readonly FlatState[];
  /** Coefficients of theta, theta², … of y(t + theta width) - y(t). */
  readonly dense: readonly FlatState[];
}

/** A method of steps. */
export interface Method {
  /** The size of the error goes with this power of the width. */
  readonly errorOrder: number;
  /** How much the controller heeds the error of the step before: 0 where it need not. */
  readonly stabilisation: number;
  /** Degree of the polynomial. */
  readonly degree: number;
  readonly step: (slope: Slope, start: StepStart) => Step;
  /** One size from the sizes of the errors. */
  readonly errorSize: (sizes: readonly Arr[]) => Arr;
}
