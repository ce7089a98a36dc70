/** Non-negative least squares where columns are nearly or wholly dependent, and where memory has been used before. */
import { array } from "fluxion";
import { nnls, unwrap } from "fluxion/inference";
import { describe, expect, it } from "vitest";
import { withWorkspaces } from "../../../inference/nnls/kernels/workspace.ts";
import { normals } from "../random.ts";
import { exhaustive } from "./oracle.ts";

/**
 * A problem whose solution is known exactly: columns in use come in pairs that differ by 2⁻ᵏ in one row and are zero where
 * b - A x is not, so that it is orthogonal to them; the other columns point away from it. All numbers are short.
 */
function paired(k: number, pairs: number): { A: number[][]; b: number[]; x: number[] } {
  const next = normals(`paired ${k}`);
  const [m, n] = [3 * pairs + 4, 3 * pairs];
  const integer = (): number => Math.round(4 * next());
  const A = Array.from({ length: m }, () => new Array<number>(n).fill(0));
  for (let pair = 0; pair < pairs; pair++) {
    for (let i = 0; i < 3 * pairs; i++) {
      A[i]![3 * pair] = integer();
      A[i]![3 * pair + 1] = A[i]![3 * pair]!;
      A[i]![3 * pair + 2] = integer();
    }
    A[pair]![3 * pair + 1]! += 2 ** -k;
    for (let i = 3 * pairs; i < m; i++) A[i]![3 * pair + 2] = -1 - Math.abs(integer());
  }
  const x = Array.from({ length: n }, (_, j) => (j % 3 === 2 ? 0 : 1 + Math.abs(integer())));
  const b = A.map((row, i) => row.reduce((sum, entry, j) => sum + entry * x[j]!, i < 3 * pairs ? 0 : 1));
  return { A, b, x };
}

describe("columns that are nearly the same", () => {
  it.each([0, 3, 6, 9, 12, 15])("are told apart at a difference of 2^-%d", (k) => {
    const { A, b, x } = paired(k, 6);
    for (const c of [1, 2 ** 90, 2 ** -90]) {
      const solution = unwrap(
        nnls(
          A.map((row) => row.map((entry) => c * entry)),
          b.map((value) => c * value),
        ),
      );
      expect(solution.columns[0]!.support).toEqual(x.flatMap((value, j) => (value > 0 ? [j] : [])));
      // As good as the condition number allows: products alone would have lost its square.
      const bound = (64 * 2 ** -52 * Math.max(...x)) / solution.columns[0]!.degeneracy.independence;
      x.forEach((value, j) => {
        expect(Math.abs(solution.x.slice(j).item() - value)).toBeLessThanOrEqual(bound);
      });
      expect(solution.certificate.worst).toBeLessThan(1e-15);
    }
  });

  it("enter together and are refused together: multiples and twins in every order", () => {
    const next = normals("multiples");
    const [m, n] = [7, 3];
    const base = Float64Array.from({ length: m * n }, () => Math.abs(next()));
    const target = Float64Array.from({ length: m }, () => Math.abs(next()));
    const best = exhaustive({ m, n, matrix: base, target }).misfit;
    for (const copies of [
      [0, 0, 1, 1, 2, 2],
      [0, 1, 2, 2, 1, 0],
      [0, 0, 0, 1, 2],
      [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2],
    ]) {
      const A = Array.from({ length: m }, (_, i) => copies.map((j, k) => (1 + (k % 3)) * base[i * n + j]!));
      const solution = unwrap(nnls(A, array(target)));
      // Sums of squares of numbers near one.
      expect(Math.abs(solution.misfit - best)).toBeLessThan(1e-14);
      expect(solution.columns[0]!.support.length).toBeLessThanOrEqual(n);
    }
  });

  it("fit exactly in as many columns as there are rows, where there are many more", () => {
    const next = normals("wide");
    const [m, n] = [9, 200];
    const A = Array.from({ length: m }, () => Array.from({ length: n }, () => Math.abs(next())));
    const b = A.map((row) => row.reduce((sum, entry, j) => sum + (j % 7 === 0 ? entry : 0), 0));
    const solution = unwrap(nnls(A, b));
    expect(solution.misfit).toBeLessThan(1e-24 * b.reduce((sum, value) => sum + value * value, 0));
    expect(solution.columns[0]!.support.length).toBeLessThanOrEqual(m);
  });
});

describe("memory", () => {
  it("that was used before changes no bit", () => {
    const solve = (m: number, n: number): number[] => {
      const next = normals(`again ${m} ${n}`);
      const A = array(
        Float64Array.from({ length: m * n }, () => Math.abs(next())),
        { shape: [m, n] },
      );
      const { x, dual, misfit } = unwrap(nnls(A, Float64Array.from({ length: m }, next), { tikhonov: 0.01 }));
      return [...x.toArray(), ...dual.toArray(), misfit];
    };
    const shapes = [
      [5, 3],
      [31, 17],
      [64, 90],
      [5, 3],
    ] as const;
    const first = shapes.map(([m, n]) => solve(m, n));
    withWorkspaces((borrow) => {
      for (const workspace of [borrow(2 ** 20), borrow(2 ** 20)]) workspace.numbers(2 ** 17).fill(Number.NaN);
    });
    expect(shapes.map(([m, n]) => solve(m, n))).toEqual(first);
  });
});
