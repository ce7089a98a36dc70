/** Matrix products of i32 matrices, modulo 2^32. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder } from "../encoder/index.ts";
import { forEachMatrix, forRange, pushSum, strideBytes } from "./code.ts";

/** C = A B, element by element. */
export function emitIntegerMatMul(f: FunctionBuilder, context: RoutineContext, a: View, b: View, c: View): void {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  forEachMatrix(f, context, [a, b, c], ([aAt, bAt, cAt]) => {
    forRange(f, 0, rows, (i) => {
      forRange(f, 0, columns, (j) => {
        const sum = f.local("i32");
        f.i32Const(0);
        f.set(sum);
        forRange(f, 0, inner, (k) => {
          f.get(sum);
          pushSum(f, aAt!, [i, strideBytes(a, -2)], [k, strideBytes(a, -1)]);
          f.load("i32.load");
          pushSum(f, bAt!, [k, strideBytes(b, -2)], [j, strideBytes(b, -1)]);
          f.load("i32.load");
          f.op("i32.mul");
          f.op("i32.add");
          f.set(sum);
        });
        pushSum(f, cAt!, [i, strideBytes(c, -2)], [j, strideBytes(c, -1)]);
        f.get(sum);
        f.store("i32.store");
        f.release(sum);
      });
    });
  });
}
