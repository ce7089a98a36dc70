/** LU factors with partial pivoting and solves with them, on stacks of f64 matrices in place. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { callForEachMatrix, type Count, forRange, pushCount, pushSum, sumOf } from "./code.ts";
import {
  assign,
  choose,
  element,
  isEqual,
  isGreater,
  magnitudeOf,
  negative,
  newReal,
  over,
  push,
  storeAt,
} from "./expressions.ts";
import { BYTES, divideBy } from "./scaling.ts";
import { accumulateRowsFunction, subtractMultipleFunction } from "./vectors.ts";

/** Columns that are eliminated one by one before the rest of the matrix is updated by all of them at once. */
const PANEL = 16;

/** Replaces A by its factors; row i of L U is row permutation[i] of A. */
export function emitLu(
  g: FunctionBuilder,
  context: RoutineContext,
  matrices: View,
  permutations: View,
  parities: View,
): void {
  const [m, n] = matrices.shape.slice(-2) as [number, number];
  callForEachMatrix(g, context, { name: "lu", key: [m, n] }, [matrices, permutations, parities], (f, [a, p, sign]) => {
    forRange(f, 0, m, (i) => {
      pushSum(f, p!, [i, 4]);
      f.get(i);
      f.store("i32.store");
    });
    const parity = newReal(f, 1);
    eliminate(f, context, a!, m, n, (i, j) => {
      assign(f, parity, negative(parity));
      const kept = f.local("i32");
      pushSum(f, p!, [i, 4]);
      f.load("i32.load");
      f.set(kept);
      pushSum(f, p!, [i, 4]);
      pushSum(f, p!, [j, 4]);
      f.load("i32.load");
      f.store("i32.store");
      pushSum(f, p!, [j, 4]);
      f.get(kept);
      f.store("i32.store");
      f.release(kept);
    });
    storeAt(f, [sign!], parity);
    f.release(parity);
  });
}

/** Replaces B by the solution X of A X = B, and A by its factors. */
export function emitSolve(g: FunctionBuilder, context: RoutineContext, matrices: View, solutions: View): void {
  const n = matrices.shape.at(-1)!;
  const columns = solutions.shape.at(-1)!;
  const [rowA, rowX] = [n * BYTES, columns * BYTES];
  const subtract = accumulateRowsFunction(context.module, "sub");
  callForEachMatrix(g, context, { name: "solve", key: [n, columns] }, [matrices, solutions], (f, [a, x]) => {
    eliminate(f, context, a!, n, n, (i, j) => {
      swapRows(f, x!, i, j, columns, rowX);
    });
    forRange(f, 1, n, (i) => {
      pushSum(f, x!, [i, rowX]);
      f.get(x!);
      f.i32Const(rowX);
      pushSum(f, a!, [i, rowA]);
      f.i32Const(BYTES);
      f.get(i);
      f.i32Const(columns);
      f.call(subtract);
    });
    forRange(f, 0, n, (step) => {
      const i = f.local("i32");
      f.i32Const(n - 1);
      f.get(step);
      f.op("i32.sub");
      f.set(i);
      const row = sumOf(f, x!, [i, rowX]);
      const diagonal = sumOf(f, a!, [i, rowA + BYTES]);
      f.get(row);
      pushSum(f, rowX, [row, 1]);
      f.i32Const(rowX);
      pushSum(f, BYTES, [diagonal, 1]);
      f.i32Const(BYTES);
      f.get(step);
      f.i32Const(columns);
      f.call(subtract);
      const divisor = newReal(f, element(diagonal));
      divideBy(f, row, columns, divisor);
      f.release(i, row, diagonal, divisor);
    });
  });
}

