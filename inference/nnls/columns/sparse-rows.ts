/** Sparse rows: the few nonzero numbers of each penalty row, readable by row and by column. */

/** A sparse matrix of shape [rows, columns] and a right-hand side. */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  /** Row i holds the entries from rowStart[i] up to rowStart[i + 1]. */
  readonly rowStart: Int32Array;
  /** Column of each entry. */
  readonly column: Int32Array;
  readonly value: Float64Array;
  /** Right-hand side, one number a row. */
  readonly target: Float64Array;
  /** Column j holds the entries listed in `entryOfColumn` from columnStart[j] up to columnStart[j + 1]. */
  readonly columnStart: Int32Array;
  readonly entryOfColumn: Int32Array;
  /** Row of each entry. */
  readonly rowOfEntry: Int32Array;
}

/** One row: columns with their values, and the right-hand side. */
export interface SparseRow {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly target: number;
}

/** Gathers rows, and lists their entries by column too. */
export function sparseRows(list: readonly SparseRow[], columns: number): SparseRows {
  const count = list.reduce((total, row) => total + row.columns.length, 0);
  const rowStart = new Int32Array(list.length + 1);
  const column = new Int32Array(count);
  const rowOfEntry = new Int32Array(count);
  const value = new Float64Array(count);
  const columnStart = new Int32Array(columns + 1);
  let next = 0;
  list.forEach((row, i) => {
    for (let k = 0; k < row.columns.length; k++) {
      const j = row.columns[k]!;
      column[next] = j;
      rowOfEntry[next] = i;
      value[next++] = row.values[k]!;
      columnStart[j + 1] = columnStart[j + 1]! + 1;
    }
    rowStart[i + 1] = next;
  });
  for (let j = 0; j < columns; j++) columnStart[j + 1] = columnStart[j + 1]! + columnStart[j]!;
  const place = columnStart.slice();
  const entryOfColumn = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const j = column[k]!;
    entryOfColumn[place[j]!] = k;
    place[j] = place[j]! + 1;
  }
  const target = Float64Array.from(list, (row) => row.target);
  return { rows: list.length, columns, rowStart, column, value, target, columnStart, entryOfColumn, rowOfEntry };
}

/** The same rows with column j times scale[j], and the right-hand side times `targetScale`. */
export function scaledRows(rows: SparseRows, scale: Float64Array, targetScale: number): SparseRows {
  return {
    ...rows,
    value: rows.value.map((value, k) => value * scale[rows.column[k]!]!),
    target: rows.target.map((value) => value * targetScale),
  };
}

/** What the rows leave of their right-hand side, target - D x. */
export function sparseResidual(rows: SparseRows, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < rows.rows; i++) {
    let sum = rows.target[i]!;
    for (let k = rows.rowStart[i]!; k < rows.rowStart[i + 1]!; k++) sum -= rows.value[k]! * x[rows.column[k]!]!;
    out[i] = sum;
  }
}

/** Column j of the rows, times a vector: (Dᵀ v)_j. */
export function sparseColumnDot(rows: SparseRows, j: number, vector: Float64Array): number {
  let sum = 0;
  for (let at = rows.columnStart[j]!; at < rows.columnStart[j + 1]!; at++) {
    const k = rows.entryOfColumn[at]!;
    sum += rows.value[k]! * vector[rows.rowOfEntry[k]!]!;
  }
  return sum;
}
