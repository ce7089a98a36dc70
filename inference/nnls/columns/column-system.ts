/** ColumnSystem: a least-squares problem stored by columns, each scaled to a length between one and two. */
import { ColumnProducts } from "./column-products.ts";
import { RowPanels } from "../kernels/row-panels.ts";
import { type Borrow, type ColumnKernels, padded, tableLength, type Workspace } from "../kernels/workspace.ts";
import { scaledRows, sparseColumnDot, sparseResidual, type SparseRows } from "./sparse-rows.ts";

/**
 * min || A x - b ||² + || D x - d ||² with x_j >= 0 unless column j is free. Columns and right-hand sides are divided by
 * powers of two, which round nothing and take every unit out of the arithmetic.
 */
export interface ColumnSystem {
  /** Rows of A. */
  readonly m: number;
  /** Unknowns. */
  readonly n: number;
  /** Numbers from one column to the next: m, or a zero more. */
  readonly height: number;
  /** A column after column, shape [n, height], in the memory of the kernels. */
  readonly entries: Float64Array;
  /** b, shape [height]. */
  readonly target: Float64Array;
  /** Length of b above d. */
  readonly targetLength: number;
  /** D and d, sparse; null where there is no penalty. */
  readonly penalty: SparseRows | null;
  /** Length of each column of A above D, shape [n]; zero for a column of zeros. */
  readonly norms: Float64Array;
  /** 1 where x_j may be negative, shape [n]. */
  readonly free: Uint8Array;
  /** The problem as given has x_j = unscale[j] x_j of this one, shape [n]. */
  readonly unscale: Float64Array;
  /** Products of the columns; null where they serve one right-hand side, which asks for few of them once. */
  readonly kept: ColumnProducts | null;
  readonly kernels: ColumnKernels;
  readonly room: SolverRoom;
}

/** What a residual is made of: rows of A, shape [height], and rows of the penalty. */
export interface ResidualParts {
  readonly data: Float64Array;
  readonly penalty: Float64Array;
}

/** What a solver works in, in the memory of the kernels. */
export interface SolverRoom {
  readonly target: Float64Array;
  readonly residual: ResidualParts;
  /** A second residual: that of zero, or the image of a direction. */
  readonly image: ResidualParts;
  /** What one column has outside of those in use, and its products with these, each at its column; shape [n]. */
  readonly own: ResidualParts;
  readonly ownDescent: Float64Array;
  /** Products of a residual with all columns, with room for those that fill a table. */
  readonly descent: Float64Array;
  readonly descentAtZero: Float64Array;
  /** Addresses of all columns, and of some with their factors. */
  readonly columns: Int32Array;
  readonly chosen: Int32Array;
  readonly factors: Float64Array;
  /** Unknowns as they are and as they were, and how strongly each asks for more; shape [n]. */
  readonly unknowns: Float64Array;
  readonly previous: Float64Array;
  readonly pulls: Float64Array;
  readonly factor: FactorRoom;
}

/** What the factor of the columns in use works in; empty for a method without one. */
export interface FactorRoom {
  /** Columns that it has room for. */
  readonly most: number;
  /** Addresses of the columns in use. */
  readonly table: Int32Array;
  /** Column k of the triangle has k + 1 numbers and stands behind the one before it. */
  readonly triangle: Float64Array;
  /** Products of two columns with others. */
  readonly products: readonly [Float64Array, Float64Array];
  readonly amounts: Float64Array;
  readonly difference: Float64Array;
}

/** The matrix of a system, before any right-hand side. */
export interface ScaledColumns extends Omit<ColumnSystem, "target" | "targetLength" | "unscale"> {
  /** Powers of two by which the columns were multiplied, shape [n]. */
  readonly scale: Float64Array;
}

/** A matrix as it is given. */
export interface GivenMatrix {
  /** Shape [m, n], row by row. */
  readonly rows: Float64Array;
  readonly m: number;
  readonly n: number;
  readonly penalty: SparseRows | null;
  readonly free: Uint8Array;
}

/** What room solvers need. */
export interface Provision {
  /** Columns in use at a time. */
  readonly mostInUse: number;
  /** Whether products are worth keeping. */
  readonly isForMany: boolean;
}

/** Exponents from 2^-1021 to 2^1021, whose inverses are numbers too. */
const powers = Float64Array.from({ length: 2043 }, (_, k) => 2 ** (k - 1021));

/** Largest power of two that does not exceed a positive number; kept where its inverse is a number too. */
export function powerOfTwoBelow(value: number): number {
  const near = Math.min(Math.max(Math.floor(Math.log2(value)), -1021), 1021);
  return powers[near + 1021]!;
}

/** Whether a sum of squares has lost nothing that counts to overflow or underflow. */
export function isWithinRange(square: number): boolean {
  return square > 2 ** -800 && square < 2 ** 800;
}

