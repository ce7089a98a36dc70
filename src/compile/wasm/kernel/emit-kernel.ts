/** emitKernel: writes the function of a kernel: nested loops, the innermost on two or four lanes at a time, and what is left over. */

import type { FunctionBuilder, Local, ModuleBuilder } from "../encoder/index.ts";
import { type LaneCount, MathBuilder, type Operand } from "../math/math-builder.ts";
import type { Access } from "./access.ts";
import { applyByHalves, type Half, jointByHalves, widenHalf } from "./halves.ts";
import { type PushAddress, loadLanes, type Spacing, storeLanes } from "./lanes.ts";
import {
  type Accumulation,
  type ApplyNode,
  type IndexedLoadNode,
  type LoadNode,
  type Nest,
  type Node,
  operandsOf,
} from "./nest.ts";
import type { JointFunction, LaneFunction, LaneTypes } from "./lane-function.ts";
import { countUses, type InnerPlan, planInner, storesAfter } from "./inner-loop.ts";
import { type Displacements, Pointers } from "./pointers.ts";
import { combineAcross, combineLanes, fillNeutral, neutralLanes, onlyLanes } from "./reduce.ts";

/** A reduction under way: accumulators of the copies of an unrolled loop, held in locals while `level` and below run. */
interface RunningReduction {
  readonly accumulation: Accumulation;
  /** Loops outside of the accumulation; equal to the depth of the nest when elements accumulate in memory. */
  readonly level: number;
  /** Whether outer loops add to the same element again. */
  readonly addsInMemory: boolean;
  readonly accumulators: Local[];
}

/** What emission needs to know about the module around the kernel. */
export interface KernelContext {
  readonly module: ModuleBuilder;
  readonly displacements: Displacements;
  /** Byte address of the first element of an access, without displacements. */
  address(access: Access): number;
}

/**
 * Elementary functions are written in place in loops over at least this many elements, up to this weight of the body:
 * 5 to 30 percent faster than calls. In larger bodies calls are as fast, since there registers are short.
 */
const INLINE_ELEMENTS = 128;
const INLINE_WEIGHT = 200;

/** Writes the body of a kernel. */
export function emitKernel(f: FunctionBuilder, nest: Nest, context: KernelContext): void {
  new KernelEmitter(f, nest, context).emit();
}

class KernelEmitter {
  readonly #f: FunctionBuilder;
  readonly #m: MathBuilder;
  readonly #nest: Nest;
  readonly #pointers: Pointers;
  readonly #depth: number;
  readonly #lanes: LaneCount;
  readonly #plan: InnerPlan;
  readonly #inlines: boolean;
  readonly #reductions: readonly RunningReduction[];
  /** For each node whose function shares work with those of other nodes, all of these. */
  readonly #joined: ReadonlyMap<Node, readonly ApplyNode[]>;
  /** Values computed outside of the innermost loop. */
  readonly #outer = new Map<Node, Operand>();

  constructor(f: FunctionBuilder, nest: Nest, context: KernelContext) {
    this.#f = f;
    this.#m = new MathBuilder(context.module, f, nest.lanes);
    this.#nest = nest;
    this.#lanes = nest.lanes;
    this.#depth = nest.lengths.length;
    this.#pointers = new Pointers(f, nest, (access) => context.address(access), context.displacements);
    this.#plan = planInner(nest);
    this.#joined = joinedNodes(nest);
    const elements = nest.lengths.reduce((product, length) => product * length, 1);
    this.#inlines = elements >= INLINE_ELEMENTS && this.#plan.weight <= (INLINE_WEIGHT * nest.lanes) / 2;
    this.#reductions = nest.accumulations.map((accumulation) => this.#planReduction(accumulation));
  }

  emit(): void {
    for (const { accumulation, level, addsInMemory } of this.#reductions) {
      if (this.#depth > 0 && (addsInMemory || level === this.#depth)) this.#fill(accumulation);
    }
    this.#pointers.start();
    this.#level(0);
  }

  /** Everything inside of `level` loops. */
  #level(level: number): void {
    if (level === this.#depth) {
      this.#body(0, 1, this.#depth === 0 ? 1 : this.#lanes);
      return;
    }
    for (const node of this.#nest.nodes) {
      if (node.depth === level) this.#outer.set(node, this.#uniform(node));
    }
    const starting = this.#reductions.filter((reduction) => reduction.level === level);
    for (const { accumulation, accumulators } of starting) {
      const { name, access } = accumulation;
      const count = this.#plan.unroll * this.#parts(access).length;
      for (let i = 0; i < count; i++) {
        accumulators.push(this.#builderOf(access).value(neutralLanes(name, access.dtype)));
      }
    }
    if (level === this.#depth - 1) this.#innermost();
    else {
      this.#counted(this.#nest.lengths[level]!, () => {
        this.#level(level + 1);
        this.#pointers.next(level, (strides) => this.#displacementAfter(level + 1, strides));
      });
    }
    for (const reduction of starting) this.#finish(reduction);
    for (const node of this.#nest.nodes) {
      if (node.depth !== level) continue;
      const value = this.#outer.get(node);
      if (isLocal(value)) this.#f.release(value);
    }
  }

