/** Products with many columns at once: four in one pass, so that a vector is read once for them and no sum waits for another. */

/** xᵀ v of every column x. */
export function dotsOf(columns: readonly Float64Array[], v: Float64Array): Float64Array {
  const products = new Float64Array(columns.length);
  const n = v.length;
  let k = 0;
  for (; k + 3 < columns.length; k += 4) {
    const first = columns[k]!;
    const second = columns[k + 1]!;
    const third = columns[k + 2]!;
    const fourth = columns[k + 3]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < n; i++) {
      const value = v[i]!;
      a += first[i]! * value;
      b += second[i]! * value;
      c += third[i]! * value;
      d += fourth[i]! * value;
    }
    products[k] = a;
    products[k + 1] = b;
    products[k + 2] = c;
    products[k + 3] = d;
  }
  for (; k < columns.length; k++) {
    const column = columns[k]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < n; i += 4) {
      a += column[i]! * v[i]!;
      b += column[i + 1]! * v[i + 1]!;
      c += column[i + 2]! * v[i + 2]!;
      d += column[i + 3]! * v[i + 3]!;
    }
    for (; i < n; i++) a += column[i]! * v[i]!;
    products[k] = a + b + (c + d);
  }
  return products;
}

/** Adds each column times its weight to a vector. */
export function addWeighted(columns: readonly Float64Array[], weights: ArrayLike<number>, to: Float64Array): void {
  const n = to.length;
  let k = 0;
  for (; k + 3 < columns.length; k += 4) {
    const first = columns[k]!;
    const second = columns[k + 1]!;
    const third = columns[k + 2]!;
    const fourth = columns[k + 3]!;
    const a = weights[k]!;
    const b = weights[k + 1]!;
    const c = weights[k + 2]!;
    const d = weights[k + 3]!;
    for (let i = 0; i < n; i++) {
      to[i] = to[i]! + (a * first[i]! + b * second[i]! + (c * third[i]! + d * fourth[i]!));
    }
  }
  for (; k < columns.length; k++) {
    const column = columns[k]!;
    const weight = weights[k]!;
    for (let i = 0; i < n; i++) to[i] = to[i]! + weight * column[i]!;
  }
}
