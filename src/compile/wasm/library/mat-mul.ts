/** Matrix products of stacks of f64 matrices: blocks of 4 × 4 results in registers, over columns packed side by side. */

import type { RoutineContext } from "../../schedule/operation.ts";
import type { View } from "../../schedule/view.ts";
import type { FunctionBuilder, Local } from "../encoder/index.ts";
import { advance, callForEachMatrix, forEachMatrix, forRange, pushSum, strideBytes, sumOf } from "./code.ts";

const BYTES = 8;
/** Rows and columns of a block of results: 8 accumulators, and 3 more vectors, fit the 16 registers there are. */
const BLOCK_ROWS = 4;
const BLOCK_COLUMNS = 4;

/** Elements of scratch memory that a product of [.., k] × [k, n] packs its right matrix into. */
export function packedSize(inner: number, columns: number): number {
  return Math.ceil(columns / BLOCK_COLUMNS) * BLOCK_COLUMNS * inner;
}

/** C = A B. A and B may lie in any way, C in row-major order; every product of the stack is packed into the same memory. */
export function emitMatMul(f: FunctionBuilder, context: RoutineContext, a: View, b: View, packed: View, c: View): void {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  const strides = [a, b].flatMap((view) => [strideBytes(view, -2), strideBytes(view, -1)]);
  const key = [rows, inner, columns, ...strides];
  callForEachMatrix(f, context, { name: "matMul", key }, [a, b, packed, c], (g, [aAt, bAt, pack, cAt]) => {
    packColumns(g, b, bAt!, pack!, inner, columns);
    const strip = rowsOfStrip(inner);
    forRange(
      g,
      0,
      rows,
      (firstRow) => multiplyStrip(g, { a, columns, aAt: aAt!, pack: pack!, cAt: cAt! }, firstRow, strip),
      strip,
    );
  });
}

interface Product {
  readonly a: View;
  readonly columns: number;
  readonly aAt: Local;
  readonly pack: Local;
  readonly cAt: Local;
}

/** Rows `firstRow` … of the product, `strip` of them or as many as there are. */
function multiplyStrip(
  f: FunctionBuilder,
  { a, columns, aAt, pack, cAt }: Product,
  firstRow: Local,
  strip: number,
): void {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const whole = rows - (rows % BLOCK_ROWS);
  const end = leastOf(f, sumOf(f, strip, [firstRow, 1]), whole);
  const panels = (j: Local): void => {
    // Panel j / 4 holds 4 columns, k after k.
    const panel = sumOf(f, pack, [j, inner * BYTES]);
    const block = { f, a, inner, columns, j, aAt, cAt, panel };
    forRange(f, firstRow, end, (i) => emitBlock({ ...block, i, rows: BLOCK_ROWS }), BLOCK_ROWS);
    if (whole < rows) {
      // The last rows, fewer than a block, belong to the strip that reaches them.
      f.get(firstRow);
      f.i32Const(rows - strip);
      f.op("i32.ge_s");
      f.if(() => {
        const i = sumOf(f, whole);
        emitBlock({ ...block, i, rows: rows - whole });
        f.release(i);
      });
    }
    f.release(panel);
  };
  forRange(f, 0, columns, panels, BLOCK_COLUMNS);
  f.release(end);
}

/** Rows of A that stay in the second cache while all columns go past: some 256 kB. */
function rowsOfStrip(inner: number): number {
  return Math.max(BLOCK_ROWS, Math.floor(32768 / Math.max(1, inner) / BLOCK_ROWS) * BLOCK_ROWS);
}

/** Holds a local down to a limit. */
function leastOf(f: FunctionBuilder, value: Local, limit: number): Local {
  f.get(value);
  f.i32Const(limit);
  f.get(value);
  f.i32Const(limit);
  f.op("i32.lt_s");
  f.op("select");
  f.set(value);
  return value;
}

/** Copies B to panels of 4 columns; columns past the end are filled with what lies there, and never stored. */
function packColumns(f: FunctionBuilder, b: View, bAt: Local, pack: Local, inner: number, columns: number): void {
  const [rowStride, columnStride] = [strideBytes(b, -2), strideBytes(b, -1)];
  const panel = (first: number | Local, count: number): void => {
    const source = typeof first === "number" ? sumOf(f, bAt) : sumOf(f, bAt, [first, columnStride]);
    const target = typeof first === "number" ? sumOf(f, pack) : sumOf(f, pack, [first, inner * BYTES]);
    if (typeof first === "number") {
      advance(f, source, first * columnStride);
      advance(f, target, first * inner * BYTES);
    }
    forRange(f, 0, inner, () => {
      for (let column = 0; column < count; column++) {
        f.get(target);
        pushSum(f, source);
        f.i32Const(column * columnStride);
        f.op("i32.add");
        f.load("f64.load");
        f.store("f64.store", { offset: column * BYTES });
      }
      advance(f, source, rowStride);
      advance(f, target, BLOCK_COLUMNS * BYTES);
    });
    f.release(source, target);
  };
  const whole = columns - (columns % BLOCK_COLUMNS);
  forRange(f, 0, whole, (j) => panel(j, BLOCK_COLUMNS), BLOCK_COLUMNS);
  if (whole < columns) panel(whole, columns - whole);
}

