/** Coordinate descent: non-negative least squares one unknown at a time, with conjugate gradients over those in use. */
import {
  addColumn,
  type ColumnSystem,
  columnDescent,
  combine,
  descentAt,
  residualAt,
  type ResidualParts,
  termSize,
} from "../columns/column-system.ts";

/** How it ended. */
export interface DescentOutcome {
  /** The unknowns of the scaled system. */
  readonly x: Float64Array;
  /** Sweeps and conjugate-gradient steps. */
  readonly steps: number;
  readonly status: "optimal" | "max-steps" | "imprecise";
}

/** Violations of the conditions of a minimum below this fraction of their terms end the run. */
const target = 1e-13;
/** Conjugate-gradient steps between sweeps at most. */
const longestRun = 200;

/**
 * Sweeps over all unknowns, each moved to its own minimum or to zero, find which are positive; conjugate gradients over
 * those then go where sweeps creep. No matrix but A is held, so n may be tens of thousands.
 *
 * @see Franc, Hlavac & Navara (2005), Sequential coordinate-wise algorithm for the non-negative least squares problem;
 *      Moré & Toraldo (1991), On the solution of large quadratic programming problems with bound constraints, SIAM J.
 *      Optim. 1, 93, for the alternation
 */
export function coordinateDescent(system: ColumnSystem, maxSteps: number): DescentOutcome {
  const { n, norms, free, room } = system;
  const { residual, descent } = room;
  const x = new Float64Array(n);
  let best = Number.POSITIVE_INFINITY;
  let idle = 0;
  let steps = 0;
  while (steps < maxSteps) {
    // Rounding gathers in a residual that is only ever changed.
    residualAt(system, x, residual);
    for (let sweep = 0; sweep < 2; sweep++, steps++) {
      for (let j = 0; j < n; j++) {
        if (norms[j] === 0) continue;
        const wanted = x[j]! + columnDescent(system, j, residual) / norms[j]! ** 2;
        const next = free[j] === 1 ? wanted : Math.max(wanted, 0);
        if (next !== x[j]) addColumn(system, j, x[j]! - next, residual);
        x[j] = next;
      }
    }
    steps += conjugateGradients(system, x, residual, Math.min(longestRun, maxSteps - steps));
    residualAt(system, x, residual);
    descentAt(system, residual, descent);
    const violation = worstViolation(system, x, descent) / termSize(system, x);
    if (violation <= target) return { x, steps, status: "optimal" };
    idle = violation < 0.9 * best ? 0 : idle + 1;
    best = Math.min(best, violation);
    // Rounding may keep the last digit from falling; far from there, sweeps still creep.
    if (idle >= 20 && best < 1e-11) return { x, steps, status: "imprecise" };
  }
  return { x, steps, status: "max-steps" };
}

/** Largest slope that a move of an unknown could still use, relative to the length of its column. */
function worstViolation({ n, norms, free }: ColumnSystem, x: Float64Array, descent: Float64Array): number {
  let worst = 0;
  for (let j = 0; j < n; j++) {
    if (norms[j] === 0) continue;
    const slope = x[j]! > 0 || free[j] === 1 ? Math.abs(descent[j]!) : descent[j]!;
    worst = Math.max(worst, slope / norms[j]!);
  }
  return worst;
}

/**
 * Conjugate gradients over the unknowns that are not zero, columns scaled to unit length, until one reaches zero or the
 * slope has fallen a thousandfold; returns the steps taken. x and the residual move with it.
 */
function conjugateGradients(system: ColumnSystem, x: Float64Array, residual: ResidualParts, most: number): number {
  const { n, norms, free, room } = system;
  const used: number[] = [];
  for (let j = 0; j < n; j++) if (norms[j]! > 0 && (x[j]! > 0 || free[j] === 1)) used.push(j);
  if (used.length === 0) return 0;
  const slope = new Float64Array(n);
  const direction = new Float64Array(n);
  const { image } = room;
  let size = 0;
  let first = 0;
  for (let step = 0; step < most; step++) {
    let square = 0;
    for (const j of used) {
      slope[j] = columnDescent(system, j, residual);
      square += (slope[j] / norms[j]!) ** 2;
    }
    if (step === 0) first = square;
    if (square <= 1e-8 * first || square === 0) return step;
    const share = step === 0 ? 0 : square / size;
    size = square;
    for (const j of used) direction[j] = slope[j]! / norms[j]! ** 2 + share * direction[j]!;
    combine(system, direction, image);
    const curvature = squareOf(image.data) + squareOf(image.penalty);
    if (!(curvature > 0)) return step;
    let length = square / curvature;
    let blocking = -1;
    for (const j of used) {
      if (free[j] === 1 || direction[j]! >= 0) continue;
      const reach = -x[j]! / direction[j]!;
      if (reach < length) {
        length = reach;
        blocking = j;
      }
    }
    for (const j of used)
      x[j] = free[j] === 1 ? x[j]! + length * direction[j]! : Math.max(x[j]! + length * direction[j]!, 0);
    if (blocking >= 0) x[blocking] = 0;
    for (let i = 0; i < image.data.length; i++) residual.data[i] = residual.data[i]! - length * image.data[i]!;
    for (let i = 0; i < image.penalty.length; i++)
      residual.penalty[i] = residual.penalty[i]! - length * image.penalty[i]!;
    if (blocking >= 0) return step + 1;
  }
  return most;
}

function squareOf(numbers: Float64Array): number {
  let sum = 0;
  for (const value of numbers) sum += value * value;
  return sum;
}
