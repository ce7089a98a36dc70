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
  for (const copy of region.operations) {
    if (copy.kind !== "elementwise" || copy.name !== "copy") continue;
    const [source] = readsOf(copy);
    if (!positions.has(copy) || source === undefined || !isWhole(source) || !isContiguous(copy.target)) continue;
    const { buffer } = source;
    const all = partsOf(buffer, region, positions);
    if (all === undefined) continue;
    const isOntoItself = (part: Part): boolean => copiesOntoItself(part, copy);
    const parts = all.filter((part) => !isOntoItself(part));
    if (parts.length === 0 || !canPlace(buffer, parts, copy, positions)) continue;
    buffer.placement = copy.target;
    const { producers } = copy.target.buffer;
    producers.splice(producers.indexOf(copy), 1, ...parts.map(({ producer }) => producer));
    for (const { producer } of all.filter(isOntoItself)) removeCopy(producer as Elementwise, region, positions);
    removeCopy(copy, region, positions);
  }
}

/** True of what a buffer begins with when that is the destination's own old value: code that changes a few elements of it follows. */
function copiesOntoItself({ producer, target }: Part, { target: place }: Elementwise): boolean {
  if (producer.kind !== "elementwise" || producer.name !== "copy") return false;
  const [from] = readsOf(producer);
  return from !== undefined && from.buffer === place.buffer && coincide(from, movedTo(place, target));
}

function removeCopy(copy: Elementwise, region: Region, positions: Positions): void {
  const kernel = region.steps[positions.get(copy)!] as Kernel;
  kernel.operations = kernel.operations.filter((each) => each !== copy);
  positions.delete(copy);
  for (const { buffer } of readsOf(copy)) buffer.readers.splice(buffer.readers.indexOf(copy), 1);
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
  const parts = buffer.producers.flatMap((producer): Part[] => {
    const position = positions.get(producer);
    const target = writesOf(producer)
      .map((view) => within(buffer, view))
      .find((view) => view !== undefined);
    return position === undefined || target === undefined ? [] : [{ producer, position, target }];
  });
  const here = buffer.producers.filter((producer) => positions.has(producer));
  return here.length > 0 && parts.length === here.length ? parts : undefined;
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

function canPlace(buffer: Buffer, parts: readonly Part[], copy: Elementwise, positions: Positions): boolean {
  const destination = copy.target.buffer;
  if (destination.dtype !== buffer.dtype) return false;
  const computed = Math.min(...parts.map(({ position }) => position));
  const [first] = parts;
  const readAt = buffer.readers.map((reader) => positions.get(reader) ?? computed);
  // In registers at the copy and nowhere else: the copy is the one store there is.
  const inRegisters = parts.length === 1 && first!.producer.kind === "elementwise" && !buffer.pinned;
  if (inRegisters && readAt.every((position) => position === computed)) return false;
  const lastRead = buffer.pinned ? Infinity : Math.max(...readAt);
  const copied = positions.get(copy)!;
  const destinationWasRead = parts.every((part) => {
    const written = { ...part, target: movedTo(copy.target, part.target) };
    return destination.readers.every((reader) => {
      const position = positions.get(reader);
      // Readers after the copy read the new value.
      return position === undefined || position > copied || hasReadBefore(reader, position, written);
    });
  });
  const staysValid = destination.producers.every((other) => {
    const position = positions.get(other);
    if (other === copy || position === undefined || isFusible(other)) return true;
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
