/** The elementwise family: one number per element in, one out; shapes equal, scalars beside any shape. */

import ndarray from "ndarray";
import { type Arr, type HostArray, isRowMajor } from "../../array/arr.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../../array/dtype.ts";
import { type ArrayType, rowMajorStrides, sameShape, type Shape } from "../../array/shape.ts";
import { describeShape, DTypeError, ShapeError } from "../../errors/index.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type {
  Attributes,
  CheckCase,
  Derivative,
  OperandDomain,
  Primitive,
  Tangent,
  Transposition,
  Value,
} from "../../program/primitive.ts";

export type NoAttributes = Readonly<Record<never, never>>;

/** Which element types the operands may have. */
export type Domain = "float" | "number" | "bool" | "any";

/** The element type of the result: that of the operands, or bool. */
export type ResultKind = "same" | "bool";

export interface UnaryRecord {
  /** What users call it, for errors, where that is not its name. */
  readonly called?: string;
  readonly reference: (x: number) => number;
  /** The same on i32 where float64 would round: products wrap around exactly. */
  readonly integer?: (x: number) => number;
  /** Tangent of the result, from x, the result `out`, and the tangent of x. */
  readonly jvp: ((values: { readonly x: Value; readonly out: Arr }, dx: Arr) => Tangent) | Derivative<NoAttributes>;
  readonly transpose?: Transposition<NoAttributes>;
  readonly domain?: Domain;
  readonly result?: ResultKind;
  readonly check: { readonly at: OperandDomain; readonly order: 0 | 1 | 2 };
}

/** An elementwise function of one operand. */
export function unary(name: string, record: UnaryRecord): Primitive<NoAttributes> {
  const { jvp } = record;
  return elementwise(name, {
    called: record.called,
    arity: 1,
    reference: ([x], out) => {
      mapUnary(inTypeOf(out, record), x!, out);
    },
    derivative:
      typeof jvp === "function"
        ? rule(([x], [dx], { outputs }) => [dx == null ? null : jvp({ x: x!, out: outputs[0]! }, dx)])
        : jvp,
    transposition: record.transpose ?? nonlinear,
    domain: record.domain ?? "float",
    result: record.result ?? "same",
    check: [{ label: name, operands: [record.check.at], attributes: {}, order: record.check.order }],
  });
}

function inTypeOf<F>(out: TypedArray, { reference, integer }: { readonly reference: F; readonly integer?: F }): F {
  return out instanceof Int32Array && integer !== undefined ? integer : reference;
}

interface BinaryValues {
  readonly x: Value;
  readonly y: Value;
  readonly out: Arr;
}

export interface BinaryRecord {
  readonly called?: string;
  readonly reference: (x: number, y: number) => number;
  readonly integer?: (x: number, y: number) => number;
  /** Tangent of the result for a tangent of each operand alone; they add up. */
  readonly jvp:
    | {
        readonly x: (values: BinaryValues, dx: Arr) => Tangent;
        readonly y: (values: BinaryValues, dy: Arr) => Tangent;
      }
    | Derivative<NoAttributes>;
  readonly transpose?: Transposition<NoAttributes>;
  readonly domain?: Domain;
  readonly result?: ResultKind;
  readonly check: { readonly at: readonly [OperandDomain, OperandDomain]; readonly order: 0 | 1 | 2 };
}

/** An elementwise function of two operands. `sum` adds two tangents. */
export function binary(name: string, record: BinaryRecord, sum: (a: Arr, b: Arr) => Arr): Primitive<NoAttributes> {
  const { jvp } = record;
  return elementwise(name, {
    called: record.called,
    arity: 2,
    reference: ([x, y], out) => {
      mapBinary(inTypeOf(out, record), x!, y!, out);
    },
    derivative:
      "kind" in jvp
        ? jvp
        : rule(([x, y], [dx, dy], { outputs }) => {
            const values = { x: x!, y: y!, out: outputs[0]! };
            const fromX = dx == null ? null : jvp.x(values, dx);
            const fromY = dy == null ? null : jvp.y(values, dy);
            return [fromX === null ? fromY : fromY === null ? fromX : sum(fromX, fromY)];
          }),
    transposition: record.transpose ?? nonlinear,
    domain: record.domain ?? "float",
    result: record.result ?? "same",
    check: [{ label: name, operands: record.check.at, attributes: {}, order: record.check.order }],
  });
}

