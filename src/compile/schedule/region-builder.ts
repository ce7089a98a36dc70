/** RegionBuilder: lowers the equations of a program to operations on buffers, keeping movement of data as views. */

import { bytesPerElement, type DType } from "../../array/dtype.ts";
import type { ArrayType, Shape } from "../../array/shape.ts";
import { sizeOf } from "../../array/shape.ts";
import type { Attributes, EquationOf } from "../../program/primitive.ts";
import type { AttributesOf, PrimitiveName } from "../../primitives/registry.ts";
import { Literal, type Program, type Variable } from "../../program/program.ts";
import { copyLanes, indexedLanes } from "../wasm/kernel/lane-function.ts";
import type { LaneFunction } from "../wasm/kernel/lane-function.ts";
import { Buffer, type BufferRole } from "./buffer.ts";
import { type IndexedAxis, type Operand, type Operation, readsOf, writesOf } from "./operation.ts";
import { Region } from "./region.ts";
import { broadcastView, isContiguous, reshapeView, type View, wholeView } from "./view.ts";

/**
 * Turns one equation into operations and returns its results. A literal as a result stands for that number at every
 * position of the result's shape.
 */
export type Lowering<A extends Attributes = Attributes> = (
  builder: RegionBuilder,
  operands: readonly Operand[],
  equation: EquationOf<A>,
) => readonly Operand[];

/** The lowering of each primitive, by name, for equations with the attributes of that primitive. */
export type Lowerings = { readonly [P in PrimitiveName]: Lowering<AttributesOf<P>> };

/** An axis of an array by which an index moves. */
export interface IndexedBy {
  readonly index: Operand;
  readonly stride: number;
  /** The largest position; indices are held to 0 .. last. */
  readonly last: number;
}

export class RegionBuilder {
  readonly region: Region;
  readonly #lowerings: Lowerings;

  constructor(lowerings: Lowerings, parent?: Region) {
    this.#lowerings = lowerings;
    this.region = new Region(parent);
  }

