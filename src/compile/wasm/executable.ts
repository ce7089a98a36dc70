/** WasmExecutable: an instance of a compiled module with a memory of its own. */

import { type Arr, fromBuffer, requireHost } from "../../array/arr.ts";
import { rowMajorData, copyStrided, isRowMajor } from "../../array/host-array.ts";
import { allocate, type DType, type TypedArray } from "../../array/dtype.ts";
import { type ArrayType, type Shape, sizeOf } from "../../array/shape.ts";
import { CompileError } from "../../errors/index.ts";
import type { Executable } from "../target.ts";
import { RUN } from "./emit-module.ts";
import { ResultCopies } from "./result-copies.ts";

/** Where an input goes; undefined when nothing reads it. */
export interface InputSlot {
  readonly type: ArrayType;
  readonly address: number | undefined;
}

/** Where an output comes from. */
export type OutputSlot =
  | { readonly kind: "memory"; readonly type: ArrayType; readonly address: number }
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "literal"; readonly value: number; readonly type: ArrayType };

/** A program in machine code, without its constants: shared by all programs of the same structure. */
export interface CompiledModule {
  readonly module: WebAssembly.Module;
  readonly pages: number;
  readonly inputs: readonly InputSlot[];
  readonly outputs: readonly OutputSlot[];
  /** For each constant of the program, its address, or undefined when nothing reads it. */
  readonly constants: readonly (number | undefined)[];
}

const views = { f64: Float64Array, f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

export function instantiate(compiled: CompiledModule, constants: readonly Arr[]): Executable {
  const { module, pages } = compiled;
  const memory = allocateMemory(pages);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const run = instance.exports[RUN] as () => void;
  const viewAt = (dtype: DType, shape: Shape, address: number): TypedArray =>
    new views[dtype](memory.buffer, address, sizeOf(shape));
  constants.forEach((value, i) => {
    const address = compiled.constants[i];
    if (address !== undefined)
      viewAt(value.dtype, value.shape, address).set(rowMajorData(requireHost(value, "jit"), value.dtype));
  });
  const writers = compiled.inputs.map(({ type, address }) =>
    address === undefined ? undefined : writer(viewAt(type.dtype, type.shape, address)),
  );
  const copies = new ResultCopies();
  const readers = compiled.outputs.map((slot) => reader(slot, viewAt, copies));
  return {
    run(inputs) {
      for (let i = 0; i < writers.length; i++) writers[i]?.(inputs[i]!);
      run();
      return readers.map((read) => read(inputs));
    },
  };
}

function allocateMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new CompileError({
      where: "jit",
      problem: "there is not enough memory for the values of the program.",
      expected: `${(pages / 16).toFixed(0)} MiB`,
      hint: "Work on smaller batches, or keep fewer steps of a scan.",
      cause,
    });
  }
}

/** Copies an array into memory. */
function writer(target: TypedArray): (value: Arr) => void {
  return (value) => {
    const host = requireHost(value, "jit");
    if (target.length === 1) target[0] = host.data[host.offset]!;
    else if (isRowMajor(host)) target.set(rowMajorData(host, value.dtype));
    else copyStrided(host, target, 0);
  };
}

/** Makes an output from memory. */
function reader(
  slot: OutputSlot,
  viewAt: (dtype: DType, shape: Shape, address: number) => TypedArray,
  copies: ResultCopies,
): (inputs: readonly Arr[]) => Arr {
  switch (slot.kind) {
    case "input":
      return (inputs) => inputs[slot.index]!;
    case "literal": {
      const { shape, dtype } = slot.type;
      return () => fromBuffer(allocate(dtype, sizeOf(shape)).fill(slot.value), shape, dtype);
    }
    case "memory": {
      const { shape, dtype } = slot.type;
      const source = viewAt(dtype, shape, slot.address);
      return () => fromBuffer(copies.copy(source, dtype), shape, dtype);
    }
  }
}
