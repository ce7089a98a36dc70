/** compileWasm: from a program to machine code, which programs of the same structure share. */

import { bytesPerElement } from "../../array/dtype.ts";
import { type ArrayType, sameShape } from "../../array/shape.ts";
import { Literal, type Program } from "../../program/program.ts";
import { expandComposites } from "../passes/expand.ts";
import { liftConstants } from "../passes/lift-constants.ts";
import { optimize } from "../passes/optimize.ts";
import { programKey } from "../passes/program-key.ts";
import { type Layout, planLayout } from "../plan/layout.ts";
import type { Operand } from "../schedule/operation.ts";
import { type Kernel, nestedRegions, type Region } from "../schedule/region.ts";
import { RegionBuilder } from "../schedule/region-builder.ts";
import { schedule } from "../schedule/schedule.ts";
import { isContiguous, isWhole, resolvePlacement, type View } from "../schedule/view.ts";
import type { Executable } from "../target.ts";
import { emitModule } from "./emit-module.ts";
import { type CompiledModule, instantiate, type OutputSlot } from "./executable.ts";
import { buildNest, type Nest } from "./kernel/nest.ts";
import { lowerings } from "./lowerings.ts";
import { ModuleCache } from "./module-cache.ts";

const PAGE_BYTES = 65536;

/** Programs of up to this many structures stay compiled. */
const CACHE_CAPACITY = 256;

/** Machine code of all programs of this process, by structure: it holds no values. */
export const moduleCache = new ModuleCache<CompiledModule>(CACHE_CAPACITY);

/** Called with every plan before code is made of it: tests put a check here. */
export const planWatchers: ((planned: Planned) => void)[] = [];

/** What a program becomes before code is written: steps in order, and where everything lies. */
export interface Planned {
  readonly region: Region;
  readonly nests: ReadonlyMap<Kernel, Nest>;
  readonly layout: Layout;
  readonly inputs: readonly View[];
  readonly constants: readonly View[];
  readonly outputs: readonly Operand[];
}

export function plan(program: Program): Planned {
  const builder = new RegionBuilder(lowerings);
  const inputs = program.inputs.map(({ type }) => builder.allocate(type, "input"));
  const constants = program.constants.map(({ variable }) => builder.allocate(variable.type, "constant"));
  const outputs = builder.lower(program, inputs, constants).map((output, i): Operand => {
    if (output instanceof Literal) return output;
    const { type } = program.outputs[i]!;
    // Inputs and constants are not results: they may be given back only as they are.
    const inPlace = isContiguous(output) && (output.buffer.role === "value" || isPassedOn(output, program, inputs));
    const view = inPlace ? output : builder.copy(output, type);
    view.buffer.pinned = true;
    return view;
  });
  const { region } = builder;
  schedule(region);
  const nests = new Map<Kernel, Nest>();
  collectNests(region, nests);
  const results = outputs.filter((output): output is View => !(output instanceof Literal));
  return { region, nests, layout: planLayout(region, nests, results), inputs, constants, outputs };
}

function isPassedOn(output: View, { inputs: variables }: Program, inputs: readonly View[]): boolean {
  const index = inputs.findIndex(({ buffer }) => buffer === output.buffer);
  return index >= 0 && isWhole(output) && sameShape(output.shape, variables[index]!.type.shape);
}

function collectNests(region: Region, nests: Map<Kernel, Nest>): void {
  for (const step of region.steps) {
    if (step.kind === "kernel") nests.set(step, buildNest(step));
    for (const nested of nestedRegions(step)) collectNests(nested, nests);
  }
}

/** The optimized plan of any program. */
export function optimizeAndPlan(program: Program): Planned {
  return plan(optimize(liftConstants(expandComposites(program))));
}

/** Optimizes, plans, emits and compiles. */
function build(lifted: Program): CompiledModule {
  const program = optimize(lifted);
  const planned = plan(program);
  for (const watch of planWatchers) watch(planned);
  const { region, nests, layout, inputs, constants, outputs } = planned;
  const pages = Math.max(1, Math.ceil(layout.totalBytes / PAGE_BYTES));
  const module = new WebAssembly.Module(emitModule(region, nests, layout, pages));
  return {
    module,
    pages,
    inputs: inputs.map(({ buffer }, i) => ({
      type: program.inputs[i]!.type,
      address: layout.addresses.get(buffer),
    })),
    outputs: outputs.map((output, i) => outputSlot(output, program.outputs[i]!.type, inputs, layout)),
    constants: lifted.constants.map(({ variable }) => {
      const index = program.constants.findIndex((constant) => constant.variable === variable);
      return index < 0 ? undefined : layout.addresses.get(constants[index]!.buffer);
    }),
  };
}

function outputSlot(output: Operand, type: ArrayType, inputs: readonly View[], layout: Layout): OutputSlot {
  if (output instanceof Literal) return { kind: "literal", value: output.value, type };
  const index = inputs.findIndex(({ buffer }) => buffer === output.buffer);
  if (index >= 0) return { kind: "input", index };
  const { buffer, offset } = resolvePlacement(output);
  const address = (layout.addresses.get(buffer) ?? 0) + offset * bytesPerElement[buffer.dtype];
  return { kind: "memory", type, address: buffer.size === 0 ? 0 : address };
}

/** Machine code of a program whose constants are lifted, from the cache when its structure has been compiled before. */
export function compiledModule(lifted: Program): CompiledModule {
  return moduleCache.get(programKey(lifted), () => build(lifted));
}

/** The program in machine code, ready to run. */
export function compileWasm(program: Program): Executable {
  const lifted = liftConstants(expandComposites(program));
  return instantiate(
    compiledModule(lifted),
    lifted.constants.map(({ value }) => value),
  );
}
