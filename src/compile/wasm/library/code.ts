/** Code for routines: counted loops, addresses from indices, and loops over stacks of matrices. */

import { bytesPerElement } from "../../../array/dtype.ts";
import { sizeOf } from "../../../array/shape.ts";
import type { Address, RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";

/** A number known now, or an i32 at run time. */
export type Count = number | Local;

export function pushCount(f: FunctionBuilder, count: Count): void {
  if (typeof count === "number") f.i32Const(count);
  else f.get(count);
}

/** Runs `body` for i = from, from + step, …, while i < to. */
export function forRange(f: FunctionBuilder, from: Count, to: Count, body: (i: Local) => void, step = 1): void {
  if (typeof from === "number" && typeof to === "number" && from >= to) return;
  const i = f.local("i32");
  pushCount(f, from);
  f.set(i);
  f.block((end) => {
    f.loop((start) => {
      f.get(i);
      pushCount(f, to);
      f.op("i32.ge_s");
      f.brIf(end);
      body(i);
      f.get(i);
      f.i32Const(step);
      f.op("i32.add");
      f.set(i);
      f.br(start);
    });
  });
  f.release(i);
}

/** Pushes base + Σ index·bytes. */
export function pushSum(
  f: FunctionBuilder,
  base: Count,
  ...terms: readonly (readonly [index: Local, bytes: number])[]
): void {
  pushCount(f, base);
  for (const [index, bytes] of terms) {
    f.get(index);
    if (bytes !== 1) {
      f.i32Const(bytes);
      f.op("i32.mul");
    }
    f.op("i32.add");
  }
}

/** A local with base + Σ index·bytes; release it after use. */
export function sumOf(
  f: FunctionBuilder,
  base: Count,
  ...terms: readonly (readonly [index: Local, bytes: number])[]
): Local {
  const local = f.local("i32");
  pushSum(f, base, ...terms);
  f.set(local);
  return local;
}

/** Adds a number of bytes to an address. */
export function advance(f: FunctionBuilder, address: Local, bytes: number): void {
  f.get(address);
  f.i32Const(bytes);
  f.op("i32.add");
  f.set(address);
}

/** A local with the address of a view's first element. */
export function addressLocal(f: FunctionBuilder, { base, parameter }: Address): Local {
  const local = f.local("i32");
  f.i32Const(base);
  if (parameter !== undefined) {
    f.get(f.param(parameter));
    f.op("i32.add");
  }
  f.set(local);
  return local;
}

/** Strides of an axis in bytes. */
export function strideBytes(view: View, axis: number): number {
  return view.strides.at(axis)! * bytesPerElement[view.buffer.dtype];
}

/** Runs `body` for each matrix of stacks with equal leading axes, with the address of each one's first element. */
export function forEachMatrix(
  f: FunctionBuilder,
  context: RoutineContext,
  views: readonly View[],
  body: (addresses: readonly Local[]) => void,
): void {
  const stack = views[0]!.shape.slice(0, -2);
  if (sizeOf(stack) === 0) return;
  const nest = (axis: number, addresses: readonly Local[]): void => {
    if (axis === stack.length) {
      body(addresses);
      return;
    }
    const moving = addresses.map((address) => sumOf(f, address));
    forRange(f, 0, stack[axis]!, () => {
      nest(axis + 1, moving);
      moving.forEach((address, i) => {
        const view = views[i]!;
        advance(f, address, strideBytes(view, axis));
      });
    });
    f.release(...moving);
  };
  const first = views.map((view) => addressLocal(f, context.address(view)));
  nest(0, first);
  f.release(...first);
}

/**
 * Calls a function for each matrix of stacks, with the address of each one's first element. The function is shared by all
 * routines of the module with the same key: whatever its code depends on besides the addresses.
 */
export function callForEachMatrix(
  f: FunctionBuilder,
  context: RoutineContext,
  { name, key }: { readonly name: string; readonly key: readonly (number | boolean)[] },
  views: readonly View[],
  body: (f: FunctionBuilder, addresses: readonly Local[]) => void,
): void {
  const { module } = context;
  const shared = module.once(`library: ${name} ${key.join()}`, () =>
    module.function(name, { params: views.map(() => "i32"), results: [] }, (inner) => {
      body(inner, inner.params);
    }),
  );
  forEachMatrix(f, context, views, (addresses) => {
    for (const address of addresses) f.get(address);
    f.call(shared);
  });
}
