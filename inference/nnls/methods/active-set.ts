/** Active set: non-negative least squares by guessing which unknowns are positive, and correcting the guess by blocks. */
import {
  type ColumnSystem,
  descentAt,
  descentByProducts,
  residualAt,
  type ResidualParts,
  termSize,
} from "../columns/column-system.ts";
import type { PassiveFactor } from "../factors/passive-factor.ts";
import { blockFraction, largestBlock } from "../block.ts";
import { doubtfulColumn } from "./doubtful-column.ts";

/** How a run of the active set ended. */
export interface ActiveSetOutcome {
  /** The unknowns of the scaled system. */
  readonly x: Float64Array;
  /** Least-squares problems solved. */
  readonly steps: number;
  /** "imprecise": the factor cannot tell the columns apart well enough to finish. */
  readonly status: "optimal" | "max-steps" | "imprecise";
}

/** What a run starts from, and when it gives up. */
export interface ActiveSetStart {
  /** Columns to begin with. */
  readonly columns: Iterable<number>;
  readonly maxSteps: number;
}

/** Descent below this many units of rounding of its terms is zero. */
const roundingUnits = 8;
/** A refused column that pulls more strongly than this many times the rounding shows that the factor is too coarse. */
const telling = 16;
/** A column that pulls more strongly than this fraction of the terms does so whatever the rounding of products. */
const clear = 1e-9;
/** Rounds of refinement before a factor that does not get there is given up. */
const refinements = 4;
/**
 * A last refinement that moves x by no more than this fraction leaves an error of its square: each shrinks the error by the fraction
 * that the factor is wrong by.
 */
const sharp = 1e-8;
/** A column that has come in this often on the strength of a pull near rounding, and left again, does not come back. */
const mostAdmissions = 3;
/** A move of this fraction is rounding, and no reason for an unknown to change its sign. */
const still = 1e-11;

/**
 * Columns whose unknown would lower the objective enter, the strongest together; least squares over all columns in use
 * gives a target; unknowns that it makes negative leave. The point moves to the target cut off at zero where that lowers
 * the objective, and else towards the target until the first unknown is zero: the objective falls at every round, so
 * that no set of columns comes twice.
 *
 * @see Lawson & Hanson (1974), Solving Least Squares Problems, chapter 23, for one column at a time; Portugal, Judice & Vicente
 *      (1994), A comparison of block pivoting and interior-point algorithms for linear least squares problems with
 *      nonnegative variables, Math. Comp. 63, 625, for blocks
 */
