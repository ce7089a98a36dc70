/** Vector problems: what the numerical cores solve, plain functions of a flat vector over a box. */
import type { Box } from "./box.ts";

/** A differentiable function of a vector, to be minimised over a box. */
export interface SmoothProblem extends Box {
  /** Number of coordinates. */
  readonly size: number;
  /** Value and gradient at a point of the box; either may be NaN or infinite where the function does not exist. */
  evaluate(point: Float64Array): Evaluation;
}

/** A function at a point. */
export interface Evaluation {
  readonly value: number;
  /** Shape [size]. */
  readonly gradient: Float64Array;
}

/** Residuals of a vector, the sum of whose squares is to be minimised over a box. */
export interface ResidualProblem extends Box {
  /** Number of coordinates. */
  readonly size: number;
  /** The residuals, shape [m]. */
  residuals(point: Float64Array): Float64Array;
  /** Their derivatives, shape [m, size] row by row. */
  jacobian(point: Float64Array): Float64Array;
}
