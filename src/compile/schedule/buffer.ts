/** Buffer: a run of elements in memory that holds one value of a program; where it lies is planned later. */

import type { DType } from "../../array/dtype.ts";
import { isFusible, type Operation } from "./operation.ts";
import type { Region } from "./region.ts";
import type { View } from "./view.ts";

/** Where the contents come from: the caller, the program's data, or code. */
export type BufferRole = "input" | "constant" | "value";

export class Buffer {
  readonly role: BufferRole;
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  /** The straight-line code in which the buffer lives; code inside of loops there sees one buffer for all steps. */
  readonly home: Region;
  readonly #producers = new Set<Operation>();
  readonly #unfusedProducers = new Set<Operation>();
  /** Operations that read it. */
  readonly readers = new Set<Operation>();
  /** True when something other than an operation needs the contents in memory: a result, a carry, a branch. */
  pinned = false;
  /** The contents, where they belong to the code itself: a table. */
  contents: Float64Array | undefined;
  /** Buffers whose contents lie inside of this one, as parts of a joined array do. */
  readonly placedInside: Buffer[] = [];
  #placement: View | undefined;

  constructor(role: BufferRole, dtype: DType, size: number, home: Region) {
    this.role = role;
    this.dtype = dtype;
    this.size = size;
    this.home = home;
  }

  /** Set when the contents lie inside another buffer: a step of a stack, a carry. */
  get placement(): View | undefined {
    return this.#placement;
  }

  /** Has the contents lie where `target` says, from their computation on. */
  placeAt(target: View): void {
    this.#placement = target;
    target.buffer.placedInside.push(this);
  }

  /** Operations that write to it, in order. */
  get producers(): ReadonlySet<Operation> {
    return this.#producers;
  }

  /** Those of them that have code of their own: routines, loops, branches. */
  get unfusedProducers(): ReadonlySet<Operation> {
    return this.#unfusedProducers;
  }

  addProducer(operation: Operation): void {
    this.#producers.add(operation);
    if (!isFusible(operation)) this.#unfusedProducers.add(operation);
  }

  removeProducer(operation: Operation): void {
    this.#producers.delete(operation);
    this.#unfusedProducers.delete(operation);
  }

  /** The operation that writes to it, where there is just one. */
  get onlyProducer(): Operation | undefined {
    if (this.#producers.size !== 1) return undefined;
    const [producer] = this.#producers;
    return producer;
  }

  /** Operations that read something that lies in this memory. */
  *allReaders(): Generator<Operation> {
    yield* this.readers;
    for (const buffer of this.placedInside) yield* buffer.allReaders();
  }

  /** True when something other than an operation needs contents of this memory. */
  get holdsPinned(): boolean {
    return this.pinned || this.placedInside.some((buffer) => buffer.holdsPinned);
  }
}
