/** bind: applies a primitive to values, at once when all are known, else by recording an equation. */

import { type Arr, fromHost, fromBuffer, hostOf, requireHost, traceOf } from "../array/arr.ts";
import type { HostArray } from "../array/host-array.ts";
import { allocate, type DType, weakScalarDType } from "../array/dtype.ts";
import type { ArrayType } from "../array/shape.ts";
import { TooLargeError } from "../array/too-large.ts";
import type { Attributes, Primitive, Value } from "./primitive.ts";
import { currentBuilder, type ProgramBuilder, Trace } from "./builder.ts";

/**
 * Applies `primitive` to `operands`. With a traced operand the equation goes to the function being traced now, or to the innermost
 * program among the operands where that lies deeper (tangents of a linearisation).
 */
export function bind<A extends Attributes>(primitive: Primitive<A>, operands: readonly Value[], attributes: A): Arr[] {
  const types = operandTypes(operands);
  const builder = innermostBuilder(operands);
  if (builder !== undefined) {
    builder.assertOpen();
    return builder.record(primitive, operands, types, attributes);
  }
  // Known values need no derivative, so a composite is what it is made of.
  if (primitive.expand !== undefined) return [...primitive.expand(operands, attributes)];
  const outputs = primitive.outputTypes(types, attributes);
  const hosts = operands.map((operand, i) => hostOfValue(operand, types[i]!.dtype));
  const results = evaluated(primitive, hosts, attributes, types);
  return results.map((host, i) => fromHost(host, outputs[i]!.dtype));
}

/** The results of the reference; when memory runs out, the error says in which operation. */
function evaluated<A extends Attributes>(
  primitive: Primitive<A>,
  hosts: readonly HostArray[],
  attributes: A,
  types: readonly ArrayType[],
): readonly HostArray[] {
  try {
    return primitive.reference(hosts, attributes, types);
  } catch (error) {
    throw error instanceof TooLargeError ? error.in(primitive.called ?? primitive.name) : error;
  }
}

/** bind for a primitive with one result. */
export function bindOne<A extends Attributes>(primitive: Primitive<A>, operands: readonly Value[], attributes: A): Arr {
  return bind(primitive, operands, attributes)[0]!;
}

/** A value as an array: a number alone is f64. */
export function asArray(value: Value): Arr {
  return typeof value === "number" ? scalar(value, "f64") : value;
}

/** A number takes the element type of the first array beside it. */
function operandTypes(operands: readonly Value[]): ArrayType[] {
  let beside: DType = "f64";
  for (const operand of operands) {
    if (typeof operand !== "number" && operand.dtype !== "bool") {
      beside = operand.dtype;
      break;
    }
  }
  return operands.map((operand) =>
    typeof operand === "number"
      ? { shape: [], dtype: weakScalarDType(operand, beside) }
      : { shape: operand.shape, dtype: operand.dtype },
  );
}

function innermostBuilder(operands: readonly Value[]): ProgramBuilder | undefined {
  let innermost: ProgramBuilder | undefined;
  let traced = false;
  for (const operand of operands) {
    if (typeof operand === "number") continue;
    const trace = traceOf(operand);
    if (!(trace instanceof Trace)) continue;
    traced = true;
    if (innermost === undefined || trace.builder.level > innermost.level) innermost = trace.builder;
  }
  const current = currentBuilder();
  return traced && current !== undefined && current.level > innermost!.level ? current : innermost;
}

function hostOfValue(value: Value, dtype: DType): HostArray {
  if (typeof value !== "number") return hostOf(value) ?? requireHost(value, "bind");
  return requireHost(scalar(value, dtype), "bind");
}

/** A rank-0 array. */
export function scalar(value: number, dtype: DType): Arr {
  const data = allocate(dtype, 1);
  data[0] = value;
  return fromBuffer(data, [], dtype);
}