/** Gaussian elimination of [m, n] in place, by panels of columns; every element sees the same subtractions in the same order. */
function eliminate(
  f: FunctionBuilder,
  { module }: RoutineContext,
  a: Local,
  m: number,
  n: number,
  onSwap: (i: Local, j: Local) => void,
): void {
  const row = n * BYTES;
  const steps = Math.min(m, n);
  const subtractOne = subtractMultipleFunction(module);
  const subtractMany = accumulateRowsFunction(module, "sub");
  forRange(
    f,
    0,
    steps,
    (first) => {
      const end = f.local("i32");
      pushSum(f, PANEL, [first, 1]);
      f.i32Const(steps);
      pushSum(f, PANEL, [first, 1]);
      f.i32Const(steps);
      f.op("i32.lt_s");
      f.op("select");
      f.set(end);
      forRange(f, first, end, (k) => {
        const pivot = findPivot(f, a, k, m, row);
        f.get(k);
        f.get(pivot);
        f.op("i32.ne");
        f.if(() => {
          swapRows(f, a, k, pivot, n, row);
          onSwap(k, pivot);
        });
        f.release(pivot);
        const after = sumOf(f, 1, [k, 1]);
        const diagonal = newReal(f, element(a, [k, row + BYTES]));
        forRange(f, after, m, (i) => {
          const each = newReal(f, element(a, [i, row], [k, BYTES]));
          assign(f, each, choose(isEqual(diagonal, 0), each, over(each, diagonal)));
          storeAt(f, [a, [i, row], [k, BYTES]], each);
          pushSum(f, a, [i, row], [after, BYTES]);
          pushSum(f, a, [k, row], [after, BYTES]);
          push(f, each);
          pushDifference(f, end, after);
          f.call(subtractOne);
          f.release(each);
        });
        f.release(after, diagonal);
      });
      // Right of the panel: row i loses its multiples of the rows first … of the panel that are above it.
      const update = (from: Count, to: Count, above: (i: Local) => void): void => {
        forRange(f, from, to, (i) => {
          pushSum(f, a, [i, row], [end, BYTES]);
          pushSum(f, a, [first, row], [end, BYTES]);
          f.i32Const(row);
          pushSum(f, a, [i, row], [first, BYTES]);
          f.i32Const(BYTES);
          above(i);
          pushDifference(f, n, end);
          f.call(subtractMany);
        });
      };
      const second = sumOf(f, 1, [first, 1]);
      update(second, end, (i) => {
        pushDifference(f, i, first);
      });
      update(end, m, () => {
        pushDifference(f, end, first);
      });
      f.release(end, second);
    },
    PANEL,
  );
}

/** The row at or below k with the largest magnitude in column k; the first of equals. */
function findPivot(f: FunctionBuilder, a: Local, k: Local, rows: number, row: number): Local {
  const pivot = sumOf(f, 0, [k, 1]);
  const largest = newReal(f, magnitudeOf(element(a, [k, row + BYTES])));
  forRange(f, k, rows, (i) => {
    const each = newReal(f, magnitudeOf(element(a, [i, row], [k, BYTES])));
    isGreater(each, largest)(f);
    f.if(() => {
      assign(f, largest, each);
      f.get(i);
      f.set(pivot);
    });
    f.release(each);
  });
  f.release(largest);
  return pivot;
}

/** Exchanges two rows of `columns` elements, rows being `row` bytes apart. */
export function swapRows(f: FunctionBuilder, matrix: Local, i: Local, j: Local, columns: number, row: number): void {
  const [rowI, rowJ] = [sumOf(f, matrix, [i, row]), sumOf(f, matrix, [j, row])];
  forRange(f, 0, columns, (k) => {
    const kept = newReal(f, element(rowI, [k, BYTES]));
    storeAt(f, [rowI, [k, BYTES]], element(rowJ, [k, BYTES]));
    storeAt(f, [rowJ, [k, BYTES]], kept);
    f.release(kept);
  });
  f.release(rowI, rowJ);
}

function pushDifference(f: FunctionBuilder, count: Count, from: Local): void {
  pushCount(f, count);
  f.get(from);
  f.op("i32.sub");
}
