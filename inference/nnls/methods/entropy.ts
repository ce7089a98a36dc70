/** Entropy: least squares with a maximum-entropy term, by Newton's method in the logarithm of the unknowns. */
import { factorise, solveFactorised } from "../../linear-algebra/dense-cholesky.ts";
import type { EntropyProblem } from "../read-problem.ts";
import type { SparseRows } from "../columns/sparse-rows.ts";

/** Least squares with an entropy. */
export interface EntropySystem {
  readonly m: number;
  readonly n: number;
  /** A, shape [m, n], row by row. */
  readonly matrix: Float64Array;
  readonly penalty: SparseRows | null;
  readonly entropy: EntropyProblem;
}

/** Where Newton's method ended. */
export interface EntropyOutcome {
  readonly x: Float64Array;
  readonly steps: number;
  readonly status: "optimal" | "max-steps" | "imprecise";
  readonly independence: number;
}

/** A step of the logarithms below this size is the last: the next would be its square. */
const lastStep = 1e-7;
/** A decrease below this fraction of the objective is lost in its rounding. */
const rounding = 1e-13;

/**
 * A solver of min || A x - b ||² + || D x - d ||² + weight Σ (x ln(x / prior) - x + prior).
 *
 * With x = prior eˢ, u = x / prior and columns times prior, half the slope in x is zero where Gᵤ + (weight / 2) s = 0.
 * Newton's system, made symmetric by the roots of x, is (√x G √x + weight / 2) y = -√x (slope), never singular however
 * small x becomes. A falling unknown moves along its logarithm, a rising one along itself, so that none changes sign or
 * overshoots; steps are halved until the objective falls.
 *
 * @see Skilling & Bryan (1984), Maximum entropy image reconstruction: general algorithm, MNRAS 211, 111
 */
export function entropySolver(system: EntropySystem, maxSteps: number): (target: Float64Array) => EntropyOutcome {
  const { n, entropy } = system;
  const half = 0.5 * entropy.weight;
  const rows = stackedRows(system);
  const height = rows.length / n;
  const gram = height < 0.5 * n ? null : gramOf(rows, height, n);
  return (target) => {
    const right = new Float64Array(height);
    right.set(target);
    if (system.penalty !== null) right.set(system.penalty.target, system.m);
    let logarithm: Float64Array = new Float64Array(n);
    let here = evaluate(system, rows, right, logarithm);
    for (let steps = 1; steps <= maxSteps; steps++) {
      const slope = here.slope;
      const root = here.x.map(Math.sqrt);
      const direction =
        gram === null ? wideDirection(rows, height, root, slope, half) : squareDirection(gram, root, slope, half);
      if (direction === null) return { x: here.x, steps, status: "imprecise", independence: 1 };
      // direction = d ln x; the slope along it, for Armijo's rule.
      let along = 0;
      let largest = 0;
      for (let j = 0; j < n; j++) {
        along += 2 * slope[j]! * here.x[j]! * direction[j]!;
        // What has underflowed moves along its logarithm alone, and nobody sees it.
        if (here.x[j]! > 0) largest = Math.max(largest, Math.abs(direction[j]!));
      }
      let fraction = 1;
      for (;;) {
        const tried = moved(logarithm, direction, fraction);
        const there = evaluate(system, rows, right, tried);
        const expected = fraction * along;
        if (there.value <= here.value + 1e-4 * expected || Math.abs(expected) <= rounding * Math.abs(here.value)) {
          logarithm = tried;
          here = there;
          break;
        }
        fraction *= 0.5;
        if (fraction < 1e-12) return { x: here.x, steps, status: "imprecise", independence: 1 };
      }
      if (fraction === 1 && largest <= lastStep) return { x: here.x, steps, status: "optimal", independence: 1 };
    }
    return { x: here.x, steps: maxSteps, status: "max-steps", independence: 1 };
  };
}

interface EntropyPoint {
  readonly x: Float64Array;
  readonly value: number;
  /** Half the slope in x, shape [n]. */
  readonly slope: Float64Array;
}

