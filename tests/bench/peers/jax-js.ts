/** jax-js on its WebAssembly device. */
import type * as jax from "@jax-js/jax";

/**
 * The library, its wasm device made the default.
 *
 * It tests `instanceof Float16Array`, a class that Node 20 does not have, whenever it takes in a typed array: an empty class stands in,
 * of which nothing is ever an instance.
 */
export async function jaxOnWasm(): Promise<typeof jax> {
  if (!("Float16Array" in globalThis)) Object.assign(globalThis, { Float16Array: class Float16Array {} });
  const library = await import("@jax-js/jax");
  await library.init("wasm");
  library.defaultDevice("wasm");
  return library;
}
