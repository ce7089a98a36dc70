/** Solves a scaled least-squares problem with signs by the method that fits it, and says how independent its columns are. */
import { activeSet } from "./active-set.ts";
import {
  type ColumnSystem,
  type GivenMatrix,
  scaleColumns,
  type ScaledColumns,
  withTarget,
} from "../columns/column-system.ts";
import { coordinateDescent } from "./coordinate-descent.ts";
import { GramFactor } from "../factors/gram-factor.ts";
import type { Borrow } from "../kernels/workspace.ts";
import type { NnlsMethod } from "../nnls-options.ts";
import { OrthogonalFactor } from "../factors/orthogonal-factor.ts";

/** How a method ended; "out-of-range" where the solution is no number in the units of the problem. */
export type ColumnsStatus = "optimal" | "max-steps" | "imprecise" | "out-of-range";

/** A solution in the units of the problem. */
export interface ColumnsOutcome {
  readonly x: Float64Array;
  readonly steps: number;
  readonly status: ColumnsStatus;
  /** Smallest fraction of a column in use that is its own; one where that was not looked at. */
  readonly independence: number;
}

/** How to solve. */
export interface ColumnsOptions {
  readonly method: NnlsMethod;
  readonly maxSteps: number;
  /** Columns that may well be in use: those of a neighbouring problem. */
  readonly start: Iterable<number>;
}

/** Beyond this many columns in use their triangular factor alone takes hundreds of megabytes. */
const largestFactor = 6000;

/** The method for a problem of which nothing is asked: how many unknowns can be non-zero decides. */
export function methodFor(given: GivenMatrix): NnlsMethod {
  return mostColumns(given) > largestFactor ? "coordinate-descent" : "active-set";
}

/** The columns of a matrix, scaled and with room for a method and for as many right-hand sides. */
export function columnsFor(method: NnlsMethod, given: GivenMatrix, rightSides: number, borrow: Borrow): ScaledColumns {
  const isActiveSet = method === "active-set";
  const provision = { mostInUse: isActiveSet ? mostColumns(given) : 0, isForMany: isActiveSet && rightSides > 1 };
  return scaleColumns(given, provision, borrow);
}

/** How many columns can be independent. */
function mostColumns({ m, n, penalty }: GivenMatrix): number {
  return Math.min(m + (penalty?.rows ?? 0), n);
}

/** Minimises || A x - b ||² and the penalties over the x that are allowed. */
export function solveColumns(
  columns: ScaledColumns,
  target: Float64Array,
  { method, maxSteps, start }: ColumnsOptions,
): ColumnsOutcome {
  const system = withTarget(columns, target);
  if (method === "coordinate-descent") {
    return inUnits(system, { ...coordinateDescent(system, maxSteps), independence: 1 });
  }
  const quick = new GramFactor(system);
  const first = activeSet(system, quick, { columns: start, maxSteps });
  if (first.status !== "imprecise") return inUnits(system, { ...first, independence: quick.independence() });
  // The products have lost the digits that tell columns apart; an orthogonal basis keeps them.
  const exact = new OrthogonalFactor(system);
  const used = Array.from(quick.order.subarray(0, quick.size));
  const second = activeSet(system, exact, { columns: used, maxSteps: maxSteps - first.steps });
  return inUnits(system, { ...second, steps: first.steps + second.steps, independence: exact.independence() });
}

function inUnits({ unscale }: ColumnSystem, outcome: ColumnsOutcome): ColumnsOutcome {
  const x = outcome.x.slice();
  let isLost = false;
  for (let j = 0; j < x.length; j++) {
    const value = x[j]! * unscale[j]!;
    isLost ||= !Number.isFinite(value) || (value === 0 && x[j] !== 0);
    x[j] = value;
  }
  return { ...outcome, x, status: isLost ? "out-of-range" : outcome.status };
}
