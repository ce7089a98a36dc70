/** Benchmark: non-negative least squares, each solution from a matrix and a vector to a finished result. */
import { type Arr, array, grad, jit } from "fluxion";
import { nnls, nnlsArgmin, nnlsValue } from "fluxion/inference";
import seedrandom from "seedrandom";
import type { Benchmark, Case, Contender, Peer } from "./benchmark.ts";
import { inProcess } from "./measure.ts";
import { fastCombinatorial, nnlsBySciPy, type NnlsProblem } from "./peers/nnls-peers.ts";
import { milliseconds } from "./units.ts";

/** Float64: the condition numbers of the columns in use are below 1e3, and enter squared. */
const TOLERANCE = 1e-9;

/** Positive columns, sparse positive truths, and noise wide enough for the solution to be unique. */
function problem(m: number, n: number, count: number, noise: number): NnlsProblem {
  const next = seedrandom(`nnls ${m} ${n}`);
  const matrix = Float64Array.from({ length: m * n }, next);
  const truth = Float64Array.from({ length: n * count }, () => Math.max(0, next() - 0.5));
  const target = Float64Array.from({ length: m * count }, (_, k) => {
    const [i, c] = [Math.floor(k / count), k % count];
    let sum = noise * (next() - 0.5);
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * truth[j * count + c]!;
    return sum;
  });
  return { m, n, count, matrix, target };
}

function fluxion({ m, n, count, matrix, target }: NnlsProblem): Contender {
  const A = array(matrix, { shape: [m, n] });
  const b = count === 1 ? array(target) : array(target, { shape: [m, count] });
  return inProcess(
    "fluxion",
    TOLERANCE,
    () => ({ x: nnls(A, b).x.toArray() }),
    () => nnls(A, b),
  );
}

/** ml-fcnnls solves with all columns first, whose time grows as the cube of their number: minutes for two thousand. */
const MOST_COLUMNS = 200;

const sized = (m: number, n: number, noise: number, count = 1): Case => ({
  name: count === 1 ? `${m} x ${n}` : `${m} x ${n}, ${count} right-hand sides`,
  prepare: (scale) => {
    const shrink = scale === "full" ? 1 : Math.ceil(n / 20);
    const given = problem(Math.ceil(m / shrink), Math.ceil(n / shrink), count, noise);
    const javascript: Peer =
      given.n <= MOST_COLUMNS
        ? fastCombinatorial(given, TOLERANCE)
        : { name: "ml-fcnnls", absent: "its time grows as the cube of the columns, to minutes here" };
    return { unit: milliseconds, ours: fluxion(given), peers: [javascript, nnlsBySciPy(given, TOLERANCE)] };
  },
});

/** Inside a compiled program: the minimum with its gradient in A and b, for which a peer would need the solution alone. */
const traced = (m: number, n: number, tikhonov?: number): Case => ({
  name: `${m} x ${n} in a program, with gradient${tikhonov === undefined ? "" : ", Tikhonov"}`,
  prepare: (scale) => {
    const shrink = scale === "full" ? 1 : Math.ceil(m / 8);
    const given = problem(Math.ceil(m / shrink), Math.ceil(n / shrink), 1, 30);
    const [A, b] = [array(given.matrix, { shape: [given.m, given.n] }), array(given.target)];
    const options = tikhonov === undefined ? {} : { tikhonov };
    const solve = jit((a: Arr, right: Arr) => nnlsArgmin(a, right, options));
    const slope = jit((a: Arr, right: Arr) => grad((c: Arr) => nnlsValue(c, right, options))(a));
    // The same with rows of the penalty below A, for a peer that knows no penalty.
    const rows = tikhonov === undefined ? 0 : given.n;
    const stacked: NnlsProblem = {
      ...given,
      m: given.m + rows,
      matrix: Float64Array.from({ length: (given.m + rows) * given.n }, (_, k) =>
        k < given.matrix.length
          ? given.matrix[k]!
          : Math.floor(k / given.n) - given.m === k % given.n
            ? Math.sqrt(tikhonov!)
            : 0,
      ),
      target: Float64Array.from([...given.target, ...new Array<number>(rows).fill(0)]),
    };
    return {
      unit: milliseconds,
      ours: inProcess(
        "fluxion",
        TOLERANCE,
        () => ({ x: solve(A, b).toArray() }),
        () => slope(A, b),
      ),
      peers: [nnlsBySciPy(stacked, TOLERANCE)],
    };
  },
});

export const nnlsBenchmark: Benchmark = {
  name: "nnls",
  about: "non-negative least squares with dense columns; ours includes the certificate of optimality",
  cases: [
    sized(200, 50, 0.3),
    sized(400, 100, 0.3),
    sized(400, 100, 0.3, 50),
    sized(1000, 2000, 30),
    traced(19, 640),
    traced(19, 640, 0.1),
    traced(300, 1000),
    traced(300, 1000, 0.1),
  ],
};
