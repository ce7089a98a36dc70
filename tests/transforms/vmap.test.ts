/** vmap: equal to a loop over elements, for every way to say what is mapped. */

import {
  add,
  type Arr,
  array,
  concat,
  gather,
  grad,
  jit,
  matMul,
  max,
  mul,
  ones,
  stack,
  sum,
  take,
  vmap,
  linalg,
} from "fluxion";
import { describe, expect, expectTypeOf, it } from "vitest";
import { messageOf } from "../support/message-of.ts";
import { expectTree, plain } from "../support/trees.ts";

interface Line {
  readonly slope: Arr;
  readonly offset: Arr;
}
const line = (p: Line, x: Arr): Arr => add(mul(p.slope, x), p.offset);

describe("what is mapped", () => {
  const slopes = array([1, 2, 3]);
  const xs = array([10, 20, 30]);

  it("is axis 0 of every leaf by default", () => {
    expectTree(vmap(line)({ slope: slopes, offset: array([4, 5, 6]) }, xs), [14, 45, 96]);
  });

  it("is said for each argument, or for each leaf of it", () => {
    expectTree(vmap(line, { in: [null, 0] })({ slope: 2, offset: 1 }, xs), [21, 41, 61]);
    expectTree(vmap(line, { in: [0, null] })({ slope: slopes, offset: slopes }, 2), [3, 6, 9]);
    expectTree(vmap(line, { in: [{ slope: 0, offset: null }, null] })({ slope: slopes, offset: 1 }, 2), [3, 5, 7]);
    // A key that is left out is mapped.
    expectTree(vmap(line, { in: [{ offset: null }, null] })({ slope: slopes, offset: 1 }, 2), [3, 5, 7]);
    expectTree(vmap((list: readonly Arr[]) => add(list[0]!, list[1]!), { in: [[0, null]] })([slopes, 1]), [2, 3, 4]);
  });

  it("may lie on any axis, counted from either end", () => {
    const table = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expectTree(vmap((row: Arr) => sum(row))(table), [6, 15]);
    expectTree(vmap((column: Arr) => sum(column), { in: 1 })(table), [5, 7, 9]);
    expectTree(vmap((column: Arr) => sum(column), { in: -1 })(table), [5, 7, 9]);
  });
});

