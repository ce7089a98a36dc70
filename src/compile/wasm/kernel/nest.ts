/** Nest: one kernel as a dataflow graph inside nested loops: loads, computations, reductions and stores. */

import { bytesPerElement, type DType } from "../../../array/dtype.ts";
import { Literal } from "../../../program/program.ts";
import type { Buffer } from "../../schedule/buffer.ts";
import { passesInRegister } from "../../schedule/fuse.ts";
import { squeeze, refineStrides } from "../../schedule/iteration-space.ts";
import {
  type Elementwise,
  type Fusible,
  type IndexedAxis,
  isFusible,
  type Operand,
  type ReductionName,
} from "../../schedule/operation.ts";
import type { Kernel } from "../../schedule/region.ts";
import { isWhole, resolvePlacement, type View } from "../../schedule/view.ts";
import { type Access, accessOf, sameAccess } from "./access.ts";
import { arrange, type Arrangement } from "./arrange.ts";
import type { LaneCount } from "../math/math-builder.ts";
import { addBytes, copyLanes, indexBytes, type LaneFunction, type LaneTypes, laneConstant } from "./lane-function.ts";

export interface LoadNode {
  readonly kind: "load";
  readonly access: Access;
  /** Number of loops that the value is computed inside of. */
  readonly depth: number;
}

export interface ConstantNode {
  readonly kind: "constant";
  readonly value: number | bigint;
  readonly depth: 0;
}

export interface ApplyNode {
  readonly kind: "apply";
  readonly compute: LaneFunction;
  readonly types: LaneTypes;
  readonly operands: readonly Node[];
  readonly depth: number;
}

/** A load that data move: each lane reads at the address of the access plus its own number of bytes. */
export interface IndexedLoadNode {
  readonly kind: "indexed";
  readonly access: Access;
  readonly bytes: Node;
  /** The axes that data move it along; `bytes` keeps it within them. */
  readonly axes: readonly IndexedAxis[];
  readonly depth: number;
}

export type Node = LoadNode | ConstantNode | ApplyNode | IndexedLoadNode;

/** The nodes whose values a node is computed from. */
export function operandsOf(node: Node): readonly Node[] {
  if (node.kind === "apply") return node.operands;
  return node.kind === "indexed" ? [node.bytes] : [];
}

export interface Store {
  readonly value: Node;
  readonly access: Access;
}

export interface Accumulation {
  readonly name: ReductionName;
  readonly value: Node;
  /** Element type of the value; the result may have a wider one. */
  readonly dtype: DType;
  /** Where the result goes: stride 0 along the reduced levels. */
  readonly access: Access;
  /** Number of elements of the result. */
  readonly size: number;
}

export interface Nest {
  /** Lengths of the loops, outermost first; the innermost is the vectorised one. */
  readonly lengths: readonly number[];
  /** Four lanes of 32 bits where no value needs more, else two of 64. */
  readonly lanes: LaneCount;
  /** In an order in which each is computed before it is used. */
  readonly nodes: readonly Node[];
  readonly stores: readonly Store[];
  readonly accumulations: readonly Accumulation[];
}

/** True when the result of an operation of a kernel has to be written to memory. */
export function isStored(operation: Elementwise, inKernel: ReadonlySet<unknown>): boolean {
  const { buffer } = operation.target;
  return (
    buffer.pinned ||
    buffer.placement !== undefined ||
    !isWhole(operation.target) ||
    [...buffer.readers].some((reader) => !inKernel.has(reader))
  );
}

/** Builds the nest of a kernel. */
export function buildNest(kernel: Kernel): Nest {
  const graph = new GraphOfKernel(kernel);
  const lanes = graph.lanes();
  return graph.finish(arrange(kernel.lengths, graph.accesses(), kernel.weight, lanes), lanes);
}

type Draft =
  | { readonly kind: "load"; readonly access: Access }
  | { readonly kind: "constant"; readonly value: number | bigint }
  | {
      readonly kind: "apply";
      readonly compute: LaneFunction;
      readonly types: LaneTypes;
      readonly operands: readonly Draft[];
    }
  | {
      readonly kind: "indexed";
      readonly access: Access;
      readonly bytes: Draft;
      readonly axes: readonly IndexedAxis[];
    };

