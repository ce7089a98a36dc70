/** Cholesky factors and solves on stacks of f64 matrices, in place on row-major copies. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, FunctionRef, Local } from "../encoder/index.ts";
import { callForEachMatrix, type Count, forRange, pushCount, pushSum, strideBytes, sumOf } from "./code.ts";
import { dotFunction, subtractMultipleFunction } from "./vectors.ts";

const BYTES = 8;

/** Replaces each matrix by its lower factor L, A = L Lᵀ; zeros above the diagonal. */
export function emitCholesky(g: FunctionBuilder, context: RoutineContext, matrices: View): void {
  const n = matrices.shape.at(-1)!;
  const row = n * BYTES;
  const dot = dotFunction(context.module);
  callForEachMatrix(g, context, { name: "cholesky", key: [n] }, [matrices], (f, [a]) => {
    const diagonal = f.local("f64");
    forRange(f, 0, n, (j) => {
      const rowJ = sumOf(f, a!, [j, row]);
      forRange(f, j, n, (i) => {
        const rowI = sumOf(f, a!, [i, row]);
        const rest = f.local("f64");
        // a_ij - Σ_{k<j} l_ik l_jk
        pushSum(f, rowI, [j, BYTES]);
        f.load("f64.load");
        f.get(rowI);
        f.get(rowJ);
        f.get(j);
        f.call(dot);
        f.op("f64.sub");
        f.set(rest);
        f.get(i);
        f.get(j);
        f.op("i32.eq");
        f.if(() => {
          f.get(rest);
          f.op("f64.sqrt");
          f.set(diagonal);
        });
        pushSum(f, rowI, [j, BYTES]);
        f.get(rest);
        f.get(diagonal);
        f.op("f64.div");
        f.get(diagonal);
        f.get(i);
        f.get(j);
        f.op("i32.ne");
        f.op("select");
        f.store("f64.store");
        f.release(rowI, rest);
      });
      // Row j right of the diagonal.
      const next = sumOf(f, 1, [j, 1]);
      forRange(f, next, n, (k) => {
        pushSum(f, rowJ, [k, BYTES]);
        f.f64Const(0);
        f.store("f64.store");
      });
      f.release(next, rowJ);
    });
    f.release(diagonal);
  });
}

/** Which triangle the matrices are, and whether they are read transposed. */
export interface TriangularOptions {
  readonly lower: boolean;
  readonly transposed: boolean;
}

/**
 * Replaces B by the solution X of T X = B. Several right-hand sides go by rows of X; a single one by dot products along the
 * rows of the matrix, or, where those do not lie in one piece, by subtracting each solved unknown from all later ones.
 */
export function emitTriangularSolve(
  g: FunctionBuilder,
  context: RoutineContext,
  triangles: View,
  solutions: View,
  { lower, transposed }: TriangularOptions,
): void {
  const n = triangles.shape.at(-1)!;
  const columns = solutions.shape.at(-1)!;
  const row = columns * BYTES;
  const axes = transposed ? ([-1, -2] as const) : ([-2, -1] as const);
  const [rowStride, columnStride] = axes.map((axis) => strideBytes(triangles, axis)) as [number, number];
  const isForward = lower !== transposed;
  const dot = dotFunction(context.module);
  const subtract = subtractMultipleFunction(context.module);
  const key = [n, columns, rowStride, columnStride, isForward];
  callForEachMatrix(g, context, { name: "triangularSolve", key }, [triangles, solutions], (f, [t, x]) => {
    forRange(f, 0, n, (step) => {
      // Unknown i is solved for; the unknowns `from` … `from + step - 1` are known.
      const i = indexOf(f, step, n, isForward);
      const from = f.local("i32");
      if (isForward) f.i32Const(0);
      else pushSum(f, 1, [i, 1]);
      f.set(from);
      const rowX = sumOf(f, x!, [i, row]);
      const diagonal = sumOf(f, t!, [i, rowStride + columnStride]);
      if (columns > 1) {
        forRange(f, 0, step, (done) => {
          const k = sumOf(f, from, [done, 1]);
          f.get(rowX);
          pushSum(f, x!, [k, row]);
          pushSum(f, t!, [i, rowStride], [k, columnStride]);
          f.load("f64.load");
          f.i32Const(columns);
          f.call(subtract);
          f.release(k);
        });
        divideRow(f, rowX, columns, diagonal);
      } else if (columnStride === BYTES) {
        f.get(rowX);
        f.get(rowX);
        f.load("f64.load");
        pushSum(f, t!, [i, rowStride], [from, BYTES]);
        pushSum(f, x!, [from, BYTES]);
        f.get(step);
        f.call(dot);
        f.op("f64.sub");
        f.get(diagonal);
        f.load("f64.load");
        f.op("f64.div");
        f.store("f64.store");
      } else {
        divideRow(f, rowX, 1, diagonal);
        subtractFromLater(f, subtract, { t: t!, x: x!, i, step, n, columnStride, isForward });
      }
      f.release(i, from, rowX, diagonal);
    });
  });
}

interface ColumnStep {
  readonly t: Local;
  readonly x: Local;
  readonly i: Local;
  readonly step: Local;
  readonly n: number;
  readonly columnStride: number;
  readonly isForward: boolean;
}

