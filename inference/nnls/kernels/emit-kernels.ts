/** The loops that least squares over columns spends its time in, as a WebAssembly module: two lanes, any size. */
import {
  ModuleBuilder,
  advance,
  sumOf,
  dotFunction,
  subtractMultipleFunction,
  type FunctionBuilder,
  type FunctionRef,
  type Local,
} from "../../../src/internal.ts";

const BYTES = 8;
/** Bytes of a vector of two numbers. */
const LANES = 16;
/** Vectors that are read together: their addresses stand in tables, whose length is a multiple of this. */
export const VECTORS_AT_ONCE = 4;

/** The module, which imports its memory as `env.memory`; its exports are those of ColumnKernels. */
export function emitKernels(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory("env", "memory", { pages: 0, maximum: 65536 });
  const dot = dotFunction(module);
  const subtractMultiple = subtractMultipleFunction(module);
  module.export(dot);
  module.export(subtractMultiple, "subtractMultiple");
  emitProducts(module, "products", 1);
  emitProducts(module, "productsOfTwo", 2);
  emitSubtractVectors(module);
  emitAddSquares(module);
  emitLargest(module);
  emitScale(module);
  emitTranspose(module);
  emitForward(module, dot);
  emitBackward(module, subtractMultiple);
  emitMultiply(module, subtractMultiple);
  return module.encode();
}

/** Runs `body` until `count`, which is not negative, has been counted down to zero or below. */
function repeat(f: FunctionBuilder, count: Local, step: number, body: () => void): void {
  f.block((end) => {
    f.get(count);
    f.op("i32.eqz");
    f.brIf(end);
    f.loop((start) => {
      body();
      f.get(count);
      f.i32Const(step);
      f.op("i32.sub");
      f.tee(count);
      f.i32Const(0);
      f.op("i32.gt_s");
      f.brIf(start);
    });
  });
}

/** Runs `body` for every offset 0, 16, … below `bytes`, which is positive; two vectors are read at `at` plus each. */
function overLanes(f: FunctionBuilder, bytes: Local, body: (at: Local) => void): void {
  const at = f.local("i32");
  f.i32Const(0);
  f.set(at);
  f.loop((start) => {
    body(at);
    f.get(at);
    f.i32Const(LANES);
    f.op("i32.add");
    f.tee(at);
    f.get(bytes);
    f.op("i32.lt_s");
    f.brIf(start);
  });
  f.release(at);
}

function pushLanes(f: FunctionBuilder, base: Local, at: Local): void {
  f.get(base);
  f.get(at);
  f.op("i32.add");
  f.load("v128.load", { align: BYTES });
}

/** Loads the next addresses of a table, and moves on. */
function nextVectors(f: FunctionBuilder, table: Local, vectors: readonly Local[]): void {
  vectors.forEach((vector, k) => {
    f.get(table);
    f.load("i32.load", { offset: 4 * k });
    f.set(vector);
  });
  advance(f, table, 4 * vectors.length);
}

/** (table, count, bytes, right…, out…): out_k = v_k · right for the vectors in the table, and one or two on the right. */
function emitProducts(module: ModuleBuilder, name: string, rights: 1 | 2): void {
  const params = Array.from({ length: 3 + 2 * rights }, () => "i32" as const);
  module.function(name, { params, results: [], export: true }, (f) => {
    const [table, count, bytes] = f.params as readonly [Local, Local, Local];
    const right = f.params.slice(3, 3 + rights);
    const out = f.params.slice(3 + rights);
    const left = Array.from({ length: VECTORS_AT_ONCE }, () => f.local("i32"));
    const sums = left.map(() => right.map(() => f.local("v128")));
    const factors = right.map(() => f.local("v128"));
    const lanes = f.local("v128");
    repeat(f, count, VECTORS_AT_ONCE, () => {
      nextVectors(f, table, left);
      for (const sum of sums.flat()) {
        f.v128Const(0);
        f.set(sum);
      }
      overLanes(f, bytes, (at) => {
        right.forEach((vector, k) => {
          pushLanes(f, vector, at);
          f.set(factors[k]!);
        });
        left.forEach((vector, i) => {
          pushLanes(f, vector, at);
          f.set(lanes);
          factors.forEach((factor, k) => {
            f.get(sums[i]![k]!);
            f.get(lanes);
            f.get(factor);
            f.op("f64x2.mul");
            f.op("f64x2.add");
            f.set(sums[i]![k]!);
          });
        });
      });
      out.forEach((target, k) => {
        sums.forEach((row, i) => {
          f.get(target);
          f.get(row[k]!);
          f.lane("f64x2.extract_lane", 0);
          f.get(row[k]!);
          f.lane("f64x2.extract_lane", 1);
          f.op("f64.add");
          f.store("f64.store", { offset: BYTES * i });
        });
        advance(f, target, BYTES * VECTORS_AT_ONCE);
      });
    });
  });
}

