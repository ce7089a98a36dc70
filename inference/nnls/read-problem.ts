/** Reads a non-negative least-squares problem: shapes and numbers are checked once, where they come in. */
import { Arr, array } from "../../src/index.ts";
import {
  requireHost,
  rowMajorData,
  describeShape,
  describeValue,
  DataError,
  ShapeError,
  OptionError,
  type ArrayData,
} from "../../src/internal.ts";
import type { EntropyPenalty, NnlsTerms, SmoothnessPenalty, TikhonovPenalty } from "./nnls-options.ts";
import { type SparseRow, sparseRows, type SparseRows } from "./columns/sparse-rows.ts";

/** Numbers of a known shape, row by row. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Equality rows. */
export interface EqualityProblem {
  readonly count: number;
  /** Shape [count, n], row by row. */
  readonly matrix: Float64Array;
  readonly values: Float64Array;
}

/** Entropy relative to a prior. */
export interface EntropyProblem {
  readonly weight: number;
  readonly prior: Float64Array;
}

/** A problem that has been checked. */
export interface NnlsProblem {
  readonly m: number;
  readonly n: number;
  /** A, shape [m, n], row by row. */
  readonly matrix: Float64Array;
  /** The right-hand sides, each of shape [m]. */
  readonly targets: readonly Float64Array[];
  /** Whether b was a vector rather than columns. */
  readonly isVector: boolean;
  /** Rows of the quadratic penalties, times the roots of their weights; null where there are none. */
  readonly penalty: SparseRows | null;
  readonly equality: EqualityProblem | null;
  readonly entropy: EntropyProblem | null;
  /** 1 where the unknown may be negative, shape [n]. */
  readonly free: Uint8Array;
}

/** @throws ShapeError, DataError or OptionError naming what does not fit, with row and column */
export function readProblem(a: ArrayData, b: ArrayData, terms: NnlsTerms, where: string): NnlsProblem {
  const matrix = readNumbers(a, where, "A");
  const [m, n] = matrix.shape;
  if (matrix.shape.length !== 2 || m === undefined || n === undefined || m === 0 || n === 0) {
    throw new ShapeError({
      where,
      path: "A",
      expected: "a matrix [m, n] with at least one row and one column",
      received: describeShape(matrix.shape),
    });
  }
  const right = readNumbers(b, where, "b");
  const isVector = right.shape.length === 1;
  if (right.shape[0] !== m || right.shape.length > 2) {
    throw new ShapeError({
      where,
      path: "b",
      expected: `[${m}], or [${m}, k] for k right-hand sides, beside A of shape ${describeShape(matrix.shape)}`,
      received: describeShape(right.shape),
    });
  }
  const count = isVector ? 1 : right.shape[1]!;
  const targets = isVector ? [right.data] : columnsOf(right.data, m, count);
  const rows = [...tikhonovRows(terms.tikhonov, n, where), ...smoothnessRows(terms.smoothness, n, where)];
  const entropy = readEntropy(terms.entropy, n, where);
  const free = readFree(terms.free, n, where);
  if (entropy !== null && free.includes(1)) {
    throw new OptionError({
      where,
      path: "free",
      problem: "an unknown with an entropy is positive, and cannot be free",
      hint: "Leave out entropy, or free.",
    });
  }
  return {
    m,
    n,
    matrix: matrix.data,
    targets,
    isVector,
    penalty: rows.length === 0 ? null : sparseRows(rows, n),
    equality: readEquality(terms.equality, n, where),
    entropy,
    free,
  };
}

/** The columns of a matrix [m, count], each by itself. */
function columnsOf(rows: Float64Array, m: number, count: number): Float64Array[] {
  const columns = Array.from({ length: count }, () => new Float64Array(m));
  columns.forEach((column, k) => {
    for (let i = 0; i < m; i++) column[i] = rows[i * count + k]!;
  });
  return columns;
}

/** The numbers of an array, checked to be finite. */
function readNumbers(value: ArrayData, where: string, path: string): Numbers {
  const arr = value instanceof Arr ? value : array(value);
  const raw = rowMajorData(requireHost(arr, where), arr.dtype);
  const data = raw instanceof Float64Array ? raw : Float64Array.from(raw);
  if (!areFinite(data)) {
    const place = data.findIndex((number) => !Number.isFinite(number));
    throw notFinite(data[place]!, place, arr, where, path);
  }
  return { shape: arr.shape, data };
}

/** Zero times a number is zero where the number is finite, else NaN; four sums side by side, as each waits for its last. */
function areFinite(numbers: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = numbers.length - (numbers.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += 0 * numbers[i]!;
    b += 0 * numbers[i + 1]!;
    c += 0 * numbers[i + 2]!;
    d += 0 * numbers[i + 3]!;
  }
  for (let i = whole; i < numbers.length; i++) a += 0 * numbers[i]!;
  return a + b + (c + d) === 0;
}

function notFinite(value: number, position: number, { shape }: Arr, where: string, path: string): DataError {
  const width = shape[1];
  const place = width === undefined ? [position] : [Math.floor(position / width), position % width];
  const named = place.length === 2 ? `row ${place[0]!}, column ${place[1]!}` : `row ${position}`;
  return new DataError({
    where,
    path: `${path}[${place.join(", ")}]`,
    expected: `a finite number in ${named}`,
    received: String(value),
    hint: "Leave the row out, or give it the weight zero.",
  });
}

