/** Method: the one shape of every iterative solver and sampler, a pure step from state to state. */

/**
 * A way to get from one state to the next. `State` is what the next step needs, plain immutable data that can be saved,
 * loaded and continued bit for bit; `Info` is what a person or a diagnostic needs.
 */
export interface Method<P, S, I> {
  /** The state before the first step. */
  init(params: P): S;
  /** One step; the state handed in is left as it was. */
  step(state: S): Stepped<S, I>;
  /**
   * Looks whether what the state expects of its next step is true, at the price of few evaluations: the state marked as
   * confirmed, or one with better expectations. Absent where a method expects only what it has measured.
   */
  confirm?(state: S): S;
}

/** What one step gives back. */
export interface Stepped<S, I> {
  /** The state after the step. */
  readonly state: S;
  /** What happened in it. */
  readonly info: I;
}
