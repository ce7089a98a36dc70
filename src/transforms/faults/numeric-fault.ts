/** Numeric faults: NaN or an infinity in a result, as an error that names the equation it came from. */

import type { Arr } from "../../array/arr.ts";
import { isFloat } from "../../array/dtype.ts";
import { describeShape, NumericError } from "../../errors/index.ts";
import type { FaultyElements } from "../../program/primitive.ts";
import { type EquationOrigin, findOrigin } from "./origin.ts";
import { ProgramText } from "../../program/print.ts";
import { type Equation, Literal, type Operand, type Program } from "../../program/program.ts";
import { argumentPaths, type FlatArguments } from "../trace-call.ts";

/** What is looked for: NaN alone, or infinities as well. */
export type NumericFault = "nan" | "infinity";

/** Whether a number is a fault. */
const isFault: Readonly<Record<NumericFault, (element: number) => boolean>> = {
  nan: Number.isNaN,
  infinity: (element) => !Number.isFinite(element),
};

/** Whether an array holds one. */
export const holdsFault: Readonly<Record<NumericFault, (value: Arr) => boolean>> = {
  nan: (value) => firstFault(value, "nan") >= 0,
  infinity: (value) => firstFault(value, "infinity") >= 0,
};

const called: Readonly<Record<NumericFault, string>> = { nan: "NaN", infinity: "NaN or infinity" };

/** The error that tells where the first fault of the results comes from; undefined when they hold none. */
export function faultError(
  where: string,
  fault: NumericFault,
  program: Program,
  { values, structure }: FlatArguments,
): NumericError | undefined {
  const origin = findOrigin(program, values, holdsFault[fault]);
  if (origin === undefined) return undefined;
  const text = new ProgramText(program);
  switch (origin.kind) {
    case "equation":
      return equationError(where, fault, origin, text);
    case "input": {
      const position = program.inputs.indexOf(origin.variable);
      const path = argumentPaths(structure)[position];
      return new NumericError({
        where,
        path,
        problem: `this argument holds ${faultsIn(values[position]!, fault)} already.`,
      });
    }
    case "constant":
      return new NumericError({
        where,
        problem: `the known array \`${text.name(origin.variable)}\`, which the function closes over, holds ${called[fault]} already.`,
      });
  }
}

/** For results that only the compiled program gives. */
export function vanishedFaultError(where: string, fault: NumericFault): NumericError {
  return new NumericError({
    where,
    problem: `a result holds ${called[fault]}, but not when the equations are interpreted one by one.`,
    hint: "Some value lies within rounding of where an operation stops being defined; bound it away from there.",
  });
}

function equationError(where: string, fault: NumericFault, origin: EquationOrigin, text: ProgramText): NumericError {
  const { equation, operands, results, enclosing } = origin;
  const result = results.findIndex(holdsFault[fault]);
  const faulty = results[result]!;
  const at = firstFault(faulty, fault);
  const place = faulty.rank === 0 ? "" : describeShape(indexOf(at, faulty.shape));
  const name = text.name(equation.results[result]!);
  const within = enclosing.map(({ equation: outer, step }) => {
    const { programs } = outer.primitive;
    const steps = programs.kind === "scan" ? ` of ${programs.of(outer.attributes).length}` : "";
    const when = step === undefined ? "within" : `in step ${step}${steps} of`;
    return `, ${when} \`${text.equation(outer)}\``;
  });
  const met = equation.operands.map((operand, i) => describeOperand(operand, operands[i]!, faulty, at, text));
  return new NumericError({
    where,
    site: [equation.site, ...enclosing.map((each) => each.equation.site).reverse()].find((site) => site !== undefined),
    problem:
      `the first ${String(faulty.toArray()[at]!)} is ${name}${place} of \`${text.equation(equation)}\`` +
      `${within.reverse().join("")}.`,
    received: met.filter((description) => description !== undefined).join("; "),
    hint: adviceOn(equation, Number.isNaN(faulty.toArray()[at]), elementsAt(operands, faulty, at)),
  });
}

/** What the operation says about a fault that it made of these elements. */
function adviceOn({ primitive }: Equation, madeNaN: boolean, elements: FaultyElements): string | undefined {
  return (madeNaN ? primitive.fault.nan : primitive.fault.infinity)?.(elements);
}

/** `a: from 0 to 3, a[2] = 3`: what the operand ranges over, and the element that the fault was made of. */
function describeOperand(operand: Operand, value: Arr, result: Arr, at: number, text: ProgramText): string | undefined {
  if (operand instanceof Literal) return undefined;
  const name = text.name(operand);
  if (value.size === 1) return `${name} = ${value.toArray()[0]!}`;
  const range = `${name} ${describeRange(value)}`;
  if (value.shape.join() !== result.shape.join()) return range;
  return `${range}, ${name}${describeShape(indexOf(at, value.shape))} = ${value.toArray()[at]!}`;
}

function describeRange(value: Arr): string {
  let [least, greatest] = [Infinity, -Infinity];
  for (const element of value.toArray()) {
    if (element < least) least = element;
    if (element > greatest) greatest = element;
  }
  if (least > greatest) return "without numbers";
  return least === greatest ? `all ${shortNumber(least)}` : `from ${shortNumber(least)} to ${shortNumber(greatest)}`;
}

const shortNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** For each operand the element that went into the faulty one, where elements go one by one. */
function elementsAt(operands: readonly Arr[], result: Arr, at: number): (number | undefined)[] {
  return operands.map((value) => {
    if (value.size === 1) return value.toArray()[0]!;
    return value.shape.join() === result.shape.join() ? value.toArray()[at] : undefined;
  });
}

function faultsIn(value: Arr, fault: NumericFault): string {
  const element = value.toArray()[firstFault(value, fault)]!;
  const at = indexOf(firstFault(value, fault), value.shape);
  return value.rank === 0 ? String(element) : `${String(element)} at ${describeShape(at)}`;
}

/** Position of the first fault in row-major order, or -1. */
function firstFault(value: Arr, fault: NumericFault): number {
  return isFloat(value.dtype) ? value.toArray().findIndex(isFault[fault]) : -1;
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}
