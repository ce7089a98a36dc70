/** Fusion: puts the operations of a region in order as steps, those with one iteration space together in kernels. */

import { sizeOf } from "../../array/shape.ts";
import type { Buffer } from "./buffer.ts";
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
  const ledger = new Ledger();
  const steps: Step[] = [];
  const kernelsOfSize = new Map<number, number[]>();
  for (const operation of region.operations) {
    if (!isFusible(operation)) {
      ledger.place(operation, steps.length);
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
    const earliest = ledger.earliest(operation);
    let chosen: number | undefined;
    for (let i = firstFrom(kernels, earliest); i < kernels.length; i++) {
      const position = kernels[i]!;
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
    ledger.place(operation, chosen);
  }
  region.steps = steps;
  return ledger.positions;
}

/** Index of the first of these growing numbers that is not below `least`. */
function firstFrom(numbers: readonly number[], least: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function weightOf(operation: Fusible): number {
  return operation.kind === "elementwise" ? operation.compute.weight + 2 : 4;
}

/** What the steps so far do to one buffer: the last of them that writes to it, that is a routine and does, that reads it. */
interface Touched {
  written: number;
  byRoutine: number;
  read: number;
}

/** Where operations stand, and by buffer what that asks of later ones: a joined array of many parts is asked at once. */
class Ledger {
  readonly positions: Positions = new Map();
  readonly #touched = new Map<Buffer, Touched>();

  /** Notes that an operation stands at a step. */
  place(operation: Operation, position: number): void {
    this.positions.set(operation, position);
    for (const { buffer } of readsOf(operation)) {
      const touched = this.#of(buffer);
      touched.read = Math.max(touched.read, position);
    }
    for (const { buffer } of writesOf(operation)) {
      const touched = this.#of(buffer);
      touched.written = Math.max(touched.written, position);
      if (operation.kind === "routine") touched.byRoutine = Math.max(touched.byRoutine, position);
    }
  }

  /** The first step that an operation may be part of. */
  earliest(operation: Fusible): number {
    let earliest = 0;
    for (const view of readsOf(operation)) {
      const { written } = this.#of(view.buffer);
      // From one pass of the loop to the same pass, or from memory.
      earliest = Math.max(earliest, passesInRegister(view) ? written : written + 1);
    }
    for (const { buffer } of writesOf(operation)) {
      const { byRoutine, read } = this.#of(buffer);
      // Parts of one buffer do not overlap, but what fills it goes before what writes parts of it.
      earliest = Math.max(earliest, byRoutine + 1);
      if (read >= earliest) earliest = this.#afterReaders(operation, buffer, earliest, read);
    }
    return earliest;
  }

  #afterReaders(operation: Fusible, buffer: Buffer, earliest: number, lastRead: number): number {
    if (!mayShareStep(operation)) return lastRead + 1;
    let after = earliest;
    for (const reader of buffer.readers) {
      const position = reader === operation ? undefined : this.positions.get(reader);
      if (position === undefined) continue;
      after = Math.max(after, overwritesInStep(operation, reader) ? position : position + 1);
    }
    return after;
  }

  #of(buffer: Buffer): Touched {
    let touched = this.#touched.get(buffer);
    if (touched === undefined) this.#touched.set(buffer, (touched = { written: -1, byRoutine: -1, read: -1 }));
    return touched;
  }
}

/** True for what overwrites a whole buffer element by element, as the next value of a carry does. */
const mayShareStep = (operation: Fusible): boolean => operation.kind === "elementwise" && isWhole(operation.target);

/** True when the element that a pass of the loop reads is the one that the same pass computed. */
export function passesInRegister(view: View): boolean {
  const producer = view.buffer.onlyProducer;
  return (
    producer?.kind === "elementwise" &&
    isWhole(view) &&
    isWhole(producer.target) &&
    producer.target.buffer === view.buffer
  );
}

/** True when `reader` reads, in each pass of the loop, just the element that `operation` overwrites in that pass. */
export function overwritesInStep(operation: Fusible, reader: Operation): boolean {
  const { buffer } = operation.target;
  return (
    mayShareStep(operation) &&
    isFusible(reader) &&
    readsOf(reader).every((view) => view.buffer !== buffer || isWhole(view))
  );
}
