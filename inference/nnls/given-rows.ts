/** GivenRows: what the certificate asks of A as it was given, row by row: lengths of columns, residuals and slopes. */
import { isWithinRange } from "./columns/column-system.ts";
import { VECTORS_AT_ONCE } from "./kernels/emit-kernels.ts";
import { type Panel, RowPanels } from "./kernels/row-panels.ts";
import { type Borrow, type ColumnKernels, padded, tableLength } from "./kernels/workspace.ts";

/** Units of columns are powers of 2^STRIDE, so that they are few. */
const STRIDE = 300;

/** A matrix [m, n] in the memory of the kernels, some rows at a time. */
export class GivenRows {
  /** Length of each column, shape [n]. */
  readonly columnLengths: Float64Array;
  readonly #m: number;
  readonly #n: number;
  readonly #kernels: ColumnKernels;
  readonly #panels: RowPanels;
  /** Addresses of the rows of a panel, a number for each, and vectors over the columns. */
  readonly #rows: Int32Array;
  readonly #numbers: Float64Array;
  readonly #unknowns: Float64Array;
  readonly #sums: Float64Array;
  #listed = 0;
  /** Powers of two, one near the numbers of each column: one alone where no square leaves the range of numbers. */
  readonly #units: readonly number[];
  /** Which of them belongs to each column, shape [n]. */
  readonly #unitOf: Uint8Array;

  constructor(matrix: Float64Array, m: number, n: number, borrow: Borrow) {
    const most = RowPanels.rows(m, n);
    const bytes = RowPanels.bytes(m, n) + 12 * tableLength(most) + 16 * padded(n);
    const workspace = borrow(bytes);
    const { kernels } = workspace;
    this.#m = m;
    this.#n = n;
    this.#kernels = kernels;
    this.#panels = new RowPanels(matrix, m, n, workspace);
    this.#rows = workspace.table(most);
    this.#numbers = workspace.numbers(tableLength(most));
    this.#unknowns = workspace.numbers(padded(n)).fill(0);
    this.#sums = workspace.numbers(padded(n)).fill(0);
    this.columnLengths = new Float64Array(n);
    this.#unitOf = new Uint8Array(n);
    this.#addSquares();
    if (this.#sums.subarray(0, n).every(isWithinRange)) {
      this.#units = [1];
      for (let j = 0; j < n; j++) this.columnLengths[j] = Math.sqrt(this.#sums[j]!);
      return;
    }
    const largest = new Float64Array(n);
    for (let k = 0; k < matrix.length; k++) largest[k % n] = Math.max(largest[k % n]!, Math.abs(matrix[k]!));
    const units: number[] = [];
    const squares = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      const own = largest[j] === 0 ? 1 : 2 ** (STRIDE * Math.round(Math.log2(largest[j]!) / STRIDE));
      if (!units.includes(own)) units.push(own);
      this.#unitOf[j] = units.indexOf(own);
    }
    for (let k = 0; k < matrix.length; k++) {
      const j = k % n;
      if (largest[j]! > 0) squares[j] = squares[j]! + (matrix[k]! / largest[j]!) ** 2;
    }
    for (let j = 0; j < n; j++) this.columnLengths[j] = Math.sqrt(squares[j]!) * largest[j]!;
    this.#units = units;
  }

  /** r = A x - b and Aᵀ r; products are formed in units of the columns and of `unit`, the size of b. */
  at(target: Float64Array, x: Float64Array, unit: number): { residual: Float64Array; slope: Float64Array } {
    const [rows, numbers, sums, kernels, n] = [this.#rows, this.#numbers, this.#sums, this.#kernels, this.#n];
    const bytes = 8 * padded(n);
    const residual = new Float64Array(this.#m);
    const slope = new Float64Array(n);
    this.#unknowns.set(x);
    this.#units.forEach((steep, group) => {
      const [perUnit, perSteep] = [1 / unit, 1 / steep];
      sums.fill(0);
      this.#panels.forEach((panel) => {
        const { first, count } = panel;
        const end = this.#list(panel);
        if (group === 0) {
          kernels.products(rows.byteOffset, end, bytes, this.#unknowns.byteOffset, numbers.byteOffset);
          for (let i = 0; i < count; i++) residual[first + i] = numbers[i]! - target[first + i]!;
        }
        for (let i = 0; i < count; i++) numbers[i] = -(residual[first + i]! * perUnit) * perSteep;
        numbers.fill(0, count, end);
        kernels.subtractVectors(sums.byteOffset, rows.byteOffset, numbers.byteOffset, end, bytes);
      });
      for (let j = 0; j < n; j++) if (this.#unitOf[j] === group) slope[j] = sums[j]! * steep * unit;
    });
    return { residual, slope };
  }

  /** Squares of the columns. */
  #addSquares(): void {
    const [sums, rows] = [this.#sums.fill(0).byteOffset, this.#rows.byteOffset];
    this.#panels.forEach((panel) => {
      this.#kernels.addSquares(sums, rows, this.#list(panel), 1, 8 * padded(this.#n));
    });
  }

  /** Lists the addresses of the rows of a panel, up to a multiple of four with zeros behind them; returns their number. */
  #list({ count, address }: Panel): number {
    const end = Math.ceil(count / VECTORS_AT_ONCE) * VECTORS_AT_ONCE;
    if (this.#listed !== count) {
      for (let i = 0; i < end; i++) this.#rows[i] = address + 8 * this.#n * Math.min(i, count);
      this.#listed = count;
    }
    return end;
  }
}
