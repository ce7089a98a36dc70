/** Lifetimes: from which step to which step each buffer must stay in memory. */

import type { Buffer } from "../schedule/buffer.ts";
import { Literal } from "../../program/program.ts";
import { nestedRegions, type Region, type Step } from "../schedule/region.ts";
import { resolvePlacement, type View } from "../schedule/view.ts";
import { accessesOf, type Nest } from "../wasm/kernel/nest.ts";

/** Steps are numbered through all regions in the order in which they stand; a loop takes the numbers of its body. */
export interface Lifetime {
  first: number;
  last: number;
}

/** The loop nest of each kernel. */
export type Nests = ReadonlyMap<Step, Nest>;

/**
 * Buffers that code touches, with their lifetimes. Inputs live from the start, results to the end, and what a loop's body
 * uses from outside lives through the whole loop.
 */
export function lifetimes(region: Region, nests: Nests, results: readonly View[]): Map<Buffer, Lifetime> {
  const found = new Map<Buffer, Lifetime>();
  let clock = 0;
  const extend = (buffer: Buffer, first: number, last: number): void => {
    const known = found.get(buffer);
    if (known === undefined) found.set(buffer, { first, last });
    else {
      known.first = Math.min(known.first, first);
      known.last = Math.max(known.last, last);
    }
  };
  /** Walks a region; returns the buffers from outside of it that it touches. */
  const walk = (inner: Region): Set<Buffer> => {
    const outside = new Set<Buffer>();
    const touch = (buffer: Buffer, first: number, last: number): void => {
      if (buffer.home === inner) extend(buffer, first, last);
      else outside.add(buffer);
    };
    for (const step of inner.steps) {
      const first = clock++;
      const touched = new Set(touchedBy(step, nests));
      for (const nested of nestedRegions(step)) for (const buffer of walk(nested)) touched.add(buffer);
      const last = clock++;
      for (const buffer of touched) touch(buffer, first, last);
    }
    return outside;
  };
  walk(region);
  for (const [buffer, lifetime] of found) if (buffer.role === "input") lifetime.first = -1;
  for (const view of results) {
    const { buffer } = resolvePlacement(view);
    extend(buffer, buffer.role === "input" ? -1 : clock, clock);
  }
  return found;
}

function touchedBy(step: Step, nests: Nests): Buffer[] {
  switch (step.kind) {
    case "kernel":
      return accessesOf(nests.get(step)!).map(({ buffer }) => buffer);
    case "routine":
      return [...step.reads, ...step.writes].map((view) => resolvePlacement(view).buffer);
    case "loop":
    case "while":
      return step.writes.map((view) => resolvePlacement(view).buffer);
    case "branch":
      return [...(step.selector instanceof Literal ? [] : [step.selector]), ...step.writes].map(
        (view) => resolvePlacement(view).buffer,
      );
  }
}
