/** NnlsSolution: what non-negative least squares found, with the proof that it is a minimum. */
import type { Arr } from "../../src/index.ts";
import type { KktCertificate } from "./certificate.ts";

/** How a problem can end. */
export type NnlsStatus = "converged" | "max-steps" | "imprecise" | "infeasible" | "non-finite";

/** What makes the solution's derivative one-sided, or the solution one of many. */
export interface Degeneracy {
  /** Unknowns that are zero although their dual is zero too: a small change of the data may let them in. */
  readonly weaklyActive: readonly number[];
  /**
   * The smallest part of a column with a non-zero unknown that lies outside of the columns before it, as a fraction of its
   * length; zero where columns are dependent, so that x is one solution of many.
   */
  readonly independence: number;
}

/** One right-hand side. */
export interface NnlsColumn {
  readonly status: NnlsStatus;
  /** Least-squares problems, sweeps or Newton steps it took. */
  readonly steps: number;
  /** The objective: misfit and penalties. */
  readonly value: number;
  /** || A x - b ||². */
  readonly misfit: number;
  /** Numbers of the unknowns that are not zero, ascending. */
  readonly support: readonly number[];
  readonly certificate: KktCertificate;
  readonly degeneracy: Degeneracy;
}

/** What every solution tells, whatever its status. Where b was [m, k], arrays have k columns. */
export interface NnlsFields {
  /** "active-set", "coordinate-descent", "entropy" or, with the method for more rows, "active-set with multipliers". */
  readonly method: string;
  /** The unknowns, shape [n] or [n, k]. */
  readonly x: Arr;
  /**
   * Half the slope of the objective in each unknown, Aᵀ(A x - b) and what penalties and equality rows add; zero where x is
   * not zero, at least zero where it is. Shape of x.
   */
  readonly dual: Arr;
  /** Multipliers of the equality rows, shape [rows] or [rows, k]; dual = Aᵀ(A x - b) + penalties - Cᵀ multipliers. */
  readonly multipliers: Arr;
  /** A x - b, shape of b. */
  readonly residual: Arr;
  /** The objective, summed over right-hand sides. */
  readonly value: number;
  /** || A x - b ||² alone. */
  readonly misfit: number;
  /** The conditions of a minimum, the worst over right-hand sides. */
  readonly certificate: KktCertificate;
  /** Right-hand sides one by one. */
  readonly columns: readonly NnlsColumn[];
  /** Sentences on what to be careful with: derivatives that are one-sided, solutions that are not unique. */
  readonly warnings: readonly string[];
  /** How it ended and what to do next, in a sentence. */
  readonly explain: string;
  /** Wall time, seconds. */
  readonly seconds: number;
}

/** A minimum. */
export interface ConvergedNnls extends NnlsFields {
  readonly status: "converged";
}

/** A problem that has no solution, or whose minimum was not reached; x holds the best point known, finite in any case. */
export interface UnfinishedNnls extends NnlsFields {
  readonly status: Exclude<NnlsStatus, "converged">;
}

/** What was found. Narrow on `status`, or write `unwrap(solution)` to throw unless it converged. */
export type NnlsSolution = ConvergedNnls | UnfinishedNnls;

/** A dual below this fraction of its terms is as good as zero. */
export const weakDual = 1e-8;
/** Columns with a smaller part of their own are as good as dependent. */
const weakIndependence = 1e-6;

/** The warnings of one right-hand side; `label` is empty where there is only one. */
export function warningsOf({ degeneracy }: NnlsColumn, label: string): string[] {
  const { weaklyActive, independence } = degeneracy;
  const warnings: string[] = [];
  if (weaklyActive.length > 0) {
    warnings.push(
      `${label}${listed(weaklyActive)} ${weaklyActive.length === 1 ? "is" : "are"} zero with zero dual: ` +
        "derivatives hold on one side only; a tikhonov term, or other columns, would decide.",
    );
  }
  if (independence < weakIndependence) {
    warnings.push(
      `${label}columns in use are nearly dependent (${independence.toExponential(1)} of one is its own): ` +
        "x is one of many that fit as well; add a tikhonov or smoothness term, or merge columns.",
    );
  }
  return warnings;
}

function listed(columns: readonly number[]): string {
  const shown = columns.slice(0, 6).map((column) => `x[${column}]`);
  return shown.join(", ") + (columns.length > 6 ? ` and ${columns.length - 6} more` : "");
}

/** What happened, in a sentence with the next action. */
export function explainNnls(status: NnlsStatus, column: NnlsColumn, count: number, failed: readonly number[]): string {
  const { steps, certificate, support } = column;
  const which = count === 1 || failed.length === 0 ? "" : `Right-hand side ${failed.join(", ")}: `;
  const worst = certificate.worst.toExponential(1);
  const taken = `${steps} step${steps === 1 ? "" : "s"}`;
  switch (status) {
    case "converged":
      return count === 1
        ? `Minimum found in ${taken}, ${support.length} unknowns not zero; its conditions hold to ${worst}.`
        : `Minima found for ${count} right-hand sides; their conditions hold to ${worst}.`;
    case "max-steps":
      return `${which}Stopped after ${taken} with conditions violated by ${worst}; raise maxSteps, or add a tikhonov term.`;
    case "imprecise":
      return (
        `${which}The conditions of a minimum hold to ${worst} only: columns are nearly dependent; add a tikhonov term, merge ` +
        "columns, or raise tolerance if that is enough."
      );
    case "infeasible":
      return (
        `${which}No x >= 0 satisfies the equality rows; x comes as close as it can. Check their signs, leave rows out, or ` +
        "move them into A with a weight."
      );
    case "non-finite":
      return `${which}The solution leaves the range of numbers; measure A or b in other units.`;
  }
}
