/** TriangularFactor: an upper triangular R that gains and loses columns. */

/** R with RᵀR the products of the columns it stands for, stored column after column with room to grow. */
export class TriangularFactor {
  /** Number of columns. */
  size = 0;
  #capacity: number;
  #numbers: Float64Array;

  constructor(capacity = 16) {
    this.#capacity = capacity;
    this.#numbers = new Float64Array(capacity * capacity);
  }

  /** Forgets all columns. */
  clear(): void {
    this.size = 0;
  }

  /** The least fraction of its length that a column has outside of those before it; place k holds column `order[k]`. */
  leastShare(order: Int32Array, lengths: Float64Array): number {
    let least = 1;
    for (let k = 0; k < this.size; k++) {
      least = Math.min(least, this.#numbers[k * this.#capacity + k]! / lengths[order[k]!]!);
    }
    return least;
  }

  /** Adds a column: its components along the columns before it, and what is left. */
  append(above: Float64Array, diagonal: number): void {
    if (this.size === this.#capacity) this.#grow();
    const start = this.size * this.#capacity;
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
    const capacity = this.#capacity;
    const last = this.size - 1;
    const cosines = new Float64Array(last - k);
    const sines = new Float64Array(last - k);
    for (let j = k; j < last; j++) {
      const from = (j + 1) * capacity;
      const to = j * capacity;
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

  /** Solves Rᵀ u = v in place, for the leading part of v. */
  solveTransposed(v: Float64Array): void {
    const r = this.#numbers;
    for (let k = 0; k < this.size; k++) {
      const start = k * this.#capacity;
      let [s0, s1] = [0, 0];
      let i = 0;
      for (; i + 1 < k; i += 2) {
        s0 += r[start + i]! * v[i]!;
        s1 += r[start + i + 1]! * v[i + 1]!;
      }
      if (i < k) s0 += r[start + i]! * v[i]!;
      v[k] = (v[k]! - (s0 + s1)) / r[start + k]!;
    }
  }

  /** Solves R z = u in place, for the leading part of u. */
  solve(u: Float64Array): void {
    const r = this.#numbers;
    for (let k = this.size - 1; k >= 0; k--) {
      const start = k * this.#capacity;
      const z = u[k]! / r[start + k]!;
      u[k] = z;
      for (let i = 0; i < k; i++) u[i] = u[i]! - r[start + i]! * z;
    }
  }

  /** || R v ||. */
  lengthOf(v: Float64Array): number {
    const product = new Float64Array(this.size);
    const r = this.#numbers;
    for (let k = 0; k < this.size; k++) {
      const start = k * this.#capacity;
      const amount = v[k]!;
      if (amount !== 0) for (let i = 0; i <= k; i++) product[i] = product[i]! + r[start + i]! * amount;
    }
    let sum = 0;
    for (const value of product) sum += value * value;
    return Math.sqrt(sum);
  }

  #grow(): void {
    const capacity = 2 * this.#capacity;
    const numbers = new Float64Array(capacity * capacity);
    for (let k = 0; k < this.size; k++) {
      const start = k * this.#capacity;
      numbers.set(this.#numbers.subarray(start, start + this.size), k * capacity);
    }
    this.#numbers = numbers;
    this.#capacity = capacity;
  }
}