/** A weight: a finite number that is not negative. */
function readWeight(value: unknown, where: string, path: string): number {
  const weight = value instanceof Arr ? value.item() : value;
  if (typeof weight === "number" && weight >= 0 && Number.isFinite(weight)) return weight;
  throw new OptionError({
    where,
    path,
    expected: "a finite weight, zero or more",
    received: describeValue(weight),
  });
}

/** One number for each unknown, from a vector or from a number for all. */
function readVector(
  value: ArrayData | undefined,
  otherwise: number,
  n: number,
  where: string,
  path: string,
): Float64Array {
  const { shape, data } = readNumbers(value ?? otherwise, where, path);
  if (shape.length === 0) return new Float64Array(n).fill(data[0]!);
  if (shape.length === 1 && shape[0] === n) return data;
  throw new ShapeError({ where, path, expected: `a number or [${n}]`, received: describeShape(shape) });
}

function tikhonovRows(given: number | TikhonovPenalty | undefined, n: number, where: string): SparseRow[] {
  if (given === undefined) return [];
  const options = typeof given === "number" ? { weight: given } : given;
  const root = Math.sqrt(readWeight(options.weight, where, "tikhonov.weight"));
  const target = readVector(options.target, 0, n, where, "tikhonov.target");
  const scale = readVector(options.scale, 1, n, where, "tikhonov.scale");
  const wrong = scale.findIndex((value) => !(value > 0));
  if (wrong >= 0) {
    throw new OptionError({
      where,
      path: `tikhonov.scale[${wrong}]`,
      expected: "a positive scale",
      received: String(scale[wrong]),
    });
  }
  if (root === 0) return [];
  return Array.from(scale, (length, j) => ({
    columns: [j],
    values: [root / length],
    target: (root / length) * target[j]!,
  }));
}

function smoothnessRows(given: number | SmoothnessPenalty | undefined, n: number, where: string): SparseRow[] {
  if (given === undefined) return [];
  const options = typeof given === "number" ? { weight: given } : given;
  const root = Math.sqrt(readWeight(options.weight, where, "smoothness.weight"));
  const target = readVector(options.target, 0, n, where, "smoothness.target");
  if (root === 0) return [];
  const rows = options.operator === undefined ? secondDifferences(n) : operatorRows(options.operator, n, where);
  return rows.map(({ columns, values }) => {
    const scaled = values.map((value) => root * value);
    return { columns, values: scaled, target: scaled.reduce((sum, value, k) => sum + value * target[columns[k]!]!, 0) };
  });
}

interface OperatorRow {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** x_(j-1) - 2 x_j + x_(j+1) for every inner j. */
function secondDifferences(n: number): OperatorRow[] {
  return Array.from({ length: Math.max(n - 2, 0) }, (_, j) => ({ columns: [j, j + 1, j + 2], values: [1, -2, 1] }));
}

function operatorRows(operator: NonNullable<SmoothnessPenalty["operator"]>, n: number, where: string): OperatorRow[] {
  const { shape, data } = readNumbers(operator, where, "smoothness.operator");
  if (shape.length !== 2 || shape[1] !== n) {
    throw new ShapeError({
      where,
      path: "smoothness.operator",
      expected: `[k, ${n}]`,
      received: describeShape(shape),
    });
  }
  return Array.from({ length: shape[0]! }, (_, i) => {
    const columns = Array.from({ length: n }, (__, j) => j).filter((j) => data[i * n + j] !== 0);
    return { columns, values: columns.map((j) => data[i * n + j]!) };
  });
}

function readEntropy(given: number | EntropyPenalty | undefined, n: number, where: string): EntropyProblem | null {
  if (given === undefined) return null;
  const options = typeof given === "number" ? { weight: given } : given;
  const weight = readWeight(options.weight, where, "entropy.weight");
  const prior = readVector(options.prior, 1, n, where, "entropy.prior");
  const wrong = prior.findIndex((value) => !(value > 0));
  if (wrong >= 0) {
    throw new OptionError({
      where,
      path: `entropy.prior[${wrong}]`,
      expected: "a positive prior",
      received: String(prior[wrong]),
      hint: "An unknown whose prior is zero is zero: leave its column out.",
    });
  }
  return weight === 0 ? null : { weight, prior };
}

function readEquality(given: NnlsTerms["equality"], n: number, where: string): EqualityProblem | null {
  if (given === undefined) return null;
  const matrix = readNumbers(given.matrix, where, "equality.matrix");
  const values = readNumbers(given.values, where, "equality.values");
  const count = matrix.shape[0];
  if (matrix.shape.length !== 2 || matrix.shape[1] !== n || count === undefined || count === 0) {
    throw new ShapeError({
      where,
      path: "equality.matrix",
      expected: `[k, ${n}], a row for each equality`,
      received: describeShape(matrix.shape),
    });
  }
  if (values.shape.length !== 1 || values.shape[0] !== count) {
    throw new ShapeError({
      where,
      path: "equality.values",
      expected: `[${count}], as many as equality.matrix has rows`,
      received: describeShape(values.shape),
    });
  }
  return { count, matrix: matrix.data, values: values.data };
}

/** 1 for every free column. */
export function readFree(given: NnlsTerms["free"], n: number, where: string): Uint8Array {
  const free = new Uint8Array(n);
  if (given === undefined) return free;
  if (given === "all") return free.fill(1);
  for (const column of given) {
    if (!Number.isInteger(column) || column < 0 || column >= n) {
      throw new OptionError({
        where,
        path: "free",
        expected: `numbers of columns, 0 to ${n - 1}`,
        received: String(column),
      });
    }
    free[column] = 1;
  }
  return free;
}
