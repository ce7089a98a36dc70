/** OrthogonalFactor: least squares over some columns by an orthogonal basis of them, updated as columns come and go. */
import type { ColumnSystem, ResidualParts } from "../columns/column-system.ts";
import { ColumnList, type PassiveFactor } from "./passive-factor.ts";
import { TriangularFactor } from "./triangular-factor.ts";

/** A column with less than this fraction of its length outside of the others is dependent: the rest is rounding. */
const dependent = 2 ** -46;

/**
 * Slower than a factor of the products, and good to the condition number itself. Each basis vector is orthogonalised
 * twice, which is enough; a column that goes is rotated out.
 *
 * @see Daniel, Gragg, Kaufman & Stewart (1976), Reorthogonalization and stable algorithms for updating the Gram-Schmidt
 *      QR factorization, Math. Comp. 30, 772
 */
export class OrthogonalFactor implements PassiveFactor {
  readonly isOrthogonal = true;
  readonly #system: ColumnSystem;
  readonly #list: ColumnList;
  readonly #triangle: TriangularFactor;
  readonly #basis: Float64Array[] = [];
  readonly #height: number;

  constructor(system: ColumnSystem) {
    this.#system = system;
    this.#list = new ColumnList(system);
    this.#triangle = new TriangularFactor(system);
    this.#height = system.m + (system.penalty?.rows ?? 0);
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
    return columns.filter((column) => !this.#appendOne(column));
  }

  remove(places: readonly number[]): void {
    for (const place of places.toReversed()) {
      this.#triangle.remove(place, (row, cosine, sine) => {
        const [upper, lower] = [this.#basis[row]!, this.#basis[row + 1]!];
        for (let i = 0; i < upper.length; i++) {
          const [a, b] = [upper[i]!, lower[i]!];
          upper[i] = cosine * a + sine * b;
          lower[i] = cosine * b - sine * a;
        }
      });
      this.#basis.pop();
      this.#list.remove(place);
    }
  }

  minimiser({ data, penalty }: ResidualParts): Float64Array {
    const { m, room } = this.#system;
    const { amounts } = room.factor;
    this.#basis.forEach((direction, k) => {
      let along = 0;
      for (let i = 0; i < m; i++) along += direction[i]! * data[i]!;
      for (let i = 0; i < penalty.length; i++) along += direction[m + i]! * penalty[i]!;
      amounts[k] = along;
    });
    this.#triangle.solve(amounts);
    return amounts;
  }

  lengthOf(amounts: Float64Array): number {
    return this.#triangle.lengthOf(amounts);
  }

  independence(): number {
    return this.#triangle.leastShare(this.#list.order, this.#system.norms);
  }

  #appendOne(column: number): boolean {
    if (this.size === this.#height) return false;
    const vector = this.#column(column);
    const above = new Float64Array(this.size);
    for (let pass = 0; pass < 2; pass++) {
      this.#basis.forEach((direction, k) => {
        let along = 0;
        for (let i = 0; i < vector.length; i++) along += direction[i]! * vector[i]!;
        for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! - along * direction[i]!;
        above[k] = above[k]! + along;
      });
    }
    let square = 0;
    for (const value of vector) square += value * value;
    const rest = Math.sqrt(square);
    if (!(rest > dependent * this.#system.norms[column]!)) return false;
    for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / rest;
    this.#basis.push(vector);
    this.#triangle.append(above, rest);
    this.#list.append(column);
    return true;
  }

  #column(j: number): Float64Array {
    const { m, height, entries, penalty } = this.#system;
    const vector = new Float64Array(this.#height);
    vector.set(entries.subarray(j * height, j * height + m));
    if (penalty !== null) {
      for (let at = penalty.columnStart[j]!; at < penalty.columnStart[j + 1]!; at++) {
        const entry = penalty.entryOfColumn[at]!;
        vector[m + penalty.rowOfEntry[entry]!] = penalty.value[entry]!;
      }
    }
    return vector;
  }
}
