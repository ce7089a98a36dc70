/** Instances of modules under test, and their functions. */
import { type FunctionBuilder, ModuleBuilder, type ValueType } from "../../../src/compile/wasm/encoder/index.ts";

/** A number as functions of a module take and return it; bigint for i64. */
export type Numeric = number | bigint;

/** An instance of the module. */
export function instantiate(module: ModuleBuilder, imports: WebAssembly.Imports = {}): WebAssembly.Instance {
  return new WebAssembly.Instance(new WebAssembly.Module(module.encode()), imports);
}

/** The exported functions by name. */
export function functionsOf(
  module: ModuleBuilder,
  imports: WebAssembly.Imports = {},
): Record<string, (...args: Numeric[]) => Numeric> {
  return instantiate(module, imports).exports as unknown as Record<string, (...args: Numeric[]) => Numeric>;
}

/** Evaluates one function without arguments. */
export function evaluate(result: ValueType, body: (f: FunctionBuilder) => void): Numeric | undefined {
  const module = new ModuleBuilder();
  module.memory(1);
  module.function("main", { params: [], results: [result], export: true }, body);
  return functionsOf(module).main?.();
}
