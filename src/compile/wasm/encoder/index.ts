/** The WebAssembly binary encoder: modules, functions and instructions by their standard names. */
export { type BranchTarget, FunctionBuilder } from "./function-builder.ts";
export { type FunctionOptions, type MemoryImport, ModuleBuilder } from "./module-builder.ts";
export type {
  AtomicInstruction,
  BulkInstruction,
  LaneInstruction,
  LoadInstruction,
  PlainInstruction,
  StoreInstruction,
} from "./opcodes.ts";
export type { FunctionRef, Global, Label, Local, MemoryArgument, Signature, ValueType } from "./types.ts";