export function activeSet(
  system: ColumnSystem,
  factor: PassiveFactor,
  { columns, maxSteps }: ActiveSetStart,
): ActiveSetOutcome {
  const { n, free, norms, room } = system;
  const { residual, descent, pulls, previous } = room;
  const x = room.unknowns.fill(0);
  // Least squares over the columns in use is solved from zero, so these stay as they are.
  const atZero = { residual: room.image, descent: room.descentAtZero };
  evaluate(system, x, atZero.residual, atZero.descent);
  /** Columns that were dependent on those in use, or left as soon as they came; asked again once x has moved. */
  const refused = new Uint8Array(n);
  let steps = 0;
  let lastMove = Number.POSITIVE_INFINITY;
  /** Whether the descent comes from products, and there is no residual yet. */
  let isRough = false;

  /** Lets columns in and moves x to the minimum with them; returns how many the factor could tell from the others. */
  const enter = (entering: readonly number[]): number => {
    const left = factor.append(entering);
    for (const j of left) refused[j] = 1;
    if (left.length === entering.length) return 0;
    lastMove = Number.POSITIVE_INFINITY;
    previous.set(x);
    steps += settle(system, factor, x, atZero, maxSteps - steps);
    if (differ(x, previous)) {
      refused.fill(0);
      isRough = system.kept !== null;
      if (system.kept === null) evaluate(system, x, residual, descent);
      else descentByProducts(system, system.kept, x, descent);
    } else for (const j of entering) refused[j] = 1;
    return entering.length - left.length;
  };
  /** How often each doubtful column was let in, and whether it is out for good: rounding may send it out again and again. */
  const admissions = new Uint8Array(n);
  const decided = new Uint8Array(n);

  const first: number[] = [];
  for (let j = 0; j < n; j++) if (free[j] === 1 && norms[j]! > 0) first.push(j);
  for (const j of columns) if (free[j] === 0 && norms[j]! > 0) first.push(j);
  factor.append(first);
  steps += settle(system, factor, x, atZero, maxSteps);
  evaluate(system, x, residual, descent);

  while (steps < maxSteps) {
    const terms = termSize(system, x);
    if (isRough) {
      pullsAt(system, factor, descent, pulls);
      isRough = pulls.some((pull, j) => pull > clear * terms && refused[j] === 0);
      if (!isRough) evaluate(system, x, residual, descent);
    }
    const tolerance = roundingUnits * Number.EPSILON * terms;
    const imprecise = !isRough && !polished(system, factor, x, residual, descent, tolerance);
    if (!isRough) pullsAt(system, factor, descent, pulls);
    let strongest = 0;
    let waiting = false;
    for (let j = 0; j < n; j++) {
      const pull = pulls[j]!;
      if (pull <= tolerance) continue;
      if (refused[j] === 1) waiting ||= pull > telling * tolerance;
      else if (pull > strongest) strongest = pull;
    }
    if (strongest === 0) {
      const isCoarse = waiting || imprecise;
      if (isCoarse && !factor.isOrthogonal) return { x, steps, status: "imprecise" };
      const moved = sharpen(system, factor, x, residual, descent);
      const isStuck = moved === Number.POSITIVE_INFINITY || moved > 0.5 * lastMove;
      // An orthogonal basis leaves the error of the condition number itself, which further rounds do not mend.
      if (isStuck && moved > sharp && !factor.isOrthogonal) return { x, steps, status: "imprecise" };
      if (moved > 0 && moved < Number.POSITIVE_INFINITY) evaluate(system, x, residual, descent);
      lastMove = moved;
      if (moved > sharp && !isStuck) {
        steps++;
        continue;
      }
      signedPulls(system, descent, pulls);
      const doubtful = doubtfulColumn(system, factor, { residual, pulls, terms, settled: decided });
      if (doubtful < 0) return { x, steps, status: isCoarse ? "imprecise" : "optimal" };
      admissions[doubtful] = admissions[doubtful]! + 1;
      if (admissions[doubtful] > mostAdmissions) decided[doubtful] = 1;
      else if (enter([doubtful]) === 0) {
        if (!factor.isOrthogonal) return { x, steps, status: "imprecise" };
        decided[doubtful] = 1;
      }
      continue;
    }
    const entering: number[] = [];
    for (let j = 0; j < n; j++) if (pulls[j]! >= blockFraction * strongest && refused[j] === 0) entering.push(j);
    entering.sort((i, j) => pulls[j]! - pulls[i]! || i - j);
    const block = Math.max(largestBlock.count, Math.ceil(largestBlock.fraction * factor.size));
    entering.length = Math.min(entering.length, block);
    enter(entering);
  }
  return { x, steps, status: "max-steps" };
}

/**
 * Refines x once more, though its slope is rounding already: where columns are alike, x may still be wrong by the square of their
 * condition number. Returns the fraction of x that it moved by; infinity where an unknown would have to change its sign for that.
 *
 * @see Björck (1987), Stability analysis of the method of seminormal equations for linear least squares problems, Linear Algebra
 *      Appl. 88/89, 31
 */
function sharpen(
  { free, norms }: ColumnSystem,
  factor: PassiveFactor,
  x: Float64Array,
  residual: ResidualParts,
  descent: Float64Array,
): number {
  const { order, size } = factor;
  if (size === 0) return 0;
  const step = factor.minimiser(residual, descent);
  let length = 0;
  let largest = 0;
  let changesSign = false;
  for (let k = 0; k < size; k++) {
    const j = order[k]!;
    largest = Math.max(largest, norms[j]! * Math.abs(x[j]!));
    length = Math.max(length, norms[j]! * Math.abs(step[k]!));
    changesSign ||= free[j] === 0 && !(x[j]! + step[k]! > 0);
  }
  if (changesSign) return length <= still * largest ? 0 : Number.POSITIVE_INFINITY;
  for (let k = 0; k < size; k++) x[order[k]!] = x[order[k]!]! + step[k]!;
  return length / largest;
}

function differ(a: Float64Array, b: Float64Array): boolean {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return true;
  return false;
}

/** Refines until the slope over the columns in use is rounding; false where that is out of the factor's reach. */
function polished(
  system: ColumnSystem,
  factor: PassiveFactor,
  x: Float64Array,
  residual: ResidualParts,
  descent: Float64Array,
  tolerance: number,
): boolean {
  let size = largestWithin(factor, descent, system.norms);
  for (let round = 0; round < refinements && size > tolerance; round++) {
    if (!refine(system, factor, x, residual, descent)) break;
    evaluate(system, x, residual, descent);
    const next = largestWithin(factor, descent, system.norms);
    if (next > 0.5 * size && round > 0) break;
    size = next;
  }
  return size <= 4 * tolerance;
}

