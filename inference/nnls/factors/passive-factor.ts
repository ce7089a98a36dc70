/** PassiveFactor: the least-squares solver over the columns that are not held at zero, as an active-set method uses it. */
import type { ColumnSystem, ResidualParts } from "../columns/column-system.ts";

/** Columns in use, in the order of the factor, and the solution of least squares over them. */
export interface PassiveFactor {
  /** Whether it is good to the condition number itself, not to its square. */
  readonly isOrthogonal: boolean;
  /** Columns in use: the first `size` of `order`. */
  readonly order: Int32Array;
  readonly size: number;
  /** Place of each column in `order`, or -1. */
  readonly positionOf: Int32Array;
  /** Adds columns one after another; those are left out, and handed back, that the ones before span as far as this factor can tell. */
  append(columns: readonly number[]): readonly number[];
  /** Takes columns out, given by their places in `order`, ascending. */
  remove(places: readonly number[]): void;
  /** The minimiser over the columns in use, from a residual and its products with all columns; shape [size], until the next call. */
  minimiser(residual: ResidualParts, descent: Float64Array): Float64Array;
  /** Length of the combination of the columns in use that has these amounts, which are overwritten. */
  lengthOf(amounts: Float64Array): number;
  /** The smallest part of a column in use that lies outside of the columns before it, as a fraction of its length. */
  independence(): number;
}

/** Columns in use as a list with places. */
export class ColumnList {
  readonly order: Int32Array;
  readonly positionOf: Int32Array;
  /** Address of each column in use. */
  readonly table: Int32Array;
  readonly #columns: Int32Array;
  size = 0;

  constructor({ n, room }: ColumnSystem) {
    this.order = new Int32Array(n);
    this.positionOf = new Int32Array(n).fill(-1);
    this.table = room.factor.table;
    this.#columns = room.columns;
  }

  append(column: number): void {
    this.positionOf[column] = this.size;
    this.table[this.size] = this.#columns[column]!;
    this.order[this.size++] = column;
  }

  remove(place: number): void {
    this.positionOf[this.order[place]!] = -1;
    this.order.copyWithin(place, place + 1, this.size);
    this.table.copyWithin(place, place + 1, this.size);
    this.size--;
    for (let k = place; k < this.size; k++) this.positionOf[this.order[k]!] = k;
  }
}