export interface ElementwiseRecord<A extends Attributes> {
  readonly called?: string | undefined;
  readonly arity: number;
  readonly reference: (operands: readonly HostArray[], out: TypedArray, shape: Shape, attributes: A) => void;
  readonly derivative: Derivative<A>;
  readonly transposition: Transposition<A>;
  readonly domain: Domain;
  readonly result: ResultKind | ((attributes: A) => DType);
  /** Operands whose type is not that of the others: the predicate of a choice. */
  readonly predicates?: number;
  readonly check: readonly CheckCase<A>[];
}

/** The general record of the family. */
export function elementwise<A extends Attributes>(name: string, record: ElementwiseRecord<A>): Primitive<A> {
  const predicates = record.predicates ?? 0;
  const where = record.called ?? name;
  const outputTypes = (operands: readonly ArrayType[], attributes: A): [ArrayType] => {
    let shape: Shape = [];
    for (const operand of operands) if (operand.shape.length > 0) shape = operand.shape;
    for (const operand of operands) {
      if (operand.shape.length > 0 && !sameShape(operand.shape, shape)) {
        throw new ShapeError({
          where,
          expected: "operands of one shape",
          received: operands.map((each) => describeShape(each.shape)).join(" and "),
          hint: "Broadcast them first; the functions add, mul, … do so.",
        });
      }
    }
    const compared = operands.slice(predicates);
    const dtype = compared[0]!.dtype;
    for (const operand of compared) {
      if (operand.dtype !== dtype || !accepts(record.domain, operand.dtype)) {
        throw new DTypeError({
          where,
          expected: expectedTypes[record.domain],
          received: compared.map((each) => each.dtype).join(" and "),
          hint: dtype === "bool" ? conversionOfBools : 'Convert with cast(x, "f64").',
        });
      }
    }
    const { result } = record;
    const resultType = typeof result === "function" ? result(attributes) : result === "bool" ? "bool" : dtype;
    return [{ shape, dtype: resultType }];
  };
  return {
    name,
    called: record.called,
    outputTypes,
    reference(operands, attributes, types) {
      const [type] = outputTypes(types, attributes);
      const out = allocate(type.dtype, type.shape);
      record.reference(operands, out, type.shape, attributes);
      return [ndarray(out, type.shape.slice(), rowMajorStrides(type.shape), 0)];
    },
    derivative: record.derivative,
    transposition: record.transposition,
    batch: "pointwise",
    check: () => record.check,
  };
}

const conversionOfBools =
  'Convert with cast(x, "i32") or cast(x, "f64"), or use logicalAnd, logicalOr, logicalNot and where.';

const expectedTypes: Readonly<Record<Domain, string>> = {
  float: "f64 or f32",
  number: "f64, f32 or i32",
  bool: "bool",
  any: "any element type",
};

function accepts(domain: Domain, dtype: DType): boolean {
  switch (domain) {
    case "float":
      return isFloat(dtype);
    case "number":
      return dtype !== "bool";
    case "bool":
      return dtype === "bool";
    case "any":
      return true;
  }
}

function mapUnary(f: (x: number) => number, x: HostArray, out: TypedArray): void {
  const { data, offset } = x;
  if (isRowMajor(x)) {
    for (let i = 0; i < out.length; i++) out[i] = f(data[offset + i]!);
    return;
  }
  const at = positions(x, x.shape);
  for (let i = 0; i < out.length; i++) out[i] = f(data[at(i)]!);
}

function mapBinary(f: (x: number, y: number) => number, x: HostArray, y: HostArray, out: TypedArray): void {
  const shape = x.shape.length > 0 ? x.shape : y.shape;
  const atX = positions(x, shape);
  const atY = positions(y, shape);
  for (let i = 0; i < out.length; i++) out[i] = f(x.data[atX(i)]!, y.data[atY(i)]!);
}

/** Where element i (row-major in `shape`) lies in the buffer of a view; a scalar stands for every element. */
export function positions(view: HostArray, shape: Shape): (i: number) => number {
  const { offset, stride } = view;
  if (view.shape.length === 0) return () => offset;
  if (isRowMajor(view)) return (i) => offset + i;
  const rank = shape.length;
  return (i) => {
    let rest = i;
    let at = offset;
    for (let axis = rank - 1; axis >= 0; axis--) {
      const length = shape[axis]!;
      const index = rest % length;
      rest = (rest - index) / length;
      at += index * stride[axis]!;
    }
    return at;
  };
}
