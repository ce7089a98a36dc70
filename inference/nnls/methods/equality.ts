/** Equality rows by the method of multipliers: a weighted problem, solved again with what its rows still lack. */
import type { Certifier } from "../certificate.ts";
import type { GivenMatrix } from "../columns/column-system.ts";
import type { EqualityProblem, NnlsProblem } from "../read-problem.ts";
import { withWorkspaces } from "../kernels/workspace.ts";
import { columnsFor, type ColumnsOutcome, type ColumnsStatus, solveColumns } from "./solve-columns.ts";

/** What the weighted problem gives. */
export interface WeightedOutcome {
  readonly x: Float64Array;
  readonly steps: number;
  readonly status: ColumnsStatus;
  readonly independence: number;
}

/** The solution and the multipliers of the equality rows. */
export interface MultiplierOutcome extends WeightedOutcome {
  readonly multipliers: Float64Array;
}

/** A solver of problems with one matrix, for many right-hand sides. */
export type WeightedSolver = (target: Float64Array, start: readonly number[]) => WeightedOutcome;

/** Weight of an equality row, relative to the curvature of the rest: the error falls by its square at every round. */
const heaviness = 2 ** 5;
const largestRounds = 40;

/**
 * || A x - b ||² + || W (C x - d) ||² - 2 yᵀ (C x - d) is least where the constrained problem is once y are its
 * multipliers; each solution improves y by W² (d - C x), and some six rounds reach rounding.
 *
 * @param solverOf  makes a solver for the matrix [m, n] that holds A above W C
 * @see Hestenes (1969), Multiplier and gradient methods, J. Optim. Theory Appl. 4, 303; Powell (1969)
 */
export function withMultipliers(
  problem: NnlsProblem,
  { count, matrix, values }: EqualityProblem,
  solverOf: (stacked: Float64Array, m: number) => WeightedSolver,
  certify: Certifier,
): (target: Float64Array, start: readonly number[]) => MultiplierOutcome {
  const { m, n } = problem;
  const weights = rowWeights(problem, matrix, count);
  const stacked = new Float64Array((m + count) * n);
  stacked.set(problem.matrix);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < n; j++) stacked[(m + i) * n + j] = weights[i]! * matrix[i * n + j]!;
  }
  const solve = solverOf(stacked, m + count);
  return (target, start) => {
    const multipliers = new Float64Array(count);
    const right = new Float64Array(m + count);
    right.set(target);
    let outcome: MultiplierOutcome | undefined;
    let best = Number.POSITIVE_INFINITY;
    let steps = 0;
    for (let round = 0; round < largestRounds; round++) {
      for (let i = 0; i < count; i++) right[m + i] = weights[i]! * values[i]! + multipliers[i]! / weights[i]!;
      const support = outcome === undefined ? start : supportOf(outcome.x);
      const solved = solve(right, support);
      steps += solved.steps;
      const { missing, relative } = missingAt(matrix, values, n, solved.x);
      for (let i = 0; i < count; i++) multipliers[i] = multipliers[i]! + weights[i]! ** 2 * missing[i]!;
      if (outcome !== undefined && !(relative < 0.5 * best)) break;
      outcome = { ...solved, steps, multipliers: multipliers.slice() };
      best = relative;
      if (relative === 0) break;
    }
    const { x } = outcome!;
    return { ...outcome!, steps, multipliers: bestMultipliers(problem, certify, target, x, outcome!.multipliers) };
  };
}

/** Weighted rows round heavily in the multipliers they leave; those that flatten the Lagrangian best over the support do not. */
function bestMultipliers(
  { n, equality }: NnlsProblem,
  certify: Certifier,
  target: Float64Array,
  x: Float64Array,
  first: Float64Array,
): Float64Array {
  const { count, matrix } = equality!;
  const support = supportOf(x);
  const { dual, columnSize } = certify(target, x, first);
  if (support.length === 0) return first;
  const length = (j: number): number => columnSize[j]! || 1;
  const rows = Float64Array.from({ length: support.length * count }, (_, k) => {
    const j = support[Math.floor(k / count)]!;
    return matrix[(k % count) * n + j]! / length(j);
  });
  const right = Float64Array.from(support, (j) => dual[j]! / length(j));
  const free = new Uint8Array(count).fill(1);
  const { x: correction } = solveOnce({ rows, m: support.length, n: count, penalty: null, free }, right);
  return first.map((value, i) => value + correction[i]!);
}

/** Solves a small problem of its own. */
function solveOnce(given: GivenMatrix, right: Float64Array): ColumnsOutcome {
  const options = { method: "active-set", maxSteps: 10 * given.n + 100, start: [] } as const;
  return withWorkspaces((borrow) => solveColumns(columnsFor("active-set", given, 1, borrow), right, options));
}

function supportOf(x: Float64Array): number[] {
  return Array.from(x.keys()).filter((j) => x[j] !== 0);
}

/** d - C x, and the largest of it relative to the terms of its row. */
function missingAt(
  matrix: Float64Array,
  values: Float64Array,
  n: number,
  x: Float64Array,
): { readonly missing: Float64Array; readonly relative: number } {
  let relative = 0;
  const missing = values.map((value, i) => {
    let sum = value;
    let total = Math.abs(value);
    for (let j = 0; j < n; j++) {
      const term = matrix[i * n + j]! * x[j]!;
      sum -= term;
      total += Math.abs(term);
    }
    if (sum !== 0) relative = Math.max(relative, Math.abs(sum) / total);
    return sum;
  });
  return { missing, relative };
}

/** Weights that make each row `heaviness` times as stiff as the objective in the unknowns it speaks of, in the geometric mean. */
function rowWeights({ m, n, matrix, penalty, entropy }: NnlsProblem, rows: Float64Array, count: number): Float64Array {
  const curvature = new Float64Array(n);
  for (let k = 0; k < m * n; k++) curvature[k % n] = curvature[k % n]! + matrix[k]! ** 2;
  penalty?.value.forEach((value, k) => {
    const j = penalty.column[k]!;
    curvature[j] = curvature[j]! + value * value;
  });
  if (entropy !== null) entropy.prior.forEach((x, j) => (curvature[j] = curvature[j]! + (0.5 * entropy.weight) / x));
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    let terms = 0;
    let largest = 0;
    for (let j = 0; j < n; j++) {
      const coefficient = Math.abs(rows[i * n + j]!);
      largest = Math.max(largest, coefficient);
      if (coefficient === 0 || curvature[j] === 0) continue;
      sum += 0.5 * Math.log2(curvature[j]!) - Math.log2(coefficient);
      terms++;
    }
    if (largest === 0) return 1;
    return terms === 0 ? 1 / largest : heaviness * 2 ** Math.round(sum / terms);
  });
}

/** Whether some x of the signs allowed satisfies the equality rows. */
export function isFeasible({ n, equality, free }: NnlsProblem): boolean {
  if (equality === null) return true;
  const { count, matrix, values } = equality;
  // Rows in units of their own, so that each counts alike.
  const size = Float64Array.from({ length: count }, (_, i) => {
    let largest = 0;
    for (let j = 0; j < n; j++) largest = Math.max(largest, Math.abs(matrix[i * n + j]!));
    return largest || 1;
  });
  const rows = matrix.map((value, k) => value / size[Math.floor(k / n)]!);
  const right = values.map((value, i) => value / size[i]!);
  const { x } = solveOnce({ rows, m: count, n, penalty: null, free }, right);
  return missingAt(rows, right, n, x).relative <= 1e-9;
}
