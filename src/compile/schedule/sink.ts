/** Sinking: moves an operation into the later kernel that first reads it, where that keeps fewer arrays in memory. */

import { sizeOf } from "../../array/shape.ts";
import { overwritesInStep, passesInRegister, type Positions, weightOf } from "./fuse.ts";
import { commonRefinement, squeeze } from "./iteration-space.ts";
import { type Elementwise, isFusible, readsOf } from "./operation.ts";
import type { Kernel, Region } from "./region.ts";
import { isWhole, type View } from "./view.ts";

/**
 * Fusion places operations as early as possible; one that is read by later kernels alone would pass its result through
 * memory. From last to first, each such operation goes to its first reader, unless what it reads in registers now would
 * have to be kept in more than one array for that.
 */
export function sink(region: Region, positions: Positions): void {
  for (let i = region.operations.length - 1; i >= 0; i--) {
    const operation = region.operations[i]!;
    if (operation.kind !== "elementwise" || !positions.has(operation)) continue;
    const from = positions.get(operation)!;
    const to = firstReader(region, operation, positions);
    if (to === undefined || to <= from) continue;
    const target = region.steps[to]!;
    // A refinement is common to spaces of one size: a scalar does not go into the loop that broadcasts it.
    if (target.kind !== "kernel" || sizeOf(target.lengths) !== sizeOf(operation.shape)) continue;
    const lengths = commonRefinement(target.lengths, squeeze(operation.shape));
    if (lengths === undefined || !mayMove(operation, region, from, to, positions)) continue;
    const source = region.steps[from] as Kernel;
    source.operations = source.operations.filter((each) => each !== operation);
    source.weight -= weightOf(operation);
    target.operations.push(operation);
    target.lengths = lengths;
    target.weight += weightOf(operation);
    positions.set(operation, to);
  }
  restoreOrder(region);
}

/** Position of the first step that reads the result, when the result is private to this region and can be read in registers. */
function firstReader(region: Region, { target }: Elementwise, positions: Positions): number | undefined {
  const { buffer } = target;
  if (buffer.pinned || buffer.home !== region || !isWhole(target)) return undefined;
  let first: number | undefined;
  for (const reader of buffer.readers) {
    const position = positions.get(reader);
    if (position !== undefined) first = Math.min(first ?? position, position);
  }
  const readsThere = [...buffer.readers]
    .filter((reader) => positions.get(reader) === first)
    .flatMap((reader) => readsOf(reader).filter((view) => view.buffer === buffer));
  return readsThere.every(passesInRegister) ? first : undefined;
}

function mayMove(operation: Elementwise, region: Region, from: number, to: number, positions: Positions): boolean {
  let kept = 0;
  const counted = new Set<unknown>();
  for (const view of readsOf(operation)) {
    if (!readableAt(view, operation, region, to, positions)) return false;
    if (counted.has(view.buffer)) continue;
    counted.add(view.buffer);
    const producer = view.buffer.onlyProducer;
    const inRegister = producer !== undefined && positions.get(producer) === from && passesInRegister(view);
    if (inRegister && !isReadElsewhere(view, from, positions)) kept++;
  }
  return kept <= 1;
}

/** False when the step would come after what overwrites the buffer: in a loop body, the next value of a carry. */
function readableAt(view: View, operation: Elementwise, region: Region, to: number, positions: Positions): boolean {
  if (view.buffer.home === region) return true;
  return [...view.buffer.producers].every((producer) => {
    const position = positions.get(producer);
    if (position === undefined || position > to) return true;
    return position === to && isFusible(producer) && overwritesInStep(producer, operation);
  });
}

function isReadElsewhere(view: View, position: number, positions: Positions): boolean {
  return (
    view.buffer.pinned ||
    [...view.buffer.readers].some((reader) => {
      const at = positions.get(reader);
      return at !== undefined && at !== position;
    })
  );
}

/** Operations within a kernel go back to the order of the program, and kernels that lost all of theirs go. */
function restoreOrder(region: Region): void {
  const order = new Map(region.operations.map((operation, i) => [operation, i] as const));
  for (const step of region.steps) {
    if (step.kind === "kernel") step.operations.sort((a, b) => order.get(a)! - order.get(b)!);
  }
  // Positions stay valid for later passes: emptied kernels are dropped when code is made of them.
}
