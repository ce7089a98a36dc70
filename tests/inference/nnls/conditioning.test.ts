/** Non-negative least squares where columns are nearly or wholly dependent, and where memory has been used before. */
import { readFileSync } from "node:fs";
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

interface IllConditioned {
  readonly name: string;
  readonly A: readonly (readonly number[])[];
  readonly b: readonly number[];
  /** By mpmath in 60 digits, for A and b as they are. */
  readonly x: readonly number[];
  readonly condition: number;
  /** What a rounding of A and b may change in x, relative to its largest number in units of the columns. */
  readonly bound: number;
  readonly misfit: number;
}
const { cases } = JSON.parse(
  readFileSync(new URL("../../../fixtures/nnls/ill-conditioned.json", import.meta.url), "utf8"),
) as { readonly cases: readonly IllConditioned[] };

const lengthsOf = (A: readonly (readonly number[])[]): number[] =>
  A[0]!.map((_, j) => Math.hypot(...A.map((row) => row[j]!)));

function errorOf(x: ArrayLike<number>, expected: readonly number[], lengths: readonly number[]): number {
  const size = Math.max(...expected.map((value, j) => value * lengths[j]!));
  return Math.max(...expected.map((value, j) => Math.abs(value - x[j]!) * lengths[j]!)) / size;
}

describe("condition numbers from 4 to 1e13", () => {
  it.each(cases)("$name", ({ A, b, x, bound, misfit }) => {
    const lengths = lengthsOf(A);
    const solution = unwrap(nnls(A, b));
    // A handful of roundings; SciPy's largest error is 1.1 bounds.
    expect(errorOf(solution.x.toArray(), x, lengths)).toBeLessThan(2 * bound);
    const size = b.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(solution.misfit - misfit)).toBeLessThan(1e-14 * size);
    expect(solution.certificate.worst).toBeLessThan(1e-14);
  });

  it("in columns of every unit, beside columns that are zero and columns that come twice", () => {
    const units = [2 ** 400, 2 ** -400, 1, 2 ** 395, 2 ** -395];
    for (const { A, b, x, bound } of cases) {
      const lengths = lengthsOf(A);
      const unitOf = (j: number): number => units[j % units.length]!;
      const last = A[0]!.length - 1;
      const rows = A.map((row) => [...row.map((entry, j) => entry * unitOf(j)), 0, row[last]! * unitOf(last)]);
      const solution = unwrap(nnls(rows, b));
      const found = Array.from(solution.x.toArray());
      expect(found[last + 1]).toBe(0);
      // Which of two equal columns is used is nobody's business.
      const merged = found
        .slice(0, last + 1)
        .map((value, j) => (j === last ? value + found[last + 2]! : value) * unitOf(j));
      expect(errorOf(merged, x, lengths)).toBeLessThan(2 * bound);
      expect(solution.certificate.worst).toBeLessThan(1e-14);
    }
  });

  it.each([120, 200, 290])("and columns in units of 1e%d and 1e-%d have a certificate that is a number", (e) => {
    const A = [
      [1, 1, 2],
      [2, -3, 1],
      [1, 5, -4],
    ];
    const unit = [10 ** e, 10 ** -e, 1];
    const rows = A.map((row) => row.map((entry, j) => entry * unit[j]!));
    const solution = unwrap(nnls(rows, [3, -4, 11]));
    // 1 and 2 times the first columns are b exactly, and the third is not asked for.
    solution.x.toArray().forEach((value, j) => {
      expect(Math.abs(value * unit[j]! - [1, 2, 0][j]!)).toBeLessThan(1e-14);
    });
    expect(solution.certificate.worst).toBeLessThan(1e-15);
  });
});

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
