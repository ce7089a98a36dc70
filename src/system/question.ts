/** Question: what is asked of a system's parameters, in the form in which inference can answer it. */
import type { Arr } from "../array/index.ts";
import { neg } from "../ops/index.ts";

/** Whitened residuals, whose squares sum to chi-squared. */
export interface ResidualsQuestion<P> {
  readonly kind: "residuals";
  /** Pure; shape [n], dimensionless. */
  residuals(params: P): Arr;
}

/** A number to make small that is not a sum of squares. */
export interface ObjectiveQuestion<P> {
  readonly kind: "objective";
  /** Pure; a scalar. */
  objective(params: P): Arr;
}

/** A density to draw from, or to find the mode of. */
export interface LogDensityQuestion<P> {
  readonly kind: "logDensity";
  /** Pure; a scalar, up to a constant, in nats. */
  logDensity(params: P): Arr;
}

/** One of the three; narrow on `kind`. */
export type Question<P> = ResidualsQuestion<P> | ObjectiveQuestion<P> | LogDensityQuestion<P>;

/** "residuals", "objective" or "logDensity". */
export type QuestionKind = Question<unknown>["kind"];

/**
 * The scalar that a fit makes small: chi-squared, the objective, or minus the log density.
 *
 * @example
 * ```ts
 * import { type Arr, array } from "fluxion";
 * import { objectiveOf } from "fluxion/system";
 * const loss = objectiveOf({ kind: "residuals", residuals: (p: { x: Arr }) => p.x.sub(array([1, 2])) });
 * console.log(loss({ x: array(3) }).item()); // → 5
 * ```
 */
export function objectiveOf<P>(question: Question<P>): (params: P) => Arr {
  switch (question.kind) {
    case "residuals":
      return (params) => question.residuals(params).square().sum();
    case "objective":
      return (params) => question.objective(params);
    case "logDensity":
      return (params) => neg(question.logDensity(params));
  }
}

/** The log density that a sampler draws from, with -chi-squared / 2 for residuals; null for an objective, which is none. */
export function logDensityOf<P>(question: Question<P>): ((params: P) => Arr) | null {
  switch (question.kind) {
    case "residuals":
      return (params) => question.residuals(params).square().sum().mul(-0.5);
    case "logDensity":
      return (params) => question.logDensity(params);
    case "objective":
      return null;
  }
}
