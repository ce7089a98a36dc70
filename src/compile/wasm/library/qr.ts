/** QR factors of stacks of f64 matrices by Householder reflections. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { callForEachMatrix, forRange, sumOf } from "./code.ts";
import { choose, element, isLess, newReal, storeAt, times } from "./expressions.ts";
import { applyReflection, reflect } from "./reflections.ts";
import { BYTES, divideBy, powerOfTwoScale } from "./scaling.ts";

/** Elements of scratch memory: an image and a β a column, and a row. */
export const qrScratch = (columns: number): number => 3 * columns;

export interface QrViews {
  /** A, row-major; overwritten. */
  readonly matrices: View;
  /** Null where only R is asked for. */
  readonly q: View | null;
  readonly r: View;
  readonly scratch: View;
}

export function emitQr(g: FunctionBuilder, context: RoutineContext, { matrices, q, r, scratch }: QrViews): void {
  const [m, n] = matrices.shape.slice(-2) as [number, number];
  const row = n * BYTES;
  const views = q === null ? [matrices, r, scratch] : [matrices, r, scratch, q];
  callForEachMatrix(g, context, { name: "qr", key: [m, n, views.length] }, views, (f, [a, rAt, images, qAt]) => {
    const betas = sumOf(f, row, [images!, 1]);
    const along = sumOf(f, 2 * row, [images!, 1]);
    const scale = powerOfTwoScale(f, a!, m * n);
    divideBy(f, a!, m * n, scale);
    forRange(f, 0, n, (k) => {
      const at = sumOf(f, a!, [k, row + BYTES]);
      const [rows, width] = [f.local("i32"), f.local("i32")];
      const remaining = (total: number): void => {
        f.i32Const(total);
        f.get(k);
        f.op("i32.sub");
      };
      remaining(m);
      f.set(rows);
      remaining(n - 1);
      f.set(width);
      const { image, beta } = reflect(f, at, row, rows);
      storeAt(f, [images!, [k, BYTES]], image);
      storeAt(f, [betas, [k, BYTES]], beta);
      const start = sumOf(f, BYTES, [at, 1]);
      applyReflection(f, context, { start, stride: row, rows, width }, [at, row], beta, along);
      f.release(at, rows, width, image, beta, start);
    });
    f.get(rAt!);
    f.i32Const(0);
    f.i32Const(n * row);
    f.memory("memory.fill");
    if (qAt !== undefined) formQ(f, context, { m, n }, { q: qAt, reflections: a!, betas, along });
    forRange(f, 0, n, (k) => {
      const image = newReal(f, element(images!, [k, BYTES]));
      const sign = newReal(f, choose(isLess(image, 0), -1, 1));
      storeAt(f, [rAt!, [k, row + BYTES]], times(times(sign, image), scale));
      const next = sumOf(f, 1, [k, 1]);
      forRange(f, next, n, (j) => {
        storeAt(f, [rAt!, [k, row], [j, BYTES]], times(times(sign, element(a!, [k, row], [j, BYTES])), scale));
      });
      if (qAt !== undefined) {
        forRange(f, 0, m, (i) => {
          storeAt(f, [qAt, [i, row], [k, BYTES]], times(element(qAt, [i, row], [k, BYTES]), sign));
        });
      }
      f.release(image, sign, next);
    });
    f.release(betas, along, scale);
  });
}

interface FormedQ {
  readonly q: Local;
  readonly reflections: Local;
  readonly betas: Local;
  /** Scratch memory of a row. */
  readonly along: Local;
}

/** Q is the product of the reflections on the first columns of the identity, the last one first. */
function formQ(
  f: FunctionBuilder,
  context: RoutineContext,
  { m, n }: { readonly m: number; readonly n: number },
  { q, reflections, betas, along }: FormedQ,
): void {
  const row = n * BYTES;
  f.get(q);
  f.i32Const(0);
  f.i32Const(m * row);
  f.memory("memory.fill");
  forRange(f, 0, n, (step) => {
    const k = f.local("i32");
    f.i32Const(n - 1);
    f.get(step);
    f.op("i32.sub");
    f.set(k);
    const start = sumOf(f, q, [k, row + BYTES]);
    const v = sumOf(f, reflections, [k, row + BYTES]);
    storeAt(f, [start], 1);
    const rows = sumOf(f, m - n + 1, [step, 1]);
    const width = sumOf(f, 1, [step, 1]);
    const beta = newReal(f, element(betas, [k, BYTES]));
    applyReflection(f, context, { start, stride: row, rows, width }, [v, row], beta, along);
    f.release(k, start, v, rows, width, beta);
  });
}
