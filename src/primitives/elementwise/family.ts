/** The elementwise family: one number per element in, one out; shapes equal, scalars beside any shape. */

import ndarray from "ndarray";
import type { Arr } from "../../array/arr.ts";
import { type HostArray, isRowMajor } from "../../array/host-array.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../../array/dtype.ts";
import { positions } from "../../array/positions.ts";
import { type ArrayType, broadcastShapes, rowMajorStrides, sameShape, type Shape } from "../../array/shape.ts";
import { bind, bindOne } from "../../program/bind.ts";
import { callable } from "../../program/callable.ts";
import { broadcast, reshapeTo } from "../movement/shape.ts";
import { perElement } from "../work.ts";
import { describeShape, DTypeError, ShapeError } from "../../errors/index.ts";
import { nonlinear, rule } from "../../program/derivative.ts";
import type {
  Attributes,
  Batching,
  CheckCase,
  Derivative,
  FaultAdvice,
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

/** What a unary primitive is as a function. */
interface Apply1 {
  (x: Arr): Arr;
  (x: Value): Value;
}

/** What a binary primitive is as a function. */
interface Apply2 {
  (x: Arr, y: Value): Arr;
  (x: Value, y: Arr): Arr;
  (x: Value, y: Value): Value;
}

export type UnaryPrimitive = Primitive<NoAttributes> & Apply1;
export type BinaryPrimitive = Primitive<NoAttributes> & Apply2;

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
  /** Work an element; see work.ts. */
  readonly work: number;
  readonly fault: FaultAdvice;
  readonly check: { readonly at: OperandDomain; readonly order: 0 | 1 | 2 };
}

/** An elementwise function of one operand. */
export function unary(name: string, record: UnaryRecord): UnaryPrimitive {
  const { jvp } = record;
  const primitive = elementwise(name, {
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
    work: record.work,
    commutes: false,
    fault: record.fault,
    check: [{ label: name, operands: [record.check.at], attributes: {}, order: record.check.order }],
  });
  // The overloads of the type: an array gives an array, a number that of the formula.
  const apply = ((x: Value): Value => (typeof x === "number" ? record.reference(x) : applied(self, [x]))) as Apply1;
  const self = callable(primitive, apply);
  return self;
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
  /** Work an element, or of an equation; see work.ts. */
  readonly work: number | Primitive<NoAttributes>["work"];
  /** True when x and y may change places. */
  readonly commutes: boolean;
  readonly fault: FaultAdvice;
  readonly check: { readonly at: readonly [OperandDomain, OperandDomain]; readonly order: 0 | 1 | 2 };
}

/** An elementwise function of two operands. `sum` adds two tangents. */
export function binary(name: string, record: BinaryRecord, sum: (a: Arr, b: Arr) => Arr): BinaryPrimitive {
  const { jvp } = record;
  const primitive = elementwise(name, {
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
    work: record.work,
    commutes: record.commutes,
    fault: record.fault,
    check: [{ label: name, operands: record.check.at, attributes: {}, order: record.check.order }],
  });
  // The overloads of the type: an array among the operands gives an array, numbers alone that of the formula.
  const apply = ((x: Value, y: Value): Value =>
    typeof x === "number" && typeof y === "number" ? record.reference(x, y) : applied(self, [x, y])) as Apply2;
  const self = callable(primitive, apply);
  return self;
}

/** Applies an elementwise primitive to operands of one element type: shapes broadcast, numbers take the type of the arrays. */
export function applied(primitive: Primitive<NoAttributes>, operands: readonly Value[]): Arr {
  let common: Shape = [];
  for (const operand of operands) {
    if (typeof operand === "number") continue;
    const next = broadcastShapes(common, operand.shape);
    if (next === undefined)
      throw new Error(`internal: a rule applies ${primitive.name} to shapes that do not broadcast`);
    common = next;
  }
  // Scalars are spread as well: the transpose of that is the sum, which their cotangents need.
  const full = operands.map((operand) => (typeof operand === "number" ? operand : broadcast(operand, common)));
  return bindOne(primitive, full, {});
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
  /** Work an element, or of an equation; see work.ts. */
  readonly work: number | Primitive<A>["work"];
  readonly commutes: boolean;
  readonly fault: FaultAdvice;
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
    family: "elementwise",
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
    batch: pointwise,
    work: typeof record.work === "number" ? perElement(record.work) : record.work,
    commutes: record.commutes,
    programs: { kind: "none" },
    fault: record.fault,
    check: () => record.check,
  };
}

/** The batching of the family: all array operands get one shape with the batch axis first; numbers stay numbers, scalars spread. */
export const pointwise: Batching<Attributes> = (operands, mapped, attributes, size, primitive) => {
  let element: Shape = [];
  operands.forEach((operand, i) => {
    if (typeof operand === "number") return;
    const shape = mapped[i] === true ? operand.shape.slice(1) : operand.shape;
    if (shape.length > 0) element = shape;
  });
  const aligned = operands.map((operand, i) => {
    if (typeof operand === "number") return operand;
    const isMapped = mapped[i] === true;
    const own = isMapped ? operand.shape.slice(1) : operand.shape;
    const ones = new Array<number>(element.length - own.length).fill(1);
    return broadcast(reshapeTo(operand, [isMapped ? size : 1, ...ones, ...own]), [size, ...element]);
  });
  return { outputs: bind(primitive, aligned, attributes), mapped: [true] };
};

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
