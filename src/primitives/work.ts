/** Work: what an equation costs, as a decision between keeping a value and computing it again needs to know. */

import { type ArrayType, sizeOf } from "../array/shape.ts";
import type { Attributes } from "../program/primitive.ts";
import type { PrimitiveName } from "./registry.ts";
import { type Equation, Literal, type Operand, type Program } from "../program/program.ts";
import { programsOf } from "../program/sub-programs.ts";

/**
 * Work an element of the result, in classes, in units of some quarter of a nanosecond; an addition within a loop counts as one. Compiled loops
 * take, in nanoseconds an element: a division 1.0, a root 1.2, exp 4.3, log 4.4, sin 5.9, tanh 6.6, pow 12, lgamma 32, gammaP 80. The classes are
 * coarse, a quarter to the whole of that. What is not named computes in about one unit.
 */
const workOfElement: Partial<Record<PrimitiveName, number>> = {
  ...each(0, ["reshape", "transpose", "broadcastTo", "flip", "slice", "stopGradient"]),
  ...each(4, ["div", "sqrt", "reciprocal", "rsqrt", "hypot", "mod"]),
  ...each(12, [
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "cbrt",
    "sigmoid",
    "tanh",
    "erf",
    "erfc",
  ]),
  ...each(18, ["tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "asinh", "acosh", "atanh", "softplus"]),
  ...each(40, ["pow", "erfInv", "lgamma", "digamma", "polygamma", "j0", "j1", "jn"]),
  ...each(80, ["gammaP", "gammaQ", "gammaPByShape"]),
};

/** Matrix primitives: about as many operations an element as a matrix has columns. */
const matrixPrimitives: ReadonlySet<string> = new Set<PrimitiveName>([
  ...([
    "cholesky",
    "cofactors",
    "det",
    "inverse",
    "logAbsDet",
    "lu",
    "matMul",
    "qr",
    "solve",
    "triangularSolve",
  ] as const),
]);
/** Iterations over matrices: a few tens of sweeps. */
const spectralPrimitives: ReadonlySet<string> = new Set<PrimitiveName>(["eigh", "svd", "pseudoInverse"]);

/** Work of all elements of an equation's results. */
export function workOf(equation: Equation): number {
  const { primitive, operands, results, attributes } = equation;
  const programs = programsOf(equation);
  const types = [...operands, ...results].map(({ type }) => type);
  if (programs.length > 0)
    return repetitions(attributes) * programs.reduce((sum, each) => sum + workOfProgram(each), 0);
  const columns = Math.max(1, ...operands.map(({ type }) => type.shape.at(-1) ?? 1));
  if (matrixPrimitives.has(primitive.name)) return largest(types) * columns;
  if (spectralPrimitives.has(primitive.name)) return 20 * largest(types) * columns;
  if (primitive.name === "convolution") return largest(types) * sizeOf(operands[1]!.type.shape.slice(1, 4));
  if (primitive.name === "fft") return 4 * largest(types) * Math.log2(1 + columns);
  if (primitive.name === "pow" && isSmallWhole(operands[1]!)) return 3 * largest(types);
  return largest(types) * (workOfElement[primitive.name as PrimitiveName] ?? 1);
}

/** A power that is compiled to a few multiplications. */
const isSmallWhole = (exponent: Operand): boolean =>
  exponent instanceof Literal && Number.isInteger(exponent.value) && Math.abs(exponent.value) <= 8;

/** Work of all equations of a program. */
export const workOfProgram = ({ equations }: Program): number => equations.reduce((sum, each) => sum + workOf(each), 0);

const largest = (types: readonly ArrayType[]): number => Math.max(...types.map(({ shape }) => sizeOf(shape)));

/** How often the programs of an equation run: loops whose length is not known are taken to be long. */
function repetitions(attributes: Attributes): number {
  return typeof attributes["length"] === "number" ? attributes["length"] : "condition" in attributes ? 100 : 1;
}

function each(work: number, names: readonly PrimitiveName[]): Partial<Record<PrimitiveName, number>> {
  return Object.fromEntries(names.map((name) => [name, work]));
}
