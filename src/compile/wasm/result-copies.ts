/** ResultCopies: results of a compiled program in memory of their own, which the garbage collector takes care of. */

import { bytesPerElement, type DType, type TypedArray } from "../../array/dtype.ts";

/** Up to this size the engine keeps the elements inside of the array object, which is fast. */
const INSIDE_BYTES = 64;
/** Up to this size, and from the last on, results share a slab: making a buffer costs more than copying so few elements. */
const SHARING_BYTES = 1024;
/** A result that is kept keeps no more than this much memory alive. */
const SLAB_BYTES = 8192;
/** Every element type may begin at a multiple of this. */
const ALIGNMENT = 8;

const views = { f64: Float64Array, f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

export class ResultCopies {
  #slab = new ArrayBuffer(0);
  #used = 0;

  /** The elements of an array in memory that nothing writes to again. */
  copy(source: TypedArray, dtype: DType): TypedArray {
    const bytes = source.length * bytesPerElement[dtype];
    // From an array: the engine leaves out to fill the new memory with zeros, which `slice` does.
    if (bytes <= INSIDE_BYTES || bytes > SHARING_BYTES) return new views[dtype](source);
    if (this.#used + bytes > this.#slab.byteLength) {
      this.#slab = new ArrayBuffer(SLAB_BYTES);
      this.#used = 0;
    }
    const result = new views[dtype](this.#slab, this.#used, source.length);
    this.#used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    result.set(source);
    return result;
  }
}