class GraphOfKernel {
  readonly #kernel: Kernel;
  readonly #inKernel: Set<Fusible>;
  readonly #drafts: Draft[] = [];
  readonly #loads = new Map<Buffer, (Draft & { readonly kind: "load" })[]>();
  readonly #indexedLoads: Access[] = [];
  /** Bytes that an index moves by, of each index for each axis. */
  readonly #bytes = new Map<Draft, Map<string, Draft>>();
  readonly #results = new Map<Buffer, Draft>();
  readonly #stores: { value: Draft; access: Access }[] = [];
  readonly #accumulations: {
    name: ReductionName;
    value: Draft;
    dtype: DType;
    access: Access;
    size: number;
  }[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#inKernel = new Set(kernel.operations);
    for (const operation of kernel.operations) {
      if (operation.kind === "elementwise") this.#elementwise(operation);
      else {
        this.#accumulations.push({
          name: operation.name,
          value: this.#operand(operation.operand, operation.operand.buffer.dtype),
          dtype: operation.operand.buffer.dtype,
          access: this.#reductionAccess(operation.target, operation.operand.shape, operation.axes),
          size: operation.target.buffer.size,
        });
      }
    }
  }

  accesses(): Access[] {
    return [
      ...[...this.#loads.values()].flat().map(({ access }) => access),
      ...this.#indexedLoads,
      ...this.#stores.map(({ access }) => access),
      ...this.#accumulations.map(({ access }) => access),
    ];
  }

  /** Sums and products of f32 may accumulate in f64 beside four lanes. */
  lanes(): LaneCount {
    const types = [...this.#drafts.flatMap(typesOf), ...this.#stores.map(({ access }) => access.dtype)];
    for (const { name, dtype, access } of this.#accumulations) {
      types.push(dtype);
      const inF64 = access.dtype === "f64" && dtype === "f32" && (name === "sum" || name === "prod");
      if (!inF64) types.push(access.dtype);
    }
    return types.includes("f64") ? 2 : 4;
  }

  finish({ lengths, rearrange }: Arrangement, lanes: LaneCount): Nest {
    const nodes = new Map<Draft, Node>();
    const arranged = (access: Access): Access => ({ ...access, strides: rearrange(access.strides) });
    for (const draft of this.#drafts) nodes.set(draft, finishNode(draft, nodes, arranged));
    return {
      lengths,
      lanes,
      nodes: [...nodes.values()],
      stores: this.#stores.map(({ value, access }) => ({ value: nodes.get(value)!, access: arranged(access) })),
      accumulations: this.#accumulations.map((each) => ({
        ...each,
        value: nodes.get(each.value)!,
        access: arranged(each.access),
      })),
    };
  }

  #elementwise(operation: Elementwise): void {
    const { target } = operation;
    const result = operation.indexed === undefined ? this.#computed(operation) : this.#indexedLoad(operation);
    if (isWhole(target)) this.#results.set(target.buffer, result);
    if (isStored(operation, this.#inKernel)) {
      this.#stores.push({ value: result, access: accessOf(target, this.#kernel.lengths) });
    }
  }

  #computed({ compute, dtype, operands }: Elementwise): Draft {
    const types = operands.map((operand) => operandType(operand, dtype));
    const values = operands.map((operand, i) => this.#operand(operand, types[i]!));
    return compute === copyLanes ? values[0]! : this.#apply(compute, { operands: types, result: dtype }, values);
  }

  #apply(compute: LaneFunction, types: LaneTypes, operands: readonly Draft[]): Draft {
    const draft: Draft = { kind: "apply", compute, types, operands };
    this.#drafts.push(draft);
    return draft;
  }

  #indexedLoad({ operands: [array, ...indices], indexed }: Elementwise): Draft {
    const access = accessOf(array as View, this.#kernel.lengths);
    const bytes = indices
      .map((index, i) => this.#bytesOf(this.#operand(index, "i32"), indexed![i]!, bytesPerElement[access.dtype]))
      .reduce((a, b) => this.#apply(addBytes, indexTypes(2), [a, b]));
    this.#indexedLoads.push(access);
    const load: Draft = { kind: "indexed", access, bytes, axes: indexed! };
    this.#drafts.push(load);
    return load;
  }

  #bytesOf(index: Draft, axis: IndexedAxis, elementBytes: number): Draft {
    const key = `${axis.stride * elementBytes} ${axis.last} ${axis.backwards}`;
    const known = this.#bytes.get(index) ?? new Map<string, Draft>();
    this.#bytes.set(index, known);
    const bytes = known.get(key) ?? this.#apply(indexBytes(axis, elementBytes), indexTypes(1), [index]);
    known.set(key, bytes);
    return bytes;
  }

  #operand(operand: Operand, dtype: DType): Draft {
    if (operand instanceof Literal) {
      const constant: Draft = { kind: "constant", value: laneConstant(operand.value, dtype) };
      this.#drafts.push(constant);
      return constant;
    }
    if (passesInRegister(operand)) {
      const producer = operand.buffer.onlyProducer!;
      const computed = this.#results.get(operand.buffer);
      if (computed !== undefined && isFusible(producer) && this.#inKernel.has(producer)) return computed;
    }
    return this.#load(accessOf(operand, this.#kernel.lengths));
  }

  #load(access: Access): Draft {
    const known = this.#loads.get(access.buffer) ?? [];
    const same = known.find((load) => sameAccess(load.access, access));
    if (same !== undefined) return same;
    const load = { kind: "load", access } as const;
    this.#loads.set(access.buffer, [...known, load]);
    this.#drafts.push(load);
    return load;
  }

  #reductionAccess(target: View, shape: readonly number[], axes: readonly number[]): Access {
    const { buffer, offset, loops } = accessOf({ ...resolvePlacement(target), shape: [], strides: [] }, []);
    let stride = 1;
    const strides = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (axes.includes(axis)) continue;
      strides[axis] = stride;
      stride *= shape[axis]!;
    }
    const kept = strides.filter((_, axis) => shape[axis] !== 1);
    const refined = refineStrides(squeeze(shape), kept, this.#kernel.lengths);
    return { buffer, dtype: buffer.dtype, offset, strides: refined, loops };
  }
}

