/** Code for Householder reflections I - β v vᵀ, in the order of the reference so that both give the same bits. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { type Count, forRange, pushCount, pushSum } from "./code.ts";
import {
  assign,
  choose,
  element,
  isLess,
  magnitudeOf,
  minus,
  negative,
  newReal,
  over,
  type Place,
  plus,
  push,
  rootOf,
  storeAt,
  times,
} from "./expressions.ts";
import { BYTES, multiplyBy, NEGLIGIBLE_SQUARE } from "./scaling.ts";
import { accumulateRowsFunction, subtractMultipleFunction } from "./vectors.ts";

export interface Reflection {
  /** What the first component becomes; all others become zero. */
  readonly image: Local;
  /** Zero where the vector is negligible. */
  readonly beta: Local;
}

/** Replaces `count` elements, `stride` bytes apart, by v; release both locals after use. */
export function reflect(f: FunctionBuilder, x: Local, stride: number, count: Count): Reflection {
  const first = newReal(f, element(x));
  const square = newReal(f, 0);
  forRange(f, 0, count, (i) => {
    const each = newReal(f, element(x, [i, stride]));
    assign(f, square, plus(square, times(each, each)));
    f.release(each);
  });
  const [image, beta] = [newReal(f, first), newReal(f, 0)];
  isLess(square, NEGLIGIBLE_SQUARE)(f);
  f.if(
    () => undefined,
    () => {
      const length = newReal(f, rootOf(square));
      assign(f, image, choose(isLess(first, 0), length, negative(length)));
      storeAt(f, [x], minus(first, image));
      assign(f, beta, over(1, times(length, plus(length, magnitudeOf(first)))));
      f.release(length);
    },
  );
  f.release(first, square);
  return { image, beta };
}

/** A part of a matrix: rows `stride` bytes apart, of `width` elements each. */
export interface Block {
  readonly start: Local;
  readonly stride: number;
  readonly rows: Count;
  readonly width: Count;
}

/** sums = vᵀ M. */
export function timesRows(
  f: FunctionBuilder,
  { module }: RoutineContext,
  { start, stride, rows, width }: Block,
  [v, step]: readonly [Local, number],
  sums: Local,
): void {
  f.get(sums);
  f.i32Const(0);
  pushCount(f, width);
  f.i32Const(BYTES);
  f.op("i32.mul");
  f.memory("memory.fill");
  f.get(sums);
  f.get(start);
  f.i32Const(stride);
  f.get(v);
  f.i32Const(step);
  pushCount(f, rows);
  pushCount(f, width);
  f.call(accumulateRowsFunction(module, "add"));
}

/** M -= v (β vᵀ M); `along` is scratch memory of the width of M. */
export function applyReflection(
  f: FunctionBuilder,
  context: RoutineContext,
  block: Block,
  v: readonly [Local, number],
  beta: Local,
  along: Local,
): void {
  timesRows(f, context, block, v, along);
  multiplyBy(f, along, block.width, beta);
  forRange(f, 0, block.rows, (i) => {
    const component: Place = [v[0], [i, v[1]]];
    pushSum(f, block.start, [i, block.stride]);
    f.get(along);
    push(f, element(...component));
    pushCount(f, block.width);
    f.call(subtractMultipleFunction(context.module));
  });
}