describe("where results go", () => {
  const table = array([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  it("is axis 0, another one, or one for each leaf", () => {
    const f = (row: Arr): { doubled: Arr; total: Arr } => ({ doubled: mul(row, 2), total: sum(row) });
    const doubled = mul(table, 2);
    expectTree(vmap(f)(table), { doubled: plain(doubled), total: [6, 15] });
    expectTree(vmap((row: Arr) => mul(row, 2), { out: 1 })(table), plain(doubled.T));
    expectTree(vmap((row: Arr) => mul(row, 2), { out: -1 })(table), plain(doubled.T));
    expectTree(vmap(f, { out: { doubled: 1, total: 0 } })(table), { doubled: plain(doubled.T), total: [6, 15] });
  });

  it("repeats a result that is the same for all, unless out is null for it", () => {
    const f = (row: Arr, shared: Arr): { row: Arr; shared: Arr; constant: Arr } => ({
      row,
      shared: mul(shared, 2),
      constant: array(7),
    });
    expectTree(vmap(f, { in: [0, null] })(table, 3), { row: plain(table), shared: [6, 6], constant: [7, 7] });
    expectTree(vmap(f, { in: [0, null], out: { row: 0, shared: null, constant: null } })(table, 3), {
      row: plain(table),
      shared: 6,
      constant: 7,
    });
  });
});

describe("vmap of vmap", () => {
  const [a, b] = [array([1, 2, 3]), array([10, 20])];

  it("makes tables", () => {
    const outer = vmap(
      vmap((x: Arr, y: Arr) => mul(x, y), { in: [null, 0] }),
      { in: [0, null] },
    );
    expectTree(outer(a, b), [
      [10, 20],
      [20, 40],
      [30, 60],
    ]);
    expectTree(jit(outer)(a, b), [
      [10, 20],
      [20, 40],
      [30, 60],
    ]);
  });

  it("closes over the values of the outer one", () => {
    const f = (x: Arr): Arr => vmap((y: Arr) => add(x, y))(b);
    expectTree(vmap(f)(a), [
      [11, 21],
      [12, 22],
      [13, 23],
    ]);
  });

  it("is the identity on what it does not touch", () => {
    const cube = array([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ]);
    expectTree(vmap(vmap((v: Arr) => v))(cube), plain(cube));
    expectTree(
      vmap(
        vmap((v: Arr) => v, { in: 1, out: 1 }),
        { in: 2, out: 2 },
      )(cube),
      plain(cube),
    );
  });
});

describe("operations that treat axes", () => {
  const batch = array([
    [
      [4, 1],
      [1, 3],
    ],
    [
      [9, 2],
      [2, 5],
    ],
  ]);

  it.each<[string, (m: Arr) => Arr]>([
    ["sum over an axis", (m) => sum(m, 0)],
    ["sum over the last axis, kept", (m) => sum(m, -1, { keepDims: true })],
    ["max of all", (m) => max(m)],
    ["transpose", (m) => m.T],
    ["reshape", (m) => m.reshape(4)],
    ["slice", (m) => m.slice([null, null, -1], 0)],
    ["flip", (m) => m.flip(1)],
    ["concat", (m) => concat([m, ones([1, 2])])],
    ["stack", (m) => stack([m, m.neg()], 1)],
    ["take", (m) => take(m, [1, 0, 1], 1)],
    ["matMul", (m) => matMul(m, array([1, 2]))],
    ["matMul with itself", (m) => matMul(m, m)],
    ["cholesky", (m) => linalg.cholesky(m)],
    ["solve", (m) => linalg.solve(m, array([1, 2]))],
    ["broadcasting", (m) => add(m, array([100, 200]))],
    ["an own axis", (m) => m.expandDims(1).squeeze(1)],
  ])("%s", (_name, f) => {
    const looped = stack([f(batch.slice(0)), f(batch.slice(1))]);
    expectTree(vmap(f)(batch), plain(looped));
    expectTree(jit(vmap(f))(batch), plain(looped));
    expectTree(
      vmap(f, { in: 1, out: -1 })(batch.transpose([1, 0, 2])),
      plain(looped.transpose([...looped.shape.keys()].slice(1).concat(0))),
    );
  });

  it("indices that differ along the batch", () => {
    const table = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const indices = array(
      [
        [2, 0],
        [1, 1],
      ],
      { dtype: "i32" },
    );
    expectTree(vmap((row: Arr, i: Arr) => take(row, i))(table, indices), [
      [3, 1],
      [5, 5],
    ]);
    expectTree(vmap((i: Arr) => take(array([10, 20, 30]), i))(indices), [
      [30, 10],
      [20, 20],
    ]);
    expectTree(vmap((row: Arr, i: Arr) => take(row, i), { in: [0, null] })(table, indices.slice(0)), [
      [3, 1],
      [6, 4],
    ]);
    const nested = vmap((rows: Arr, i: Arr) => gather(rows, i, { axis: 1, batchRank: 1 }))(
      stack([table, mul(table, 10)]),
      stack([indices, indices]),
    );
    expectTree(nested, [
      [
        [3, 1],
        [5, 5],
      ],
      [
        [30, 10],
        [50, 50],
      ],
    ]);
  });
});

describe("mapped gradients", () => {
  it("are gradients of the elements", () => {
    const f = (p: Line, x: Arr): Arr => line(p, x).square();
    const p = { slope: array([1, 2]), offset: array([0.5, -1]) };
    const gradients = vmap(grad(f), { in: [0, null] })(p, 3);
    expectTypeOf(gradients).toEqualTypeOf<Line>();
    expectTree(gradients, { slope: [2 * 3.5 * 3, 2 * 5 * 3], offset: [7, 10] });
  });

  it("of a sum over the batch are the same", () => {
    const f = (x: Arr): Arr => x.sin().prod();
    const xs = array([
      [0.1, 0.2],
      [0.3, 0.4],
    ]);
    expectTree(grad((all: Arr) => sum(vmap(f)(all)))(xs), plain(vmap(grad(f))(xs)));
  });
});

describe("a batch of nothing", () => {
  it("is an empty result", () => {
    expect(vmap((x: Arr) => stack([x, x]))(array([])).shape).toEqual([0, 2]);
  });
});

describe("what vmap refuses", () => {
  const xs = array([1, 2, 3]);

  it("axes that are not there", () => {
    expect(messageOf(() => vmap(line)({ slope: xs, offset: 1 }, xs))).toMatchInlineSnapshot(
      `"ShapeError at arguments[0].offset in vmap(): expected an array with axis 0 to map over, received f64[]. Say { in: null } for arguments that all elements share, or give one entry an argument: { in: [null, 0] }."`,
    );
    expect(messageOf(() => vmap((x: Arr) => x, { in: 1 })(xs))).toMatchInlineSnapshot(
      `"AxisError at params in vmap(): expected an axis from -1 to 0 to map over, received 1."`,
    );
    expect(messageOf(() => vmap((x: Arr) => x, { in: 0.5 })(xs))).toMatchInlineSnapshot(
      `"OptionError at in in vmap(): expected a whole number, received the number 0.5."`,
    );
    expect(messageOf(() => vmap((x: Arr) => ({ x }), { out: 2 })(xs))).toMatchInlineSnapshot(
      `"AxisError at result.x in vmap(): expected an axis from -1 to 0 to map over, received 2."`,
    );
  });

  it("lengths that differ, and nothing to map", () => {
    expect(messageOf(() => vmap(line)({ slope: xs, offset: xs }, array([1, 2])))).toMatchInlineSnapshot(
      `"ShapeError at arguments[1] in vmap(): expected length 3 on axis 0, as arguments[0].offset has, received f64[2]."`,
    );
    expect(messageOf(() => vmap((x: Arr) => x, { in: null })(xs))).toMatchInlineSnapshot(
      `"ShapeError in vmap(): expected at least one mapped leaf, received none. Every entry of "in" is null."`,
    );
    expect(messageOf(() => vmap((x: Arr) => ({ x }), { out: null })(xs))).toMatchInlineSnapshot(
      `"ShapeError at result.x in vmap(): out is null for it, but it differs along the mapped axis. Say on which axis it shall be stacked."`,
    );
  });

  it("entries that do not fit the arguments", () => {
    expect(messageOf(() => vmap(line, { in: [0] })({ slope: xs, offset: xs }, xs))).toMatchInlineSnapshot(
      `"TreeError at in in vmap(): expected an axis, null, or a list of 2, received a list of 1. The list has one entry for each argument."`,
    );
    expect(messageOf(() => vmap(line, { in: { slope: 0 } })({ slope: xs, offset: xs }, xs))).toMatchInlineSnapshot(
      `"TreeError at in in vmap(): expected an axis, null, or a list of 2, received an object with key slope. The list has one entry for each argument."`,
    );
    expect(messageOf(() => vmap(line, { in: [{ slop: 0 }, 0] })({ slope: xs, offset: xs }, xs))).toMatchInlineSnapshot(
      `"TreeError at in[0] in vmap(): expected an axis, null, or keys among slope, offset, received an object with key slop."`,
    );
    expect(messageOf(() => vmap((x: Arr) => x, { in: [[0]] })(xs))).toMatchInlineSnapshot(
      `"TreeError at in[0] in vmap(): expected an axis or null, received a list of 1."`,
    );
    expect(messageOf(() => vmap((x: Arr) => x, { in: "0" as unknown as number })(xs))).toMatchInlineSnapshot(
      `"OptionError at in in vmap(): expected a whole number, received the string "0"."`,
    );
    expect(messageOf(() => vmap((x: Arr) => [x, x], { out: [0] })(xs))).toMatchInlineSnapshot(
      `"TreeError at out in vmap(): expected an axis, null, or a list of 2, received a list of 1."`,
    );
  });
});
