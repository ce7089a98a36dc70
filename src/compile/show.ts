/** showCompiled: what a program becomes, as text: which equations share a loop nest, what is kept in memory, how much of it. */

import { Literal, type Program } from "../program/program.ts";
import type { Buffer } from "./schedule/buffer.ts";
import type { Branch } from "./schedule/operation.ts";
import type { Kernel, Region, Step } from "./schedule/region.ts";
import { resolvePlacement, type View } from "./schedule/view.ts";
import { optimizeAndPlan, type Planned } from "./wasm/compile-wasm.ts";
import { planInner } from "./wasm/kernel/inner-loop.ts";
import type { Nest } from "./wasm/kernel/nest.ts";

/**
 * The steps that `program` is compiled to, one a line, loops and branches indented. A kernel is one loop nest: `1000 x 16`
 * are its loops, the last one vectorised, followed by the operations that share it, what it reads and what it writes. Values
 * that are not listed there live in registers.
 *
 * @throws CompileError when the program cannot be compiled
 */
export function showCompiled(program: Program): string {
  const planned = optimizeAndPlan(program);
  const { arenaBytes, constantBytes } = planned.layout;
  const listing = new Listing(planned);
  return [
    `memory: ${formatBytes(arenaBytes)} for values, ${formatBytes(constantBytes)} for constants`,
    ...listing.lines(planned.region, ""),
    `return ${planned.outputs.map((output) => (output instanceof Literal ? String(output.value) : listing.view(output))).join(", ")}`,
  ].join("\n");
}

class Listing {
  readonly #planned: Planned;
  readonly #names = new Map<Buffer, string>();
  #temporaries = 0;

  constructor(planned: Planned) {
    this.#planned = planned;
    planned.inputs.forEach(({ buffer }, i) => this.#names.set(buffer, `input${i}`));
    planned.constants.forEach(({ buffer }, i) => this.#names.set(buffer, `constant${i}`));
  }

  lines(region: Region, indent: string): string[] {
    return region.steps.flatMap((step) => this.#step(step, indent));
  }

  /** The buffer that a view lies in, with its type. */
  view(view: View): string {
    return this.#name(resolvePlacement(view).buffer);
  }

  #step(step: Step, indent: string): string[] {
    const inner = `${indent}  `;
    switch (step.kind) {
      case "kernel":
        return [`${indent}kernel ${this.#kernel(step)}`];
      case "routine":
        return [
          `${indent}${step.name} ${this.#list(step.reads.map((view) => resolvePlacement(view).buffer))} -> ` +
            this.#list(step.writes.map((view) => resolvePlacement(view).buffer)),
        ];
      case "loop": {
        const { length, reverse } = step.counter;
        return [`${indent}loop ${length} times${reverse ? ", backwards" : ""}`, ...this.lines(step.body, inner)];
      }
      case "while":
        return [
          `${indent}while`,
          ...this.lines(step.condition, inner),
          `${indent}leaves ${this.view(step.predicate)} set`,
          ...this.lines(step.body, inner),
        ];
      case "branch":
        return this.#branch(step, indent);
    }
  }

  #branch({ selector, regions }: Branch, indent: string): string[] {
    const inner = `${indent}  `;
    if (selector instanceof Literal) return [`${indent}at once`, ...this.lines(regions[selector.value]!, inner)];
    const chosen = this.view(selector);
    const [onFalse, onTrue] = regions as readonly [Region, Region];
    if (selector.buffer.dtype === "bool") {
      return [`${indent}if ${chosen}`, ...this.lines(onTrue, inner), `${indent}else`, ...this.lines(onFalse, inner)];
    }
    return regions.flatMap((region, i) => [`${indent}case ${i} of ${chosen}`, ...this.lines(region, inner)]);
  }

  #kernel(kernel: Kernel): string {
    const nest = this.#planned.nests.get(kernel)!;
    const loops = nest.lengths.length === 0 ? "scalar" : nest.lengths.join(" x ");
    const { unroll } = planInner(nest);
    const operations = kernel.operations.map(({ kind, name }) => (kind === "reduction" ? `reduce ${name}` : name));
    const computed = operations.filter((name) => name !== "copy");
    return (
      `${loops}${unroll > 1 ? ` (${nest.lanes * unroll} at a time)` : ""}: ${computed.length === 0 ? "copy" : computed.join(", ")}; ` +
      `${this.#list(readBy(nest))} -> ${this.#list(writtenBy(nest), new Set(readBy(nest)))}`
    );
  }

  /** Names of buffers; those that the same step reads are overwritten in place. */
  #list(buffers: readonly Buffer[], read: ReadonlySet<Buffer> = new Set()): string {
    const names = [...new Set(buffers)].map((buffer) => this.#name(buffer) + (read.has(buffer) ? " (in place)" : ""));
    return names.length === 0 ? "nothing" : names.join(" ");
  }

  #name(buffer: Buffer): string {
    const name = this.#names.get(buffer) ?? `value${this.#temporaries++}`;
    this.#names.set(buffer, name);
    return `${name}:${buffer.dtype}[${buffer.size}]`;
  }
}

function readBy({ nodes }: Nest): Buffer[] {
  return nodes.flatMap((node) => (node.kind === "load" || node.kind === "indexed" ? [node.access.buffer] : []));
}

function writtenBy({ stores, accumulations }: Nest): Buffer[] {
  return [...stores, ...accumulations].map(({ access }) => access.buffer);
}

function formatBytes(bytes: number): string {
  if (bytes < 10_000) return `${bytes} bytes`;
  return bytes < 10_000_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
