/** Pointers: the address locals of a kernel; accesses that move alike share one and differ in the constant offset. */

import { bytesPerElement } from "../../../array/dtype.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import type { LoopTerm } from "../../schedule/view.ts";
import type { Access } from "./access.ts";
import { accessesOf, type Nest } from "./nest.ts";

/** Bytes that enclosing loops add to an address: one i32 parameter of the kernel. */
export type Displacement = readonly LoopTerm[];

/** Collects the distinct displacements of a function's addresses; each becomes a parameter. */
export class Displacements {
  readonly list: Displacement[] = [];
  readonly #indices = new Map<string, number>();
  readonly #counters: LoopTerm["counter"][] = [];

  /** The parameter for terms in bytes, or undefined when there are none. */
  parameter(terms: Displacement): number | undefined {
    if (terms.length === 0) return undefined;
    const key = terms
      .map(({ counter, stride }) => `${this.#counterIndex(counter)}*${stride}`)
      .sort()
      .join("+");
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.list.length);
    return this.list.push(terms) - 1;
  }

  #counterIndex(counter: LoopTerm["counter"]): number {
    const known = this.#counters.indexOf(counter);
    return known >= 0 ? known : this.#counters.push(counter) - 1;
  }
}

/** The loop terms of an access in bytes. */
export function inBytes(terms: readonly LoopTerm[], bytes: number): Displacement {
  return terms.map(({ counter, stride }) => ({ counter, stride: stride * bytes }));
}

interface Pointer {
  readonly key: string;
  /** Bytes from one pass to the next at each level. */
  readonly strides: readonly number[];
  readonly parameter: number | undefined;
  /** Value of the local before the first pass, besides the parameter. */
  readonly start: number;
  local: Local | undefined;
}

/** An access as the code reaches it. */
export interface Place {
  readonly access: Access;
  readonly pointer: Pointer;
  /** Bytes to add to the pointer for the first element. */
  readonly offset: number;
  /** Bytes from one lane to the next. */
  readonly laneStride: number;
}

export class Pointers {
  readonly #f: FunctionBuilder;
  readonly #lengths: readonly number[];
  readonly #pointers: Pointer[] = [];
  readonly #places = new Map<Access, Place>();

  constructor(f: FunctionBuilder, nest: Nest, address: (access: Access) => number, displacements: Displacements) {
    this.#f = f;
    this.#lengths = nest.lengths;
    for (const access of accessesOf(nest))
      this.#places.set(access, this.#place(access, address(access), displacements));
  }

  place(access: Access): Place {
    return this.#places.get(access)!;
  }

  /** Sets every pointer to its first element. */
  start(): void {
    for (const pointer of this.#pointers) {
      if (pointer.strides.every((stride) => stride === 0)) continue;
      pointer.local = this.#f.local("i32");
      this.#pushStart(pointer);
      this.#f.set(pointer.local);
    }
  }

  /** Moves every pointer that `passes` passes of a level move. */
  advance(level: number, passes: number): void {
    this.#move(({ strides }) => strides[level]! * passes);
  }

  /** After the loops inside of `level` have moved the pointers by `inner`, goes on to the next pass of the level. */
  next(level: number, inner: (strides: readonly number[]) => number): void {
    this.#move(({ strides }) => strides[level]! - inner(strides));
  }

  /** Pushes an address, and returns the constant offset that belongs in the instruction. */
  push({ pointer, offset, laneStride }: Place, lane: number): number {
    const delta = offset + lane * laneStride;
    if (pointer.local === undefined) this.#pushStart(pointer);
    else this.#f.get(pointer.local);
    if (delta >= 0) return delta;
    this.#f.i32Const(delta);
    this.#f.op("i32.add");
    return 0;
  }

  /** Pushes the address of the first element as one number, whether or not the pointers have started. */
  pushFirst({ pointer, offset }: Place): void {
    this.#pushStart(pointer);
    if (offset === 0) return;
    this.#f.i32Const(offset);
    this.#f.op("i32.add");
  }

  #pushStart({ start, parameter }: Pointer): void {
    if (parameter !== undefined) this.#f.get(this.#f.param(parameter));
    if (parameter === undefined || start !== 0) this.#f.i32Const(start);
    if (parameter !== undefined && start !== 0) this.#f.op("i32.add");
  }

  #move(bytes: (pointer: Pointer) => number): void {
    for (const pointer of this.#pointers) {
      const distance = bytes(pointer);
      if (pointer.local === undefined || distance === 0) continue;
      this.#f.get(pointer.local);
      this.#f.i32Const(distance);
      this.#f.op("i32.add");
      this.#f.set(pointer.local);
    }
  }

  #place(access: Access, base: number, displacements: Displacements): Place {
    const bytes = bytesPerElement[access.dtype];
    const strides = access.strides.map((stride) => stride * bytes);
    const terms = inBytes(access.loops, bytes);
    const parameter = displacements.parameter(terms);
    // Constant offsets of instructions are not negative: what walks backwards carries its address in the pointer.
    const backwards = strides.some((stride) => stride < 0) || terms.some(({ stride }) => stride < 0);
    const start = backwards ? base : 0;
    const key = `${strides.join()}|${parameter ?? ""}|${start}`;
    let pointer = this.#pointers.find((each) => each.key === key);
    if (pointer === undefined) {
      pointer = { key, strides, parameter, start, local: undefined };
      this.#pointers.push(pointer);
    }
    return { access, pointer, offset: base - start, laneStride: strides[this.#lengths.length - 1] ?? 0 };
  }
}
