/** Eigenvalues of stacks of symmetric f64 matrices: reduction to tridiagonal form, then QL iterations with implicit shifts. */

import { MOST_ITERATIONS } from "../../../primitives/linear-algebra/symmetric-eigen.ts";
import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { advance, callForEachMatrix, forRange, pushSum, sumOf } from "./code.ts";
import {
  assign,
  choose,
  element,
  isAtMost,
  isEqual,
  isLess,
  magnitudeOf,
  minus,
  negative,
  newReal,
  over,
  plus,
  push,
  rootOf,
  storeAt,
  times,
} from "./expressions.ts";
import { swapRows } from "./lu.ts";
import { applyReflection, reflect, timesRows } from "./reflections.ts";
import { selectRow } from "./selection.ts";
import {
  BYTES,
  divideBy,
  fillIdentity,
  fillWith,
  ifFinite,
  makeLargestPositive,
  multiplyBy,
  powerOfTwoScale,
} from "./scaling.ts";
import { rotateFunction, subtractTwoMultiplesFunction } from "./vectors.ts";

const EPSILON = 2 ** -52;

/** Elements of scratch memory: those beside the diagonal, and a row. */
export const eighScratch = (order: number): number => 2 * order;

export interface EighViews {
  /** A, row-major, of which the lower triangle counts; overwritten. */
  readonly matrices: View;
  readonly values: View;
  /** Row i becomes the vector of value i. */
  readonly rows: View;
  readonly scratch: View;
}

export function emitEigh(g: FunctionBuilder, context: RoutineContext, views: EighViews): void {
  const { matrices, values, rows, scratch } = views;
  const n = matrices.shape.at(-1)!;
  const row = n * BYTES;
  callForEachMatrix(g, context, { name: "eigh", key: [n] }, [matrices, values, rows, scratch], (f, [a, d, z, e]) => {
    const w = sumOf(f, row, [e!, 1]);
    forRange(f, 0, n, (i) => {
      forRange(f, 0, i, (j) => {
        storeAt(f, [a!, [j, row], [i, BYTES]], element(a!, [i, row], [j, BYTES]));
      });
    });
    const scale = powerOfTwoScale(f, a!, n * n);
    const system = { f, context, n, a: a!, d: d!, e: e!, z: z!, w };
    ifFinite(
      f,
      scale,
      () => {
        divideBy(f, a!, n * n, scale);
        tridiagonalise(system);
        iterate(system);
        sortAscending(system);
        multiplyBy(f, d!, n, scale);
        const vector = sumOf(f, z!);
        forRange(f, 0, n, () => {
          makeLargestPositive(f, [vector, n]);
          advance(f, vector, row);
        });
        f.release(vector);
      },
      () => {
        fillWith(f, d!, n, NaN);
        fillWith(f, z!, n * n, NaN);
      },
    );
    f.release(w, scale);
  });
}

interface System {
  readonly f: FunctionBuilder;
  readonly context: RoutineContext;
  readonly n: number;
  readonly a: Local;
  /** The diagonal. */
  readonly d: Local;
  /** Elements beside it; the last is zero. */
  readonly e: Local;
  /** Qᵀ, then the vectors as rows. */
  readonly z: Local;
  /** Scratch for a row. */
  readonly w: Local;
}

function tridiagonalise({ f, context, n, a, d, e, z, w }: System): void {
  const row = n * BYTES;
  fillIdentity(f, z, n);
  forRange(f, 0, n, (i) => {
    storeAt(f, [e, [i, BYTES]], 0);
  });
  forRange(f, 0, n - 2, (k) => {
    const count = f.local("i32");
    f.i32Const(n - 1);
    f.get(k);
    f.op("i32.sub");
    f.set(count);
    const v = sumOf(f, a, [k, row + BYTES]);
    advance(f, v, BYTES);
    const { image, beta } = reflect(f, v, BYTES, count);
    storeAt(f, [e, [k, BYTES]], image);
    isEqual(beta, 0)(f);
    f.if(
      () => undefined,
      () => {
        const inner = sumOf(f, row, [v, 1]);
        timesRows(f, context, { start: inner, stride: row, rows: count, width: count }, [v, BYTES], w);
        const along = newReal(f, 0);
        forRange(f, 0, count, (j) => {
          const each = newReal(f, times(element(w, [j, BYTES]), beta));
          storeAt(f, [w, [j, BYTES]], each);
          assign(f, along, plus(along, times(each, element(v, [j, BYTES]))));
          f.release(each);
        });
        const half = newReal(f, times(times(0.5, beta), along));
        forRange(f, 0, count, (j) => {
          storeAt(f, [w, [j, BYTES]], minus(element(w, [j, BYTES]), times(half, element(v, [j, BYTES]))));
        });
        forRange(f, 0, count, (i) => {
          pushSum(f, inner, [i, row]);
          f.get(w);
          push(f, element(v, [i, BYTES]));
          f.get(v);
          push(f, element(w, [i, BYTES]));
          f.get(count);
          f.call(subtractTwoMultiplesFunction(context.module));
        });
        const start = sumOf(f, z, [k, row]);
        advance(f, start, row + BYTES);
        applyReflection(f, context, { start, stride: row, rows: count, width: n - 1 }, [v, BYTES], beta, w);
        f.release(inner, along, half, start);
      },
    );
    f.release(count, v, image, beta);
  });
  if (n >= 2) {
    const last = sumOf(f, (n - 2) * BYTES, [e, 1]);
    const from = sumOf(f, ((n - 2) * n + n - 1) * BYTES, [a, 1]);
    storeAt(f, [last], element(from));
    f.release(last, from);
  }
  forRange(f, 0, n, (i) => {
    storeAt(f, [d, [i, BYTES]], element(a, [i, row + BYTES]));
  });
}

