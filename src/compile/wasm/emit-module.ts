/** emitModule: a function for each kernel and routine, and one that runs them in order, loops and branches inside it. */

import { bytesPerElement } from "../../array/dtype.ts";
import { Literal } from "../../program/program.ts";
import type { Layout } from "../plan/layout.ts";
import type { Nests } from "../plan/lifetimes.ts";
import type { Branch, Loop, Routine, While } from "../schedule/operation.ts";
import { type Kernel, nestedRegions, type Region } from "../schedule/region.ts";
import { type LoopCounter, resolvePlacement, type View } from "../schedule/view.ts";
import { type FunctionBuilder, type FunctionRef, type Label, type Local, ModuleBuilder } from "./encoder/index.ts";
import { emitKernel } from "./kernel/emit-kernel.ts";
import { accessesOf } from "./kernel/nest.ts";
import { type Displacement, Displacements, inBytes } from "./kernel/pointers.ts";

/** Name under which the module exports the function that runs the program. */
export const RUN = "run";

interface Callable {
  readonly ref: FunctionRef;
  readonly displacements: readonly Displacement[];
}

/** The binary of a module that imports its memory as `env.memory` and exports `run`. */
export function emitModule(region: Region, nests: Nests, layout: Layout, pages: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory", { pages });
  const emitter = new ModuleEmitter(module, nests, layout);
  emitter.emit(region);
  for (const [{ contents }, address] of layout.addresses) {
    if (contents !== undefined && contents.length > 0) module.data(address, new Uint8Array(contents.buffer));
  }
  return module.encode();
}

class ModuleEmitter {
  readonly #module: ModuleBuilder;
  readonly #nests: Nests;
  readonly #layout: Layout;
  readonly #callables = new Map<Kernel | Routine, Callable>();

  constructor(module: ModuleBuilder, nests: Nests, layout: Layout) {
    this.#module = module;
    this.#nests = nests;
    this.#layout = layout;
  }

