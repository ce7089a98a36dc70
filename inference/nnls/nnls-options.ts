/** Options of non-negative least squares: penalties, equality rows, free columns. */
import type { ArrLike } from "../../src/index.ts";
import { option, type OptionCheck, type OptionChecks } from "../../src/internal.ts";

/** Pulls the unknowns to a target: adds weight · Σ ((x_j - target_j) / scale_j)² to the objective. */
export interface TikhonovPenalty {
  /** In units of the objective where x / scale has none. */
  readonly weight: ArrLike;
  /** What is pulled to, shape [n] or a scalar, unit of x. Default 0. */
  readonly target?: ArrLike | undefined;
  /** How far each may be for a unit of penalty, shape [n] or a scalar, unit of x. Default 1. */
  readonly scale?: ArrLike | undefined;
}

/** Pulls neighbours together: adds weight · || D (x - target) ||² to the objective. */
export interface SmoothnessPenalty {
  readonly weight: ArrLike;
  /** D, shape [k, n]. Default: second differences, x_(j-1) - 2 x_j + x_(j+1), shape [n - 2, n]. */
  readonly operator?: ArrLike | undefined;
  /** Shape [n] or a scalar, unit of x. Default 0. */
  readonly target?: ArrLike | undefined;
}

/** Prefers the unknowns of largest entropy: adds weight · Σ (x_j ln(x_j / prior_j) - x_j + prior_j) to the objective. */
export interface EntropyPenalty {
  readonly weight: ArrLike;
  /** What x is without data, positive, shape [n] or a scalar, unit of x. Default 1. */
  readonly prior?: ArrLike | undefined;
}

/** Rows that must hold exactly: matrix x = values. */
export interface EqualityRows {
  /** Shape [k, n]. */
  readonly matrix: ArrLike;
  /** Shape [k]. */
  readonly values: ArrLike;
}

/** What is minimised besides || A x - b ||², and over which x. */
export interface NnlsTerms {
  /** A number is the weight. */
  readonly tikhonov?: number | TikhonovPenalty | undefined;
  /** A number is the weight. */
  readonly smoothness?: number | SmoothnessPenalty | undefined;
  /** A number is the weight. */
  readonly entropy?: number | EntropyPenalty | undefined;
  readonly equality?: EqualityRows | undefined;
  /** Columns whose unknown may be negative, by number; "all" for plain least squares. */
  readonly free?: readonly number[] | "all" | undefined;
}

/**
 * How the minimum is found. "active-set" is exact; it needs memory for as many squared columns as are positive.
 * "coordinate-descent" needs none, and many sweeps where columns resemble each other.
 */
export type NnlsMethod = "active-set" | "coordinate-descent";

/** How to solve. */
export interface NnlsOptions extends NnlsTerms {
  /** Default: the active set, but coordinate descent where more than some thousand unknowns might be positive. */
  readonly method?: NnlsMethod | undefined;
  /** Least-squares problems, sweeps or Newton steps for each right-hand side. Default 10 n + 100. */
  readonly maxSteps?: number | undefined;
  /** Largest violation of the optimality conditions, as a fraction of the terms in them. Default 1e-10. */
  readonly tolerance?: number | undefined;
}

/** A penalty: its weight alone, which is checked where it is read, or its parts by name. */
function penalty(parts: Readonly<Record<string, OptionCheck>>): OptionCheck {
  const named = option.nested(parts);
  return (value, where, path) => {
    if (typeof value !== "number") named(value, where, path);
  };
}

/** Checks of the terms: their names; numbers are checked where they are read. */
export const termChecks: OptionChecks<NnlsTerms> = {
  tikhonov: penalty({ weight: option.whereRead, target: option.whereRead, scale: option.whereRead }),
  smoothness: penalty({ weight: option.whereRead, operator: option.whereRead, target: option.whereRead }),
  entropy: penalty({ weight: option.whereRead, prior: option.whereRead }),
  equality: option.nested({ matrix: option.whereRead, values: option.whereRead }),
  free: option.whereRead,
};

/** Checks of the options. */
export const nnlsChecks: OptionChecks<NnlsOptions> = {
  ...termChecks,
  method: option.choice("active-set", "coordinate-descent"),
  maxSteps: option.fromZero,
  tolerance: option.notNegative(),
};
