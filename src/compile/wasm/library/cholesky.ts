/** Cholesky factors of stacks of f64 matrices. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder } from "../encoder/index.ts";
import { callForEachMatrix, forRange, sumOf } from "./code.ts";
import { element, newReal, rootOf, storeAt } from "./expressions.ts";
import { BYTES, divideBy } from "./scaling.ts";
import { accumulateRowsFunction } from "./vectors.ts";

/** Replaces each matrix, of which the upper triangle counts, by the factor U of A = Uᵀ U, row after row; zeros below the diagonal. */
export function emitUpperCholesky(g: FunctionBuilder, context: RoutineContext, matrices: View): void {
  const n = matrices.shape.at(-1)!;
  const row = n * BYTES;
  const subtract = accumulateRowsFunction(context.module, "sub");
  callForEachMatrix(g, context, { name: "cholesky", key: [n] }, [matrices], (f, [a]) => {
    forRange(f, 0, n, (i) => {
      const diagonal = sumOf(f, a!, [i, row + BYTES]);
      const above = sumOf(f, a!, [i, BYTES]);
      const width = f.local("i32");
      f.i32Const(n);
      f.get(i);
      f.op("i32.sub");
      f.set(width);
      // u_ij loses u_ki u_kj for all k < i.
      f.get(diagonal);
      f.get(above);
      f.i32Const(row);
      f.get(above);
      f.i32Const(row);
      f.get(i);
      f.get(width);
      f.call(subtract);
      const root = newReal(f, rootOf(element(diagonal)));
      storeAt(f, [diagonal], root);
      const right = sumOf(f, BYTES, [diagonal, 1]);
      const count = sumOf(f, -1, [width, 1]);
      divideBy(f, right, count, root);
      const start = sumOf(f, a!, [i, row]);
      f.get(start);
      f.i32Const(0);
      f.get(i);
      f.i32Const(BYTES);
      f.op("i32.mul");
      f.memory("memory.fill");
      f.release(diagonal, above, width, root, right, count, start);
    });
  });
}
