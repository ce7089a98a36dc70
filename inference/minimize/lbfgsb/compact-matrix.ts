/** Compact form of the limited-memory BFGS matrix: B = theta I - W M Wᵀ, from a few pairs of steps and gradient changes. */
import { factoriseLu, solveLu } from "../../linear-algebra/dense-lu.ts";
import { dot } from "../../linear-algebra/vectors.ts";
import { addWeighted, dotsOf } from "./columns.ts";
import type { SecantMemory } from "./secant-pairs.ts";

/** B = theta I - W M Wᵀ, with W of shape [n, 2m] and M of shape [2m, 2m]. */
export interface CompactMatrix {
  readonly theta: number;
  /** The pairs that the columns of W = [Y, theta S] are made of, oldest first; theta S is never formed. */
  readonly memory: SecantMemory;
  /** M, row by row, shape [2m, 2m]. */
  readonly middle: Float64Array;
}

/**
 * The matrix of the pairs; `theta I` when there are none.
 *
 * @returns null when the pairs are too nearly dependent to give one
 * @see Byrd, Nocedal & Schnabel (1994), eq. 3.5-3.6
 */
export function compactMatrix(memory: SecantMemory, theta: number): CompactMatrix | null {
  const m = memory.pairs.length;
  if (m === 0) return { theta, memory, middle: new Float64Array(0) };
  // M is the inverse of [[-D, Lᵀ], [L, theta SᵀS]], with D = diag(s_iᵀy_i) and L the part of SᵀY below its diagonal.
  const size = 2 * m;
  const inverted = new Float64Array(size * size);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      inverted[(m + i) * size + m + j] = theta * memory.ss[i * m + j]!;
      const sy = memory.sy[i * m + j]!;
      if (i === j) inverted[i * size + i] = -sy;
      else if (i > j) {
        inverted[(m + i) * size + j] = sy;
        inverted[j * size + m + i] = sy;
      }
    }
  }
  const middle = inverseScaled(inverted, size);
  return middle === null ? null : { theta, memory, middle };
}

/** The inverse of a symmetric matrix, row by row, its rows and columns first brought to like size; null when it has none. */
function inverseScaled(matrix: Float64Array, size: number): Float64Array | null {
  const scale = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(Math.abs(matrix[i * size + i]!)));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix[i * size + j] = matrix[i * size + j]! * scale[i]! * scale[j]!;
  }
  const factors = factoriseLu(matrix, size);
  if (factors === null) return null;
  const unit = new Float64Array(size);
  const rows = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    unit.fill(0)[j] = scale[j]!;
    solveLu(factors, unit).forEach((value, i) => (rows[i * size + j] = scale[i]! * value));
  }
  return rows.every(Number.isFinite) ? rows : null;
}

/** Wᵀ v. */
export function timesColumns(matrix: CompactMatrix, v: Float64Array): Float64Array {
  const product = dotsOf(columnsOf(matrix), v);
  for (let k = product.length >> 1; k < product.length; k++) product[k] = matrix.theta * product[k]!;
  return product;
}

/** Y and S, the columns of W without theta. */
function columnsOf({ memory: { pairs } }: CompactMatrix): Float64Array[] {
  return [...pairs.map(({ y }) => y), ...pairs.map(({ s }) => s)];
}

/** M p, written into `into`. */
export function timesMiddle(
  { middle }: CompactMatrix,
  p: Float64Array,
  into: Float64Array = new Float64Array(p.length),
): Float64Array {
  const size = p.length;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += middle[i * size + j]! * p[j]!;
    into[i] = sum;
  }
  return into;
}

/** Row i of W, written into `into`. */
export function rowOf({ theta, memory: { pairs } }: CompactMatrix, i: number, into: Float64Array): Float64Array {
  const m = pairs.length;
  for (let k = 0; k < m; k++) {
    const { s, y } = pairs[k]!;
    into[k] = y[i]!;
    into[m + k] = theta * s[i]!;
  }
  return into;
}

/** W p added to a vector. */
export function addColumns(matrix: CompactMatrix, p: Float64Array, to: Float64Array): void {
  const half = p.length >> 1;
  addWeighted(
    columnsOf(matrix),
    p.map((value, k) => (k < half ? value : matrix.theta * value)),
    to,
  );
}

/** vᵀ B v; `p` is Wᵀv where it is known. */
export function curvatureAlong(matrix: CompactMatrix, v: Float64Array, p = timesColumns(matrix, v)): number {
  return matrix.theta * dot(v, v) - dot(p, timesMiddle(matrix, p));
}

/** W_FᵀW_F over the coordinates where `isFree` is one, shape [2m, 2m]; by those left out where they are fewer. */
export function freeProducts({ theta, memory }: CompactMatrix, isFree: Uint8Array, free: number): Float64Array {
  const { pairs, ss, sy, yy } = memory;
  const m = pairs.length;
  const n = isFree.length;
  const isFew = 2 * free <= n;
  const wanted = isFew ? 1 : 0;
  const count = isFew ? free : n - free;
  const at = new Int32Array(count);
  for (let i = 0, k = 0; i < n; i++) if (isFree[i] === wanted) at[k++] = i;
  const gathered = (x: Float64Array): Float64Array => {
    const part = new Float64Array(count);
    for (let k = 0; k < count; k++) part[k] = x[at[k]!]!;
    return part;
  };
  const columns = count === 0 ? [] : [...pairs.map(({ y }) => gathered(y)), ...pairs.map(({ s }) => gathered(s))];
  const size = 2 * m;
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const parts = count === 0 ? null : dotsOf(columns.slice(0, i + 1), columns[i]!);
    for (let j = 0; j <= i; j++) {
      const part = parts === null ? 0 : parts[j]!;
      let value = part;
      if (!isFew) {
        const whole = i < m ? yy[i * m + j]! : j < m ? sy[(i - m) * m + j]! : ss[(i - m) * m + j - m]!;
        value = whole - part;
      }
      const weighted = value * (i >= m ? theta : 1) * (j >= m ? theta : 1);
      products[i * size + j] = weighted;
      products[j * size + i] = weighted;
    }
  }
  return products;
}
