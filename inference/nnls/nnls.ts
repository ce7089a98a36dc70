/** nnls: non-negative least squares, with penalties, equality rows and several right-hand sides. */
import { nnlsChecks } from "./nnls-options.ts";
import { array } from "../../src/index.ts";
import { checkOptions, type ArrayData } from "../../src/internal.ts";
import { type Certifier, certifierOf, type KktCertificate, type PointFacts } from "./certificate.ts";
import { entropySolver } from "./methods/entropy.ts";
import { isFeasible, type WeightedSolver, withMultipliers } from "./methods/equality.ts";
import { type Borrow, withWorkspaces } from "./kernels/workspace.ts";
import type { NnlsOptions } from "./nnls-options.ts";
import {
  type ConvergedNnls,
  explainNnls,
  type NnlsColumn,
  type NnlsSolution,
  type NnlsStatus,
  type UnfinishedNnls,
  warningsOf,
  weakDual,
} from "./nnls-solution.ts";
import { type NnlsProblem, readProblem } from "./read-problem.ts";
import { columnsFor, type ColumnsStatus, methodFor, solveColumns } from "./methods/solve-columns.ts";

/**
 * Non-negative least squares: minimises || A x - b ||², and penalties where they are given, over x >= 0.
 *
 * The minimum is exact: an active set of columns, solved by updated factors, and proven by a certificate that is computed
 * afresh from A, x and b. Units change nothing: c A and c b have the same x for every c, and a column in another unit
 * gives its unknown in that unit.
 *
 * @param A  design matrix, shape [m, n]; any consistent unit U_b / U_x
 * @param b  observations, shape [m] or, for several right-hand sides, [m, k], unit U_b
 * @returns  a solution, whatever happened: narrow on its `status`, or `unwrap` it; `x` has the unit U_x and is finite
 * @throws   ShapeError where shapes do not fit; DataError naming row and column of a number that is not finite;
 *           ParameterError naming an option that cannot be; CompileError where A takes more than the 4 GiB of a WebAssembly
 *           memory. For traced arrays use nnlsArgmin
 * @example
 * ```ts
 * import { array } from "fluxion";
 * import { nnls, unwrap } from "fluxion/inference";
 * const A = array([[1, 0], [1, 1], [0, 2]]);
 * const { x, dual } = unwrap(nnls(A, array([2, 1, -1])));
 * console.log(x.toNested(), dual.toNested()); // → [ 1.5, 0 ] [ 0, 2.5 ]
 * ```
 * @see      Lawson & Hanson (1974), Solving Least Squares Problems, chapter 23; Bro & de Jong (1997), J. Chemometrics 11, 393
 */
export function nnls(A: ArrayData, b: ArrayData, options: NnlsOptions = {}): NnlsSolution {
  checkOptions(options, nnlsChecks, "nnls");
  const began = performance.now();
  const problem = readProblem(A, b, options, "nnls");
  const { n, isVector, equality } = problem;
  const { method, solved } = withWorkspaces((borrow) => solveAll(problem, options, borrow));
  const failed = Array.from(solved.keys()).filter((k) => solved[k]!.column.status !== "converged");
  const columns = solved.map(({ column }) => column);
  const status = failed.length === 0 ? "converged" : columns[failed[0]!]!.status;
  const told = failed.length === 0 ? worstColumn(columns) : columns[failed[0]!]!;
  const gathered = (parts: readonly Float64Array[], length: number) =>
    isVector ? array(parts[0]!) : array(interleaved(parts, length), { shape: [length, parts.length] });
  const fields = {
    method,
    x: gathered(
      solved.map(({ x }) => x),
      n,
    ),
    dual: gathered(
      solved.map(({ facts }) => facts.dual),
      n,
    ),
    multipliers: gathered(
      solved.map(({ multipliers }) => multipliers),
      equality?.count ?? 0,
    ),
    residual: gathered(
      solved.map(({ facts }) => facts.residual),
      problem.m,
    ),
    value: columns.reduce((total, column) => total + column.value, 0),
    misfit: columns.reduce((total, column) => total + column.misfit, 0),
    certificate: worstCertificate(columns.map(({ certificate }) => certificate)),
    columns,
    warnings: columns.flatMap((column, k) => warningsOf(column, isVector ? "" : `Right-hand side ${k}: `)),
    explain: explainNnls(status, told, columns.length, failed),
    seconds: (performance.now() - began) / 1000,
  };
  return status === "converged"
    ? ({ ...fields, status } satisfies ConvergedNnls)
    : ({ ...fields, status } satisfies UnfinishedNnls);
}

/** What a method hands back for one right-hand side. */
interface Raw {
  readonly x: Float64Array;
  readonly multipliers: Float64Array;
  readonly steps: number;
  readonly status: ColumnsStatus;
  readonly independence: number;
}