/** Stores a matrix as scaled columns, with room for solvers. */
export function scaleColumns(given: GivenMatrix, { mostInUse, isForMany }: Provision, borrow: Borrow): ScaledColumns {
  const { rows, m, n, penalty, free } = given;
  const height = padded(m);
  // The transpose writes columns in pairs.
  const size = height * padded(n);
  const keptBytes = isForMany ? ColumnProducts.bytes(n) : undefined;
  const workspace = borrow(8 * size + RowPanels.bytes(m, n) + roomBytes(height, n, mostInUse) + (keptBytes ?? 0));
  const { kernels } = workspace;
  const entries = workspace.numbers(size);
  const panels = new RowPanels(rows, m, n, workspace);
  const room = solverRoom(workspace, height, n, mostInUse, penalty?.rows ?? 0);
  panels.forEach(({ first, count, address }) => {
    kernels.transpose(address, padded(count), n, entries.byteOffset + 8 * first, 8 * height);
  });
  const norms = new Float64Array(n);
  const scale = new Float64Array(n);
  room.columns.fill(entries.byteOffset);
  for (let j = 0; j < n; j++) {
    const column = entries.byteOffset + 8 * j * height;
    room.columns[j] = column;
    const square = kernels.dot(column, column, height) + penaltySquare(penalty, j, 1);
    if (isWithinRange(square)) {
      const length = Math.sqrt(square);
      scale[j] = 1 / powerOfTwoBelow(length);
      norms[j] = length * scale[j]!;
      kernels.scale(column, scale[j]!, 8 * height);
      continue;
    }
    // In units of its largest entry no square leaves the range of numbers.
    const largest = Math.max(kernels.largest(column, 8 * height), largestPenalty(penalty, j));
    scale[j] = 1;
    if (largest === 0) continue;
    const first = 1 / powerOfTwoBelow(largest);
    kernels.scale(column, first, 8 * height);
    const length = Math.sqrt(kernels.dot(column, column, height) + penaltySquare(penalty, j, first));
    const second = 1 / powerOfTwoBelow(length);
    scale[j] = first * second;
    norms[j] = length * second;
    kernels.scale(column, second, 8 * height);
  }
  const scaledPenalty = penalty === null ? null : scaledRows(penalty, scale, 1);
  const columns = { n, bytes: 8 * height, addresses: room.columns, penalty: scaledPenalty };
  const kept = keptBytes === undefined ? null : new ColumnProducts(columns, workspace);
  return { m, n, height, entries, penalty: scaledPenalty, norms, free, scale, kept, kernels, room };
}

function roomBytes(height: number, n: number, mostInUse: number): number {
  const tables = 4 * (2 * tableLength(n) + tableLength(mostInUse));
  const vectors = 4 * height + 3 * tableLength(n) + 2 * tableLength(mostInUse) + 2 * padded(mostInUse);
  return tables + 8 * (vectors + padded(triangleSize(mostInUse)));
}

function triangleSize(columns: number): number {
  return (columns * (columns + 1)) / 2;
}

function solverRoom(
  workspace: Workspace,
  height: number,
  n: number,
  mostInUse: number,
  penaltyRows: number,
): SolverRoom {
  const residual = (): ResidualParts => ({
    data: workspace.numbers(height).fill(0),
    penalty: new Float64Array(penaltyRows),
  });
  return {
    target: workspace.numbers(height).fill(0),
    residual: residual(),
    image: residual(),
    own: residual(),
    ownDescent: new Float64Array(n),
    descent: workspace.numbers(tableLength(n)),
    descentAtZero: workspace.numbers(tableLength(n)),
    columns: workspace.table(n),
    chosen: workspace.table(n),
    factors: workspace.numbers(tableLength(n)),
    unknowns: new Float64Array(n),
    previous: new Float64Array(n),
    pulls: new Float64Array(n),
    factor: {
      most: mostInUse,
      table: workspace.table(mostInUse),
      triangle: workspace.numbers(triangleSize(mostInUse)),
      products: [workspace.numbers(tableLength(mostInUse)), workspace.numbers(tableLength(mostInUse))],
      amounts: workspace.numbers(mostInUse),
      difference: workspace.numbers(mostInUse),
    },
  };
}

function largestPenalty(penalty: SparseRows | null, j: number): number {
  let largest = 0;
  if (penalty === null) return largest;
  for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
    largest = Math.max(largest, Math.abs(penalty.value[penalty.entryOfColumn[at]!]!));
  }
  return largest;
}

function penaltySquare(penalty: SparseRows | null, j: number, scale: number): number {
  let sum = 0;
  if (penalty === null) return sum;
  for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
    sum += (penalty.value[penalty.entryOfColumn[at]!]! * scale) ** 2;
  }
  return sum;
}

