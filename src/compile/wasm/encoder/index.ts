/** The WebAssembly binary encoder: modules, functions and instructions by their standard names. */
export { FunctionBuilder } from "./function-builder.ts";
export { ModuleBuilder } from "./module-builder.ts";
export type { LoadInstruction, PlainInstruction, StoreInstruction } from "./opcodes.ts";
export type { FunctionRef, Label, Local, MemoryArgument, ValueType } from "./types.ts";
