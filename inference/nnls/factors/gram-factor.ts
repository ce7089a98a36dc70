/** GramFactor: least squares over some columns by the Cholesky factor of their products, updated as columns come and go. */
import { type ColumnSystem, filled, type ResidualParts } from "../columns/column-system.ts";
import { ColumnList, type PassiveFactor } from "./passive-factor.ts";
import type { SparseRows } from "../columns/sparse-rows.ts";
import { TriangularFactor } from "./triangular-factor.ts";

/**
 * A column whose square has less than this fraction outside of the others is taken for dependent: products are good to
 * 1e-16 of the square, and what is left of the fraction must keep some digits.
 */
const dependent = 1e-11;

/**
 * Fast, with the square of the condition number in its rounding: its user refines solutions with exact residuals.
 *
 * @see Bro & de Jong (1997), A fast non-negativity-constrained least squares algorithm, J. Chemometrics 11, 393
 */
export class GramFactor implements PassiveFactor {
  readonly isOrthogonal = false;
  readonly #system: ColumnSystem;
  readonly #list: ColumnList;
  readonly #triangle: TriangularFactor;

  constructor(system: ColumnSystem) {
    this.#system = system;
    this.#list = new ColumnList(system);
    this.#triangle = new TriangularFactor(system);
  }

  get order(): Int32Array {
    return this.#list.order;
  }

  get positionOf(): Int32Array {
    return this.#list.positionOf;
  }

  get size(): number {
    return this.#list.size;
  }

  append(columns: readonly number[]): readonly number[] {
    const refused: number[] = [];
    // Two columns at a time: those in use are read once for both.
    for (let k = 0; k < columns.length; k += 2) {
      const [first, second] = [columns[k]!, columns[k + 1]];
      const [firstRow, secondRow] = this.#products(first, second);
      if (!this.#appendRow(first, firstRow)) refused.push(first);
      if (second !== undefined && !this.#appendRow(second, secondRow)) refused.push(second);
    }
    return refused;
  }

  remove(places: readonly number[]): void {
    // Rotations cost 3 p² a column, starting over p³ / 3 and the products again.
    if (9 * places.length > this.size && places[0]! < 0.5 * this.size) this.#rebuild(places);
    else {
      for (const place of places.toReversed()) {
        this.#triangle.remove(place);
        this.#list.remove(place);
      }
    }
  }

  minimiser(_residual: ResidualParts, descent: Float64Array): Float64Array {
    const { order, size } = this.#list;
    const { amounts } = this.#system.room.factor;
    for (let k = 0; k < size; k++) amounts[k] = descent[order[k]!]!;
    this.#triangle.solveTransposed(amounts);
    this.#triangle.solve(amounts);
    return amounts;
  }

  lengthOf(amounts: Float64Array): number {
    return this.#triangle.lengthOf(amounts);
  }

  independence(): number {
    return this.#triangle.leastShare(this.#list.order, this.#system.norms);
  }

  /** Products with the columns in use, and behind them, for the second, with the first; over the rows of A alone unless kept. */
  #products(first: number, second: number | undefined): readonly [Float64Array, Float64Array] {
    const { height, kernels, room, kept } = this.#system;
    const { order, table, size } = this.#list;
    const { products } = room.factor;
    if (kept !== null) {
      kept.gather(first, order, size, products[0]);
      if (second === undefined) return products;
      order[size] = first;
      kept.gather(second, order, size + 1, products[1]);
      return products;
    }
    const out = products.map(({ byteOffset }) => byteOffset) as [number, number];
    const bytes = 8 * height;
    const [a, b] = [room.columns[first]!, room.columns[second ?? first]!];
    table[size] = a;
    if (second === undefined) kernels.products(table.byteOffset, filled(table, size), bytes, a, out[0]);
    else kernels.productsOfTwo(table.byteOffset, filled(table, size + 1), bytes, a, b, ...out);
    return products;
  }

  #appendRow(column: number, row: Float64Array): boolean {
    const { norms, penalty, kernels, room, kept } = this.#system;
    const { size } = this;
    if (size === room.factor.most) return false;
    if (penalty !== null && kept === null) this.#addPenalty(penalty, column, row);
    this.#triangle.solveTransposed(row);
    const square = norms[column]! ** 2;
    const rest = square - kernels.dot(row.byteOffset, row.byteOffset, size);
    if (!(rest > dependent * square)) return false;
    this.#triangle.append(row, Math.sqrt(rest));
    this.#list.append(column);
    return true;
  }

  #addPenalty(penalty: SparseRows, column: number, row: Float64Array): void {
    const { positionOf } = this.#list;
    for (let at = penalty.columnStart[column]!; at < penalty.columnStart[column + 1]!; at++) {
      const entry = penalty.entryOfColumn[at]!;
      const own = penalty.rowOfEntry[entry]!;
      for (let other = penalty.rowStart[own]!; other < penalty.rowStart[own + 1]!; other++) {
        const position = positionOf[penalty.column[other]!]!;
        if (position >= 0) row[position] = row[position]! + penalty.value[entry]! * penalty.value[other]!;
      }
    }
  }

  #rebuild(places: readonly number[]): void {
    const gone = new Set(places);
    const first = places[0]!;
    const kept = Array.from(this.#list.order.subarray(first, this.size)).filter((_, k) => !gone.has(first + k));
    for (let place = this.size - 1; place >= first; place--) this.#list.remove(place);
    this.#triangle.size = first;
    this.append(kept);
  }
}
