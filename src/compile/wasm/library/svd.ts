/** Singular values of stacks of f64 matrices by one-sided Jacobi rotations. */

import { MOST_SWEEPS, orthogonality } from "../../../primitives/linear-algebra/one-sided-jacobi.ts";
import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { advance, callForEachMatrix, forRange, pushSum, sumOf } from "./code.ts";
import {
  assign,
  choose,
  element,
  isGreater,
  isLess,
  magnitudeOf,
  minus,
  negative,
  newReal,
  not,
  over,
  plus,
  push,
  type Real,
  rootOf,
  storeAt,
  times,
} from "./expressions.ts";
import { swapRows } from "./lu.ts";
import { selectRow } from "./selection.ts";
import {
  BYTES,
  divideBy,
  fillIdentity,
  fillWith,
  ifFinite,
  makeLargestPositive,
  multiplyBy,
  NEGLIGIBLE_SQUARE,
  powerOfTwoScale,
} from "./scaling.ts";
import { dotFunction, rotateFunction, subtractMultipleFunction } from "./vectors.ts";

export interface SvdViews {
  /** B, of shape [n, m] with n <= m; becomes the singular vectors of the longer side, as rows. */
  readonly rows: View;
  readonly values: View;
  /** Becomes the singular vectors of the shorter side, as rows. */
  readonly turns: View;
  /** Whether the rows are columns of U, whose signs are fixed. */
  readonly rowsAreLeft: boolean;
}

export function emitSvd(g: FunctionBuilder, context: RoutineContext, views: SvdViews): void {
  const { rows, values, turns, rowsAreLeft } = views;
  const [n, m] = rows.shape.slice(-2) as [number, number];
  const key = [n, m, rowsAreLeft];
  callForEachMatrix(g, context, { name: "svd", key }, [rows, values, turns], (f, [b, s, z]) => {
    const scale = powerOfTwoScale(f, b!, n * m);
    ifFinite(
      f,
      scale,
      () => {
        divideBy(f, b!, n * m, scale);
        const problem = { f, context, n, m, b: b!, s: s!, z: z! };
        turn(problem);
        finish(problem);
        multiplyBy(f, s!, n, scale);
        const [long, short] = [sumOf(f, b!), sumOf(f, z!)];
        forRange(f, 0, n, () => {
          const pair = [[long, m] as const, [short, n] as const] as const;
          makeLargestPositive(f, ...(rowsAreLeft ? pair : ([pair[1], pair[0]] as const)));
          advance(f, long, m * BYTES);
          advance(f, short, n * BYTES);
        });
        f.release(long, short);
      },
      () => {
        fillWith(f, b!, n * m, NaN);
        fillWith(f, s!, n, NaN);
        fillWith(f, z!, n * n, NaN);
      },
    );
    f.release(scale);
  });
}

interface Problem {
  readonly f: FunctionBuilder;
  readonly context: RoutineContext;
  readonly n: number;
  readonly m: number;
  readonly b: Local;
  readonly s: Local;
  readonly z: Local;
}

/** Σ x·y over a row. */
const inner =
  ({ context, m }: Problem, x: Local, y: Local): Real =>
  (f) => {
    f.get(x);
    f.get(y);
    f.i32Const(m);
    f.call(dotFunction(context.module));
  };

/** The squared lengths of the rows. */
function measure(problem: Problem): void {
  const { f, n, m, b, s } = problem;
  forRange(f, 0, n, (i) => {
    const row = sumOf(f, b, [i, m * BYTES]);
    storeAt(f, [s, [i, BYTES]], inner(problem, row, row));
    f.release(row);
  });
}

/** Sweeps over all pairs of rows until none has to be turned. */
function turn(problem: Problem): void {
  const { f, n } = problem;
  fillIdentity(f, problem.z, n);
  const turned = f.local("i32");
  f.block((settled) => {
    forRange(f, 0, MOST_SWEEPS, () => {
      f.i32Const(0);
      f.set(turned);
      measure(problem);
      forRange(f, 0, n, (p) => {
        const next = sumOf(f, 1, [p, 1]);
        forRange(f, next, n, (q) => {
          turnPair(problem, p, q, turned);
        });
        f.release(next);
      });
      f.get(turned);
      f.op("i32.eqz");
      f.brIf(settled);
    });
  });
  f.release(turned);
  measure(problem);
}

