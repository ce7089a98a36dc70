/** Solutions of equations on pytrees: traces solver and equations, and binds them as one value with an implicit derivative. */

import type { Arr } from "../array/arr.ts";
import { isFloat } from "../array/dtype.ts";
import { describeType, DTypeError, TreeError } from "../errors/index.ts";
import { asArr } from "../ops/operands.ts";
import { implicitSolution } from "../primitives/control/implicit-solution.ts";
import { bind } from "../program/bind.ts";
import { type Traced, traceOnTypes } from "../program/close.ts";
import { type Program, Variable } from "../program/program.ts";
import { flatten, pathsOf, type Tree, type TreeStructure, unflatten } from "../tree/index.ts";
import { flattenArguments } from "./trace-call.ts";
import { conformLeaves } from "./vjp.ts";

/** What a solver returns: the unknowns, and anything else that is worth telling, which has no derivative. */
export interface Solved<Solution, Report> {
  readonly solution: Solution;
  readonly report: Report;
}

/** Equations and a way to solve them. */
export interface ImplicitProblem<Args extends readonly unknown[], Solution, Report> {
  /** What the user called, for errors. */
  readonly where: string;
  /** F(solution, ...args), zero at the solution; a tree like the solution. */
  readonly residual: (solution: Solution, ...args: Args) => unknown;
  /** Never differentiated. */
  readonly solve: (...args: Args) => Solved<Solution, Report>;
}

/** The solver's result, in which the solution depends on the arguments, and on all that `residual` closes over, as F = 0 says. */
export function solveImplicitly<Args extends readonly unknown[], Solution, Report>(
  { where, residual, solve }: ImplicitProblem<Args, Solution, Report>,
  args: readonly unknown[],
): Solved<Solution, Report> {
  const flat = flattenArguments(args, where);
  const types = flat.values.map(({ shape, dtype }) => ({ shape, dtype }));
  const argumentsOf = (inputs: readonly Arr[]): Args => unflatten(flat.structure, inputs) as unknown as Args;

  let structures: { readonly solution: TreeStructure; readonly report: TreeStructure } | undefined;
  const solver = traceOnTypes(types, (inputs) => {
    const solved = solve(...argumentsOf(inputs));
    const solution = flatten(solved.solution as Tree, { where, root: "solution" });
    const report = flatten(solved.report as Tree, { where, root: "report" });
    structures = { solution: solution.structure, report: report.structure };
    const unknowns = solution.leaves.map((leaf) => asArr(leaf));
    checkUnknowns(unknowns, solution.structure, where);
    return [...unknowns, ...report.leaves.map((leaf) => asArr(leaf))];
  });
  const { solution: solutionStructure, report: reportStructure } = structures!;
  const unknownCount = solutionStructure.leafCount;
  const unknownTypes = solver.program.outputs.slice(0, unknownCount).map(({ type }) => type);
  const equations = traceOnTypes([...unknownTypes, ...types], (inputs) => {
    const unknowns = inputs.slice(0, unknownCount);
    const value = residual(
      unflatten(solutionStructure, unknowns) as Solution,
      ...argumentsOf(inputs.slice(unknownCount)),
    );
    return conformLeaves(value, solutionStructure, unknowns, where, "residual");
  });

  const captures = [...new Set([...solver.captures, ...equations.captures])];
  const results = bind(implicitSolution, [...captures, ...flat.values], {
    solution: withCaptures(solver, captures, 0),
    residual: withCaptures(equations, captures, unknownCount),
    unknownCount,
    batchRank: 0,
  });
  return {
    solution: unflatten(solutionStructure, results.slice(0, unknownCount)) as Solution,
    report: unflatten(reportStructure, results.slice(unknownCount)) as Report,
  };
}

function checkUnknowns(unknowns: readonly Arr[], structure: TreeStructure, where: string): void {
  if (unknowns.length === 0) {
    throw new TreeError({ where, path: "solution", expected: "at least one leaf", received: String(structure) });
  }
  unknowns.forEach((unknown, i) => {
    if (isFloat(unknown.dtype)) return;
    throw new DTypeError({
      where,
      path: pathsOf(structure, "solution")[i]!,
      expected: "f64 or f32: an unknown moves with the parameters",
      received: describeType(unknown),
    });
  });
}

/** The program with one input for each of `captures`, read or not, after its first `leading` declared inputs. */
function withCaptures({ program, captures: own }: Traced, captures: readonly Arr[], leading: number): Program {
  const declared = program.inputs.slice(own.length);
  const captured = captures.map((value) => {
    const position = own.indexOf(value);
    return position < 0 ? new Variable({ shape: value.shape, dtype: value.dtype }) : program.inputs[position]!;
  });
  return { ...program, inputs: [...declared.slice(0, leading), ...captured, ...declared.slice(leading)] };
}
