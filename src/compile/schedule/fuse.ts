/** Fusion: puts the operations of a region in order as steps, those with one iteration space together in kernels. */

import { sizeOf } from "../../array/shape.ts";
import { commonRefinement, squeeze } from "./iteration-space.ts";
import { type Fusible, isFusible, iterationShape, type Operation, readsOf, writesOf } from "./operation.ts";
import type { Kernel, Region, Step } from "./region.ts";
import { isWhole, type View } from "./view.ts";

/** Larger kernels run no faster, and optimising compilers take more than linear time over them. */
const MAXIMUM_WEIGHT = 4000;

/** Where each operation of a region stands among its steps. */
export type Positions = Map<Operation, number>;

/**
 * Orders the operations: each goes into the first kernel of its iteration space that comes late enough, else to the end. A
 * kernel comes late enough when what the operation reads is in memory by then or computed in the same pass of the same
 * loop, and what it overwrites has been read. One pass, so compiling stays near-linear.
 */
export function fuse(region: Region): Positions {
  const positions: Positions = new Map();
  const steps: Step[] = [];
  const kernelsOfSize = new Map<number, number[]>();
  for (const operation of region.operations) {
    if (!isFusible(operation)) {
      positions.set(operation, steps.length);
      steps.push(operation);
      continue;
    }
    const shape = iterationShape(operation);
    const size = sizeOf(shape);
    if (size === 0) continue;
    const lengths = squeeze(shape);
    const weight = weightOf(operation);
    const kernels = kernelsOfSize.get(size) ?? [];
    kernelsOfSize.set(size, kernels);
    const earliest = earliestPosition(operation, positions);
    let chosen: number | undefined;
    for (const position of kernels) {
      if (position < earliest) continue;
      const kernel = steps[position] as Kernel;
      const refined = kernel.weight + weight > MAXIMUM_WEIGHT ? undefined : commonRefinement(kernel.lengths, lengths);
      if (refined === undefined) continue;
      kernel.lengths = refined;
      kernel.operations.push(operation);
      kernel.weight += weight;
      chosen = position;
      break;
    }
    if (chosen === undefined) {
      chosen = steps.length;
      kernels.push(chosen);
      steps.push({ kind: "kernel", operations: [operation], lengths, weight });
    }
    positions.set(operation, chosen);
  }
  region.steps = steps;
  return positions;
}

export function weightOf(operation: Fusible): number {
  return operation.kind === "elementwise" ? operation.compute.weight + 2 : 4;
}

function earliestPosition(operation: Fusible, positions: Positions): number {
  let earliest = 0;
  const after = (other: Operation, sharesPass: boolean): void => {
    const position = positions.get(other);
    if (position !== undefined) earliest = Math.max(earliest, sharesPass ? position : position + 1);
  };
  for (const view of readsOf(operation)) {
    for (const producer of view.buffer.producers) after(producer, passesInRegister(view));
  }
  for (const { buffer } of writesOf(operation)) {
    for (const reader of buffer.readers) {
      if (reader !== operation) after(reader, overwritesInStep(operation, reader));
    }
    for (const producer of buffer.producers) {
      // Parts of one buffer do not overlap, but what fills it goes before what writes parts of it.
      if (producer !== operation && producer.kind === "routine") after(producer, false);
    }
  }
  return earliest;
}

/** True when the element that a pass of the loop reads is the one that the same pass computed. */
export function passesInRegister(view: View): boolean {
  const [producer] = view.buffer.producers;
  return (
    view.buffer.producers.length === 1 &&
    producer?.kind === "elementwise" &&
    isWhole(view) &&
    isWhole(producer.target) &&
    producer.target.buffer === view.buffer
  );
}

/** True when `reader` reads, in each pass of the loop, just the element that `operation` overwrites in that pass. */
export function overwritesInStep(operation: Fusible, reader: Operation): boolean {
  if (operation.kind !== "elementwise" || !isFusible(reader) || !isWhole(operation.target)) return false;
  return readsOf(reader).every((view) => view.buffer !== operation.target.buffer || isWhole(view));
}
