/** Certificate: how well a point satisfies the conditions of a minimum, computed afresh from the problem and the point. */
import { powerOfTwoBelow } from "./columns/column-system.ts";
import { GivenRows } from "./given-rows.ts";
import type { Borrow } from "./kernels/workspace.ts";
import type { EntropyProblem, NnlsProblem } from "./read-problem.ts";
import { sparseColumnDot, sparseResidual, type SparseRows } from "./columns/sparse-rows.ts";

/**
 * Violations of the Karush-Kuhn-Tucker conditions, each as a fraction of the terms that cancel in it, so that it has no
 * unit: zero at a minimum, 1e-16 at its nearest floating-point numbers.
 */
export interface KktCertificate {
  /** Slope of the objective in an unknown that is not zero. */
  readonly stationarity: number;
  /** Downhill slope in an unknown that is zero. */
  readonly dualInfeasibility: number;
  /** An unknown below zero that may not be; always zero. */
  readonly primalInfeasibility: number;
  /** Violation of an equality row. */
  readonly equality: number;
  /** The largest of all. */
  readonly worst: number;
}

/** What is computed at a point. */
export interface PointFacts {
  /** A x - b, shape [m]. */
  readonly residual: Float64Array;
  /** Half the slope of the Lagrangian, shape [n]: zero where x is not, and not negative where x is zero. */
  readonly dual: Float64Array;
  /** || A x - b ||². */
  readonly misfit: number;
  /** The misfit and all penalties. */
  readonly value: number;
  readonly certificate: KktCertificate;
  /** The dual of each unknown as a fraction of the terms in it, shape [n]. */
  readonly relativeDual: Float64Array;
  /** Length of each column of A above the penalties, shape [n]. */
  readonly columnSize: Float64Array;
}

/** Finds everything about a point, from A, b, the penalties and the multipliers of the equality rows alone. */
export type Certifier = (target: Float64Array, x: Float64Array, multipliers: Float64Array) => PointFacts;

/** A certifier for the right-hand sides of a problem: what depends on the matrix alone is computed once. */
export function certifierOf(problem: NnlsProblem, borrow: Borrow): Certifier {
  const { m, n, matrix, penalty } = problem;
  const rows = new GivenRows(matrix, m, n, borrow);
  const columnSize = penalty === null ? rows.columnLengths : lengthsAbove(penalty, rows.columnLengths);
  return (target, x, multipliers) => factsAt(problem, rows, columnSize, target, x, multipliers);
}

function factsAt(
  { n, penalty, equality, entropy, free }: NnlsProblem,
  rows: GivenRows,
  columnSize: Float64Array,
  target: Float64Array,
  x: Float64Array,
  multipliers: Float64Array,
): PointFacts {
  // In units of the largest number, no square leaves the range of numbers.
  const unit = powerOfTwoBelow(largestOf(target) || largestOf(penalty?.target ?? target) || 1);
  const { residual, slope } = rows.at(target, x, unit);
  const misfit = sumOfSquares(residual);
  let targetSquare = sumOfSquares(target, 1 / unit);
  let value = misfit;
  if (penalty !== null) {
    const left = new Float64Array(penalty.rows);
    sparseResidual(penalty, x, left);
    value += sumOfSquares(left);
    targetSquare += sumOfSquares(penalty.target, 1 / unit);
    for (let j = 0; j < n; j++) slope[j] = slope[j]! - sparseColumnDot(penalty, j, left);
  }
  let terms = Math.sqrt(targetSquare) * unit;
  for (let j = 0; j < n; j++) terms += columnSize[j]! * Math.abs(x[j]!);
  const dual = slope;
  const size = new Float64Array(n);
  for (let j = 0; j < n; j++) size[j] = columnSize[j]! * terms;
  if (entropy !== null) value += addEntropy(entropy, x, dual, size);
  let equalityViolation = 0;
  if (equality !== null) {
    for (let i = 0; i < equality.count; i++) {
      let left = -equality.values[i]!;
      let total = Math.abs(equality.values[i]!);
      for (let j = 0; j < n; j++) {
        const coefficient = equality.matrix[i * n + j]!;
        left += coefficient * x[j]!;
        total += Math.abs(coefficient * x[j]!);
        dual[j] = dual[j]! - coefficient * multipliers[i]!;
        size[j] = size[j]! + Math.abs(coefficient * multipliers[i]!);
      }
      if (left !== 0) equalityViolation = Math.max(equalityViolation, Math.abs(left) / total);
    }
  }
  const relativeDual = new Float64Array(n);
  for (let j = 0; j < n; j++) if (dual[j] !== 0) relativeDual[j] = dual[j]! / size[j]!;
  let stationarity = 0;
  let dualInfeasibility = 0;
  let primalInfeasibility = 0;
  for (let j = 0; j < n; j++) {
    if (x[j] !== 0 || free[j] === 1) stationarity = worse(stationarity, Math.abs(relativeDual[j]!));
    else dualInfeasibility = worse(dualInfeasibility, -relativeDual[j]!);
    if (free[j] === 0 && x[j]! < 0) primalInfeasibility = worse(primalInfeasibility, (-x[j]! * columnSize[j]!) / terms);
  }
  const worst = [stationarity, dualInfeasibility, primalInfeasibility, equalityViolation].reduce(worse, 0);
  const certificate = { stationarity, dualInfeasibility, primalInfeasibility, equality: equalityViolation, worst };
  return { residual, dual, misfit, value, certificate, relativeDual, columnSize };
}

/** Adds the slope of the entropy to the dual and its size to the terms; returns its value. */
function addEntropy(
  { weight, prior }: EntropyProblem,
  x: Float64Array,
  dual: Float64Array,
  size: Float64Array,
): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) {
    const logarithm = x[j]! > 0 ? Math.log(x[j]! / prior[j]!) : 0;
    sum += weight * (x[j]! * logarithm - x[j]! + prior[j]!);
    // The slope tends to minus infinity at zero, which only an unknown that underflowed has reached.
    if (x[j]! > 0) dual[j] = dual[j]! + 0.5 * weight * logarithm;
    else dual[j] = 0;
    size[j] = size[j]! + 0.5 * weight * Math.max(Math.abs(logarithm), 1);
  }
  return sum;
}

/** Length of each column with the penalties below it. */
function lengthsAbove(penalty: SparseRows, lengths: Float64Array): Float64Array {
  return lengths.map((length, j) => {
    let square = 0;
    for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
      square += penalty.value[penalty.entryOfColumn[at]!]! ** 2;
    }
    return Math.hypot(length, Math.sqrt(square));
  });
}

function sumOfSquares(numbers: Float64Array, scale = 1): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += (numbers[i]! * scale) ** 2;
  return sum;
}

function worse(a: number, b: number): number {
  return b <= a ? a : b;
}

function largestOf(numbers: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) largest = Math.max(largest, Math.abs(numbers[i]!));
  return largest;
}
