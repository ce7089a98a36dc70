/** GramFactor: least squares over some columns by the Cholesky factor of their products, updated as columns come and go. */
import { type ColumnSystem, productsWith, type ResidualParts } from "./column-system.ts";
import { ColumnList, type PassiveFactor } from "./passive-factor.ts";
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
  readonly #system: ColumnSystem;
  readonly #list: ColumnList;
  readonly #triangle = new TriangularFactor();
  readonly #above: Float64Array;

  constructor(system: ColumnSystem) {
    this.#system = system;
    this.#list = new ColumnList(system.n);
    this.#above = new Float64Array(system.n);
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

  append(column: number): boolean {
    const above = this.#above;
    const { order, positionOf, size } = this.#list;
    productsWith(this.#system, column, order, size, positionOf, above);
    this.#triangle.solveTransposed(above);
    const square = this.#system.norms[column]! ** 2;
    let rest = square;
    for (let k = 0; k < size; k++) rest -= above[k]! * above[k]!;
    if (!(rest > dependent * square)) return false;
    this.#triangle.append(above, Math.sqrt(rest));
    this.#list.append(column);
    return true;
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
    const amounts = new Float64Array(size);
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

  #rebuild(places: readonly number[]): void {
    const gone = new Set(places);
    const first = places[0]!;
    const kept = Array.from(this.#list.order.subarray(first, this.size)).filter((_, k) => !gone.has(first + k));
    for (let place = this.size - 1; place >= first; place--) this.#list.remove(place);
    this.#triangle.size = first;
    for (const column of kept) this.append(column);
  }
}