interface Solved {
  readonly x: Float64Array;
  readonly multipliers: Float64Array;
  readonly facts: PointFacts;
  readonly column: NnlsColumn;
}

/** Solves for every right-hand side, each from the columns of the one before. */
function solveAll(
  problem: NnlsProblem,
  options: NnlsOptions,
  borrow: Borrow,
): { readonly method: string; readonly solved: readonly Solved[] } {
  const certify = certifierOf(problem, borrow);
  const { method, solve } = solverOf(problem, options, certify, borrow);
  const solved: Solved[] = [];
  for (const target of problem.targets) {
    const start = solved.at(-1)?.column.support ?? [];
    solved.push(conclude(problem, certify, target, solve(target, start), options.tolerance ?? 1e-10));
  }
  return { method, solved };
}

type Solver = (target: Float64Array, start: readonly number[]) => Raw;

function solverOf(
  problem: NnlsProblem,
  options: NnlsOptions,
  certify: Certifier,
  borrow: Borrow,
): { readonly method: string; readonly solve: Solver } {
  const { m, n, matrix, penalty, equality, entropy, free } = problem;
  const maxSteps = options.maxSteps ?? 10 * n + 100;
  // Equality rows change the right-hand side some six times.
  const rounds = equality === null ? 1 : 6;
  let method: string = "entropy";
  const solverFor = (rows: Float64Array, height: number): WeightedSolver => {
    if (entropy !== null) return entropySolver({ m: height, n, matrix: rows, penalty, entropy }, maxSteps);
    const given = { rows, m: height, n, penalty, free };
    const chosen = options.method ?? methodFor(given);
    const columns = columnsFor(chosen, given, rounds * problem.targets.length, borrow);
    method = chosen;
    return (target, start) => solveColumns(columns, target, { method: chosen, maxSteps, start });
  };
  if (equality !== null) {
    const solve = withMultipliers(problem, equality, solverFor, certify);
    return { method: `${method} with multipliers`, solve };
  }
  const solve = solverFor(matrix, m);
  return { method, solve: (target, start) => ({ ...solve(target, start), multipliers: new Float64Array(0) }) };
}

/** Looks at the point with fresh eyes: the certificate decides whether it is a minimum, whatever the method says. */
function conclude(problem: NnlsProblem, certify: Certifier, target: Float64Array, raw: Raw, tolerance: number): Solved {
  const { free } = problem;
  const isFinite = raw.x.every(Number.isFinite) && raw.multipliers.every(Number.isFinite);
  const x = isFinite ? raw.x : new Float64Array(problem.n);
  const multipliers = isFinite ? raw.multipliers : new Float64Array(raw.multipliers.length);
  const facts = certify(target, x, multipliers);
  const { certificate } = facts;
  const status = ((): NnlsStatus => {
    if (!isFinite || raw.status === "out-of-range" || !Number.isFinite(facts.value)) return "non-finite";
    if (certificate.worst <= tolerance) return "converged";
    if (certificate.equality > tolerance && !isFeasible(problem)) return "infeasible";
    return raw.status === "max-steps" ? "max-steps" : "imprecise";
  })();
  const support: number[] = [];
  const weaklyActive: number[] = [];
  for (let j = 0; j < x.length; j++) {
    if (x[j] !== 0) support.push(j);
    else if (free[j] === 0 && problem.entropy === null && Math.abs(facts.relativeDual[j]!) <= weakDual)
      weaklyActive.push(j);
  }
  const degeneracy = { weaklyActive, independence: raw.independence };
  const { value, misfit } = facts;
  return {
    x,
    multipliers,
    facts,
    column: { status, steps: raw.steps, value, misfit, support, certificate, degeneracy },
  };
}

function worstColumn(columns: readonly NnlsColumn[]): NnlsColumn {
  return columns.reduce((a, b) => (b.certificate.worst > a.certificate.worst ? b : a));
}

function worstCertificate(certificates: readonly KktCertificate[]): KktCertificate {
  const most = (part: (certificate: KktCertificate) => number): number => Math.max(...certificates.map(part));
  return {
    stationarity: most(({ stationarity }) => stationarity),
    dualInfeasibility: most(({ dualInfeasibility }) => dualInfeasibility),
    primalInfeasibility: most(({ primalInfeasibility }) => primalInfeasibility),
    equality: most(({ equality }) => equality),
    worst: most(({ worst }) => worst),
  };
}

/** Vectors as the columns of a matrix, row by row. */
function interleaved(parts: readonly Float64Array[], length: number): Float64Array {
  const result = new Float64Array(length * parts.length);
  parts.forEach((part, k) => {
    for (let i = 0; i < length; i++) result[i * parts.length + k] = part[i]!;
  });
  return result;
}