  /** How far the loop of a level and those inside have moved a pointer when they are done. */
  #displacementAfter(level: number, strides: readonly number[]): number {
    const passes =
      level === this.#depth - 1 ? this.#plan.loopPasses * this.#lanes * this.#plan.unroll : this.#nest.lengths[level]!;
    return strides[level]! * passes;
  }

  #innermost(): void {
    const { unroll, loopPasses, straight } = this.#plan;
    const level = this.#depth - 1;
    if (loopPasses > 0) {
      this.#counted(loopPasses, () => {
        this.#body(0, unroll, this.#lanes);
        this.#pointers.advance(level, this.#lanes * unroll);
      });
    }
    let at = 0;
    for (const copies of straight) {
      this.#body(at, copies, this.#lanes);
      at += this.#lanes * copies;
    }
    const rest = this.#nest.lengths[level]! % this.#lanes;
    if (rest > 0) this.#body(at, 1, rest);
  }

  /** Runs `body` `count` times. */
  #counted(count: number, body: () => void): void {
    const left = this.#f.local("i32");
    this.#f.i32Const(count);
    this.#f.set(left);
    this.#f.loop((start) => {
      body();
      this.#f.get(left);
      this.#f.i32Const(1);
      this.#f.op("i32.sub");
      this.#f.tee(left);
      this.#f.brIf(start);
    });
    this.#f.release(left);
  }

  /** `copies` passes side by side with `lanes` lanes in use, from element `first` after the pointers on. */
  #body(first: number, copies: number, lanes: number): void {
    const { nodes, stores } = this.#nest;
    const values = Array.from({ length: copies }, () => new Map<Node, Operand>());
    const inner = nodes.filter((node) => node.depth === this.#depth);
    const uses = countUses(inner, this.#nest);
    const read = (copy: number, node: Node): Operand => values[copy]!.get(node) ?? this.#outer.get(node)!;
    const release = (node: Node): void => {
      const left = uses.get(node);
      if (left === undefined) return;
      uses.set(node, left - 1);
      if (left > 1) return;
      for (const each of values) {
        const value = each.get(node);
        if (isLocal(value)) this.#f.release(value);
      }
    };
    const storeAfter = storesAfter(inner, stores);
    const emitStores = (after: Node | undefined): void => {
      for (const { value, access } of storeAfter.get(after) ?? []) {
        for (let copy = 0; copy < copies; copy++)
          this.#store(access, first + this.#lanes * copy, lanes, read(copy, value));
        release(value);
      }
    };
    emitStores(undefined);
    for (const node of inner) {
      for (let copy = 0; copy < copies; copy++) {
        const value =
          node.kind === "load"
            ? this.#load(node, first + this.#lanes * copy, lanes)
            : node.kind === "indexed"
              ? this.#indexedLoad(node, read(copy, node.bytes), first + this.#lanes * copy, lanes)
              : node.kind === "constant"
                ? node.value
                : this.#apply(
                    node,
                    node.operands.map((operand) => read(copy, operand)),
                    values[copy]!,
                    lanes,
                  );
        values[copy]!.set(node, value);
      }
      for (const operand of new Set(operandsOf(node))) release(operand);
      emitStores(node);
    }
    for (const reduction of this.#reductions) {
      const { value } = reduction.accumulation;
      for (let copy = 0; copy < copies; copy++)
        this.#accumulate(reduction, copy, first + this.#lanes * copy, lanes, read(copy, value));
      release(value);
    }
  }

  #load({ access }: LoadNode, lane: number, lanes: number): Local {
    loadLanes(this.#f, access.dtype, this.#lanes, this.#push(access), this.#spacing(access), lane, lanes);
    return this.#m.pop();
  }

  /** A load at the address of the access plus the bytes of each lane. */
  #indexedLoad({ access, bytes }: IndexedLoadNode, moved: Operand, lane: number, lanes: number): Local {
    const same = bytes.depth < this.#depth;
    const push = this.#push(access);
    const local = isLocal(moved) ? moved : this.#m.value(moved);
    const pushMoved: PushAddress = (at) => {
      const offset = push(at);
      this.#f.get(local);
      this.#f.lane("i32x4.extract_lane", same ? 0 : (4 / this.#lanes) * (at - lane));
      this.#f.op("i32.add");
      return offset;
    };
    loadLanes(this.#f, access.dtype, this.#lanes, pushMoved, same ? this.#spacing(access) : "apart", lane, lanes);
    const value = this.#m.pop();
    if (local !== moved) this.#f.release(local);
    return value;
  }

  #store(access: Access, lane: number, lanes: number, value: Operand): void {
    const m = this.#builderOf(access);
    const local = isLocal(value) ? value : m.value(value);
    storeLanes(this.#f, access.dtype, m.lanes, this.#push(access), this.#spacing(access), lane, lanes, local);
    if (local !== value) this.#f.release(local);
  }

  /** The value of a node, from `computed` when it came with that of another; values that come along are put there. */
  #apply(node: ApplyNode, operands: readonly Operand[], computed: Map<Node, Operand>, lanes: number): Operand {
    const known = computed.get(node);
    if (known !== undefined) return known;
    const { compute, types } = node;
    const joined = this.#joined.get(node);
    if (joined !== undefined && compute.joint !== undefined) {
      const results = this.#joint(compute.joint, operands, types, lanes);
      for (const other of joined) computed.set(other, results.get(other.compute)!);
      return computed.get(node)!;
    }
    return this.#m.scope(() => {
      const result = this.#emit(compute, operands, types, lanes);
      // Every value has a local of its own, so that it can be released on its own.
      return isLocal(result) && !operands.includes(result) ? result : this.#m.value(result);
    });
  }

  #emit(compute: LaneFunction, operands: readonly Operand[], types: LaneTypes, lanes: number): Operand {
    if (this.#lanes === 2) return compute.emit(this.#m, operands, types, this.#inlines);
    if (compute.emitSingle !== undefined) return compute.emitSingle(this.#m, operands, types, this.#inlines);
    return applyByHalves(this.#m, compute, operands, types, lanes <= 2);
  }

  #joint(
    joint: JointFunction,
    operands: readonly Operand[],
    types: LaneTypes,
    lanes: number,
  ): ReadonlyMap<LaneFunction, Local> {
    if (this.#lanes === 2) return joint.emit(this.#m, operands, types);
    const results = new Map<LaneFunction, Local>();
    this.#m.scope(() => {
      const made = jointByHalves(this.#m, joint, operands, types, lanes <= 2);
      for (const [member, value] of made) results.set(member, this.#keep(value));
      return [...results.values()][0]!;
    });
    return results;
  }

  /** A value in a local that no scope gives back. */
  #keep(value: Local): Local {
    const kept = this.#f.local("v128");
    this.#f.get(value);
    this.#f.set(kept);
    return kept;
  }

  /** The builder on lanes of an access: a sum of f32 in f64 takes two halves of four lanes. */
  #builderOf({ dtype }: Access): MathBuilder {
    return dtype === "f64" ? this.#m.double : this.#m;
  }

  /** The vectors that the lanes of a nest fill of an access, by their first lane. */
  #parts({ dtype }: Access): readonly (0 | 2)[] {
    return dtype === "f64" && this.#lanes === 4 ? [0, 2] : [0];
  }

  /** A value that is the same in all passes of the innermost loop. */
  #uniform(node: Node): Operand {
    switch (node.kind) {
      case "constant":
        return node.value;
      case "load":
        loadLanes(this.#f, node.access.dtype, this.#lanes, this.#push(node.access), "same", 0, 1);
        return this.#m.pop();
      case "indexed":
        return this.#indexedLoad(node, this.#outer.get(node.bytes)!, 0, 1);
      case "apply":
        return this.#apply(
          node,
          node.operands.map((operand) => this.#outer.get(operand)!),
          this.#outer,
          1,
        );
    }
  }

  #push(access: Access): PushAddress {
    const place = this.#pointers.place(access);
    return (lane) => this.#pointers.push(place, lane);
  }

  #spacing({ strides }: Access): Spacing {
    const stride = strides[this.#depth - 1] ?? 0;
    return stride === 0 ? "same" : stride === 1 ? "adjacent" : "apart";
  }

  #planReduction(accumulation: Accumulation): RunningReduction {
    const { strides } = accumulation.access;
    let level = this.#depth;
    while (level > 0 && strides[level - 1] === 0) level--;
    const addsInMemory = strides.slice(0, level).includes(0);
    return { accumulation, level, addsInMemory, accumulators: [] };
  }

  #accumulate(reduction: RunningReduction, copy: number, lane: number, lanes: number, value: Operand): void {
    const { accumulation } = reduction;
    const { access, dtype } = accumulation;
    const parts = this.#parts(access);
    const m = this.#builderOf(access);
    parts.forEach((first, part) => {
      const used = Math.min(lanes - first, m.lanes);
      if (used <= 0) return;
      const half: Half = first === 0 ? "low" : "high";
      const widened = m.lanes === this.#lanes ? value : widenHalf(m, value, dtype, half);
      this.#accumulatePart(reduction, copy * parts.length + part, lane + first, used, m, widened);
      if (widened !== value && isLocal(widened)) this.#f.release(widened);
    });
  }

  #accumulatePart(
    reduction: RunningReduction,
    at: number,
    lane: number,
    lanes: number,
    m: MathBuilder,
    value: Operand,
  ): void {
    const { name, access } = reduction.accumulation;
    const { dtype } = access;
    if (this.#depth === 0) {
      this.#combineAndStore(reduction.accumulation, lane, 1, neutralLanes(name, dtype), value);
    } else if (reduction.level < this.#depth) {
      const accumulator = reduction.accumulators[at]!;
      const added = lanes === m.lanes ? value : onlyLanes(m, name, dtype, value, lanes);
      const sum = combineLanes(m, name, dtype, accumulator, added);
      m.assign(accumulator, sum);
      this.#f.release(sum);
      if (added !== value && isLocal(added)) this.#f.release(added);
    } else {
      loadLanes(this.#f, dtype, m.lanes, this.#push(access), this.#spacing(access), lane, lanes);
      const before = m.pop();
      this.#combineAndStore(reduction.accumulation, lane, lanes, before, value);
      this.#f.release(before);
    }
  }

  #combineAndStore({ name, access }: Accumulation, lane: number, lanes: number, a: Operand, b: Operand): void {
    const combined = combineLanes(this.#builderOf(access), name, access.dtype, a, b);
    this.#store(access, lane, lanes, combined);
    this.#f.release(combined);
  }

  /** Combines the accumulators and writes the result, in a fixed order. */
  #finish({ accumulation, accumulators, addsInMemory }: RunningReduction): void {
    const { name, access } = accumulation;
    const { dtype } = access;
    const m = this.#builderOf(access);
    let parts = accumulators.splice(0);
    while (parts.length > 1) {
      const next: Local[] = [];
      for (let i = 0; i < parts.length; i += 2) {
        const [a, b] = [parts[i]!, parts[i + 1]];
        next.push(b === undefined ? a : combineLanes(m, name, dtype, a, b));
        if (b !== undefined) this.#f.release(a, b);
      }
      parts = next;
    }
    let total = combineAcross(m, name, dtype, parts[0]!);
    this.#f.release(parts[0]!);
    // The pointers have moved through the reduced levels, along which the result does not.
    if (addsInMemory) {
      loadLanes(this.#f, dtype, m.lanes, this.#push(access), "same", 0, 1);
      const before = m.pop();
      const sum = combineLanes(m, name, dtype, before, total);
      this.#f.release(before, total);
      total = sum;
    }
    storeLanes(this.#f, dtype, m.lanes, this.#push(access), "same", 0, 1, total);
    this.#f.release(total);
  }

  #fill({ name, access, size }: Accumulation): void {
    const place = this.#pointers.place(access);
    fillNeutral(this.#f, name, access.dtype, () => this.#pointers.pushFirst(place), size);
  }
}

/** Nodes that one joint function computes: the same operands, different members. */
function joinedNodes({ nodes }: Nest): Map<Node, readonly ApplyNode[]> {
  const groups: ApplyNode[][] = [];
  for (const node of nodes) {
    if (node.kind !== "apply" || node.compute.joint === undefined) continue;
    const group = groups.find(
      ([first]) =>
        first!.compute.joint === node.compute.joint && first!.operands.every((each, i) => each === node.operands[i]),
    );
    if (group === undefined) groups.push([node]);
    else if (group.every(({ compute }) => compute !== node.compute)) group.push(node);
  }
  return new Map(groups.filter(({ length }) => length > 1).flatMap((group) => group.map((node) => [node, group])));
}

function isLocal(value: Operand | undefined): value is Local {
  return typeof value === "object";
}
