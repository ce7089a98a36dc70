/** GivenRows: what the certificate asks of A as it was given, row by row: lengths of columns, residuals and slopes. */
import { isWithinRange, powerOfTwoBelow } from "./columns/column-system.ts";
import { VECTORS_AT_ONCE } from "./kernels/emit-kernels.ts";
import { type Panel, RowPanels } from "./kernels/row-panels.ts";
import { type Borrow, type ColumnKernels, padded, tableLength } from "./kernels/workspace.ts";

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
  /** A power of two near the largest entry, or one where no square leaves the range of numbers. */
  readonly #steep: number;

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
    this.#steep = 1;
    this.#addSquares();
    if (!this.#sums.subarray(0, n).every(isWithinRange)) {
      let largest = 0;
      this.#panels.forEach(({ count, address }) => {
        largest = Math.max(largest, kernels.largest(address, 8 * count * n));
      });
      this.#steep = largest > 0 ? powerOfTwoBelow(largest) : 1;
      this.#addSquares();
    }
    this.columnLengths = new Float64Array(n);
    for (let j = 0; j < n; j++) this.columnLengths[j] = Math.sqrt(this.#sums[j]!) * this.#steep;
  }

  /** r = A x - b and Aᵀ r; products are formed in units of the largest entry and of `unit`, the size of b. */
  at(target: Float64Array, x: Float64Array, unit: number): { residual: Float64Array; slope: Float64Array } {
    const [rows, numbers, sums, kernels, n] = [this.#rows, this.#numbers, this.#sums, this.#kernels, this.#n];
    const bytes = 8 * padded(n);
    const residual = new Float64Array(this.#m);
    const [perUnit, perSteep] = [1 / unit, 1 / this.#steep];
    this.#unknowns.set(x);
    sums.fill(0);
    this.#panels.forEach((panel) => {
      const { first, count } = panel;
      const end = this.#list(panel);
      kernels.products(rows.byteOffset, end, bytes, this.#unknowns.byteOffset, numbers.byteOffset);
      for (let i = 0; i < count; i++) {
        const value = numbers[i]! - target[first + i]!;
        residual[first + i] = value;
        numbers[i] = -(value * perUnit) * perSteep;
      }
      numbers.fill(0, count, end);
      kernels.subtractVectors(sums.byteOffset, rows.byteOffset, numbers.byteOffset, end, bytes);
    });
    const slope = new Float64Array(n);
    for (let j = 0; j < n; j++) slope[j] = sums[j]! * this.#steep * unit;
    return { residual, slope };
  }

  /** Squares of the columns, in units of the largest entry. */
  #addSquares(): void {
    const [sums, rows] = [this.#sums.fill(0).byteOffset, this.#rows.byteOffset];
    this.#panels.forEach((panel) => {
      this.#kernels.addSquares(sums, rows, this.#list(panel), 1 / this.#steep, 8 * padded(this.#n));
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
