/** Arena: gives buffers addresses so that those alive at the same time never overlap, in little space. */

import type { Lifetime } from "./lifetimes.ts";

export interface Block extends Lifetime {
  /** Bytes. */
  readonly size: number;
  /** Byte address, filled by `pack`. */
  address: number;
}

/** Vectors begin at multiples of this, so that no access straddles a cache line. */
const ALIGNMENT = 16;
const CACHE_LINE = 64;
/** Blocks from this size on are kept apart in the cache. */
const LARGE = 256;

/**
 * Places blocks from the largest to the smallest, each into the smallest gap that fits among those placed already whose
 * lifetimes meet its own. Returns the end of the arena, which begins at `start`.
 */
export function pack(blocks: readonly Block[], start: number): number {
  const placed: Block[] = [];
  let end = start;
  for (const block of [...blocks].sort((a, b) => b.size - a.size || a.first - b.first)) {
    block.address = bestGap(placed, block, start);
    end = Math.max(end, block.address + paddedSize(block.size));
    insertByAddress(placed, block);
  }
  return end;
}

function bestGap(placed: readonly Block[], block: Block, start: number): number {
  const needed = paddedSize(block.size);
  let best: number | undefined;
  let bestSize = Infinity;
  let free = start;
  for (const other of placed) {
    if (other.last < block.first || other.first > block.last) continue;
    const gap = other.address - free;
    if (gap >= needed && gap < bestSize) {
      best = free;
      bestSize = gap;
    }
    free = Math.max(free, other.address + paddedSize(other.size));
  }
  return best ?? free;
}

/**
 * Room for a block. Large ones take an odd number of cache lines: arrays that are walked together would else begin at the
 * same place modulo a power of two, compete for the same sets of the cache, and stores to one would look like stores to
 * the other (leapfrog with 128 orbits: 44 instead of 60 million steps a second).
 */
export function paddedSize(size: number): number {
  if (size < LARGE) return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
  const lines = Math.ceil(size / CACHE_LINE);
  return (lines % 2 === 0 ? lines + 1 : lines) * CACHE_LINE;
}

function insertByAddress(placed: Block[], block: Block): void {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placed[middle]!.address <= block.address) low = middle + 1;
    else high = middle;
  }
  placed.splice(low, 0, block);
}
