/** Vector problems: what the numerical cores solve, plain functions of a flat vector over a box. */
import type { Box } from "./box.ts";
import type { RobustLoss } from "./robust-loss.ts";

/** A function of a vector, to be minimised over a box without derivatives. */
export interface ValueProblem extends Box {
  /** Number of coordinates. */
  readonly size: number;
  /** Value at a point of the box; NaN or infinite where the function does not exist. */
  value(point: Float64Array): number;
}

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

/** A twice differentiable function of a vector, to be minimised over a box. */
export interface TwiceSmoothProblem extends SmoothProblem {
  /** The matrix of second derivatives at a point, times a vector of shape [size]. */
  hessianProduct(point: Float64Array, vector: Float64Array): Float64Array;
}

/** Where the numbers of one leaf of the parameters stand in the vector. */
export interface LeafRange {
  /** Path of the leaf: "halo.mass". */
  readonly path: string;
  /** Position of its first number. */
  readonly offset: number;
  /** How many numbers it has. */
  readonly size: number;
}

/** A differentiable function whose coordinates are known by the leaves they came from. */
export interface NamedProblem extends SmoothProblem {
  /** The leaves that the vector is made of, in its order. */
  readonly leaves: readonly LeafRange[];
}

/** All that can be asked of an objective; each derivative is compiled when it is first asked for. */
export interface ObjectiveProblem extends ValueProblem, TwiceSmoothProblem, NamedProblem {}

/** Residuals of a vector, the sum of whose squares, or losses, is to be minimised over a box. */
export interface ResidualProblem extends Box {
  /** Number of coordinates. */
  readonly size: number;
  /** The residuals, shape [m]. */
  residuals(point: Float64Array): Float64Array;
  /** Their derivatives, shape [m, size] row by row. */
  jacobian(point: Float64Array): Float64Array;
  /** Their second derivatives along a direction, d²r(point + t direction) / dt² at t = 0, shape [m]. */
  secondDerivative?(point: Float64Array, direction: Float64Array): Float64Array;
  /** The leaves that the vector is made of, in its order; each coordinate is one when absent. */
  readonly leaves?: readonly LeafRange[];
  /** What a residual costs; its square when absent. */
  readonly loss?: RobustLoss | undefined;
}
