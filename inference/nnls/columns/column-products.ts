/** ColumnProducts: scalar products of columns with one another, kept where several right-hand sides ask for the same. */
import { type ColumnKernels, tableLength, type Workspace } from "../kernels/workspace.ts";
import type { SparseRows } from "./sparse-rows.ts";

/** More numbers than this are not kept: 32 MiB. */
const mostKept = 2 ** 22;

/** What the products are of. */
interface Columns {
  readonly n: number;
  /** Bytes of a column. */
  readonly bytes: number;
  /** Their addresses, a table. */
  readonly addresses: Int32Array;
  /** D, scaled as they are. */
  readonly penalty: SparseRows | null;
}

/** Rows of AᵀA + DᵀD, each made when it is first asked for. */
export class ColumnProducts {
  readonly #columns: Columns;
  readonly #kernels: ColumnKernels;
  readonly #numbers: Float64Array;
  readonly #stride: number;
  readonly #isKnown: Uint8Array;

  constructor(columns: Columns, workspace: Workspace) {
    this.#columns = columns;
    this.#kernels = workspace.kernels;
    this.#stride = tableLength(columns.n);
    this.#numbers = workspace.numbers(columns.n * this.#stride);
    this.#isKnown = new Uint8Array(columns.n);
  }

  /** Bytes that the products of n columns take up, or undefined where they are too many to be kept. */
  static bytes(n: number): number | undefined {
    const numbers = n * tableLength(n);
    return numbers > mostKept ? undefined : 8 * numbers;
  }

  /** Address of the products of a column with all columns. */
  rowOf(column: number): number {
    const start = column * this.#stride;
    const address = this.#numbers.byteOffset + 8 * start;
    if (this.#isKnown[column] === 0) {
      const { n, bytes, addresses, penalty } = this.#columns;
      this.#kernels.products(addresses.byteOffset, n, bytes, addresses[column]!, address);
      if (penalty !== null) addPenalty(penalty, column, this.#numbers.subarray(start, start + n));
      this.#isKnown[column] = 1;
    }
    return address;
  }

  /** Products of a column with the first `count` of a list. */
  gather(column: number, list: Int32Array, count: number, out: Float64Array): void {
    this.rowOf(column);
    const start = column * this.#stride;
    for (let k = 0; k < count; k++) out[k] = this.#numbers[start + list[k]!]!;
  }
}

/** Adds the products of a column of D with all columns of D. */
function addPenalty(penalty: SparseRows, column: number, row: Float64Array): void {
  for (let at = penalty.columnStart[column]!; at < penalty.columnStart[column + 1]!; at++) {
    const entry = penalty.entryOfColumn[at]!;
    const own = penalty.rowOfEntry[entry]!;
    for (let other = penalty.rowStart[own]!; other < penalty.rowStart[own + 1]!; other++) {
      const j = penalty.column[other]!;
      row[j] = row[j]! + penalty.value[entry]! * penalty.value[other]!;
    }
  }
}