/** Makes rows p and q orthogonal, by the smaller of the two angles that do. */
function turnPair(problem: Problem, p: Local, q: Local, turned: Local): void {
  const { f, context, n, m, b, s, z } = problem;
  const rotate = rotateFunction(context.module);
  f.block((end) => {
    const [alpha, beta] = [newReal(f, element(s, [p, BYTES])), newReal(f, element(s, [q, BYTES]))];
    for (const square of [alpha, beta]) {
      not(isGreater(square, NEGLIGIBLE_SQUARE))(f);
      f.brIf(end);
    }
    const [rowP, rowQ] = [sumOf(f, b, [p, m * BYTES]), sumOf(f, b, [q, m * BYTES])];
    const gamma = newReal(f, inner(problem, rowP, rowQ));
    const limit = times(orthogonality(m), times(rootOf(alpha), rootOf(beta)));
    not(isGreater(magnitudeOf(gamma), limit))(f);
    f.brIf(end);
    f.i32Const(1);
    f.set(turned);
    const zeta = newReal(f, over(minus(beta, alpha), times(2, gamma)));
    const root = newReal(f, rootOf(plus(1, times(zeta, zeta))));
    const tangent = newReal(f, over(1, plus(zeta, choose(isLess(zeta, 0), negative(root), root))));
    const cosine = newReal(f, over(1, rootOf(plus(1, times(tangent, tangent)))));
    const sine = newReal(f, times(cosine, tangent));
    f.get(rowP);
    f.get(rowQ);
    f.get(cosine);
    f.get(sine);
    f.i32Const(m);
    f.call(rotate);
    pushSum(f, z, [p, n * BYTES]);
    pushSum(f, z, [q, n * BYTES]);
    f.get(cosine);
    f.get(sine);
    f.i32Const(n);
    f.call(rotate);
    storeAt(f, [s, [p, BYTES]], minus(alpha, times(tangent, gamma)));
    storeAt(f, [s, [q, BYTES]], plus(beta, times(tangent, gamma)));
    f.release(alpha, beta, rowP, rowQ, gamma, zeta, root, tangent, cosine, sine);
  });
}

/** Values descending, rows of length 1; a row of a zero value becomes orthogonal to those before it. */
function finish(problem: Problem): void {
  const { f, n, m, b, s, z } = problem;
  forRange(f, 0, n, (i) => {
    const isLarger = (k: Local, largest: Local) => isGreater(element(s, [k, BYTES]), element(s, [largest, BYTES]));
    selectRow(f, i, n, isLarger, (largest) => {
      swapRows(f, s, i, largest, 1, BYTES);
      swapRows(f, b, i, largest, m, m * BYTES);
      swapRows(f, z, i, largest, n, n * BYTES);
    });
    const row = sumOf(f, b, [i, m * BYTES]);
    const value = newReal(f, element(s, [i, BYTES]));
    isGreater(value, NEGLIGIBLE_SQUARE)(f);
    f.if(
      () => {
        assign(f, value, rootOf(value));
        divideBy(f, row, m, value);
      },
      () => {
        assign(f, value, 0);
        completeRow(problem, i, row);
      },
    );
    storeAt(f, [s, [i, BYTES]], value);
    f.release(row, value);
  });
}

/** The first unit vector, from the i-th on, that has enough left when the rows before are taken out of it, twice. */
function completeRow(problem: Problem, i: Local, row: Local): void {
  const { f, context, m, b } = problem;
  const position = sumOf(f, 0, [i, 1]);
  f.block((found) => {
    forRange(f, 0, m, () => {
      f.get(row);
      f.i32Const(0);
      f.i32Const(m * BYTES);
      f.memory("memory.fill");
      storeAt(f, [row, [position, BYTES]], 1);
      forRange(f, 0, 2, () => {
        const before = sumOf(f, b);
        forRange(f, 0, i, () => {
          f.get(row);
          f.get(before);
          push(f, inner(problem, row, before));
          f.i32Const(m);
          f.call(subtractMultipleFunction(context.module));
          advance(f, before, m * BYTES);
        });
        f.release(before);
      });
      const square = newReal(f, inner(problem, row, row));
      not(isLess(times(square, 2 * m), 1))(f);
      f.if(() => {
        assign(f, square, rootOf(square));
        divideBy(f, row, m, square);
        f.br(found);
      });
      f.release(square);
      advance(f, position, 1);
      f.get(position);
      f.i32Const(m);
      f.op("i32.rem_s");
      f.set(position);
    });
  });
  f.release(position);
}
