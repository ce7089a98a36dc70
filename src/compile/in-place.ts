/** In-place calls: a compiled program whose inputs are written and outputs read where they lie, without a copy or an allocation. */

import type { TypedArray } from "../array/dtype.ts";
import { type ArrayType, sizeOf } from "../array/shape.ts";

/** Where an input or output of a program in machine code lies; a value that it does not keep is given as it is. */
export type Place =
  | { readonly kind: "memory"; readonly type: ArrayType; readonly address: number }
  | { readonly kind: "absent"; readonly type: ArrayType }
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "literal"; readonly type: ArrayType; readonly value: number };

/** A program in machine code with its constants: plain data that can be posted to another thread. */
export interface PortableCode {
  readonly module: WebAssembly.Module;
  /** Pages of memory, of 64 KiB. */
  readonly pages: number;
  /** Name under which the module exports the function that runs it. */
  readonly entry: string;
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
  readonly constants: readonly { readonly address: number; readonly data: TypedArray }[];
}

/** A program with a memory of its own. */
export interface InPlaceCall {
  /** One array an input, to be filled before every `run`, which may write over it. */
  readonly inputs: readonly TypedArray[];
  /** One array an output, overwritten by every `run`. */
  readonly outputs: readonly TypedArray[];
  readonly run: () => void;
}

const arrays = { f64: Float64Array, f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

/** The code with a memory of its own. Needs nothing but the data: it works in a thread that knows no compiler. */
export function callInPlace({ module, pages, entry, inputs, outputs, constants }: PortableCode): InPlaceCall {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  for (const { address, data } of constants) {
    new Uint8Array(memory.buffer).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address);
  }
  const made: TypedArray[] = [];
  const arrayAt = (place: Place): TypedArray => {
    switch (place.kind) {
      case "memory":
        return new arrays[place.type.dtype](memory.buffer, place.address, sizeOf(place.type.shape));
      case "absent":
        return new arrays[place.type.dtype](sizeOf(place.type.shape));
      case "literal":
        return new arrays[place.type.dtype](sizeOf(place.type.shape)).fill(place.value);
      case "input":
        return made[place.index]!;
    }
  };
  for (const place of inputs) made.push(arrayAt(place));
  return { inputs: made, outputs: outputs.map(arrayAt), run: instance.exports[entry] as () => void };
}
