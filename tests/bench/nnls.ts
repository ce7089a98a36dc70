/** Benchmark: non-negative least squares, each solution from a matrix and a vector to a finished result. */
import { array } from "fluxion";
import { nnls } from "fluxion/inference";
import seedrandom from "seedrandom";
import type { Benchmark, Case, Contender, Peer } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { fastCombinatorial, nnlsBySciPy, type NnlsProblem } from "./peers/nnls-peers.ts";
import { milliseconds } from "./units.ts";

/** Float64: the condition numbers of the columns in use are below 1e3, and enter squared. */
const TOLERANCE = 1e-9;

/** Positive columns, a sparse positive truth, and noise wide enough for the solution to be unique. */
function problem(m: number, n: number, noise: number): NnlsProblem {
  const next = seedrandom(`nnls ${m} ${n}`);
  const matrix = Float64Array.from({ length: m * n }, next);
  const truth = Float64Array.from({ length: n }, () => Math.max(0, next() - 0.5));
  const target = Float64Array.from({ length: m }, (_, i) => {
    let sum = noise * (next() - 0.5);
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * truth[j]!;
    return sum;
  });
  return { m, n, matrix, target };
}

function fluxion({ m, n, matrix, target }: NnlsProblem): Contender {
  const A = array(matrix, { shape: [m, n] });
  const b = array(target);
  return inProcess(
    "fluxion",
    TOLERANCE,
    () => ({ x: nnls(A, b).x.toArray() }),
    () => nnls(A, b),
  );
}

/** ml-fcnnls solves with all columns first, whose time grows as the cube of their number: minutes for two thousand. */
const MOST_COLUMNS = 200;

const sized = (m: number, n: number, noise: number): Case => ({
  name: `${m} x ${n}`,
  prepare: (scale) => {
    const shrink = scale === "full" ? 1 : Math.ceil(n / 20);
    const given = problem(Math.ceil(m / shrink), Math.ceil(n / shrink), noise);
    const javascript: Peer =
      given.n <= MOST_COLUMNS
        ? fastCombinatorial(given, TOLERANCE)
        : { name: "ml-fcnnls", absent: "its time grows as the cube of the columns, to minutes here" };
    return { unit: milliseconds, ours: fluxion(given), peers: [javascript, nnlsBySciPy(given, TOLERANCE)] };
  },
});

export const nnlsBenchmark: Benchmark = {
  name: "nnls",
  about: "non-negative least squares with dense columns; ours includes the certificate of optimality",
  cases: [sized(200, 50, 0.3), sized(400, 100, 0.3), sized(1000, 2000, 30)],
};
