/** TriangularFactor: an upper triangular R that gains and loses columns. */
import type { ColumnSystem } from "../columns/column-system.ts";
import type { ColumnKernels } from "../kernels/workspace.ts";

/** R with RᵀR the products of the columns it stands for. Column k has k + 1 numbers and stands behind the one before it. */
export class TriangularFactor {
  /** Number of columns. */
  size = 0;
  readonly #numbers: Float64Array;
  readonly #kernels: ColumnKernels;

  constructor({ kernels, room }: ColumnSystem) {
    this.#kernels = kernels;
    this.#numbers = room.factor.triangle;
  }

  /** The least fraction of its length that a column has outside of those before it; place k holds column `order[k]`. */
  leastShare(order: Int32Array, lengths: Float64Array): number {
    let least = 1;
    for (let k = 0; k < this.size; k++) {
      least = Math.min(least, this.#numbers[startOf(k) + k]! / lengths[order[k]!]!);
    }
    return least;
  }

  /** Adds a column: its components along the columns before it, and what is left. */
  append(above: Float64Array, diagonal: number): void {
    const start = startOf(this.size);
    for (let i = 0; i < this.size; i++) this.#numbers[start + i] = above[i]!;
    this.#numbers[start + this.size] = diagonal;
    this.size++;
  }

  /**
   * Takes column k out. The columns behind it move up; a rotation of rows (i, i + 1) makes each triangular again, and
   * is told to `onRotation`, for what else lives in the same basis.
   */
  remove(k: number, onRotation?: (row: number, cosine: number, sine: number) => void): void {
    const r = this.#numbers;
    const last = this.size - 1;
    const cosines = new Float64Array(last - k);
    const sines = new Float64Array(last - k);
    for (let j = k; j < last; j++) {
      const from = startOf(j + 1);
      const to = startOf(j);
      for (let i = 0; i < k; i++) r[to + i] = r[from + i]!;
      let upper = r[from + k]!;
      for (let i = k; i < j; i++) {
        const lower = r[from + i + 1]!;
        r[to + i] = cosines[i - k]! * upper + sines[i - k]! * lower;
        upper = cosines[i - k]! * lower - sines[i - k]! * upper;
      }
      const lower = r[from + j + 1]!;
      // The diagonal is kept positive by making `lower` the sine's share.
      const length = Math.sqrt(upper * upper + lower * lower);
      cosines[j - k] = length > 0 ? upper / length : 1;
      sines[j - k] = length > 0 ? lower / length : 0;
      r[to + j] = length;
      onRotation?.(j, cosines[j - k]!, sines[j - k]!);
    }
    this.size = last;
  }

  /** Solves Rᵀ u = v in place, for the leading part of v, which lies in the memory of the kernels. */
  solveTransposed(v: Float64Array): void {
    this.#kernels.solveTransposed(this.#numbers.byteOffset, this.size, v.byteOffset);
  }

  /** Solves R z = u in place, likewise. */
  solve(u: Float64Array): void {
    this.#kernels.solve(this.#numbers.byteOffset, this.size, u.byteOffset);
  }

  /** || R v ||, in place of v. */
  lengthOf(v: Float64Array): number {
    this.#kernels.multiply(this.#numbers.byteOffset, this.size, v.byteOffset);
    return Math.sqrt(this.#kernels.dot(v.byteOffset, v.byteOffset, this.size));
  }
}

function startOf(column: number): number {
  return (column * (column + 1)) / 2;
}
