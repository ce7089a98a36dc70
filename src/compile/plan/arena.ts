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

/** From this many blocks on the search of `packBySize`, quadratic in their number, takes too long. */
const MANY = 300;

/**
 * Gives every block an address from `start` on, so that blocks whose lifetimes meet do not overlap. Returns the end of the
 * arena.
 */
export function pack(blocks: readonly Block[], start: number): number {
  return blocks.length < MANY ? packBySize(blocks, start) : packByTime(blocks, start);
}

/** From the largest block to the smallest, each into the smallest gap that fits among those placed already. */
function packBySize(blocks: readonly Block[], start: number): number {
  const placed: Block[] = [];
  let end = start;
  for (const block of [...blocks].sort((a, b) => b.size - a.size || a.first - b.first)) {
    block.address = bestGap(placed, block, start);
    end = Math.max(end, block.address + paddedSize(block.size));
    insertByAddress(placed, block);
  }
  return end;
}

interface Gap {
  address: number;
  size: number;
}

/** From the first block to the last, each into the smallest gap that fits among what earlier blocks have left. */
function packByTime(blocks: readonly Block[], start: number): number {
  const ending = [...blocks].sort((a, b) => a.last - b.last);
  const gaps: Gap[] = [];
  let end = start;
  let ended = 0;
  for (const block of [...blocks].sort((a, b) => a.first - b.first || b.size - a.size)) {
    for (; ending[ended]!.last < block.first; ended++) {
      const { address, size } = ending[ended]!;
      if (size > 0) release(gaps, address, paddedSize(size));
    }
    const needed = paddedSize(block.size);
    let best: Gap | undefined;
    for (const gap of gaps) if (gap.size >= needed && (best === undefined || gap.size < best.size)) best = gap;
    const last = gaps.at(-1);
    if (best !== undefined) {
      block.address = best.address;
    } else if (last !== undefined && last.address + last.size === end) {
      // The free room at the end grows until the block fits.
      best = last;
      block.address = last.address;
      end = last.address + needed;
      last.size = needed;
    } else {
      block.address = end;
      end += needed;
    }
    if (best !== undefined) {
      best.address += needed;
      best.size -= needed;
      if (best.size === 0) gaps.splice(gaps.indexOf(best), 1);
    }
  }
  return end;
}

/** Gives room back, as one gap with free neighbours. */
function release(gaps: Gap[], address: number, size: number): void {
  let at = gaps.findIndex((gap) => gap.address > address);
  if (at < 0) at = gaps.length;
  const before = gaps[at - 1];
  const after = gaps[at];
  const joinsBefore = before !== undefined && before.address + before.size === address;
  const joinsAfter = after !== undefined && address + size === after.address;
  if (joinsBefore) {
    before.size += size + (joinsAfter ? after.size : 0);
    if (joinsAfter) gaps.splice(at, 1);
  } else if (joinsAfter) {
    after.address = address;
    after.size += size;
  } else gaps.splice(at, 0, { address, size });
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
