/** Buffer: a run of elements in memory that holds one value of a program; where it lies is planned later. */

import type { DType } from "../../array/dtype.ts";
import type { Operation } from "./operation.ts";
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
  /** Operations that write to it, in order. */
  readonly producers: Operation[] = [];
  /** Operations that read it. */
  readonly readers: Operation[] = [];
  /** True when something other than an operation needs the contents in memory: a result, a carry, a branch. */
  pinned = false;
  /** The contents, where they belong to the code itself: a table. */
  contents: Float64Array | undefined;
  /** Set when the contents lie inside another buffer: a step of a stack, a carry. */
  placement: View | undefined;

  constructor(role: BufferRole, dtype: DType, size: number, home: Region) {
    this.role = role;
    this.dtype = dtype;
    this.size = size;
    this.home = home;
  }
}
