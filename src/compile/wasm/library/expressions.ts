/** Expressions of f64: numbers, locals, elements of memory and what is computed from them, pushed where they are used. */

import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { type Count, pushSum } from "./code.ts";

/** Something with an f64 value. */
export type Real = number | Local | ((f: FunctionBuilder) => void);

/** Something that is true or false, as an i32. */
export type Condition = (f: FunctionBuilder) => void;

/** An element in memory: base + Σ index·bytes. */
export type Place = readonly [base: Count, ...terms: readonly (readonly [index: Local, bytes: number])[]];

export function push(f: FunctionBuilder, x: Real): void {
  if (typeof x === "number") f.f64Const(x);
  else if (typeof x === "function") x(f);
  else f.get(x);
}

type Binary = "f64.add" | "f64.sub" | "f64.mul" | "f64.div" | "f64.max";
type Comparison = "f64.lt" | "f64.le" | "f64.gt" | "f64.eq";

const binary =
  (instruction: Binary) =>
  (x: Real, y: Real): Real =>
  (f) => {
    push(f, x);
    push(f, y);
    f.op(instruction);
  };

export const plus = binary("f64.add");
export const minus = binary("f64.sub");
export const times = binary("f64.mul");
export const over = binary("f64.div");
export const largerOf = binary("f64.max");

const unary =
  (instruction: "f64.sqrt" | "f64.abs" | "f64.neg") =>
  (x: Real): Real =>
  (f) => {
    push(f, x);
    f.op(instruction);
  };

export const rootOf = unary("f64.sqrt");
export const magnitudeOf = unary("f64.abs");
export const negative = unary("f64.neg");

const comparison =
  (instruction: Comparison) =>
  (x: Real, y: Real): Condition =>
  (f) => {
    push(f, x);
    push(f, y);
    f.op(instruction);
  };

export const isLess = comparison("f64.lt");
export const isAtMost = comparison("f64.le");
export const isGreater = comparison("f64.gt");
export const isEqual = comparison("f64.eq");

export const not =
  (condition: Condition): Condition =>
  (f) => {
    condition(f);
    f.op("i32.eqz");
  };

/** x where the condition holds, else y; both are computed. */
export const choose =
  (condition: Condition, x: Real, y: Real): Real =>
  (f) => {
    push(f, x);
    push(f, y);
    condition(f);
    f.op("select");
  };

/** The element at a place. */
export const element =
  (...place: Place): Real =>
  (f) => {
    pushSum(f, ...place);
    f.load("f64.load");
  };

export function assign(f: FunctionBuilder, local: Local, x: Real): void {
  push(f, x);
  f.set(local);
}

/** A new local with a value; release it after use. */
export function newReal(f: FunctionBuilder, x: Real): Local {
  const local = f.local("f64");
  assign(f, local, x);
  return local;
}

export function storeAt(f: FunctionBuilder, place: Place, x: Real): void {
  pushSum(f, ...place);
  push(f, x);
  f.store("f64.store");
}
