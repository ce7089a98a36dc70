/** RowPanels: a matrix given row by row, brought into a workspace some rows at a time. */
import { padded, type Workspace } from "./workspace.ts";

/** Numbers in a panel, where the matrix is larger: it stays in the second cache. */
const PANEL = 2 ** 16;
/** Rows of a panel are a multiple of this, for the transpose. */
const ROWS = 8;

/** Rows that stand one behind the other from `address` on, with zeros behind the last. */
export interface Panel {
  readonly first: number;
  readonly count: number;
  readonly address: number;
}

/** Reads the matrix anew in each pass over it, unless it fits into a panel as a whole. */
export class RowPanels {
  readonly #matrix: Float64Array;
  readonly #m: number;
  readonly #n: number;
  readonly #room: Float64Array;
  #loaded = -1;

  constructor(matrix: Float64Array, m: number, n: number, workspace: Workspace) {
    this.#matrix = matrix;
    this.#m = m;
    this.#n = n;
    this.#room = workspace.numbers(roomOf(m, n));
  }

  /** Bytes that the panels of a matrix [m, n] take up. */
  static bytes(m: number, n: number): number {
    return 8 * padded(roomOf(m, n));
  }

  /** Most rows of a panel. */
  static rows(m: number, n: number): number {
    return Math.min(m, Math.max(ROWS, Math.floor(PANEL / n / ROWS) * ROWS));
  }

  forEach(use: (panel: Panel) => void): void {
    const rows = RowPanels.rows(this.#m, this.#n);
    for (let first = 0; first < this.#m; first += rows) {
      const count = Math.min(rows, this.#m - first);
      if (this.#loaded !== first) this.#load(first, count);
      use({ first, count, address: this.#room.byteOffset });
    }
  }

  #load(first: number, count: number): void {
    this.#room.set(this.#matrix.subarray(first * this.#n, (first + count) * this.#n));
    this.#room.fill(0, count * this.#n, (count + 1) * this.#n + 1);
    this.#loaded = first;
  }
}

/** A row more, and a number: what reads pairs of rows and of numbers goes that far. */
function roomOf(m: number, n: number): number {
  return (RowPanels.rows(m, n) + 1) * n + 1;
}
