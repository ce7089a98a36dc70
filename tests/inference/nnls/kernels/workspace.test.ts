/** The compiled loops over columns against plain ones, for every remainder of their lengths. */
import { describe, expect, it } from "vitest";
import { CompileError } from "../../../../src/errors/index.ts";
import { RowPanels } from "../../../../inference/nnls/kernels/row-panels.ts";
import { padded, withWorkspaces, type Workspace } from "../../../../inference/nnls/kernels/workspace.ts";
import { normals } from "../../random.ts";

const lengths = [1, 2, 3, 4, 5, 8, 13];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
const product = (a: Float64Array, b: Float64Array): number => sum(Array.from(a, (value, i) => value * b[i]!));

/** Vectors of a length, with zeros up to an even one, and the table of their addresses. */
function vectors(workspace: Workspace, count: number, length: number, next: () => number) {
  const list = Array.from({ length: count }, () => {
    const vector = workspace.numbers(padded(length)).fill(0);
    for (let i = 0; i < length; i++) vector[i] = next();
    return vector;
  });
  const table = workspace.table(count);
  table.fill(list[0]!.byteOffset);
  list.forEach(({ byteOffset }, k) => (table[k] = byteOffset));
  return { list, table };
}

/** Sums of at most 13 products of numbers near one, in another order: a few units of rounding. */
const tolerance = 1e-14;

function expectNear(received: ArrayLike<number>, expected: ArrayLike<number>): void {
  for (let i = 0; i < expected.length; i++) expect(Math.abs(received[i]! - expected[i]!)).toBeLessThan(tolerance);
}

describe("kernels", () => {
  it("have the values of plain loops", () => {
    const next = normals("kernels");
    for (const length of lengths) {
      for (const count of [1, 3, 4, 6]) {
        withWorkspaces((borrow) => {
          const workspace = borrow(2 ** 16);
          const { kernels } = workspace;
          const bytes = 8 * padded(length);
          const { list, table } = vectors(workspace, count, length, next);
          const [a, b] = vectors(workspace, 2, length, next).list as [Float64Array, Float64Array];
          const [ofA, ofB] = [workspace.numbers(count + 4), workspace.numbers(count + 4)];
          kernels.products(table.byteOffset, count, bytes, a.byteOffset, ofA.byteOffset);
          expectNear(
            ofA,
            list.map((vector) => product(vector, a)),
          );
          const [first, second] = [a.byteOffset, b.byteOffset];
          kernels.productsOfTwo(table.byteOffset, count, bytes, first, second, ofA.byteOffset, ofB.byteOffset);
          expectNear(
            ofB,
            list.map((vector) => product(vector, b)),
          );
          expect(Math.abs(kernels.dot(first, second, length) - product(a, b))).toBeLessThan(tolerance);
          expect(kernels.largest(first, bytes)).toBe(Math.max(...Array.from(a, Math.abs)));

          const factors = workspace.numbers(count + 4).fill(0);
          for (let k = 0; k < count; k++) factors[k] = next();
          const left = Array.from(b, (value, i) => value - sum(list.map((vector, k) => factors[k]! * vector[i]!)));
          kernels.subtractVectors(second, table.byteOffset, factors.byteOffset, count, bytes);
          expectNear(b, left);

          const all = vectors(workspace, 4, length, next);
          const squares = Array.from(b, (value, i) => value + sum(all.list.map((vector) => (3 * vector[i]!) ** 2)));
          kernels.addSquares(second, all.table.byteOffset, 4, 3, bytes);
          expect(squares.every((value, i) => Math.abs(b[i]! - value) < 100 * tolerance)).toBe(true);
          const doubled = Array.from(a, (value) => 2 * value);
          kernels.scale(first, 2, bytes);
          expect(Array.from(a)).toEqual(doubled);
        });
      }
    }
  });

  it("solve with a triangle and with its transpose", () => {
    const next = normals("triangles");
    for (const size of lengths) {
      withWorkspaces((borrow) => {
        const workspace = borrow(2 ** 16);
        const triangle = workspace.numbers((size * (size + 1)) / 2);
        const at = (i: number, k: number): number => triangle[(k * (k + 1)) / 2 + i]!;
        for (let k = 0; k < size; k++) {
          for (let i = 0; i <= k; i++) triangle[(k * (k + 1)) / 2 + i] = i === k ? 3 + Math.abs(next()) : 0.5 * next();
        }
        const x = Array.from({ length: size }, next);
        const images = [
          x.map((_, i) => sum(x.map((value, k) => (i <= k ? at(i, k) * value : 0)))),
          x.map((_, k) => sum(x.map((value, i) => (i <= k ? at(i, k) * value : 0)))),
        ];
        const solution = workspace.numbers(size);
        solution.set(images[0]!);
        workspace.kernels.solve(triangle.byteOffset, size, solution.byteOffset);
        expectNear(solution, x);
        solution.set(images[1]!);
        workspace.kernels.solveTransposed(triangle.byteOffset, size, solution.byteOffset);
        expectNear(solution, x);
      });
    }
  });

  it("transpose panels of any shape, with zeros behind the last row", () => {
    for (const [m, n] of [
      [1, 1],
      [7, 3],
      [8, 2],
      [21, 5],
      [40, 4000],
    ] as const) {
      const matrix = Float64Array.from({ length: m * n }, (_, k) => k + 1);
      withWorkspaces((borrow) => {
        const height = padded(m);
        const workspace = borrow(RowPanels.bytes(m, n) + 8 * height * padded(n));
        const panels = new RowPanels(matrix, m, n, workspace);
        const columns = workspace.numbers(height * padded(n));
        panels.forEach(({ first, count, address }) => {
          workspace.kernels.transpose(address, padded(count), n, columns.byteOffset + 8 * first, 8 * height);
        });
        const wrong = columns.subarray(0, n * height).findIndex((value, k) => {
          const [j, i] = [Math.floor(k / height), k % height];
          return value !== (i < m ? i * n + j + 1 : 0);
        });
        expect(wrong).toBe(-1);
      });
    }
  });
});

describe("workspaces", () => {
  it("are apart while lent, and lent again after", () => {
    const seen = withWorkspaces((borrow) => {
      const [first, second] = [borrow(1000), borrow(70_000)];
      first.numbers(10).fill(1);
      const { byteOffset } = second.numbers(10).fill(2);
      const inner = withWorkspaces((again) => again(1000));
      expect([first, second]).not.toContain(inner);
      expect([byteOffset, second.bytes >= 70_000]).toEqual([0, true]);
      return [first, second];
    });
    withWorkspaces((borrow) => expect(seen).toContain(borrow(2 ** 20)));
  });

  it("come back after an error, and say what does not fit", () => {
    const failing = (): never =>
      withWorkspaces((borrow) => {
        borrow(100);
        throw new Error("mine");
      });
    expect(failing).toThrow("mine");
    expect(() => withWorkspaces((borrow) => borrow(2 ** 33))).toThrow(CompileError);
    expect(() => withWorkspaces((borrow) => borrow(2 ** 33))).toThrowErrorMatchingInlineSnapshot(
      `[CompileError: CompileError in nnls(): there is not enough memory for the columns. Expected 8192 MiB, and at most 4096 MiB. Average rows, or fit the columns in parts.]`,
    );
  });
});