  /** A builder for code inside of this region. */
  nested(): RegionBuilder {
    return new RegionBuilder(this.#lowerings, this.region);
  }

  /** Lowers a program's equations; its inputs and constants are given as values. */
  lower(program: Program, inputs: readonly Operand[], constants: readonly Operand[] = []): Operand[] {
    const values = new Map<Variable, Operand>();
    program.inputs.forEach((variable, i) => values.set(variable, inputs[i]!));
    program.constants.forEach(({ variable }, i) => values.set(variable, constants[i]!));
    const read = (operand: Variable | Literal): Operand =>
      operand instanceof Literal ? operand : values.get(operand)!;
    for (const equation of program.equations) {
      // A primitive's equations have its attributes, and the table is complete by its type.
      const lowering = this.#lowerings[equation.primitive.name as PrimitiveName] as Lowering;
      const results = lowering(this, equation.operands.map(read), equation);
      equation.results.forEach((variable, i) => values.set(variable, results[i]!));
    }
    return program.outputs.map(read);
  }

  /** A fresh buffer of this region, and the whole of it as a view. */
  allocate({ shape, dtype }: ArrayType, role: BufferRole = "value"): View {
    const buffer = new Buffer(role, dtype, sizeOf(shape), this.region);
    this.region.buffers.push(buffer);
    return wholeView(buffer, shape);
  }

  /** Numbers that code reads, known now: one table for all that ask for the same key. */
  table(key: string, make: () => Float64Array): View {
    const { outermost } = this.region;
    let buffer = outermost.tables.get(key);
    if (buffer === undefined) {
      const contents = make();
      buffer = new Buffer("constant", "f64", contents.length, outermost);
      buffer.contents = contents;
      outermost.tables.set(key, buffer);
      outermost.buffers.push(buffer);
    }
    return wholeView(buffer, [buffer.size]);
  }

  /** One number per element of `type`, computed from one number of each operand. */
  elementwise(name: string, compute: LaneFunction, operands: readonly Operand[], type: ArrayType): View {
    // Numbers alone make one number, seen at every position.
    if (type.shape.length > 0 && operands.every((operand) => operand instanceof Literal)) {
      return this.broadcastScalar(
        this.elementwise(name, compute, operands, { shape: [], dtype: type.dtype }),
        type.shape,
      );
    }
    const target = this.allocate(type);
    this.#elementwise(name, compute, operands, target);
    return target;
  }

  /**
   * The elements of `array`, each moved along axes that are not its own by the positions that `axes` name: a load inside of the
   * loop nest that uses them. The views of array and indices have the shape of the result.
   */
  indexed(name: string, array: View, axes: readonly IndexedBy[]): Operand {
    let view = array;
    const indexed: IndexedAxis[] = [];
    const indices: View[] = [];
    for (const { index, stride, last } of axes) {
      if (stride === 0 || last === 0) continue;
      if (index instanceof Literal) {
        view = { ...view, offset: view.offset + Math.max(0, Math.min(last, index.value)) * stride };
        continue;
      }
      // Addresses only grow with a position, so an axis that is walked backwards is counted from its end.
      const backwards = stride < 0;
      if (backwards) view = { ...view, offset: view.offset + last * stride };
      indexed.push({ stride: Math.abs(stride), last, backwards });
      indices.push(index);
    }
    if (indexed.length === 0) return view;
    const { shape, buffer } = view;
    const target = this.allocate({ shape, dtype: buffer.dtype });
    this.#elementwise(name, indexedLanes, [view, ...indices], target, indexed);
    return target;
  }

  /** Writes an operand to where `target` says. */
  copyTo(operand: Operand, target: View): void {
    this.#elementwise("copy", copyLanes, [operand], target);
  }

  /** Sets every element of a whole buffer to zero. */
  fillZeros(target: View): void {
    this.add({
      kind: "routine",
      name: "zeros",
      reads: [],
      writes: [target],
      emit(f, { address }) {
        const { base, parameter } = address(target);
        f.i32Const(base);
        if (parameter !== undefined) {
          f.get(f.param(parameter));
          f.op("i32.add");
        }
        f.i32Const(0);
        f.i32Const(target.buffer.size * bytesPerElement[target.buffer.dtype]);
        f.memory("memory.fill");
      },
    });
  }

  /** A rank-0 view seen at every position of a shape. */
  broadcastScalar(scalar: View, shape: Shape): View {
    return broadcastView({ ...scalar, shape: shape.map(() => 1), strides: shape.map(() => 0) }, shape);
  }

  /** The operand as an array in memory. */
  view(operand: Operand, type: ArrayType): View {
    if (!(operand instanceof Literal)) return operand;
    const scalar = this.elementwise("copy", copyLanes, [new Literal(operand.value, type.dtype)], {
      shape: [],
      dtype: type.dtype,
    });
    return type.shape.length === 0 ? scalar : this.broadcastScalar(scalar, type.shape);
  }

  /** The operand as an array whose elements lie in row-major order in one piece. */
  contiguous(operand: Operand, type: ArrayType): View {
    const view = this.view(operand, type);
    return isContiguous(view) ? view : this.copy(view, type);
  }

  /** The operand in a buffer of its own. */
  copy(operand: Operand, type: ArrayType): View {
    const target = this.allocate(type);
    this.copyTo(operand, target);
    return target;
  }

  /** The same elements in row-major order under another shape: a view where strides allow it, else a copy. */
  reshape(view: View, shape: Shape, dtype: DType): View {
    return reshapeView(view, shape) ?? reshapeView(this.copy(view, { shape: view.shape, dtype }), shape)!;
  }

  /** Adds an operation after those it depends on. */
  add(operation: Operation): void {
    this.region.operations.push(operation);
    for (const { buffer } of readsOf(operation)) buffer.readers.add(operation);
    for (const { buffer } of writesOf(operation)) buffer.addProducer(operation);
  }

  #elementwise(
    name: string,
    compute: LaneFunction,
    operands: readonly Operand[],
    target: View,
    indexed?: readonly IndexedAxis[],
  ): void {
    const { shape } = target;
    const { dtype } = target.buffer;
    this.add({
      kind: "elementwise",
      name,
      compute,
      shape,
      operands: operands.map((operand) =>
        // A scalar array beside an array is read at every position.
        "buffer" in operand && operand.shape.length === 0 && shape.length > 0
          ? this.broadcastScalar(operand, shape)
          : operand,
      ),
      dtype,
      target,
      ...(indexed === undefined ? {} : { indexed }),
    });
  }
}
