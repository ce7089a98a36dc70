/** Placing: a value that is only copied to its destination is computed there in the first place. */

import type { Buffer } from "./buffer.ts";
import type { Positions } from "./fuse.ts";
import { type Elementwise, isFusible, type Operation, readsOf, writesOf } from "./operation.ts";
import { areDisjoint, coincide } from "./overlap.ts";
import type { Kernel, Region } from "./region.ts";
import { isContiguous, isWhole, type View } from "./view.ts";

/**
 * For each copy of a whole buffer to a carry, a step of a stack or a part of a larger array: when nothing between the
 * computation and the copy reads what the destination held, the buffer is placed at the destination and the copy is gone. A buffer
 * that is computed part by part, as joined arrays are, is placed when each part may be.
 */
export function placeAtDestinations(region: Region, positions: Positions): void {
  const removed = new Map<Kernel, Set<Operation>>();
  const remove = (copy: Elementwise): void => {
    const kernel = region.steps[positions.get(copy)!] as Kernel;
    positions.delete(copy);
    const copies = removed.get(kernel) ?? new Set();
    removed.set(kernel, copies.add(copy));
    for (const { buffer } of readsOf(copy)) buffer.readers.delete(copy);
  };
  for (const copy of region.operations) {
    if (copy.kind !== "elementwise" || copy.name !== "copy") continue;
    const [source] = readsOf(copy);
    if (!positions.has(copy) || source === undefined || !isWhole(source) || !isContiguous(copy.target)) continue;
    const { buffer } = source;
    const all = partsOf(buffer, region, positions);
    if (all === undefined) continue;
    const isOntoItself = (part: Part): boolean => copiesOntoItself(part, copy);
    const parts = all.filter((part) => !isOntoItself(part));
    if (parts.length === 0 || !canPlace(buffer, parts, copy, region, positions)) continue;
    buffer.placeAt(copy.target);
    copy.target.buffer.removeProducer(copy);
    for (const { producer } of parts) copy.target.buffer.addProducer(producer);
    for (const { producer } of all.filter(isOntoItself)) remove(producer as Elementwise);
    remove(copy);
  }
  for (const [kernel, copies] of removed) {
    kernel.operations = kernel.operations.filter((each) => !copies.has(each));
  }
}

/** True of what a buffer begins with when that is the destination's own old value: code that changes a few elements of it follows. */
function copiesOntoItself({ producer, target }: Part, { target: place }: Elementwise): boolean {
  if (producer.kind !== "elementwise" || producer.name !== "copy") return false;
  const [from] = readsOf(producer);
  return from !== undefined && from.buffer === place.buffer && coincide(from, movedTo(place, target));
}

/** What one operation computes of a buffer. */
interface Part {
  readonly producer: Operation;
  /** Where it stands among the steps. */
  readonly position: number;
  /** The elements of the buffer. */
  readonly target: View;
}

/** How a buffer of this region is computed, when each operation that takes part in that is one of this region. */
function partsOf(buffer: Buffer, region: Region, positions: Positions): readonly Part[] | undefined {
  if (buffer.home !== region || buffer.role !== "value" || buffer.placement !== undefined) return undefined;
  const parts: Part[] = [];
  for (const producer of buffer.producers) {
    const position = positions.get(producer);
    if (position === undefined) continue;
    const targets = writesOf(producer).flatMap((view) => within(buffer, view) ?? []);
    if (targets.length === 0) return undefined;
    // One routine may write several parts, as a transform does the real and the imaginary one.
    for (const target of targets) parts.push({ producer, position, target });
  }
  return parts.length > 0 ? parts : undefined;
}

/** The view as one of `buffer`, in which its own may have been placed. */
function within(buffer: Buffer, view: View): View | undefined {
  let current: View | undefined = view;
  while (current !== undefined && current.buffer !== buffer) {
    const place: View | undefined = current.buffer.placement;
    current = place === undefined ? undefined : movedTo(place, current);
  }
  return current;
}

/** Elements of a buffer that lies at `place`: in one piece, so that positions only shift. */
function movedTo(place: View, view: View): View {
  return {
    ...view,
    buffer: place.buffer,
    offset: place.offset + view.offset,
    loops: [...place.loops, ...view.loops],
  };
}

function canPlace(
  buffer: Buffer,
  parts: readonly Part[],
  copy: Elementwise,
  region: Region,
  positions: Positions,
): boolean {
  const destination = copy.target.buffer;
  if (destination.dtype !== buffer.dtype || destination.placement !== undefined) return false;
  const computed = Math.min(...parts.map(({ position }) => position));
  const [first] = parts;
  const readAt = [...buffer.allReaders()].map((reader) => positions.get(reader) ?? computed);
  // In registers at the copy and nowhere else: the copy is the one store there is.
  const inRegisters = parts.length === 1 && first!.producer.kind === "elementwise" && !buffer.pinned;
  if (inRegisters && readAt.every((position) => position === computed)) return false;
  const lastRead = buffer.holdsPinned ? Infinity : Math.max(...readAt);
  const copied = positions.get(copy)!;
  const destinationWasRead =
    // What belongs to these steps is written before it is read; what comes from outside of a loop has an old value.
    destination.home === region ||
    parts.every((part) => {
      const written = { ...part, target: movedTo(copy.target, part.target) };
      return [...destination.readers].every((reader) => {
        const position = positions.get(reader);
        // Readers after the copy read the new value.
        return position === undefined || position > copied || hasReadBefore(reader, position, written);
      });
    });
  const staysValid = [...destination.unfusedProducers].every((other) => {
    const position = positions.get(other);
    if (position === undefined) return true;
    // What fills the destination goes before; a loop that changes it comes after the last reading of the value.
    return position < computed || position > lastRead;
  });
  return destinationWasRead && staysValid;
}

/** True when nothing that `reader` wants of the old value is overwritten before it is read. */
function hasReadBefore(reader: Operation, position: number, { producer, position: computed, target }: Part): boolean {
  if (position < computed) return true;
  const readsByData = reader.kind === "elementwise" && reader.indexed !== undefined;
  return readsOf(reader).every((view, i) => {
    if (view.buffer !== target.buffer) return true;
    if (readsByData && i === 0) return false;
    if (areDisjoint(view, target)) return true;
    // In one pass of a loop nest all is read before anything is written.
    return position === computed && producer.kind === "elementwise" && isFusible(reader) && coincide(view, target);
  });
}