/** Element types that a value is made of. */
function typesOf(draft: Draft): readonly DType[] {
  if (draft.kind === "constant") return [];
  return draft.kind === "apply" ? [...draft.types.operands, draft.types.result] : [draft.access.dtype];
}

function indexTypes(count: number): LaneTypes {
  return { operands: new Array<DType>(count).fill("i32"), result: "i32" };
}

function operandType(operand: Operand, result: DType): DType {
  if (operand instanceof Literal) return operand.type.dtype;
  return "buffer" in operand ? operand.buffer.dtype : result;
}

function finishNode(draft: Draft, nodes: ReadonlyMap<Draft, Node>, arranged: (access: Access) => Access): Node {
  switch (draft.kind) {
    case "constant":
      return { ...draft, depth: 0 };
    case "load": {
      const access = arranged(draft.access);
      return { kind: "load", access, depth: depthOf(access) };
    }
    case "indexed": {
      const access = arranged(draft.access);
      const bytes = nodes.get(draft.bytes)!;
      return { ...draft, access, bytes, depth: Math.max(depthOf(access), bytes.depth) };
    }
    case "apply": {
      const operands = draft.operands.map((operand) => nodes.get(operand)!);
      return { ...draft, operands, depth: Math.max(0, ...operands.map(({ depth }) => depth)) };
    }
  }
}

/** Number of loops that move an access. */
function depthOf({ strides }: Access): number {
  return strides.findLastIndex((stride) => stride !== 0) + 1;
}

/** Every access of a nest: loads, stores and reductions. */
export function accessesOf({ nodes, stores, accumulations }: Nest): Access[] {
  return [
    ...nodes.flatMap((node) => (node.kind === "load" || node.kind === "indexed" ? [node.access] : [])),
    ...stores.map(({ access }) => access),
    ...accumulations.map(({ access }) => access),
  ];
}
