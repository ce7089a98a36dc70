/** Comparisons, logic, and the choice by a predicate. */

import type { Arr } from "../../array/arr.ts";
import { constant, knownValue, predicate, rule, transposeRule, uniform } from "../../program/derivative.ts";
import { applied, binary, type BinaryPrimitive, elementwise, type NoAttributes, unary } from "./family.ts";
import { positions } from "../../array/positions.ts";
import { scalar } from "../../program/bind.ts";
import { callable } from "../../program/callable.ts";
import { broadcast } from "../movement/shape.ts";
import type { Primitive, Value } from "../../program/primitive.ts";

const never = (a: Arr): Arr => a;

function comparison(name: string, reference: (x: number, y: number) => boolean): BinaryPrimitive {
  return binary(
    name,
    {
      reference: (x, y) => (reference(x, y) ? 1 : 0),
      jvp: constant,
      domain: "any",
      result: "bool",
      work: 1,
      commutes: false,
      fault: {},
      check: { at: [uniform(-2, 2), uniform(-2, 2)], order: 0 },
    },
    never,
  );
}

export const less = comparison("less", (x, y) => x < y);
export const lessEqual = comparison("lessEqual", (x, y) => x <= y);
export const greater = comparison("greater", (x, y) => x > y);
export const greaterEqual = comparison("greaterEqual", (x, y) => x >= y);
export const equal = comparison("equal", (x, y) => x === y);
export const notEqual = comparison("notEqual", (x, y) => x !== y);

function logic(name: string, reference: (x: number, y: number) => number): BinaryPrimitive {
  return binary(
    name,
    {
      reference,
      jvp: constant,
      domain: "bool",
      work: 1,
      commutes: true,
      fault: {},
      check: { at: [predicate(), predicate()], order: 0 },
    },
    never,
  );
}

export const logicalAnd = logic("logicalAnd", (x, y) => x & y);
export const logicalOr = logic("logicalOr", (x, y) => x | y);

export const logicalNot = unary("logicalNot", {
  reference: (x) => 1 - x,
  jvp: constant,
  domain: "bool",
  work: 1,
  fault: {},
  check: { at: predicate(), order: 0 },
});

/** select(predicate, onTrue, onFalse): linear in both branches. */
const selectRecord = elementwise<NoAttributes>("select", {
  called: "where",
  arity: 3,
  predicates: 1,
  reference: ([condition, onTrue, onFalse], out, shape) => {
    const [atCondition, atTrue, atFalse] = [condition!, onTrue!, onFalse!].map((each) => positions(each, shape));
    for (let i = 0; i < out.length; i++) {
      const holds = condition!.data[atCondition!(i)] !== 0;
      out[i] = holds ? onTrue!.data[atTrue!(i)]! : onFalse!.data[atFalse!(i)]!;
    }
  },
  derivative: rule(([condition], [, dTrue, dFalse]) => {
    if (dTrue == null && dFalse == null) return [null];
    return [dTrue == null ? select(condition!, 0, dFalse!) : select(condition!, dTrue, dFalse ?? 0)];
  }),
  transposition: transposeRule(([ct], [condition, onTrue, onFalse]) => {
    const holds = knownValue(condition) as Arr;
    return [
      null,
      onTrue?.kind === "linear" ? select(holds, ct!, 0) : null,
      onFalse?.kind === "linear" ? select(holds, 0, ct!) : null,
    ];
  }),
  domain: "any",
  result: "same",
  work: 1,
  commutes: false,
  fault: {},
  check: [{ label: "select", operands: [predicate(), uniform(-2, 2), uniform(-2, 2)], attributes: {}, order: 2 }],
});

/** What `select` is as a function: numbers take the type of the array beside them. */
export interface Choose {
  (predicate: Value, onTrue: Arr, onFalse: Value): Arr;
  (predicate: Value, onTrue: Value, onFalse: Arr): Arr;
  (predicate: Value, onTrue: Value, onFalse: Value): Value;
}

// The overloads of the type: an array among what is chosen from gives an array.
const choose = ((predicate: Value, onTrue: Value, onFalse: Value): Value => {
  if (typeof predicate !== "number") return applied(select, [predicate, onTrue, onFalse]);
  const [chosen, other] = predicate !== 0 ? [onTrue, onFalse] : [onFalse, onTrue];
  if (typeof chosen !== "number" || typeof other === "number") return chosen;
  return broadcast(scalar(chosen, other.dtype), other.shape);
}) as Choose;

export const select: Primitive<NoAttributes> & Choose = callable(selectRecord, choose);