function evaluate(system: ColumnSystem, x: Float64Array, residual: ResidualParts, descent: Float64Array): void {
  residualAt(system, x, residual);
  descentAt(system, residual, descent);
}

/** How strongly each column asks to enter, relative to its length; zero for one that is in use or does not. */
function pullsAt(
  { n, free, norms }: ColumnSystem,
  factor: PassiveFactor,
  descent: Float64Array,
  out: Float64Array,
): void {
  const { positionOf } = factor;
  for (let j = 0; j < n; j++) {
    const slope = free[j] === 1 ? Math.abs(descent[j]!) : descent[j]!;
    out[j] = slope > 0 && positionOf[j]! < 0 && norms[j]! > 0 ? slope / norms[j]! : 0;
  }
}

/** How fast the objective falls with each unknown, relative to the length of its column. */
function signedPulls({ n, norms }: ColumnSystem, descent: Float64Array, out: Float64Array): void {
  for (let j = 0; j < n; j++) out[j] = norms[j]! > 0 ? descent[j]! / norms[j]! : 0;
}

/** Moves x to the minimiser over the columns in use, letting those go that turn negative; returns the problems solved. */
function settle(
  { free, room }: ColumnSystem,
  factor: PassiveFactor,
  x: Float64Array,
  atZero: { readonly residual: ResidualParts; readonly descent: Float64Array },
  maxSteps: number,
): number {
  const { difference } = room.factor;
  let steps = 0;
  while (steps < maxSteps && factor.size > 0) {
    const { order, size } = factor;
    const target = factor.minimiser(atZero.residual, atZero.descent);
    steps++;
    const negative: number[] = [];
    for (let k = 0; k < size; k++) if (free[order[k]!] === 0 && !(target[k]! > 0)) negative.push(k);
    if (negative.length === 0) {
      x.fill(0);
      for (let k = 0; k < size; k++) x[order[k]!] = target[k]!;
      return steps;
    }
    // How far the objective lies above its least over these columns, at the target cut off at zero and at x.
    for (let k = 0; k < size; k++) difference[k] = x[order[k]!]! - target[k]!;
    const here = factor.lengthOf(difference);
    difference.fill(0, 0, size);
    for (const k of negative) difference[k] = -target[k]!;
    const leaving: number[] = [];
    if (factor.lengthOf(difference) < here) {
      for (let k = 0; k < size; k++) x[order[k]!] = target[k]!;
      for (const k of negative) {
        x[order[k]!] = 0;
        leaving.push(k);
      }
    } else {
      let fraction = 1;
      for (const k of negative) {
        const at = x[order[k]!]!;
        fraction = Math.min(fraction, at > 0 ? at / (at - target[k]!) : 0);
      }
      for (let k = 0; k < size; k++) {
        const j = order[k]!;
        const at = x[j]!;
        const moved = at + fraction * (target[k]! - at);
        const blocks = free[j] === 0 && !(target[k]! > 0) && (at === 0 || at / (at - target[k]!) <= fraction);
        x[j] = blocks || (free[j] === 0 && moved < 0) ? 0 : moved;
        if (blocks) leaving.push(k);
      }
    }
    factor.remove(leaving);
    // A factor that was rebuilt may have lost a column that it can no longer tell from the others.
    const { positionOf } = factor;
    for (let j = 0; j < x.length; j++) if (positionOf[j]! < 0) x[j] = 0;
  }
  return steps;
}

/** Largest descent of a column in use, relative to its length: zero but for rounding at the minimiser. */
function largestWithin(factor: PassiveFactor, descent: Float64Array, norms: Float64Array): number {
  const { order, size } = factor;
  let largest = 0;
  for (let k = 0; k < size; k++) largest = Math.max(largest, Math.abs(descent[order[k]!]!) / norms[order[k]!]!);
  return largest;
}

/** Adds the minimiser of what is left over the columns in use; false where that would make an unknown negative. */
function refine(
  { free }: ColumnSystem,
  factor: PassiveFactor,
  x: Float64Array,
  residual: ResidualParts,
  descent: Float64Array,
): boolean {
  const step = factor.minimiser(residual, descent);
  const { order, size } = factor;
  for (let k = 0; k < size; k++) {
    const j = order[k]!;
    if (free[j] === 0 && !(x[j]! + step[k]! > 0)) return false;
  }
  for (let k = 0; k < size; k++) x[order[k]!] = x[order[k]!]! + step[k]!;
  return true;
}
