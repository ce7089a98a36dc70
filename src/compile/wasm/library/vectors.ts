/** Vectors of f64 in memory: dot products and multiples subtracted, as functions of the module that routines share. */

import type { FunctionBuilder, FunctionRef, Local, ModuleBuilder } from "../encoder/index.ts";
import { advance } from "./code.ts";

/** (a, b, count) -> Σ a·b over `count` neighbours; four partial sums, added up in a fixed order. */
export function dotFunction(module: ModuleBuilder): FunctionRef {
  return module.once("library: dot", () =>
    module.function("dot", { params: ["i32", "i32", "i32"], results: ["f64"] }, (f) => {
      const [a, b, count] = f.params as [Local, Local, Local];
      const sums = [f.local("v128"), f.local("v128")];
      const tail = f.local("f64");
      for (const sum of sums) {
        f.v128Const(0);
        f.set(sum);
      }
      f.f64Const(0);
      f.set(tail);
      walk(f, count, 4, () => {
        sums.forEach((sum, i) => {
          f.get(sum);
          f.get(a);
          f.load("v128.load", { offset: 16 * i, align: 8 });
          f.get(b);
          f.load("v128.load", { offset: 16 * i, align: 8 });
          f.op("f64x2.mul");
          f.op("f64x2.add");
          f.set(sum);
        });
        advance(f, a, 32);
        advance(f, b, 32);
      });
      walk(f, count, 1, () => {
        f.get(tail);
        f.get(a);
        f.load("f64.load");
        f.get(b);
        f.load("f64.load");
        f.op("f64.mul");
        f.op("f64.add");
        f.set(tail);
        advance(f, a, 8);
        advance(f, b, 8);
      });
      const [first, second] = sums as [Local, Local];
      f.get(first);
      f.get(second);
      f.op("f64x2.add");
      f.tee(first);
      f.lane("f64x2.extract_lane", 0);
      f.get(first);
      f.lane("f64x2.extract_lane", 1);
      f.op("f64.add");
      f.get(tail);
      f.op("f64.add");
    }),
  );
}

/** (y, x, factor, count): y -= factor·x over `count` neighbours. */
export function subtractMultipleFunction(module: ModuleBuilder): FunctionRef {
  return module.once("library: subtract multiple", () =>
    module.function("subtract_multiple", { params: ["i32", "i32", "f64", "i32"], results: [] }, (f) => {
      const [y, x, factor, count] = f.params as [Local, Local, Local, Local];
      const factors = f.local("v128");
      f.get(factor);
      f.op("f64x2.splat");
      f.set(factors);
      const pair = (offset: number): void => {
        f.get(y);
        f.get(y);
        f.load("v128.load", { offset, align: 8 });
        f.get(factors);
        f.get(x);
        f.load("v128.load", { offset, align: 8 });
        f.op("f64x2.mul");
        f.op("f64x2.sub");
        f.store("v128.store", { offset, align: 8 });
      };
      walk(f, count, 4, () => {
        pair(0);
        pair(16);
        advance(f, y, 32);
        advance(f, x, 32);
      });
      walk(f, count, 1, () => {
        f.get(y);
        f.get(y);
        f.load("f64.load");
        f.get(factor);
        f.get(x);
        f.load("f64.load");
        f.op("f64.mul");
        f.op("f64.sub");
        f.store("f64.store");
        advance(f, y, 8);
        advance(f, x, 8);
      });
    }),
  );
}

/** Runs `body` while at least `step` are left of `count`, which it counts down. */
function walk(f: FunctionBuilder, count: Local, step: number, body: () => void): void {
  f.block((end) => {
    f.loop((start) => {
      f.get(count);
      f.i32Const(step);
      f.op("i32.lt_s");
      f.brIf(end);
      body();
      f.get(count);
      f.i32Const(step);
      f.op("i32.sub");
      f.set(count);
      f.br(start);
    });
  });
}
