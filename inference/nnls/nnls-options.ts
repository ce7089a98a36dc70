/** Options of non-negative least squares: penalties, equality rows, free columns. */
import type { ArrLike } from "../../src/index.ts";
import { checkOptions, option, type OptionCheck, type OptionChecks } from "../../src/internal.ts";

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

/** A penalty: its weight alone or its parts by name; their ranges and shapes are checked where they are read. */
function penalty(parts: readonly string[]): OptionCheck {
  const named = Object.fromEntries(parts.map((part) => [part, option.arrayLike]));
  return (value, where, path) => {
    if (typeof value !== "number") checkOptions(value, named, where, path, ["weight"]);
    else option.notNegative()(value, where, path);
  };
}

/** All columns, or some by number; that they exist is checked where they are read. */
const freeColumns: OptionCheck = (value, where, path) =>
  (Array.isArray(value) ? option.each(option.whole(0)) : option.choice("all"))(value, where, path);

/** Checks of the terms: their names; numbers are checked where they are read. */
export const termChecks: OptionChecks<NnlsTerms> = {
  tikhonov: penalty(["weight", "target", "scale"]),
  smoothness: penalty(["weight", "operator", "target"]),
  entropy: penalty(["weight", "prior"]),
  equality: (value, where, path) =>
    checkOptions(value, { matrix: option.arrayLike, values: option.arrayLike }, where, path, ["matrix", "values"]),
  free: freeColumns,
};

/** Checks of the options. */
export const nnlsChecks: OptionChecks<NnlsOptions> = {
  ...termChecks,
  method: option.choice("active-set", "coordinate-descent"),
  maxSteps: option.fromZero,
  tolerance: option.notNegative(),
};
