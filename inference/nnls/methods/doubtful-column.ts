/** Doubtful columns: those whose pull is rounding as it stands, and may be none beside the little of them that is their own. */
import { type ColumnSystem, filled, type ResidualParts } from "../columns/column-system.ts";
import { sparseColumnDot, type SparseRows } from "../columns/sparse-rows.ts";
import type { PassiveFactor } from "../factors/passive-factor.ts";

/** A column that has no more than this fraction of its length outside of those in use is a combination of them. */
const dependent = 2 ** -46;
/** The products of rounding that a pull has, in units of the rounding of one number. */
const roundingUnits = 8;
/** Twice is enough for a basis; factors of products need once more. */
const projections = 3;

/** What is asked of a column. */
export interface Doubt {
  /** Where A x is from b. */
  readonly residual: ResidualParts;
  /** How strongly each column pulls, relative to its length and with its sign, shape [n]. */
  readonly pulls: Float64Array;
  /** The size of the terms that cancel in a residual. */
  readonly terms: number;
  /** 1 for columns that are not asked. */
  readonly settled: Uint8Array;
}

/**
 * The column whose own part pulls the strongest, where that is more than rounding; -1 where there is none.
 *
 * Let v be what a column a has outside of those in use, and r the residual, which is orthogonal to these: a·r = v·r. The rounding of
 * a·r is that of || a || || r ||'s terms, however short v is, while what the objective falls by is (v·r / || v ||)². So a column that is
 * a part in 1e7 its own may change x in its first digit with a pull of 1e-14. v itself is known to the rounding of a.
 *
 * @see Lawson & Hanson (1974), Solving Least Squares Problems, chapter 23, who take all products in the basis of the columns in use
 */
export function doubtfulColumn(
  system: ColumnSystem,
  factor: PassiveFactor,
  { residual, pulls, terms, settled }: Doubt,
): number {
  const { n, m, penalty, norms, free } = system;
  const noise = roundingUnits * Number.EPSILON * terms;
  const length = lengthOf(residual);
  if (length <= noise || factor.size >= m + (penalty?.rows ?? 0)) return -1;
  let best = -1;
  let strongest = 0;
  for (let j = 0; j < n; j++) {
    if (factor.positionOf[j]! >= 0 || norms[j] === 0 || settled[j] === 1) continue;
    // A pull to the other side that is more than rounding leaves no doubt.
    if (free[j] === 0 && pulls[j]! < -2 * noise) continue;
    const own = ownPart(system, factor, j);
    const size = lengthOf(own);
    if (!(size > dependent * norms[j]!)) continue;
    const along = dotOf(own, residual) / size;
    const pull = free[j] === 1 ? Math.abs(along) : along;
    const rounding = noise + roundingUnits * Number.EPSILON * (norms[j]! / size) * length;
    if (pull > rounding && pull > strongest) [strongest, best] = [pull, j];
  }
  return best;
}

/** What column j has outside of the columns in use, in a room of the system. */
function ownPart(system: ColumnSystem, factor: PassiveFactor, j: number): ResidualParts {
  const { height, entries, penalty, kernels, room } = system;
  const { own, ownDescent, factors } = room;
  const { table, products } = room.factor;
  own.data.set(entries.subarray(j * height, (j + 1) * height));
  own.penalty.fill(0);
  if (penalty !== null) addSparse(penalty, j, 1, own.penalty);
  const { order, size } = factor;
  if (size === 0) return own;
  const count = filled(table, size);
  for (let round = 0; round < projections; round++) {
    kernels.products(table.byteOffset, count, 8 * height, own.data.byteOffset, products[0].byteOffset);
    for (let k = 0; k < size; k++) {
      ownDescent[order[k]!] =
        products[0][k]! + (penalty === null ? 0 : sparseColumnDot(penalty, order[k]!, own.penalty));
    }
    const amounts = factor.minimiser(own, ownDescent);
    for (let k = 0; k < size; k++) factors[k] = amounts[k]!;
    factors.fill(0, size, count);
    kernels.subtractVectors(own.data.byteOffset, table.byteOffset, factors.byteOffset, count, 8 * height);
    if (penalty !== null) for (let k = 0; k < size; k++) addSparse(penalty, order[k]!, -factors[k]!, own.penalty);
  }
  return own;
}

function addSparse(penalty: SparseRows, j: number, amount: number, out: Float64Array): void {
  for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
    const entry = penalty.entryOfColumn[at]!;
    const row = penalty.rowOfEntry[entry]!;
    out[row] = out[row]! + amount * penalty.value[entry]!;
  }
}

function lengthOf(parts: ResidualParts): number {
  return Math.sqrt(dotOf(parts, parts));
}

function dotOf(a: ResidualParts, b: ResidualParts): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += a.data[i]! * b.data[i]!;
  for (let i = 0; i < a.penalty.length; i++) sum += a.penalty[i]! * b.penalty[i]!;
  return sum;
}