/** A right-hand side beside the columns; what penalties pull to is scaled with it. */
export function withTarget(columns: ScaledColumns, target: Float64Array): ColumnSystem {
  const { penalty, scale, room, kernels, height } = columns;
  const { byteOffset } = room.target;
  room.target.set(target);
  let largest = kernels.largest(byteOffset, 8 * height);
  if (penalty !== null) for (const value of penalty.target) largest = Math.max(largest, Math.abs(value));
  const unit = largest > 0 ? powerOfTwoBelow(largest) : 1;
  kernels.scale(byteOffset, 1 / unit, 8 * height);
  let square = kernels.dot(byteOffset, byteOffset, height);
  if (penalty !== null) for (const value of penalty.target) square += (value / unit) ** 2;
  const unscale = new Float64Array(columns.n);
  for (let j = 0; j < unscale.length; j++) unscale[j] = scale[j]! * unit;
  return {
    ...columns,
    target: room.target,
    targetLength: Math.sqrt(square),
    penalty: penalty === null ? null : scaledRows(penalty, new Float64Array(columns.n).fill(1), 1 / unit),
    unscale,
  };
}

/** b - A x and d - D x. */
export function residualAt(system: ColumnSystem, x: Float64Array, out: ResidualParts): void {
  const { height, target, penalty, kernels, room } = system;
  const count = choose(room, x, (j) => room.columns[j]!);
  out.data.set(target);
  kernels.subtractVectors(out.data.byteOffset, room.chosen.byteOffset, room.factors.byteOffset, count, 8 * height);
  if (penalty !== null) sparseResidual(penalty, x, out.penalty);
}

/** Lists the addresses of vectors that belong to unknowns which are not zero, with these as factors; returns their number. */
function choose({ chosen, factors }: SolverRoom, x: Float64Array, addressOf: (j: number) => number): number {
  let used = 0;
  for (let j = 0; j < x.length; j++) {
    if (x[j] === 0) continue;
    chosen[used] = addressOf(j);
    factors[used++] = x[j]!;
  }
  const count = filled(chosen, used);
  factors.fill(0, used, count);
  return count;
}

/** Fills a table up to where vectors are read together, with its first; returns how many it then has. */
export function filled(table: Int32Array, count: number): number {
  let end = count;
  while (end % 4 !== 0) table[end++] = table[0]!;
  return end;
}

/** Aᵀ r + Dᵀ ρ: half of how fast the objective falls as each unknown grows; `out` is one of the system's. */
export function descentAt(system: ColumnSystem, residual: ResidualParts, out: Float64Array): void {
  const { n, height, penalty, kernels, room } = system;
  kernels.products(room.columns.byteOffset, n, 8 * height, residual.data.byteOffset, out.byteOffset);
  if (penalty === null) return;
  for (let k = 0; k < n; k++) out[k] = out[k]! + sparseColumnDot(penalty, k, residual.penalty);
}

/** The same from the descent at zero and the products that are kept: quick, and off by the rounding of both. */
export function descentByProducts(
  { n, kernels, room }: ColumnSystem,
  kept: ColumnProducts,
  x: Float64Array,
  out: Float64Array,
): void {
  const count = choose(room, x, (j) => kept.rowOf(j));
  out.set(room.descentAtZero);
  const bytes = 8 * padded(n);
  kernels.subtractVectors(out.byteOffset, room.chosen.byteOffset, room.factors.byteOffset, count, bytes);
}

/** The descent of one unknown. */
export function columnDescent(system: ColumnSystem, j: number, residual: ResidualParts): number {
  const { height, entries, penalty, kernels } = system;
  const own = kernels.dot(entries.byteOffset + 8 * j * height, residual.data.byteOffset, height);
  return penalty === null ? own : own + sparseColumnDot(penalty, j, residual.penalty);
}

/** Adds `amount` times column j to a residual. */
export function addColumn(system: ColumnSystem, j: number, amount: number, residual: ResidualParts): void {
  const { height, entries, penalty, kernels } = system;
  kernels.subtractMultiple(residual.data.byteOffset, entries.byteOffset + 8 * j * height, -amount, height);
  if (penalty === null) return;
  for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
    const entry = penalty.entryOfColumn[at]!;
    const row = penalty.rowOfEntry[entry]!;
    residual.penalty[row] = residual.penalty[row]! + amount * penalty.value[entry]!;
  }
}

/** A v and D v. */
export function combine(system: ColumnSystem, amounts: Float64Array, out: ResidualParts): void {
  out.data.fill(0);
  out.penalty.fill(0);
  for (let j = 0; j < system.n; j++) if (amounts[j] !== 0) addColumn(system, j, amounts[j]!, out);
}

/** || b || + sum of || a_j || |x_j|: the size of what cancels in a residual, and so of its rounding. */
export function termSize({ targetLength, norms }: ColumnSystem, x: Float64Array): number {
  let total = targetLength;
  for (let j = 0; j < x.length; j++) total += norms[j]! * Math.abs(x[j]!);
  return total;
}