function evaluate(
  { n, entropy }: EntropySystem,
  rows: Float64Array,
  right: Float64Array,
  logarithm: Float64Array,
): EntropyPoint {
  const { weight, prior } = entropy;
  const x = logarithm.map((s, j) => prior[j]! * Math.exp(s));
  const slope = new Float64Array(n);
  let value = 0;
  for (let j = 0; j < n; j++) {
    slope[j] = 0.5 * weight * logarithm[j]!;
    value += weight * (x[j]! > 0 ? x[j]! * logarithm[j]! - x[j]! + prior[j]! : prior[j]!);
  }
  for (let i = 0; i < right.length; i++) {
    let residual = -right[i]!;
    const row = i * n;
    for (let j = 0; j < n; j++) residual += rows[row + j]! * x[j]!;
    value += residual * residual;
    for (let j = 0; j < n; j++) slope[j] = slope[j]! + rows[row + j]! * residual;
  }
  return { x, value, slope };
}

/** Logarithms after a step: ln(x (1 + f d)) where x rises, ln x + f d where it falls. */
function moved(logarithm: Float64Array, direction: Float64Array, fraction: number): Float64Array {
  return logarithm.map((s, j) => {
    const change = fraction * direction[j]!;
    return change > 0 ? s + Math.log1p(change) : s + change;
  });
}

/** d ln x from the n × n system. */
function squareDirection(
  gram: Float64Array,
  root: Float64Array,
  slope: Float64Array,
  half: number,
): Float64Array | null {
  const n = root.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = gram[i * n + j]! * root[i]! * root[j]!;
    matrix[i * n + i] = matrix[i * n + i]! + half;
  }
  if (!factorise(matrix, n)) return null;
  // Divided by √x where that has not underflowed: (G D + half) ds = -slope is solved by ds = (-slope - G √x y) / half.
  const y = slope.map((value, j) => -value * root[j]!);
  solveFactorised(matrix, n, y);
  return slope.map((value, j) => {
    if (root[j]! > tiny) return y[j]! / root[j]!;
    let pull = 0;
    for (let k = 0; k < n; k++) pull += gram[j * n + k]! * root[k]! * y[k]!;
    return (-value - pull) / half;
  });
}

/** Roots of unknowns below this are not divided by. */
const tiny = 1e-100;

/** d ln x from a system of the size of the data, by Woodbury's identity. */
function wideDirection(
  rows: Float64Array,
  height: number,
  root: Float64Array,
  slope: Float64Array,
  half: number,
): Float64Array | null {
  const n = root.length;
  const scaled = rows.map((value, k) => value * root[k % n]!);
  const matrix = new Float64Array(height * height);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += scaled[i * n + k]! * scaled[j * n + k]!;
      matrix[i * height + j] = sum;
    }
    matrix[i * height + i] = matrix[i * height + i]! + half;
  }
  if (!factorise(matrix, height)) return null;
  // A D ds solves (A D Aᵀ + half) v = -A D slope, and then ds = (-slope - Aᵀ v) / half.
  const image = new Float64Array(height);
  for (let i = 0; i < height; i++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum -= scaled[i * n + k]! * root[k]! * slope[k]!;
    image[i] = sum;
  }
  solveFactorised(matrix, height, image);
  const direction = slope.map((value) => -value);
  for (let i = 0; i < height; i++) {
    for (let k = 0; k < n; k++) direction[k] = direction[k]! - rows[i * n + k]! * image[i]!;
  }
  return direction.map((value) => value / half);
}

/** A above the penalty rows, dense. */
function stackedRows({ m, n, matrix, penalty }: EntropySystem): Float64Array {
  if (penalty === null) return matrix;
  const rows = new Float64Array((m + penalty.rows) * n);
  rows.set(matrix);
  for (let k = 0; k < penalty.value.length; k++) {
    rows[(m + penalty.rowOfEntry[k]!) * n + penalty.column[k]!] = penalty.value[k]!;
  }
  return rows;
}

function gramOf(rows: Float64Array, height: number, n: number): Float64Array {
  const gram = new Float64Array(n * n);
  for (let i = 0; i < height; i++) {
    const row = i * n;
    for (let j = 0; j < n; j++) {
      const value = rows[row + j]!;
      if (value === 0) continue;
      for (let k = 0; k <= j; k++) gram[j * n + k] = gram[j * n + k]! + value * rows[row + k]!;
    }
  }
  for (let j = 0; j < n; j++) for (let k = 0; k < j; k++) gram[k * n + j] = gram[j * n + k]!;
  return gram;
}
