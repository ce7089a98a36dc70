/** portableWasm: a program as machine code and constants, data that any thread can run. */

import { requireHost } from "../../array/arr.ts";
import { rowMajorData } from "../../array/host-array.ts";
import type { Program } from "../../program/program.ts";
import { expandComposites } from "../passes/expand.ts";
import { liftConstants } from "../passes/lift-constants.ts";
import type { Place, PortableCode } from "../in-place.ts";
import { compiledModule } from "./compile-wasm.ts";
import { RUN } from "./emit-module.ts";

/** The program in machine code, as data; code comes from the same cache as that of `compileWasm`. */
export function portableWasm(program: Program): PortableCode {
  const lifted = liftConstants(expandComposites(program));
  const { module, pages, inputs, outputs, constants } = compiledModule(lifted);
  return {
    module,
    pages,
    entry: RUN,
    inputs: inputs.map(({ type, address }): Place => {
      return address === undefined ? { kind: "absent", type } : { kind: "memory", type, address };
    }),
    outputs,
    constants: lifted.constants.flatMap(({ value }, i) => {
      const address = constants[i];
      if (address === undefined) return [];
      return [{ address, data: rowMajorData(requireHost(value, "jit"), value.dtype).slice() }];
    }),
  };
}
