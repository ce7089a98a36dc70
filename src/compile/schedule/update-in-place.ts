/** Updating in place: a carry that a step writes a part of is not copied, when nothing reads the old one after that. */

import type { Buffer } from "./buffer.ts";
import type { Positions } from "./fuse.ts";
import { type Elementwise, type Operation, readsOf } from "./operation.ts";
import type { Kernel, Region } from "./region.ts";
import { isWhole } from "./view.ts";

/**
 * A step that copies a carry, lets routines write to parts of the copy and makes it the next carry: the copy lies in the carry itself,
 * so that the step costs what the parts do.
 */
export function updateInPlace(region: Region, positions: Positions): void {
  for (const into of region.operations) {
    if (!isWholeCopy(into, positions)) continue;
    const carry = readsOf(into)[0]!.buffer;
    const copy = into.target.buffer;
    const back = [...copy.readers].find(
      (reader): reader is Elementwise => isWholeCopy(reader, positions) && reader.target.buffer === carry,
    );
    if (back === undefined || carry.home === region || carry.role !== "value" || carry.dtype !== copy.dtype) continue;
    if (copy.pinned || copy.placement !== undefined || !isOverwrittenOnlyBy(region, carry, copy, into, back, positions))
      continue;
    const { target } = back;
    copy.placeAt(target);
    copy.removeProducer(into);
    copy.readers.delete(back);
    carry.readers.delete(into);
    carry.removeProducer(back);
    for (const routine of copy.producers) carry.addProducer(routine);
    for (const each of [into, back]) remove(region, each, positions);
  }
}

/** True for a copy of one whole buffer to another that this region makes. */
function isWholeCopy(operation: Operation, positions: Positions): operation is Elementwise {
  if (operation.kind !== "elementwise" || operation.name !== "copy" || !positions.has(operation)) return false;
  const [source] = readsOf(operation);
  return source !== undefined && isWhole(source) && isWhole(operation.target);
}

/** True when routines after the copy write to it, nothing else to the carry, and all who read the old carry come before them. */
function isOverwrittenOnlyBy(
  region: Region,
  carry: Buffer,
  copy: Buffer,
  into: Elementwise,
  back: Elementwise,
  positions: Positions,
): boolean {
  if (copy.home !== region) return false;
  const routines = [...copy.producers].filter((producer) => producer !== into);
  if (routines.length === 0 || routines.some(({ kind }) => kind !== "routine")) return false;
  const places = routines.map((routine) => positions.get(routine) ?? -1);
  const first = Math.min(...places);
  if (first <= positions.get(into)! || Math.max(...places) >= positions.get(back)!) return false;
  const writers = [...carry.producers].filter((producer) => positions.has(producer));
  if (writers.length !== 1 || writers[0] !== back) return false;
  return [...carry.readers].every((reader) => {
    const position = positions.get(reader);
    return reader === into || position === undefined || position < first;
  });
}

function remove(region: Region, operation: Elementwise, positions: Positions): void {
  const kernel = region.steps[positions.get(operation)!] as Kernel;
  kernel.operations = kernel.operations.filter((each) => each !== operation);
  positions.delete(operation);
}
