/** Arr: the one array type users hold, either concrete (an ndarray view of a typed array) or traced (a value of a program). */

import ndarray, { type NdArray } from "ndarray";
import { describeType, ShapeError } from "../errors/index.ts";
import { item, type Nested, toArray, toNdarray, toNested, toNumberImplicitly } from "./conversion.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { formatArr } from "./format.ts";
import type { HostArray } from "./host-array.ts";
import { rowMajorStrides, type Shape, sizeOf } from "./shape.ts";
import { unknownValueError } from "./unknown-value.ts";

/** What tracing attaches to an array. */
export interface TraceMark {
  /** True once the function that was traced has returned: the array has no value and never will. */
  readonly ended: boolean;
}

let hostOfArr: (arr: Arr) => HostArray | undefined;
let traceOfArr: (arr: Arr) => TraceMark | undefined;
let makeArr: (shape: Shape, dtype: DType, host: HostArray | undefined, trace: TraceMark | undefined) => Arr;

/**
 * An immutable array of shape `shape` and element type `dtype`.
 *
 * Make one with `array`, `zeros`, `linspace` and their kin. Views (slices, transposes, broadcasts) share memory; nothing can
 * write to it. While a function is traced its arguments are Arrs without values: operations on them are recorded.
 *
 * @example
 * ```ts
 * import { array } from "fluxion";
 * console.log(array([1, 2, 3]).mul(2).sum().item()); // → 12
 * ```
 */
export class Arr {
  /** Length of each axis. */
  readonly shape: Shape;
  /** Element type. */
  readonly dtype: DType;
  readonly #host: HostArray | undefined;
  readonly #trace: TraceMark | undefined;

  static {
    hostOfArr = (arr) => arr.#host;
    traceOfArr = (arr) => arr.#trace;
    makeArr = (shape, dtype, host, trace) => new Arr(shape, dtype, host, trace);
  }

  private constructor(shape: Shape, dtype: DType, host: HostArray | undefined, trace: TraceMark | undefined) {
    this.shape = shape;
    this.dtype = dtype;
    this.#host = host;
    this.#trace = trace;
    Object.freeze(this);
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** True while a function is traced: the values are not known yet. */
  get isTracer(): boolean {
    return this.#trace !== undefined;
  }

  /** The one element as a number. @throws ShapeError unless there is exactly one; TracerError while tracing */
  item(): number {
    return item(requireHost(this, "item"), this.dtype);
  }

  /** A copy of the elements in row-major order. @throws TracerError while tracing */
  toArray(): TypedArray {
    return toArray(requireHost(this, "toArray"), this.dtype);
  }

  /** A copy as lists of lists of numbers; a number for a scalar, 0 and 1 for bool. @throws TracerError while tracing */
  toNested(): Nested {
    return toNested(requireHost(this, "toNested"), this.dtype);
  }

  /** A copy as an ndarray. @throws TracerError while tracing */
  toNdarray(): NdArray<TypedArray> {
    return toNdarray(requireHost(this, "toNdarray"), this.dtype);
  }

  /** What JSON holds of it: the numbers, nested. @throws TracerError while tracing */
  toJSON(): Nested {
    return toNested(requireHost(this, "JSON.stringify"), this.dtype, "JSON.stringify");
  }

  /** `f64[3] [1, 2, 3]`; `traced f64[3]` while tracing. */
  toString(): string {
    return formatArr(this, this.#host);
  }

  /** How Node prints it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return formatArr(this, this.#host);
  }

  /** Text for `${x}`, the number of a scalar for JavaScript's operators, and an error where they would mislead. */
  [Symbol.toPrimitive](hint: "string" | "number" | "default"): string | number {
    return hint === "string"
      ? formatArr(this, this.#host)
      : toNumberImplicitly(this, this.#host, this.#trace?.ended === true);
  }
}

// Not declared, so that the type checker refuses it too: an array is no list, and what a spread of it would be is not what it looks like.
Object.defineProperty(Arr.prototype, Symbol.iterator, {
  value(this: Arr): never {
    throw new ShapeError({
      problem: `an array ${describeType(this)} cannot be iterated over, spread or destructured`,
      hint: this.isTracer
        ? "Take its parts with x.slice(i) or split, or loop over them with scan, mapLoop or vmap."
        : "Take its numbers with x.toArray() or x.toNested(), its parts with x.slice(i) or split.",
    });
  },
  configurable: true,
});

/** The view behind a concrete array, or undefined for a traced one. Never hand it to a user: it aliases the contents. */
export function hostOf(arr: Arr): HostArray | undefined {
  return hostOfArr(arr);
}

/** The view behind a concrete array; a TracerError that names the operation when the values are not known. */
export function requireHost(arr: Arr, operation: string, hint?: string): HostArray {
  const host = hostOfArr(arr);
  if (host === undefined) {
    const problem = `the values of this ${describeType(arr)} are not known while the function is traced.`;
    throw unknownValueError({ where: operation, problem, hint, ended: traceOfArr(arr)?.ended === true });
  }
  return host;
}

/** What tracing attached to this array, or undefined for a concrete one. */
export function traceOf(arr: Arr): TraceMark | undefined {
  return traceOfArr(arr);
}

/** A concrete array over a view, which must not be written to afterwards. */
export function fromHost(host: HostArray, dtype: DType): Arr {
  return makeArr(Object.freeze(host.shape.slice()), dtype, host, undefined);
}

/** A concrete array over a row-major buffer, which must not be written to afterwards. */
export function fromBuffer(data: TypedArray, shape: Shape, dtype: DType): Arr {
  return fromHost(ndarray(data, shape.slice(), rowMajorStrides(shape), 0), dtype);
}

/** A traced array; `trace` is what the tracer needs to find its variable again. */
export function fromTrace(trace: TraceMark, shape: Shape, dtype: DType): Arr {
  return makeArr(shape, dtype, undefined, trace);
}
