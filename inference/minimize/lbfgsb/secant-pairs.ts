/** Secant pairs: the latest steps and gradient changes, with their products, which each new pair adds to by a row. */
import { dotsOf } from "./columns.ts";

/** A step, and the change of gradient along it. */
export interface SecantPair {
  /** Difference of two points. */
  readonly s: Float64Array;
  /** Difference of the gradients there; sᵀy > 0. */
  readonly y: Float64Array;
}

/** Pairs, oldest first, and their products by rows: `ss[i m + j]` is s_iᵀs_j. */
export interface SecantMemory {
  readonly pairs: readonly SecantPair[];
  readonly ss: Float64Array;
  /** s_iᵀy_j. */
  readonly sy: Float64Array;
  readonly yy: Float64Array;
}

const nothing = new Float64Array(0);

/** No pairs. */
export const noMemory: SecantMemory = { pairs: [], ss: nothing, sy: nothing, yy: nothing };

/** The latest pairs with one more, so many at most. */
export function remember(memory: SecantMemory, pair: SecantPair, most: number): SecantMemory {
  const before = memory.pairs.length;
  const dropped = Math.max(0, before + 1 - most);
  const pairs = [...memory.pairs.slice(dropped), pair];
  const m = pairs.length;
  const kept = (products: Float64Array): Float64Array => {
    const next = new Float64Array(m * m);
    for (let i = 0; i + 1 < m; i++) {
      for (let j = 0; j + 1 < m; j++) next[i * m + j] = products[(i + dropped) * before + j + dropped]!;
    }
    return next;
  };
  const [ss, sy, yy] = [kept(memory.ss), kept(memory.sy), kept(memory.yy)];
  const last = m - 1;
  const all = [...pairs.map(({ s }) => s), ...pairs.map(({ y }) => y)];
  const withStep = dotsOf(all, pair.s);
  const withChange = dotsOf(all, pair.y);
  for (let i = 0; i < m; i++) {
    ss[i * m + last] = ss[last * m + i] = withStep[i]!;
    yy[i * m + last] = yy[last * m + i] = withChange[m + i]!;
    sy[last * m + i] = withStep[m + i]!;
    sy[i * m + last] = withChange[i]!;
  }
  return { pairs, ss, sy, yy };
}
