/** Non-negative least squares by others: ml-fcnnls in this process, SciPy in one of its own. */
import { fcnnls } from "ml-fcnnls";
import type { Contender, Peer } from "../benchmark.ts";
import { inProcess } from "../measure.ts";
import { python } from "./python.ts";

/** A matrix [m, n], row by row, and right-hand sides, shape [m, count]. */
export interface NnlsProblem {
  readonly m: number;
  readonly n: number;
  readonly count: number;
  readonly matrix: Float64Array;
  readonly target: Float64Array;
}

const rowsOf = (numbers: Float64Array, m: number, n: number): number[][] =>
  Array.from({ length: m }, (_, i) => Array.from(numbers.subarray(i * n, (i + 1) * n)));

export function fastCombinatorial({ m, n, count, matrix, target }: NnlsProblem, tolerance: number): Contender {
  const A = rowsOf(matrix, m, n);
  const b = rowsOf(target, m, count);
  return inProcess("ml-fcnnls", tolerance, () => ({ x: fcnnls(A, b).K.to1DArray() }));
}

export const nnlsBySciPy = ({ m, n, count, matrix, target }: NnlsProblem, tolerance: number): Peer =>
  python({
    name: "SciPy",
    tolerance,
    script: "nnls_scipy.py",
    packages: ["numpy", "scipy"],
    arguments: [String(m), String(n), String(count)],
    input: Float64Array.from([...matrix, ...target]),
    read: (x) => ({ x }),
  });
