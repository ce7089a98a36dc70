/** Free minimum: the step of some coordinates to the minimum of a damped linear problem over them. */
import { dot } from "../../linear-algebra/vectors.ts";
import { singularValues } from "../../linear-algebra/singular-values.ts";
import { reciprocalCondition, solveUpper } from "../../linear-algebra/triangular.ts";
import { type ReducedSystem, triangularise } from "../../linear-algebra/triangularise.ts";
import { dampedSolution } from "./damped-solution.ts";

/**
 * Directions whose singular value is below this fraction of the largest, the columns having equal lengths, are beyond the
 * data: no step is made in them.
 */
export const rankTolerance = 1e-10;

/**
 * The d that minimises || R d + c ||² + damping || z + d ||² over the free coordinates: by substitution where R determines
 * them all, else through its singular values, of which those that are rounding count as zero.
 *
 * @param system  R, upper triangular
 * @param residual  c
 * @param free  positions of the free coordinates, ascending
 * @param z  where all coordinates stand
 */
export function freeMinimum(
  { rows, isDetermined }: Pick<ReducedSystem, "rows" | "isDetermined">,
  residual: Float64Array,
  free: readonly number[],
  z: Float64Array,
  damping: number,
): Float64Array {
  const count = free.length;
  if (count === 0) return new Float64Array(0);
  const isWhole = count === z.length && rows.length === count;
  if (isWhole && isDetermined === true) return determinedMinimum(rows, residual, z, damping);
  let triangle = rows;
  let right = residual;
  if (!isWhole) {
    const system = triangularise(columnsOf(rows, free), residual, count);
    triangle = system.rows;
    right = system.offset;
  }
  const part = isWhole ? z : Float64Array.from(free, (j) => z[j]!);
  if (determines(triangle, count)) return determinedMinimum(triangle, right, part, damping);
  const length = columnLengths(triangle, count);
  const seen = seenPart(equalColumns(triangle, length), right);
  if (damping === 0) return shortestMinimum(seen, length);
  const rest = seen.right.map((vector, i) => vector.map((value, j) => seen.values[i]! * value * length[j]!));
  const system = damped(rest, seen.offset, Math.sqrt(damping), part);
  return solveUpper(
    system.rows,
    system.offset.map((value) => -value),
  );
}

/** True when these rows determine all of so many coordinates, beyond rounding. */
export function determines(rows: readonly Float64Array[], count: number): boolean {
  if (rows.length < count) return false;
  return reciprocalCondition(equalColumns(rows, columnLengths(rows, count))) >= rankTolerance;
}

/** The minimum where R determines all coordinates. */
function determinedMinimum(
  rows: readonly Float64Array[],
  residual: Float64Array,
  z: Float64Array,
  damping: number,
): Float64Array {
  if (damping > 0) return dampedSolution(rows, residual, z, damping);
  const right = new Float64Array(residual.length);
  for (let i = 0; i < right.length; i++) right[i] = -residual[i]!;
  return solveUpper(rows, right);
}

/** R with columns of length one; those that vanish stay. */
function equalColumns(rows: readonly Float64Array[], length: Float64Array): Float64Array[] {
  return rows.map((row) => {
    const equal = new Float64Array(row.length);
    for (let j = 0; j < row.length; j++) if (length[j]! > 0) equal[j] = row[j]! / length[j]!;
    return equal;
  });
}

/** || R d + c ||² + || root (z + d) ||², triangular again. */
function damped(rows: readonly Float64Array[], residual: Float64Array, root: number, z: Float64Array): ReducedSystem {
  const count = z.length;
  const above = rows.length;
  const matrix = new Float64Array((above + count) * count);
  const offset = new Float64Array(above + count);
  for (let i = 0; i < above; i++) {
    matrix.set(rows[i]!, i * count);
    offset[i] = residual[i]!;
  }
  for (let j = 0; j < count; j++) {
    matrix[(above + j) * count + j] = root;
    offset[above + j] = root * z[j]!;
  }
  return triangularise(matrix, offset, count);
}

/** The singular values of a matrix with equal columns that are not rounding, and a right-hand side in their basis. */
interface SeenPart {
  readonly values: readonly number[];
  readonly right: readonly Float64Array[];
  readonly offset: Float64Array;
}

function seenPart(rows: readonly Float64Array[], residual: Float64Array): SeenPart {
  const { values, left, right } = singularValues(rows);
  const seen = Array.from(values.keys()).filter((i) => values[i]! > rankTolerance * values[0]!);
  return {
    values: seen.map((i) => values[i]!),
    right: seen.map((i) => right[i]!),
    offset: Float64Array.from(seen, (i) => dot(left[i]!, residual)),
  };
}

/** Without motion in what is not seen, the coordinates being measured by their columns. */
function shortestMinimum({ values, right, offset }: SeenPart, length: Float64Array): Float64Array {
  const step = new Float64Array(length.length);
  values.forEach((sigma, i) => {
    const amount = -offset[i]! / sigma;
    right[i]!.forEach((value, j) => (step[j] = step[j]! + amount * value));
  });
  return step.map((value, j) => (length[j]! > 0 ? value / length[j]! : 0));
}

function columnLengths(rows: readonly Float64Array[], count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let j = i; j < count; j++) sums[j] = sums[j]! + row[j]! * row[j]!;
  }
  return sums.map(Math.sqrt);
}

function columnsOf(rows: readonly Float64Array[], free: readonly number[]): Float64Array {
  const matrix = new Float64Array(rows.length * free.length);
  for (let i = 0, k = 0; i < rows.length; i++) {
    for (let j = 0; j < free.length; j++, k++) matrix[k] = rows[i]![free[j]!]!;
  }
  return matrix;
}