interface Block {
  readonly f: FunctionBuilder;
  readonly a: View;
  readonly inner: number;
  readonly columns: number;
  readonly i: Local;
  readonly j: Local;
  readonly aAt: Local;
  readonly cAt: Local;
  readonly panel: Local;
  readonly rows: number;
}

/** Computes `rows` × 4 results in registers and stores those that exist. */
function emitBlock({ f, a, inner, columns, i, j, aAt, cAt, panel, rows }: Block): void {
  const [rowStride, innerStride] = [strideBytes(a, -2), strideBytes(a, -1)];
  const sums = Array.from({ length: rows }, () => [f.local("v128"), f.local("v128")] as const);
  for (const sum of sums.flat()) {
    f.v128Const(0);
    f.set(sum);
  }
  const left = Array.from({ length: rows }, (_, row) => {
    const address = sumOf(f, aAt, [i, rowStride]);
    if (row > 0) advance(f, address, row * rowStride);
    return address;
  });
  const right = sumOf(f, panel);
  const [low, high, factor] = [f.local("v128"), f.local("v128"), f.local("v128")];
  forRange(f, 0, inner, () => {
    f.get(right);
    f.load("v128.load", { align: 8 });
    f.set(low);
    f.get(right);
    f.load("v128.load", { offset: 16, align: 8 });
    f.set(high);
    sums.forEach(([first, second], row) => {
      f.get(left[row]!);
      f.load("v128.load64_splat");
      f.set(factor);
      for (const [sum, column] of [
        [first, low],
        [second, high],
      ] as const) {
        f.get(sum);
        f.get(factor);
        f.get(column);
        f.op("f64x2.mul");
        f.op("f64x2.add");
        f.set(sum);
      }
      advance(f, left[row]!, innerStride);
    });
    advance(f, right, BLOCK_COLUMNS * BYTES);
  });
  sums.forEach((pair, row) => {
    const target = sumOf(f, cAt, [i, columns * BYTES], [j, BYTES]);
    if (row > 0) advance(f, target, row * columns * BYTES);
    storeColumns(f, target, pair, columns, j);
    f.release(target);
  });
  f.release(...sums.flat(), ...left, right, low, high, factor);
}

/** Stores 4 results, or in the last panel those that exist. */
function storeColumns(f: FunctionBuilder, target: Local, sums: readonly Local[], columns: number, j: Local): void {
  const storeAll = (): void => {
    sums.forEach((sum, half) => {
      f.get(target);
      f.get(sum);
      f.store("v128.store", { offset: 16 * half, align: 8 });
    });
  };
  const rest = columns % BLOCK_COLUMNS;
  if (rest === 0) {
    storeAll();
    return;
  }
  f.get(j);
  f.i32Const(columns - BLOCK_COLUMNS);
  f.op("i32.le_s");
  f.if(storeAll, () => {
    for (let column = 0; column < rest; column++) {
      f.get(target);
      f.get(sums[column >> 1]!);
      f.store("v128.store64_lane", { offset: column * BYTES, lane: column & 1 });
    }
  });
}

/**
 * Rows of a matrix that are multiplied by a vector at a time: six sums hide how long an addition takes, and three streams are
 * fetched ahead; with four rows a matrix that does not fit the first cache takes half as long again.
 */
const DOT_ROWS = 3;

/**
 * y = A x for stacks of matrices whose rows lie in one piece, x as well: dot products of some rows at a time, which share what is
 * loaded of x.
 */
export function emitMatVec(f: FunctionBuilder, context: RoutineContext, a: View, x: View, y: View): void {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const rowBytes = strideBytes(a, -2);
  callForEachMatrix(f, context, { name: "matVec", key: [rows, inner, rowBytes] }, [a, x, y], (g, [aAt, xAt, yAt]) => {
    const dots = (i: Local, count: number): void => {
      const [row, along, target] = [sumOf(g, aAt!, [i, rowBytes]), sumOf(g, xAt!), sumOf(g, yAt!, [i, BYTES])];
      emitDots(g, { row, along, target, inner, rowBytes, count });
      g.release(row, along, target);
    };
    // Rows that lie backwards are no fixed offsets apart from the first.
    const together = rowBytes < 0 ? 1 : DOT_ROWS;
    const whole = rows - (rows % together);
    forRange(g, 0, whole, (i) => dots(i, together), together);
    if (whole < rows) {
      const i = sumOf(g, whole);
      dots(i, rows - whole);
      g.release(i);
    }
  });
}