/** (from, table, factors, count, bytes): from -= Σ factor_k v_k over the vectors in the table. */
function emitSubtractVectors(module: ModuleBuilder): void {
  const params = ["i32", "i32", "i32", "i32", "i32"] as const;
  module.function("subtractVectors", { params, results: [], export: true }, (f) => {
    const [from, table, factors, count, bytes] = f.params as readonly [Local, Local, Local, Local, Local];
    const vectors = Array.from({ length: VECTORS_AT_ONCE }, () => f.local("i32"));
    const weights = vectors.map(() => f.local("v128"));
    repeat(f, count, VECTORS_AT_ONCE, () => {
      nextVectors(f, table, vectors);
      weights.forEach((weight, k) => {
        f.get(factors);
        f.load("v128.load64_splat", { offset: BYTES * k });
        f.set(weight);
      });
      advance(f, factors, BYTES * VECTORS_AT_ONCE);
      overLanes(f, bytes, (at) => {
        f.get(from);
        f.get(at);
        f.op("i32.add");
        pushLanes(f, from, at);
        vectors.forEach((vector, k) => {
          f.get(weights[k]!);
          pushLanes(f, vector, at);
          f.op("f64x2.mul");
          if (k > 0) f.op("f64x2.add");
        });
        f.op("f64x2.sub");
        f.store("v128.store", { align: BYTES });
      });
    });
  });
}

/** (sums, table, count, factor, bytes): sums += Σ (factor · v_k)², element by element, over the vectors in the table. */
function emitAddSquares(module: ModuleBuilder): void {
  const params = ["i32", "i32", "i32", "f64", "i32"] as const;
  module.function("addSquares", { params, results: [], export: true }, (f) => {
    const [sums, table, count, factor, bytes] = f.params as readonly [Local, Local, Local, Local, Local];
    const vectors = Array.from({ length: VECTORS_AT_ONCE }, () => f.local("i32"));
    const [factors, scaled] = [f.local("v128"), f.local("v128")];
    f.get(factor);
    f.op("f64x2.splat");
    f.set(factors);
    repeat(f, count, VECTORS_AT_ONCE, () => {
      nextVectors(f, table, vectors);
      overLanes(f, bytes, (at) => {
        f.get(sums);
        f.get(at);
        f.op("i32.add");
        pushLanes(f, sums, at);
        for (const vector of vectors) {
          pushLanes(f, vector, at);
          f.get(factors);
          f.op("f64x2.mul");
          f.tee(scaled);
          f.get(scaled);
          f.op("f64x2.mul");
          f.op("f64x2.add");
        }
        f.store("v128.store", { align: BYTES });
      });
    });
  });
}

/** (vector, bytes): the largest magnitude of finite numbers. */
function emitLargest(module: ModuleBuilder): void {
  module.function("largest", { params: ["i32", "i32"], results: ["f64"], export: true }, (f) => {
    const [vector, bytes] = f.params as readonly [Local, Local];
    const largest = f.local("v128");
    f.v128Const(0);
    f.set(largest);
    overLanes(f, bytes, (at) => {
      f.get(largest);
      pushLanes(f, vector, at);
      f.op("f64x2.abs");
      f.op("f64x2.pmax");
      f.set(largest);
    });
    for (const lane of [0, 1]) {
      f.get(largest);
      f.lane("f64x2.extract_lane", lane);
    }
    f.op("f64.max");
  });
}

/** (vector, factor, bytes): vector *= factor. */
function emitScale(module: ModuleBuilder): void {
  module.function("scale", { params: ["i32", "f64", "i32"], results: [], export: true }, (f) => {
    const [vector, factor, bytes] = f.params as readonly [Local, Local, Local];
    overLanes(f, bytes, (at) => {
      f.get(vector);
      f.get(at);
      f.op("i32.add");
      pushLanes(f, vector, at);
      f.get(factor);
      f.op("f64x2.splat");
      f.op("f64x2.mul");
      f.store("v128.store", { align: BYTES });
    });
  });
}

/**
 * (from, rows, columns, out, outBytes): the transpose of a matrix that lies row by row, its columns `outBytes` apart. Rows are even in
 * number; where columns are odd, one more is written.
 */
