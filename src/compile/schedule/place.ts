/** Placing: a value that is only copied to its destination is computed there in the first place. */

import type { Buffer } from "./buffer.ts";
import { overwritesInStep, type Positions } from "./fuse.ts";
import { type Elementwise, isFusible, type Operation, readsOf } from "./operation.ts";
import type { Kernel, Region } from "./region.ts";
import { isContiguous, isWhole } from "./view.ts";

/**
 * For each copy of a whole buffer to a carry, a step of a stack or a part of a larger array: when nothing between the
 * computation and the copy reads what the destination held, the buffer is placed at the destination and the copy is gone.
 */
export function placeAtDestinations(region: Region, positions: Positions): void {
  for (const copy of region.operations) {
    if (copy.kind !== "elementwise" || copy.name !== "copy") continue;
    const at = positions.get(copy);
    const [source] = readsOf(copy);
    if (at === undefined || source === undefined || !isWhole(source) || !isContiguous(copy.target)) continue;
    const producer = onlyProducer(source.buffer, region, positions);
    if (producer === undefined || !canPlace(source.buffer, producer, copy, positions)) continue;
    const { buffer } = source;
    buffer.placement = copy.target;
    buffer.readers.splice(buffer.readers.indexOf(copy), 1);
    const { producers } = copy.target.buffer;
    producers.splice(producers.indexOf(copy), 1, producer);
    const kernel = region.steps[at] as Kernel;
    kernel.operations = kernel.operations.filter((each) => each !== copy);
    positions.delete(copy);
  }
}

/** The one operation of this region that computes a buffer of this region. */
function onlyProducer(buffer: Buffer, region: Region, positions: Positions): Operation | undefined {
  if (buffer.home !== region || buffer.role !== "value" || buffer.placement !== undefined) return undefined;
  const here = buffer.producers.filter((producer) => positions.has(producer));
  return here.length === 1 ? here[0] : undefined;
}

function canPlace(buffer: Buffer, producer: Operation, copy: Elementwise, positions: Positions): boolean {
  const destination = copy.target.buffer;
  if (destination.dtype !== buffer.dtype) return false;
  const computed = positions.get(producer)!;
  const readAt = buffer.readers.map((reader) => positions.get(reader) ?? computed);
  // In registers at the copy and nowhere else: the copy is the one store there is.
  if (producer.kind === "elementwise" && !buffer.pinned && readAt.every((position) => position === computed))
    return false;
  const lastRead = buffer.pinned ? Infinity : Math.max(...readAt);
  const written = { ...producer, target: copy.target } as Elementwise;
  const destinationWasRead = destination.readers.every((reader) => {
    const position = positions.get(reader);
    if (position === undefined || position < computed) return true;
    // Readers after the copy read the new value.
    if (position > positions.get(copy)!) return true;
    return position === computed && isFusible(producer) && overwritesInStep(written, reader);
  });
  const staysValid = destination.producers.every((other) => {
    const position = positions.get(other);
    if (other === copy || position === undefined || isFusible(other)) return true;
    // What fills the destination goes before; a loop that changes it comes after the last reading of the value.
    return position < computed || position > lastRead;
  });
  return destinationWasRead && staysValid;
}
