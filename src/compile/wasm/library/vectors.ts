/** Vectors of f64 in memory: dot products, multiples and rotations, as functions of the module that routines share. */

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

/** Rows that are added to a vector in one pass over it. */
const ROWS_AT_ONCE = 4;

/**
 * (y, x, stride, factors, factorStride, rows, count): y ± Σ factor·row over the rows x, x + stride, …, `count` neighbours each, added
 * or subtracted one after another. Strides are in bytes.
 */
export function accumulateRowsFunction(module: ModuleBuilder, operation: "add" | "sub"): FunctionRef {
  return module.once(`library: accumulate rows ${operation}`, () =>
    module.function(
      `${operation}_rows`,
      { params: ["i32", "i32", "i32", "i32", "i32", "i32", "i32"], results: [] },
      (f) => {
        const rows = f.params[5]!;
        walk(f, rows, ROWS_AT_ONCE, () => {
          accumulateRows(f, operation, ROWS_AT_ONCE);
        });
        walk(f, rows, 1, () => {
          accumulateRows(f, operation, 1);
        });
      },
    ),
  );
}

/** Adds or subtracts the next `rows` rows, and moves on. */
function accumulateRows(f: FunctionBuilder, operation: "add" | "sub", rows: number): void {
  const [y, x, stride, factors, factorStride, , count] = f.params as [Local, Local, Local, Local, Local, Local, Local];
  const weights = Array.from({ length: rows }, () => f.local("v128"));
  const sources = Array.from({ length: rows }, () => f.local("i32"));
  weights.forEach((weight, i) => {
    f.get(factors);
    f.load("v128.load64_splat");
    f.set(weight);
    f.get(x);
    f.set(sources[i]!);
    for (const [at, step] of [
      [factors, factorStride],
      [x, stride],
    ] as const) {
      f.get(at);
      f.get(step);
      f.op("i32.add");
      f.set(at);
    }
  });
  const [target, left] = [f.local("i32"), f.local("i32")];
  f.get(y);
  f.set(target);
  f.get(count);
  f.set(left);
  const combine = (load: "v128.load" | "v128.load64_splat", offset: number): void => {
    f.get(target);
    f.get(target);
    f.load(load, { offset, align: 8 });
    weights.forEach((weight, i) => {
      f.get(weight);
      f.get(sources[i]!);
      f.load(load, { offset, align: 8 });
      f.op("f64x2.mul");
      f.op(`f64x2.${operation}`);
    });
  };
  walk(f, left, 4, () => {
    for (const offset of [0, 16]) {
      combine("v128.load", offset);
      f.store("v128.store", { offset, align: 8 });
    }
    for (const at of [target, ...sources]) advance(f, at, 32);
  });
  walk(f, left, 1, () => {
    combine("v128.load64_splat", 0);
    f.store("v128.store64_lane", { lane: 0 });
    for (const at of [target, ...sources]) advance(f, at, 8);
  });
  f.release(...weights, ...sources, target, left);
}

/** (y, x, a, z, b, count): y = (y - a·x) - b·z over `count` neighbours. */
export function subtractTwoMultiplesFunction(module: ModuleBuilder): FunctionRef {
  return module.once("library: subtract two multiples", () =>
    module.function("subtract_two", { params: ["i32", "i32", "f64", "i32", "f64", "i32"], results: [] }, (f) => {
      const [y, x, a, z, b, count] = f.params as [Local, Local, Local, Local, Local, Local];
      const pairs = [
        [x, splat(f, a)],
        [z, splat(f, b)],
      ] as const;
      const step = (load: "v128.load" | "v128.load64_splat", offset: number): void => {
        f.get(y);
        f.get(y);
        f.load(load, { offset, align: 8 });
        for (const [at, factor] of pairs) {
          f.get(factor);
          f.get(at);
          f.load(load, { offset, align: 8 });
          f.op("f64x2.mul");
          f.op("f64x2.sub");
        }
        if (load === "v128.load") f.store("v128.store", { offset, align: 8 });
        else f.store("v128.store64_lane", { lane: 0 });
      };
      walk(f, count, 4, () => {
        step("v128.load", 0);
        step("v128.load", 16);
        for (const at of [y, x, z]) advance(f, at, 32);
      });
      walk(f, count, 1, () => {
        step("v128.load64_splat", 0);
        for (const at of [y, x, z]) advance(f, at, 8);
      });
    }),
  );
}

/** (x, y, cosine, sine, count): x, y become cosine·x - sine·y, sine·x + cosine·y over `count` neighbours. */
export function rotateFunction(module: ModuleBuilder): FunctionRef {
  return module.once("library: rotate", () =>
    module.function("rotate", { params: ["i32", "i32", "f64", "f64", "i32"], results: [] }, (f) => {
      const [x, y, cosine, sine, count] = f.params as [Local, Local, Local, Local, Local];
      const [c, s] = [splat(f, cosine), splat(f, sine)];
      const [first, second] = [f.local("v128"), f.local("v128")];
      const step = (load: "v128.load" | "v128.load64_splat", offset: number): void => {
        for (const [at, local] of [
          [x, first],
          [y, second],
        ] as const) {
          f.get(at);
          f.load(load, { offset, align: 8 });
          f.set(local);
        }
        const turned = [
          { at: x, ofFirst: c, operation: "f64x2.sub", ofSecond: s },
          { at: y, ofFirst: s, operation: "f64x2.add", ofSecond: c },
        ] as const;
        for (const { at, ofFirst, operation, ofSecond } of turned) {
          f.get(at);
          f.get(ofFirst);
          f.get(first);
          f.op("f64x2.mul");
          f.get(ofSecond);
          f.get(second);
          f.op("f64x2.mul");
          f.op(operation);
          if (load === "v128.load") f.store("v128.store", { offset, align: 8 });
          else f.store("v128.store64_lane", { lane: 0 });
        }
      };
      walk(f, count, 4, () => {
        step("v128.load", 0);
        step("v128.load", 16);
        for (const at of [x, y]) advance(f, at, 32);
      });
      walk(f, count, 1, () => {
        step("v128.load64_splat", 0);
        for (const at of [x, y]) advance(f, at, 8);
      });
    }),
  );
}

/** A number in both lanes of a new local. */
function splat(f: FunctionBuilder, number: Local): Local {
  const lanes = f.local("v128");
  f.get(number);
  f.op("f64x2.splat");
  f.set(lanes);
  return lanes;
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
