/** take, gather and scatterAdd: by loops, at negative and outlying indices, known and unknown. */

import { type Arr, array, gather, grad, jit, ones, scatterAdd, sum, take, zeros } from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree, plain } from "../support/trees.ts";

const table = array([
  [10, 11, 12],
  [20, 21, 22],
]);
const i32 = (data: number | number[] | number[][]): Arr => array(data, { dtype: "i32" });

describe("take", () => {
  it("puts the shape of the indices in place of the axis", () => {
    expect(take(table, 1).toNested()).toEqual([20, 21, 22]);
    expect(take(table, [2, 0], 1).toNested()).toEqual([
      [12, 10],
      [22, 20],
    ]);
    expect(
      take(
        table,
        i32([
          [0, 1],
          [2, 2],
        ]),
        -1,
      ).shape,
    ).toEqual([2, 2, 2]);
    expect(take(table, []).shape).toEqual([0, 3]);
    expect(take(array([5, 6, 7]), array([0, 2])).toNested()).toEqual([5, 7]);
    expect(take(array([true, false]), [1, 1]).dtype).toBe("bool");
  });

  it("counts negative indices from the end", () => {
    expect(take(array([5, 6, 7]), [-1, -3, 0]).toNested()).toEqual([7, 5, 5]);
    expect(jit((i: Arr) => take(array([5, 6, 7]), i))(i32([-1, -3, 0])).toNested()).toEqual([7, 5, 5]);
  });

  it("refuses known indices out of range, and holds unknown ones to it on every target", () => {
    expect(messageOf(() => take(array([5, 6, 7]), [0, 3]))).toMatchInlineSnapshot(
      `"IndexError at indices[1] in take(): expected a whole number from -3 to 2, received 3."`,
    );
    expect(messageOf(() => take(table, -4, 1))).toMatchInlineSnapshot(
      `"IndexError at indices in take(): expected a whole number from -3 to 2, received -4."`,
    );
    expect(messageOf(() => take(table, 0.5))).toMatchInlineSnapshot(
      `"IndexError at indices in take(): expected a whole number from -2 to 1, received 0.5."`,
    );
    for (const target of ["reference", "wasm"] as const) {
      const f = jit((x: Arr, i: Arr) => take(x, i), { target });
      expect(f(array([5, 6, 7]), i32([3, 99, -4, -2147483648, 2147483647])).toNested()).toEqual([7, 7, 5, 5, 7]);
    }
  });

  it("refuses masks, fractions while tracing, and empty axes", () => {
    expect(messageOf(() => take(table, array([true, false])))).toMatchInlineSnapshot(
      `"DTypeError in take(): expected whole numbers as indices, received bool[2]. A mask cannot pick elements, since the shape of the result would depend on values; use where(mask, x, 0)."`,
    );
    expect(messageOf(() => jit((i: Arr) => take(table, i))(1))).toMatchInlineSnapshot(
      `"DTypeError in take(): expected i32 indices while tracing, received f64[]. Convert with cast(indices, "i32")."`,
    );
    expect(messageOf(() => take(zeros([0]), 0))).toMatchInlineSnapshot(
      `"IndexError at indices in take(): expected an axis with elements, received an empty axis."`,
    );
    expect(messageOf(() => jit((i: Arr) => take(zeros([0]), i))(i32([0])))).toMatchInlineSnapshot(
      `"IndexError in take(): expected an axis with elements, received an empty axis."`,
    );
    expect(messageOf(() => take(table, 0, 2))).toMatchInlineSnapshot(
      `"AxisError in take(): expected an axis from -2 to 1 of shape [2, 3], received 2."`,
    );
    expect(take(zeros([0, 2]), []).shape).toEqual([0, 2]);
  });

  it("differentiates: each element receives what was taken of it", () => {
    const f = (x: Arr): Arr => sum(take(x, [1, 1, -1]).mul(array([1, 10, 100])));
    expectTree(grad(f)(array([5, 6, 7])), [0, 11, 100]);
    const byIndex = (x: Arr, i: Arr): Arr => take(x, i).square().sum();
    expectTree(jit(grad(byIndex))(array([5, 6, 7]), i32([0, 0, 9])), [20, 0, 14]);
  });
});

