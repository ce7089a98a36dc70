/** Indexing against plain lists of JavaScript, at random shapes, positions and values: interpreted and compiled. */

import {
  type Arr,
  array,
  dynamicSlice,
  dynamicUpdateSlice,
  gather,
  jit,
  scatterAdd,
  scatterSet,
  sort,
  take,
  zeros,
} from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

type Matrix = readonly (readonly number[])[];

/** Matrices of whole numbers, so that sums are exact in any order. */
const matrix = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
);

const positions = fc.array(fc.nat(), { minLength: 1, maxLength: 6 });
const i32 = (data: number | readonly number[] | Matrix): Arr => array(data, { dtype: "i32" });
const modulo = (numbers: readonly number[], n: number): number[] => numbers.map((each) => each % n);

/** Every program is compiled once for each draw: few draws, of small arrays. */
const RUNS = { numRuns: 40 };

/** The result of f with known operands, and compiled with unknown ones. */
function expectBoth(f: (...xs: Arr[]) => Arr, operands: readonly Arr[], expected: unknown): void {
  expect(f(...operands).toNested()).toEqual(expected);
  expect(jit(f)(...operands).toNested()).toEqual(expected);
}

describe("indexing is what it is of lists", () => {
  it("slices by start, stop and step", () => {
    const bound = fc.option(fc.integer({ min: -7, max: 7 }));
    const step = fc.integer({ min: -3, max: 3 }).filter((each) => each !== 0);
    fc.assert(
      fc.property(matrix, bound, bound, step, (x, start, stop, by) => {
        const n = x.length;
        // Python's rule: negative bounds count from the end, then both are held to the range.
        const held = (at: number, low: number, high: number): number =>
          Math.max(low, Math.min(high, at < 0 ? at + n : at));
        const [low, high] = by > 0 ? [0, n] : [-1, n - 1];
        const from = start === null ? (by > 0 ? 0 : n - 1) : held(start, low, high);
        const to = stop === null ? (by > 0 ? n : -1) : held(stop, low, high);
        const expected: (readonly number[])[] = [];
        for (let i = from; by > 0 ? i < to : i > to; i += by) expected.push(x[i]!);
        const f = (a: Arr): Arr => a.slice([start, stop, by]);
        expectBoth(f, [array(x)], expected);
      }),
      { ...RUNS, seed: 11 },
    );
  });

  it("takes and gathers", () => {
    fc.assert(
      fc.property(matrix, positions, (x, numbers) => {
        const rows = modulo(numbers, x.length);
        const columns = modulo(numbers, x[0]!.length);
        expectBoth(
          (a, i) => take(a, i),
          [array(x), i32(rows)],
          rows.map((i) => x[i]!),
        );
        expectBoth(
          (a, i) => take(a, i, 1),
          [array(x), i32(columns)],
          x.map((row) => columns.map((i) => row[i]!)),
        );
        const own = x.map((_, r) => columns.map((i) => (i + r) % x[0]!.length));
        const expected = x.map((row, r) => own[r]!.map((i) => row[i]!));
        expectBoth((a, i) => gather(a, i, { axis: 1, batchRank: 1 }), [array(x), i32(own)], expected);
      }),
      { ...RUNS, seed: 12 },
    );
  });

  it("adds and writes at indices, in their order", () => {
    fc.assert(
      fc.property(matrix, positions, (x, numbers) => {
        const rows = modulo(numbers, x.length);
        const updates = rows.map((_, i) => x[0]!.map((_each, k) => 10 * i + k));
        const [added, written] = [x.map((row) => [...row]), x.map((row) => [...row])];
        rows.forEach((to, i) => {
          added[to] = added[to]!.map((each, k) => each + updates[i]![k]!);
          written[to] = updates[i]!;
        });
        expectBoth((a, i, u) => scatterAdd(a, i, u), [array(x), i32(rows), array(updates)], added);
        expectBoth((a, i, u) => scatterSet(a, i, u), [array(x), i32(rows), array(updates)], written);
      }),
      { ...RUNS, seed: 13 },
    );
  });

  it("reads and writes windows", () => {
    const corner = fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 }));
    fc.assert(
      fc.property(matrix, corner, fc.tuple(fc.nat(), fc.nat()), (x, starts, numbers) => {
        const lengths = [x.length, x[0]!.length];
        const sizes = lengths.map((length, axis) => (numbers[axis]! % length) + 1);
        const [top, left] = lengths.map((length, axis) => {
          const start = starts[axis]! < 0 ? starts[axis]! + length : starts[axis]!;
          return Math.max(0, Math.min(length - sizes[axis]!, start));
        }) as [number, number];
        const window = x.slice(top, top + sizes[0]!).map((row) => row.slice(left, left + sizes[1]!));
        expectBoth((a, i) => dynamicSlice(a, i, sizes), [array(x), i32(starts)], window);
        const inside = (r: number, c: number): boolean =>
          r >= top && r < top + sizes[0]! && c >= left && c < left + sizes[1]!;
        const expected = x.map((row, r) => row.map((each, c) => (inside(r, c) ? 0 : each)));
        expectBoth((a, i) => dynamicUpdateSlice(a, zeros(sizes), i), [array(x), i32(starts)], expected);
      }),
      { ...RUNS, seed: 14 },
    );
  });

  it("sorts", () => {
    fc.assert(
      fc.property(matrix, (x) => {
        const expected = x.map((row) => row.toSorted((a, b) => a - b));
        expectBoth((a) => sort(a), [array(x)], expected);
      }),
      { ...RUNS, seed: 15 },
    );
  });
});
