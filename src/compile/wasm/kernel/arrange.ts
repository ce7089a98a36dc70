/** Arranging: which axes of a kernel's iteration space become one loop, and which loop is innermost and vectorised. */

import type { Access } from "./access.ts";

/** The loops in terms of the axes they are made of: each a run of neighbouring axes, walked as one. */
export interface Arrangement {
  /** Lengths of the loops, outermost first. */
  readonly lengths: readonly number[];
  /** Strides of an access for the loops from those for the axes. */
  readonly rearrange: (strides: readonly number[]) => readonly number[];
}

/** Extra instructions to gather or scatter elements that do not lie side by side. */
const STRIDED_COST = 3;
/** Instructions to start and end an inner loop. */
const LOOP_COST = 12;

/** Merges axes that every access walks as one, then puts the axis innermost that the vector code suits best. */
export function arrange(
  lengths: readonly number[],
  accesses: readonly Access[],
  weight: number,
  lanes: number,
): Arrangement {
  const runs = mergeAxes(lengths, accesses);
  const merged = runs.map(({ first, last }) => product(lengths.slice(first, last + 1)));
  const order = runs.map((_, i) => i);
  if (runs.length > 1) {
    const costs = runs.map(({ last }, i) => {
      const strided = accesses.filter(({ strides }) => strides[last] !== 0 && strides[last] !== 1).length;
      const length = merged[i]!;
      return ((weight + STRIDED_COST * strided) * Math.ceil(length / lanes) + LOOP_COST) / length;
    });
    // The last axis unless another one is clearly better: it keeps memory in order.
    let best = runs.length - 1;
    costs.forEach((cost, i) => {
      if (cost < 0.85 * costs[best]!) best = i;
    });
    order.push(...order.splice(best, 1));
  }
  return {
    lengths: order.map((i) => merged[i]!),
    rearrange: (strides) => order.map((i) => strides[runs[i]!.last]!),
  };
}

interface Run {
  readonly first: number;
  readonly last: number;
}

function mergeAxes(lengths: readonly number[], accesses: readonly Access[]): Run[] {
  const runs: Run[] = [];
  let first = 0;
  lengths.forEach((_, axis) => {
    const next = axis + 1;
    const walksOn =
      next < lengths.length && accesses.every(({ strides }) => strides[axis] === strides[next]! * lengths[next]!);
    if (walksOn) return;
    runs.push({ first, last: axis });
    first = next;
  });
  return runs;
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total * length, 1);
}