function emitTranspose(module: ModuleBuilder): void {
  const transposeRows = (height: number): FunctionRef =>
    module.function(`transpose${height}`, { params: ["i32", "i32", "i32", "i32"], results: [] }, (f) => {
      const [from, columns, out, outBytes] = f.params as readonly [Local, Local, Local, Local];
      const row = f.local("i32");
      const [upper, lower] = [f.local("v128"), f.local("v128")];
      const next = f.local("i32");
      const left = f.local("i32");
      f.get(columns);
      f.set(left);
      repeat(f, left, 2, () => {
        f.get(from);
        f.set(row);
        f.get(out);
        f.get(outBytes);
        f.op("i32.add");
        f.set(next);
        for (let pair = 0; pair < height; pair += 2) {
          for (const half of [upper, lower]) {
            f.get(row);
            f.load("v128.load", { align: BYTES });
            f.set(half);
            f.get(row);
            f.get(columns);
            f.i32Const(BYTES);
            f.op("i32.mul");
            f.op("i32.add");
            f.set(row);
          }
          for (const [column, first] of [
            [out, 0],
            [next, BYTES],
          ] as const) {
            f.get(column);
            f.get(upper);
            f.get(lower);
            f.shuffle(Array.from({ length: LANES }, (_, k) => (k < BYTES ? first + k : LANES + first + k - BYTES)));
            f.store("v128.store", { offset: pair * BYTES, align: BYTES });
          }
        }
        advance(f, from, LANES);
        f.get(next);
        f.get(outBytes);
        f.op("i32.add");
        f.set(out);
      });
    });
  const heights = [8, 2].map((height) => ({ height, call: transposeRows(height) }));
  module.function("transpose", { params: ["i32", "i32", "i32", "i32", "i32"], results: [], export: true }, (f) => {
    const [from, rows, columns, out, outBytes] = f.params as readonly [Local, Local, Local, Local, Local];
    for (const { height, call } of heights) {
      f.block((end) => {
        f.loop((start) => {
          f.get(rows);
          f.i32Const(height);
          f.op("i32.lt_s");
          f.brIf(end);
          for (const argument of [from, columns, out, outBytes]) f.get(argument);
          f.call(call);
          f.get(from);
          f.get(columns);
          f.i32Const(height * BYTES);
          f.op("i32.mul");
          f.op("i32.add");
          f.set(from);
          advance(f, out, height * BYTES);
          f.get(rows);
          f.i32Const(height);
          f.op("i32.sub");
          f.set(rows);
          f.br(start);
        });
      });
    }
  });
}

/** (triangle, size, vector): solves Rᵀ u = v in place; column k of R has k + 1 numbers and stands behind the one before it. */
function emitForward(module: ModuleBuilder, dot: FunctionRef): void {
  module.function("solveTransposed", { params: ["i32", "i32", "i32"], results: [], export: true }, (f) => {
    const [column, size, vector] = f.params as readonly [Local, Local, Local];
    const k = f.local("i32");
    f.i32Const(0);
    f.set(k);
    repeat(f, size, 1, () => {
      const own = sumOf(f, vector, [k, BYTES]);
      f.get(own);
      f.get(own);
      f.load("f64.load");
      f.get(column);
      f.get(vector);
      f.get(k);
      f.call(dot);
      f.op("f64.sub");
      const diagonal = sumOf(f, column, [k, BYTES]);
      f.get(diagonal);
      f.load("f64.load");
      f.op("f64.div");
      f.store("f64.store");
      f.get(diagonal);
      f.set(column);
      advance(f, column, BYTES);
      advance(f, k, 1);
      f.release(own, diagonal);
    });
  });
}

/** (triangle, size, vector): solves R z = u in place, columns as for solveTransposed. */
function emitBackward(module: ModuleBuilder, subtractMultiple: FunctionRef): void {
  module.function("solve", { params: ["i32", "i32", "i32"], results: [], export: true }, (f) => {
    const [triangle, size, vector] = f.params as readonly [Local, Local, Local];
    // The diagonal of column k stands k (k + 3) / 2 numbers behind the start.
    const k = f.local("i32");
    const solved = f.local("f64");
    f.get(size);
    f.set(k);
    repeat(f, size, 1, () => {
      advance(f, k, -1);
      const own = sumOf(f, vector, [k, BYTES]);
      const column = f.local("i32");
      f.get(triangle);
      f.get(k);
      f.get(k);
      f.i32Const(1);
      f.op("i32.add");
      f.op("i32.mul");
      f.i32Const(BYTES / 2);
      f.op("i32.mul");
      f.op("i32.add");
      f.set(column);
      f.get(own);
      f.get(own);
      f.load("f64.load");
      const diagonal = sumOf(f, column, [k, BYTES]);
      f.get(diagonal);
      f.load("f64.load");
      f.op("f64.div");
      f.tee(solved);
      f.store("f64.store");
      f.get(vector);
      f.get(column);
      f.get(solved);
      f.get(k);
      f.call(subtractMultiple);
      f.release(own, column, diagonal);
    });
  });
}

/** (triangle, size, vector): v = R v in place, columns as for solveTransposed: each adds to what lies above it. */
function emitMultiply(module: ModuleBuilder, subtractMultiple: FunctionRef): void {
  module.function("multiply", { params: ["i32", "i32", "i32"], results: [], export: true }, (f) => {
    const [column, size, vector] = f.params as readonly [Local, Local, Local];
    const k = f.local("i32");
    f.i32Const(0);
    f.set(k);
    repeat(f, size, 1, () => {
      const own = sumOf(f, vector, [k, BYTES]);
      f.get(vector);
      f.get(column);
      f.get(own);
      f.load("f64.load");
      f.op("f64.neg");
      f.get(k);
      f.call(subtractMultiple);
      const diagonal = sumOf(f, column, [k, BYTES]);
      f.get(own);
      f.get(own);
      f.load("f64.load");
      f.get(diagonal);
      f.load("f64.load");
      f.op("f64.mul");
      f.store("f64.store");
      f.get(diagonal);
      f.set(column);
      advance(f, column, BYTES);
      advance(f, k, 1);
      f.release(own, diagonal);
    });
  });
}