  emit(region: Region): void {
    this.#defineFunctions(region);
    this.#module.function(RUN, { params: [], results: [], export: true }, (f) => {
      this.#steps(f, region, new Map());
    });
  }

  #defineFunctions(region: Region): void {
    for (const step of region.steps) {
      if (step.kind === "kernel") this.#callables.set(step, this.#kernel(step));
      else if (step.kind === "routine") this.#callables.set(step, this.#routine(step));
      else for (const nested of nestedRegions(step)) this.#defineFunctions(nested);
    }
  }

  #kernel(kernel: Kernel): Callable {
    const nest = this.#nests.get(kernel)!;
    const displacements = new Displacements();
    for (const { loops, dtype } of accessesOf(nest)) displacements.parameter(inBytes(loops, bytesPerElement[dtype]));
    const ref = this.#declare(kernelName(kernel), displacements);
    this.#module.define(ref, (f) => {
      emitKernel(f, nest, {
        module: this.#module,
        displacements,
        address: ({ buffer, offset, dtype }) => this.#layout.addresses.get(buffer)! + offset * bytesPerElement[dtype],
      });
    });
    return { ref, displacements: displacements.list };
  }

  #routine(routine: Routine): Callable {
    const displacements = new Displacements();
    const address: Parameters<Routine["emit"]>[1]["address"] = (view) => {
      const { buffer, offset, loops } = resolvePlacement(view);
      const bytes = bytesPerElement[buffer.dtype];
      return {
        base: this.#layout.addresses.get(buffer)! + offset * bytes,
        parameter: displacements.parameter(inBytes(combine(loops), bytes)),
      };
    };
    for (const view of [...routine.reads, ...routine.writes]) address(view);
    const ref = this.#declare(routine.name, displacements);
    this.#module.define(ref, (f) => {
      routine.emit(f, { module: this.#module, address });
    });
    return { ref, displacements: displacements.list };
  }

  #declare(name: string, { list }: Displacements): FunctionRef {
    return this.#module.declare(name, { params: list.map(() => "i32"), results: [] });
  }

  #steps(f: FunctionBuilder, region: Region, counters: ReadonlyMap<LoopCounter, Local>): void {
    for (const step of region.steps) {
      switch (step.kind) {
        case "kernel":
        case "routine": {
          const { ref, displacements } = this.#callables.get(step)!;
          for (const displacement of displacements) pushDisplacement(f, displacement, counters);
          f.call(ref);
          break;
        }
        case "loop":
          this.#loop(f, step, counters);
          break;
        case "while":
          this.#while(f, step, counters);
          break;
        case "branch":
          this.#branch(f, step, counters);
          break;
      }
    }
  }

  #loop(f: FunctionBuilder, { counter, body }: Loop, counters: ReadonlyMap<LoopCounter, Local>): void {
    const { length, reverse } = counter;
    if (length === 0 || body.steps.length === 0) return;
    const index = f.local("i32");
    f.i32Const(reverse ? length - 1 : 0);
    f.set(index);
    f.loop((start) => {
      this.#steps(f, body, new Map([...counters, [counter, index]]));
      f.get(index);
      f.i32Const(reverse ? -1 : 1);
      f.op("i32.add");
      f.tee(index);
      f.i32Const(reverse ? 0 : length);
      f.op(reverse ? "i32.ge_s" : "i32.lt_s");
      f.brIf(start);
    });
    f.release(index);
  }

  #while(f: FunctionBuilder, { condition, predicate, body }: While, counters: ReadonlyMap<LoopCounter, Local>): void {
    f.block((end) => {
      f.loop((start) => {
        this.#steps(f, condition, counters);
        this.#pushElement(f, predicate, counters);
        f.op("i32.eqz");
        f.brIf(end);
        this.#steps(f, body, counters);
        f.br(start);
      });
    });
  }

  /** Pushes a bool or i32 scalar. */
  #pushElement(f: FunctionBuilder, view: View, counters: ReadonlyMap<LoopCounter, Local>): void {
    const { buffer, offset, loops } = resolvePlacement(view);
    const { dtype } = buffer;
    pushDisplacement(f, inBytes(combine(loops), bytesPerElement[dtype]), counters);
    // Constant offsets of instructions are not negative, displacements may be: their sum is the address.
    f.i32Const(this.#layout.addresses.get(buffer)! + offset * bytesPerElement[dtype]);
    f.op("i32.add");
    f.load(dtype === "bool" ? "i32.load8_u" : "i32.load");
  }

  #branch(f: FunctionBuilder, { selector, regions }: Branch, counters: ReadonlyMap<LoopCounter, Local>): void {
    if (selector instanceof Literal) {
      this.#steps(f, regions[selector.value]!, counters);
      return;
    }
    const pushNumber = (): void => {
      this.#pushElement(f, selector, counters);
    };
    if (regions.length > 2) {
      this.#oneOf(f, pushNumber, regions, counters);
      return;
    }
    pushNumber();
    f.if(
      () => {
        this.#steps(f, regions[1]!, counters);
      },
      () => {
        this.#steps(f, regions[0]!, counters);
      },
    );
  }

  /** Runs the region whose number is pushed; one out of range runs the last. */
  #oneOf(
    f: FunctionBuilder,
    pushNumber: () => void,
    regions: readonly Region[],
    counters: ReadonlyMap<LoopCounter, Local>,
  ): void {
    f.block((end) => {
      // Blocks within blocks, the innermost that of region 0: a branch to a block goes on behind it, where its region stands.
      const labels: Label[] = [];
      const open = (region: number): void => {
        f.block((label) => {
          labels.unshift(label);
          if (region > 0) open(region - 1);
          else {
            pushNumber();
            f.brTable(labels.slice(0, -1), labels.at(-1)!);
          }
        });
        this.#steps(f, regions[region]!, counters);
        if (region < regions.length - 1) f.br(end);
      };
      open(regions.length - 1);
    });
  }
}

/** Terms of the same loop added up, in the same way for every view. */
function combine(terms: Displacement): Displacement {
  const strides = new Map<LoopCounter, number>();
  for (const { counter, stride } of terms) strides.set(counter, (strides.get(counter) ?? 0) + stride);
  return [...strides].flatMap(([counter, stride]) => (stride === 0 ? [] : [{ counter, stride }]));
}

/** Pushes Σ counter·stride. */
function pushDisplacement(
  f: FunctionBuilder,
  displacement: Displacement,
  counters: ReadonlyMap<LoopCounter, Local>,
): void {
  if (displacement.length === 0) f.i32Const(0);
  displacement.forEach(({ counter, stride }, i) => {
    f.get(counters.get(counter)!);
    f.i32Const(stride);
    f.op("i32.mul");
    if (i > 0) f.op("i32.add");
  });
}

/** Named after what it computes, for profiles: `kernel_mul_add_sum`. */
function kernelName({ operations }: Kernel): string {
  const names = operations.map(({ name }) => name).filter((name) => name !== "copy");
  return ["kernel", ...names.slice(0, 6), ...(names.length > 6 ? [`and_${names.length - 6}_more`] : [])].join("_");
}