describe("gather", () => {
  it("takes from each row its own elements", () => {
    expect(gather(table, [[2], [0]], { axis: 1, batchRank: 1 }).toNested()).toEqual([[12], [20]]);
    expect(
      gather(
        table,
        i32([
          [0, 0],
          [1, -1],
        ]),
        { axis: 1, batchRank: 1 },
      ).toNested(),
    ).toEqual([
      [10, 10],
      [21, 22],
    ]);
    expect(gather(table, i32([1]), { axis: 0 }).toNested()).toEqual([[20, 21, 22]]);
  });

  it("is a loop over the shared axes", () => {
    const shape = fc.record({
      batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      length: fc.integer({ min: 1, max: 4 }),
      after: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 1 }),
      taken: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(shape, fc.infiniteStream(fc.nat()), ({ batch, length, after, taken }, numbers) => {
        const size = (list: readonly number[]): number => list.reduce((n, m) => n * m, 1);
        const next = (): number => Number(numbers.next().value);
        const x = array(
          Array.from({ length: size(batch) * length * size(after) }, (_, i) => i),
          { shape: [...batch, length, ...after] },
        );
        const at = Array.from({ length: size(batch) * taken }, () => next() % length);
        const indices = array(at, { shape: [...batch, taken], dtype: "i32" });
        const result = gather(x, indices, { axis: batch.length, batchRank: batch.length });
        expect([...result.shape]).toEqual([...batch, taken, ...after]);
        const expected = at.flatMap((index, i) =>
          Array.from({ length: size(after) }, (_, a) => (Math.floor(i / taken) * length + index) * size(after) + a),
        );
        expect(Array.from(result.toArray())).toEqual(expected);
      }),
      { seed: 5, numRuns: 80 },
    );
  });

  it("refuses axes that are shared by one side alone", () => {
    expect(messageOf(() => gather(table, i32([0]), { axis: 1, batchRank: 1 }))).toMatchInlineSnapshot(
      `"ShapeError in gather(): expected indices that begin with [2], received i32[1]."`,
    );
    expect(messageOf(() => gather(table, i32([[0], [1]]), { axis: 0, batchRank: 1 }))).toMatchInlineSnapshot(
      `"AxisError in gather(): expected an axis from 1 to 1, received 0."`,
    );
  });
});

describe("scatterAdd", () => {
  it("adds at indices, repeated ones too, along an axis", () => {
    expect(scatterAdd(zeros([3]), [0, 2, 0], array([1, 2, 4])).toNested()).toEqual([5, 0, 2]);
    expect(scatterAdd(ones([2, 3]), [-1], array([[5], [7]]), 1).toNested()).toEqual([
      [1, 1, 6],
      [1, 1, 8],
    ]);
    expect(scatterAdd(zeros([2], { dtype: "f32" }), [1], array([0.5])).dtype).toBe("f32");
    expect(scatterAdd(array([1, 2]), 1, 10).toNested()).toEqual([1, 12]);
  });

  it("differentiates in both operands: a gather of the cotangent", () => {
    const f = (p: { x: Arr; updates: Arr }): Arr => sum(scatterAdd(p.x, [2, 0, 2], p.updates).mul(array([1, 10, 100])));
    expectTree(grad(f)({ x: zeros([3]), updates: array([1, 2, 3]) }), { x: [1, 10, 100], updates: [100, 1, 100] });
  });

  it("is the transpose of take", () => {
    const weights = array([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    const cotangent = grad((x: Arr) => sum(take(x, [1, 0, 1]).mul(weights)))(table);
    expectTree(cotangent, plain(scatterAdd(zeros([2, 3]), [1, 0, 1], weights)));
  });

  it("refuses updates of another shape", () => {
    expect(messageOf(() => scatterAdd(zeros([3]), [0, 1], array([1])))).toMatchInlineSnapshot(
      `"ShapeError in scatterAdd(): expected updates of shape [2], received f64[1]."`,
    );
    expect(messageOf(() => scatterAdd(zeros([3]), [3], array([1])))).toMatchInlineSnapshot(
      `"IndexError at indices[0] in scatterAdd(): expected a whole number from -3 to 2, received 3."`,
    );
  });
});