interface Dots {
  /** Addresses of the first row, of x and of the results; the first two are moved along. */
  readonly row: Local;
  readonly along: Local;
  readonly target: Local;
  readonly inner: number;
  readonly rowBytes: number;
  readonly count: number;
}

/** Stores the dot products of neighbouring rows with x: four partial sums each, added up in a fixed order. */
function emitDots(f: FunctionBuilder, { row, along, target, inner, rowBytes, count }: Dots): void {
  const sums = Array.from({ length: count }, () => [f.local("v128"), f.local("v128")] as const);
  for (const sum of sums.flat()) {
    f.v128Const(0);
    f.set(sum);
  }
  const factors = [f.local("v128"), f.local("v128")] as const;
  const multiply = (): void => {
    factors.forEach((factor, half) => {
      f.get(along);
      f.load("v128.load", { offset: 16 * half, align: 8 });
      f.set(factor);
    });
    sums.forEach((halves, k) => {
      halves.forEach((sum, half) => {
        f.get(sum);
        f.get(row);
        f.load("v128.load", { offset: k * rowBytes + 16 * half, align: 8 });
        f.get(factors[half]!);
        f.op("f64x2.mul");
        f.op("f64x2.add");
        f.set(sum);
      });
    });
    advance(f, row, 4 * BYTES);
    advance(f, along, 4 * BYTES);
  };
  const whole = inner - (inner % 4);
  forRange(f, 0, whole, multiply, 4);
  sums.forEach(([first, second], k) => {
    f.get(target);
    f.get(first);
    f.get(second);
    f.op("f64x2.add");
    f.tee(first);
    f.lane("f64x2.extract_lane", 0);
    f.get(first);
    f.lane("f64x2.extract_lane", 1);
    f.op("f64.add");
    f.f64Const(0);
    for (let column = 0; column < inner - whole; column++) {
      f.get(row);
      f.load("f64.load", { offset: k * rowBytes + column * BYTES });
      f.get(along);
      f.load("f64.load", { offset: column * BYTES });
      f.op("f64.mul");
      f.op("f64.add");
    }
    f.op("f64.add");
    f.store("f64.store", { offset: k * BYTES });
  });
  f.release(...sums.flat(), ...factors);
}

/** y = x B for stacks of matrices whose rows lie in one piece: multiples of rows added up, four rows at a time. */
export function emitVecMat(f: FunctionBuilder, context: RoutineContext, x: View, b: View, y: View): void {
  const inner = b.shape.at(-2)!;
  const columns = b.shape.at(-1)!;
  const xStride = strideBytes(x, -1);
  const bStride = strideBytes(b, -2);
  forEachMatrix(f, context, [x, b, y], ([xAt, bAt, yAt]) => {
    f.get(yAt!);
    f.i32Const(0);
    f.i32Const(columns * BYTES);
    f.memory("memory.fill");
    const addRows = (k: Local, count: number): void => {
      const factors = Array.from({ length: count }, (_, row) => {
        const factor = f.local("v128");
        pushSum(f, xAt!, [k, xStride]);
        f.i32Const(row * xStride);
        f.op("i32.add");
        f.load("v128.load64_splat");
        f.set(factor);
        return factor;
      });
      const rows = factors.map((_, row) => {
        const address = sumOf(f, bAt!, [k, bStride]);
        if (row > 0) advance(f, address, row * bStride);
        return address;
      });
      const at = sumOf(f, yAt!);
      const step = (load: "v128.load" | "v128.load64_splat", width: 1 | 2): void => {
        f.get(at);
        f.get(at);
        f.load(load, { align: 8 });
        factors.forEach((factor, row) => {
          f.get(factor);
          f.get(rows[row]!);
          f.load(load, { align: 8 });
          f.op("f64x2.mul");
          f.op("f64x2.add");
        });
        if (width === 2) f.store("v128.store", { align: 8 });
        else f.store("v128.store64_lane", { lane: 0 });
        for (const address of [at, ...rows]) advance(f, address, width * BYTES);
      };
      forRange(f, 0, columns - (columns % 2), () => step("v128.load", 2), 2);
      if (columns % 2 === 1) step("v128.load64_splat", 1);
      f.release(...factors, ...rows, at);
    };
    const whole = inner - (inner % 4);
    forRange(f, 0, whole, (k) => addRows(k, 4), 4);
    if (whole < inner) {
      const k = sumOf(f, whole);
      addRows(k, inner - whole);
      f.release(k);
    }
  });
}
