/** Solutions of triangular systems on stacks of f64 matrices, in place of the right-hand sides. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, FunctionRef, Local } from "../encoder/index.ts";
import { callForEachMatrix, forRange, pushSum, strideBytes, sumOf } from "./code.ts";
import { accumulateRowsFunction, dotFunction, subtractMultipleFunction } from "./vectors.ts";

const BYTES = 8;

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
  const subtractRows = accumulateRowsFunction(context.module, "sub");
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
        // From the unknown that was solved for first.
        const first = isForward ? 0 : n - 1;
        const sign = isForward ? 1 : -1;
        f.get(rowX);
        pushSum(f, first * row, [x!, 1]);
        f.i32Const(sign * row);
        pushSum(f, first * columnStride, [t!, 1], [i, rowStride]);
        f.i32Const(sign * columnStride);
        f.get(step);
        f.i32Const(columns);
        f.call(subtractRows);
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
