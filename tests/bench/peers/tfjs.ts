/** TensorFlow.js on its WebAssembly backend, gradients included. */
import { createRequire } from "node:module";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The library with its wasm backend chosen; one thread, as it always is in Node.
 *
 * Gradients are absent until a module outside the package's entry point registers them in a table that all copies of the library share.
 * That module imports folders, which Node's own module loader refuses and `require` under tsx allows.
 */
export async function tfjsOnWasm(): Promise<typeof tf> {
  createRequire(import.meta.url)("@tensorflow/tfjs-core/dist/register_all_gradients.js");
  if (!(await tf.setBackend("wasm"))) throw new Error("the wasm backend of TensorFlow.js did not start");
  return tf;
}
