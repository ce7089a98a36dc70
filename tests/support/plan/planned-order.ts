/** What a plan does: its steps in their order, in one memory at the addresses that it gives, lane by lane as code is emitted. */

import { bytesPerElement } from "../../../src/array/dtype.ts";
import type { Routine } from "../../../src/compile/schedule/operation.ts";
import type { Kernel, Region, Step } from "../../../src/compile/schedule/region.ts";
import { resolvePlacement, type View } from "../../../src/compile/schedule/view.ts";
import type { Planned } from "../../../src/compile/wasm/compile-wasm.ts";
import type { Access } from "../../../src/compile/wasm/kernel/access.ts";
import { planInner, storesAfter } from "../../../src/compile/wasm/kernel/inner-loop.ts";
import type { Accumulation, Nest, Node } from "../../../src/compile/wasm/kernel/nest.ts";
import type { Course } from "./course.ts";
import { positionsOf, reachOf } from "./positions.ts";
import { constantToken, identityOf, initialToken, join, scatter, textOf } from "./tokens.ts";

export class PlannedOrder {
  readonly #planned: Planned;
  readonly #course: Course;
  /** One entry a byte: an element's token, counted up over its bytes, so that half an element overwritten shows. */
  readonly #memory: Int32Array;

  constructor(planned: Planned, course: Course) {
    this.#planned = planned;
    this.#course = course;
    this.#memory = new Int32Array(planned.layout.totalBytes);
    for (const [buffer, address] of planned.layout.addresses) {
      if (buffer.role === "value") continue;
      const bytes = bytesPerElement[buffer.dtype];
      for (let i = 0; i < buffer.size; i++) this.#set(address + i * bytes, bytes, initialToken(buffer, i));
    }
  }

  run(region: Region): void {
    for (const step of region.steps) this.#step(step);
  }

  /** The tokens of a view's elements in row-major order. */
  read(view: View): Int32Array {
    const { start, bytes, positions } = this.#place(view);
    return positions.map((position) => this.#get(start + position * bytes, bytes));
  }

  /** The first constant that is not as it was, as a sentence; constants are written once and serve every call. */
  changedConstant(): string | undefined {
    for (const [buffer, address] of this.#planned.layout.addresses) {
      if (buffer.role !== "constant") continue;
      const bytes = bytesPerElement[buffer.dtype];
      for (let i = 0; i < buffer.size; i++) {
        if (this.#get(address + i * bytes, bytes) !== initialToken(buffer, i)) return `element ${i} of a constant`;
      }
    }
    return undefined;
  }

  #place(view: View): { start: number; bytes: number; positions: Int32Array } {
    const resolved = resolvePlacement(view);
    const bytes = bytesPerElement[resolved.buffer.dtype];
    const start = this.#planned.layout.addresses.get(resolved.buffer) ?? 0;
    return { start, bytes, positions: positionsOf(resolved, this.#course) };
  }

  #get(address: number, bytes: number): number {
    const token = this.#memory[address]!;
    for (let i = 1; i < bytes; i++) {
      if (this.#memory[address + i] !== ((token + i) | 0)) return scatter(textOf("torn") + address);
    }
    return token;
  }

  #set(address: number, bytes: number, token: number): void {
    for (let i = 0; i < bytes; i++) this.#memory[address + i] = token + i;
  }

  #step(step: Step): void {
    switch (step.kind) {
      case "kernel":
        this.#kernel(step);
        break;
      case "routine":
        this.#routine(step);
        break;
      case "loop":
        this.#course.steps(step, () => this.run(step.body));
        break;
      case "while":
        this.#course.rounds(
          () => this.run(step.condition),
          () => this.run(step.body),
        );
        break;
      case "branch":
        this.run(this.#course.chosen(step));
        break;
    }
  }

  #routine(routine: Routine): void {
    let digest = identityOf(routine);
    for (const view of routine.reads) for (const token of this.read(view)) digest = join(digest, token);
    routine.writes.forEach((view, i) => {
      const start = join(digest, i);
      const { start: address, bytes, positions } = this.#place(view);
      positions.forEach((position, element) => this.#set(address + position * bytes, bytes, join(start, element)));
    });
  }

  #kernel(kernel: Kernel): void {
    const nest = this.#planned.nests.get(kernel)!;
    new KernelRun(nest, this.#course, {
      get: (access, at) => this.#get(...this.#elementOf(access, at)),
      set: (access, at, token) => this.#set(...this.#elementOf(access, at), token),
    }).run();
  }

  #elementOf({ buffer, dtype, offset, loops }: Access, moved: number): [address: number, bytes: number] {
    const bytes = bytesPerElement[dtype];
    const element = offset + this.#course.displacement(loops) + moved;
    return [this.#planned.layout.addresses.get(buffer)! + element * bytes, bytes];
  }
}

/** Elements of an access, `at` elements after the one where the kernel begins. */
interface KernelMemory {
  readonly get: (access: Access, at: number) => number;
  readonly set: (access: Access, at: number, token: number) => void;
}

interface Running {
  readonly accumulation: Accumulation;
  readonly level: number;
  readonly addsInMemory: boolean;
  total: number;
}

