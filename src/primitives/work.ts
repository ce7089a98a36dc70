/**
 * Work: what an equation costs, as a decision between keeping a value and computing it again needs to know, in units of an addition within
 * a loop, some quarter of a nanosecond.
 *
 * Compiled loops take, in nanoseconds an element: a division 1.0, a root 1.2, exp 4.3, log 4.4, sin 5.9, tanh 6.6, pow 12, lgamma 32, gammaP 80.
 * The numbers of the records are coarse, a quarter to the whole of that.
 */

import { type ArrayType, sizeOf } from "../array/shape.ts";
import type { Attributes, EquationOf } from "../program/primitive.ts";
import type { Equation, Program } from "../program/program.ts";
import { programsOf } from "../program/sub-programs.ts";

/** Work of all elements of an equation's results. */
export const workOf = (equation: Equation): number => equation.primitive.work(equation);

/** Work of all equations of a program. */
export const workOfProgram = ({ equations }: Program): number => equations.reduce((sum, each) => sum + workOf(each), 0);

type Work = (equation: Equation) => number;

const largest = ({ operands, results }: Equation): number =>
  Math.max(...[...operands, ...results].map(({ type }: { readonly type: ArrayType }) => sizeOf(type.shape)));

const columnsOf = ({ operands }: Equation): number =>
  Math.max(1, ...operands.map(({ type }) => type.shape.at(-1) ?? 1));

/** The same for each element of the largest array. */
export const perElement =
  (work: number): Work =>
  (equation) =>
    work * largest(equation);

/** Matrix operations: about as many operations an element as a matrix has columns. */
export const perColumn: Work = (equation) => largest(equation) * columnsOf(equation);

/** Iterations over matrices: a few tens of sweeps. */
export const perSweep: Work = (equation) => 20 * largest(equation) * columnsOf(equation);

/** Butterflies: n log n along the last axis. */
export const perButterfly: Work = (equation) => 4 * largest(equation) * Math.log2(1 + columnsOf(equation));

/** The programs of the equation, as often as they run; a loop of unknown length is taken to be long. */
export const ofPrograms = <A extends Attributes>(equation: EquationOf<A>): number => {
  const { programs } = equation.primitive;
  const repetitions =
    programs.kind === "scan" ? programs.of(equation.attributes).length : programs.kind === "while" ? 100 : 1;
  return repetitions * programsOf(equation).reduce((sum, each) => sum + workOfProgram(each), 0);
};