/** x_k -= t_ki x_i for the unknowns k that are still open; column i lies in one piece. */
function subtractFromLater(
  f: FunctionBuilder,
  subtract: FunctionRef,
  { t, x, i, step, n, columnStride, isForward }: ColumnStep,
): void {
  const first = f.local("i32");
  if (isForward) pushSum(f, 1, [i, 1]);
  else f.i32Const(0);
  f.set(first);
  pushSum(f, x, [first, BYTES]);
  pushSum(f, t, [i, columnStride], [first, BYTES]);
  pushSum(f, x, [i, BYTES]);
  f.load("f64.load");
  f.i32Const(n - 1);
  f.get(step);
  f.op("i32.sub");
  f.call(subtract);
  f.release(first);
}

/** step, or n - 1 - step. */
function indexOf(f: FunctionBuilder, step: Local, n: number, isForward: boolean): Local {
  const i = f.local("i32");
  if (isForward) f.get(step);
  else {
    f.i32Const(n - 1);
    f.get(step);
    f.op("i32.sub");
  }
  f.set(i);
  return i;
}

/** Divides `count` neighbours by the number at `divisor`. */
function divideRow(f: FunctionBuilder, row: Local, count: number, divisor: Local): void {
  forRange(f, 0, count, (j) => {
    pushSum(f, row, [j, BYTES]);
    pushSum(f, row, [j, BYTES]);
    f.load("f64.load");
    f.get(divisor);
    f.load("f64.load");
    f.op("f64.div");
    f.store("f64.store");
  });
}

/** Replaces B by the solution X of A X = B, and A by its factors: Gaussian elimination with partial pivoting. */
export function emitSolve(g: FunctionBuilder, context: RoutineContext, matrices: View, solutions: View): void {
  const n = matrices.shape.at(-1)!;
  const columns = solutions.shape.at(-1)!;
  const [rowA, rowX] = [n * BYTES, columns * BYTES];
  const subtract = subtractMultipleFunction(context.module);
  callForEachMatrix(g, context, { name: "solve", key: [n, columns] }, [matrices, solutions], (f, [a, x]) => {
    forRange(f, 0, n, (k) => {
      const pivot = findPivot(f, a!, k, n, rowA);
      swapRows(f, a!, k, pivot, n, rowA);
      swapRows(f, x!, k, pivot, columns, rowX);
      f.release(pivot);
      const pivotRow = sumOf(f, a!, [k, rowA]);
      const after = sumOf(f, 1, [k, 1]);
      forRange(f, after, n, (i) => {
        const factor = f.local("f64");
        pushSum(f, a!, [i, rowA], [k, BYTES]);
        f.load("f64.load");
        pushSum(f, pivotRow, [k, BYTES]);
        f.load("f64.load");
        f.op("f64.div");
        f.set(factor);
        pushSum(f, a!, [i, rowA], [after, BYTES]);
        pushSum(f, pivotRow, [after, BYTES]);
        f.get(factor);
        pushRest(f, n, after);
        f.call(subtract);
        pushSum(f, x!, [i, rowX]);
        pushSum(f, x!, [k, rowX]);
        f.get(factor);
        f.i32Const(columns);
        f.call(subtract);
        f.release(factor);
      });
      f.release(pivotRow, after);
    });
    // Back substitution with the upper factor.
    forRange(f, 0, n, (step) => {
      const i = indexOf(f, step, n, false);
      const after = sumOf(f, 1, [i, 1]);
      const row = sumOf(f, x!, [i, rowX]);
      forRange(f, after, n, (k) => {
        f.get(row);
        pushSum(f, x!, [k, rowX]);
        pushSum(f, a!, [i, rowA], [k, BYTES]);
        f.load("f64.load");
        f.i32Const(columns);
        f.call(subtract);
      });
      const diagonal = sumOf(f, a!, [i, rowA + BYTES]);
      divideRow(f, row, columns, diagonal);
      f.release(i, after, row, diagonal);
    });
  });
}

/** The row at or below k with the largest magnitude in column k; the first of equals. */
function findPivot(f: FunctionBuilder, a: Local, k: Local, n: number, row: number): Local {
  const pivot = f.local("i32");
  const largest = f.local("f64");
  f.get(k);
  f.set(pivot);
  pushSum(f, a, [k, row + BYTES]);
  f.load("f64.load");
  f.op("f64.abs");
  f.set(largest);
  forRange(f, k, n, (i) => {
    const magnitude = f.local("f64");
    pushSum(f, a, [i, row], [k, BYTES]);
    f.load("f64.load");
    f.op("f64.abs");
    f.tee(magnitude);
    f.get(largest);
    f.op("f64.gt");
    f.if(() => {
      f.get(magnitude);
      f.set(largest);
      f.get(i);
      f.set(pivot);
    });
    f.release(magnitude);
  });
  f.release(largest);
  return pivot;
}

function swapRows(f: FunctionBuilder, matrix: Local, i: Local, j: Local, columns: number, row: number): void {
  f.get(i);
  f.get(j);
  f.op("i32.ne");
  f.if(() => {
    const [rowI, rowJ] = [sumOf(f, matrix, [i, row]), sumOf(f, matrix, [j, row])];
    const kept = f.local("f64");
    forRange(f, 0, columns, (k) => {
      pushSum(f, rowI, [k, BYTES]);
      f.load("f64.load");
      f.set(kept);
      pushSum(f, rowI, [k, BYTES]);
      pushSum(f, rowJ, [k, BYTES]);
      f.load("f64.load");
      f.store("f64.store");
      pushSum(f, rowJ, [k, BYTES]);
      f.get(kept);
      f.store("f64.store");
    });
    f.release(rowI, rowJ, kept);
  });
}

function pushRest(f: FunctionBuilder, count: Count, from: Local): void {
  pushCount(f, count);
  f.get(from);
  f.op("i32.sub");
}