/** One run of a kernel: its loops and the order of loads and stores in them, as the emitter writes them. */
class KernelRun {
  readonly #nest: Nest;
  readonly #course: Course;
  readonly #memory: KernelMemory;
  readonly #depth: number;
  readonly #at: number[] = [];
  readonly #outer = new Map<Node, number>();
  readonly #running: readonly Running[];

  constructor(nest: Nest, course: Course, memory: KernelMemory) {
    this.#nest = nest;
    this.#course = course;
    this.#memory = memory;
    this.#depth = nest.lengths.length;
    this.#running = nest.accumulations.map((accumulation): Running => {
      const { strides } = accumulation.access;
      let level = this.#depth;
      while (level > 0 && strides[level - 1] === 0) level--;
      return { accumulation, level, addsInMemory: strides.slice(0, level).includes(0), total: 0 };
    });
  }

  run(): void {
    for (const { accumulation, level, addsInMemory } of this.#running) {
      if (this.#depth === 0 || !(addsInMemory || level === this.#depth)) continue;
      const { access, name, size } = accumulation;
      for (let i = 0; i < size; i++) this.#memory.set(access, i, textOf(name));
    }
    this.#level(0);
  }

  #level(level: number): void {
    if (level === this.#depth) {
      this.#body(0, 1, 1);
      return;
    }
    for (const node of this.#nest.nodes) {
      if (node.depth === level)
        this.#outer.set(
          node,
          this.#value(node, (operand) => this.#outer.get(operand)!),
        );
    }
    const starting = this.#running.filter((running) => running.level === level);
    for (const running of starting) running.total = textOf(running.accumulation.name);
    if (level === this.#depth - 1) this.#innermost();
    else {
      for (let i = 0; i < this.#nest.lengths[level]!; i++) {
        this.#at[level] = i;
        this.#level(level + 1);
      }
    }
    this.#at.length = level;
    for (const { accumulation, addsInMemory, total } of starting) {
      const { access, name } = accumulation;
      const at = this.#moved(access);
      const sum = addsInMemory ? this.#memory.get(access, at) + total - textOf(name) : total;
      this.#memory.set(access, at, sum | 0);
    }
  }

  #innermost(): void {
    const { lanes, lengths } = this.#nest;
    const { unroll, loopPasses, straight } = planInner(this.#nest);
    let first = 0;
    for (let pass = 0; pass < loopPasses; pass++, first += lanes * unroll) this.#body(first, unroll, lanes);
    for (const copies of straight) {
      this.#body(first, copies, lanes);
      first += lanes * copies;
    }
    const rest = lengths[this.#depth - 1]! % lanes;
    if (rest > 0) this.#body(first, 1, rest);
  }

  /** `copies` vectors of `lanes` elements side by side, from element `first` of the innermost loop on. */
  #body(first: number, copies: number, lanes: number): void {
    const { nodes, stores, lanes: width } = this.#nest;
    const inner = nodes.filter(({ depth }) => depth === this.#depth);
    // Lane j of copy i computes element first + width i + j.
    const elements = Array.from({ length: copies }, (_, copy) =>
      Array.from({ length: lanes }, (__, lane) => first + width * copy + lane),
    ).flat();
    this.#course.spend(elements.length * (inner.length + stores.length));
    const values = elements.map(() => new Map<Node, number>());
    const read = (i: number, node: Node): number => values[i]!.get(node) ?? this.#outer.get(node)!;
    const move = (element: number): void => {
      if (this.#depth > 0) this.#at[this.#depth - 1] = element;
    };
    const due = storesAfter(inner, stores);
    const store = (after: Node | undefined): void => {
      for (const { value, access } of due.get(after) ?? []) {
        elements.forEach((element, i) => {
          move(element);
          this.#memory.set(access, this.#moved(access), read(i, value));
        });
      }
    };
    store(undefined);
    for (const node of inner) {
      elements.forEach((element, i) => {
        move(element);
        values[i]!.set(
          node,
          this.#value(node, (operand) => read(i, operand)),
        );
      });
      store(node);
    }
    for (const running of this.#running) {
      const { access, name, value } = running.accumulation;
      elements.forEach((element, i) => {
        move(element);
        const added = scatter(read(i, value));
        if (this.#depth > 0 && running.level < this.#depth) running.total = (running.total + added) | 0;
        else {
          const at = this.#moved(access);
          const before = this.#depth === 0 ? textOf(name) : this.#memory.get(access, at);
          this.#memory.set(access, at, (before + added) | 0);
        }
      });
    }
  }

  #value(node: Node, read: (operand: Node) => number): number {
    switch (node.kind) {
      case "constant":
        return constantToken(node.value);
      case "load":
        return this.#memory.get(node.access, this.#moved(node.access));
      case "indexed": {
        const { access, axes } = node;
        return reachOf(this.#moved(access), axes, (position) => this.#memory.get(access, position), this.#course);
      }
      case "apply": {
        const start = join(identityOf(node.compute), textOf(node.types.result));
        return node.operands.reduce((token, operand) => join(token, read(operand)), start);
      }
    }
  }

  /** Elements from where the access begins to where the loops are. */
  #moved({ strides }: Access): number {
    return this.#at.reduce((sum, index, level) => sum + index * strides[level]!, 0);
  }
}