/** QL with implicit shifts; the rotations go on to the rows of z. */
function iterate(system: System): void {
  const { f, n, d, e } = system;
  forRange(f, 0, n, (low) => {
    f.block((done) => {
      forRange(f, 0, MOST_ITERATIONS, () => {
        const high = sumOf(f, 0, [low, 1]);
        f.block((found) => {
          f.loop((next) => {
            f.get(high);
            f.i32Const(n - 1);
            f.op("i32.ge_s");
            f.brIf(found);
            const beside = magnitudeOf(element(e, [high, BYTES]));
            const following = sumOf(f, BYTES, [high, BYTES], [d, 1]);
            isAtMost(
              beside,
              times(EPSILON, plus(magnitudeOf(element(d, [high, BYTES])), magnitudeOf(element(following)))),
            )(f);
            f.release(following);
            f.brIf(found);
            advance(f, high, 1);
            f.br(next);
          });
        });
        f.get(high);
        f.get(low);
        f.op("i32.eq");
        f.brIf(done);
        chase(system, low, high);
        f.release(high);
      });
    });
  });
}

/** One step on the block low … high: the shift's rotation at the far end, and the bulge it makes chased to the near end. */
function chase({ f, context, n, d, e, z }: System, low: Local, high: Local): void {
  const row = n * BYTES;
  const [dLow, eLow] = [sumOf(f, d, [low, BYTES]), sumOf(f, e, [low, BYTES])];
  const [dHigh, eHigh] = [sumOf(f, d, [high, BYTES]), sumOf(f, e, [high, BYTES])];
  const dNext = sumOf(f, BYTES, [dLow, 1]);
  const slope = newReal(f, over(minus(element(dNext), element(dLow)), times(2, element(eLow))));
  const root = newReal(f, rootOf(plus(times(slope, slope), 1)));
  const signed = choose(isLess(slope, 0), negative(root), root);
  const g = newReal(f, plus(minus(element(dHigh), element(dLow)), over(element(eLow), plus(slope, signed))));
  const [sine, cosine, shift] = [newReal(f, 1), newReal(f, 1), newReal(f, 0)];
  const [b, length, r] = [f.local("f64"), f.local("f64"), f.local("f64")];
  const steps = f.local("i32");
  f.get(high);
  f.get(low);
  f.op("i32.sub");
  f.set(steps);
  const [dAt, eAt, zAt] = [
    sumOf(f, -BYTES, [dHigh, 1]),
    sumOf(f, -BYTES, [eHigh, 1]),
    sumOf(f, -row, [z, 1], [high, row]),
  ];
  f.block((end) => {
    // dAt, eAt and zAt stand at i = high - 1, …, low.
    forRange(f, 0, steps, () => {
      const above = (at: Local): Local => sumOf(f, BYTES, [at, 1]);
      const [dAbove, eAbove] = [above(dAt), above(eAt)];
      const along = newReal(f, times(sine, element(eAt)));
      assign(f, b, times(cosine, element(eAt)));
      assign(f, length, rootOf(plus(times(along, along), times(g, g))));
      storeAt(f, [eAbove], length);
      isEqual(length, 0)(f);
      f.if(() => {
        storeAt(f, [dAbove], minus(element(dAbove), shift));
        storeAt(f, [eHigh], 0);
        f.br(end);
      });
      assign(f, sine, over(along, length));
      assign(f, cosine, over(g, length));
      assign(f, g, minus(element(dAbove), shift));
      assign(f, r, plus(times(minus(element(dAt), g), sine), times(times(2, cosine), b)));
      assign(f, shift, times(sine, r));
      storeAt(f, [dAbove], plus(g, shift));
      assign(f, g, minus(times(cosine, r), b));
      f.get(zAt);
      pushSum(f, row, [zAt, 1]);
      f.get(cosine);
      f.get(sine);
      f.i32Const(n);
      f.call(rotateFunction(context.module));
      advance(f, dAt, -BYTES);
      advance(f, eAt, -BYTES);
      advance(f, zAt, -row);
      f.release(dAbove, eAbove, along);
    });
    storeAt(f, [dLow], minus(element(dLow), shift));
    storeAt(f, [eLow], g);
    storeAt(f, [eHigh], 0);
  });
  f.release(dLow, eLow, dHigh, eHigh, dNext, slope, root, g, sine, cosine, shift, b, length, r, steps, dAt, eAt, zAt);
}

function sortAscending({ f, n, d, z }: System): void {
  forRange(f, 0, n, (i) => {
    const isSmaller = (k: Local, least: Local) => isLess(element(d, [k, BYTES]), element(d, [least, BYTES]));
    selectRow(f, i, n, isSmaller, (least) => {
      swapRows(f, d, i, least, 1, BYTES);
      swapRows(f, z, i, least, n, n * BYTES);
    });
  });
}
