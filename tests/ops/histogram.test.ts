/** histogram and softHistogram: counts against a loop, totals, and the derivatives that there are. */

import { type Arr, array, checkGrads, grad, histogram, jit, linspace, softHistogram, sum, vmap, zeros } from "fluxion";
import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import { expectClose } from "../support/arrays.ts";
import { messageOf } from "../support/message-of.ts";
import { expectTree } from "../support/trees.ts";

const targets = ["reference", "wasm"] as const;

describe("histogram", () => {
  it("counts as numpy.histogram does: lower edges in, the last upper edge too, nothing outside", () => {
    const random = seedrandom("histogram");
    const edges = [-1, 0, 0.5, 2, 2, 3];
    const numbers = Array.from({ length: 300 }, () => Math.floor(12 * random()) / 2 - 2);
    const x = array([...numbers, NaN, Infinity, -Infinity]);
    const expected = edges.slice(1).map((high, bin) => {
      const last = bin === edges.length - 2;
      return numbers.filter((each) => each >= edges[bin]! && (each < high || (last && each === high))).length;
    });
    for (const target of targets) {
      const counts = jit((y: Arr) => histogram(y, edges), { target })(x);
      expect([counts.dtype, ...counts.toArray()]).toEqual(["i32", ...expected]);
    }
  });

  it("adds weights, in their type, and differentiates in them", () => {
    const x = array([
      [0.5, 1.5],
      [1.7, 9],
    ]);
    const weights = array(
      [
        [1, 2],
        [4, 8],
      ],
      { dtype: "f32" },
    );
    const sums = histogram(x, [0, 1, 2], { weights });
    expect([sums.dtype, sums.toNested()]).toEqual(["f32", [1, 6]]);
    expect(histogram(x, array([0, 1, 2]), { weights: 0.5 }).toNested()).toEqual([0.5, 1]);
    const f = (w: Arr): Arr => sum(histogram(x, [0, 1, 2], { weights: w }).square());
    expectTree(
      jit(grad(f))(
        array([
          [1, 2],
          [4, 8],
        ]),
      ),
      [
        [2, 12],
        [12, 0],
      ],
    );
    expect(vmap((row: Arr) => histogram(row, [0, 1, 2]))(x).toNested()).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(histogram(zeros([0]), [0, 1]).toNested()).toEqual([0]);
  });

  it("says why positions have no derivative", () => {
    const f = (x: Arr): Arr => sum(histogram(x, [0, 1, 2], { weights: x }));
    expect(messageOf(() => grad(f)(array([0.5])))).toMatch(
      /histogram has no derivative \(counts in bins jump where a position crosses an edge and are constant elsewhere; softHistogram has a derivative\)/,
    );
  });

  it("refuses edges out of order and weights that do not fit", () => {
    expect(messageOf(() => histogram(zeros([3]), [0, 2, 1]))).toMatchInlineSnapshot(
      `"ParameterError at edges[2] in histogram(): expected at least edges[1] = 2, received 1."`,
    );
    expect(messageOf(() => histogram(zeros([3]), [0]))).toMatchInlineSnapshot(
      `"ShapeError at edges in histogram(): expected [k + 1] with k >= 1, a bin between each two of them, received f64[1]."`,
    );
    expect(messageOf(() => histogram(zeros([3]), [0, 1], { weights: zeros([2]) }))).toMatchInlineSnapshot(
      `"ShapeError at weights in histogram(): expected a weight for each position of shape [3], received f64[2]."`,
    );
  });
});

describe("softHistogram", () => {
  const random = seedrandom("soft");
  const x = array(Array.from({ length: 40 }, () => 4 * random()));
  const weights = array(Array.from({ length: 40 }, () => random()));
  const edges = [0, 0.5, 1.7, 2.5, 4];

  it("shares a position between the two nearest centres", () => {
    expect(softHistogram(array([0.5, 1.75, 0, 3]), [0, 1, 2, 3]).toNested()).toEqual([2, 0.75, 1.25]);
    expect(softHistogram(array([0.3, 5]), [0, 1]).toNested()).toEqual([1]);
  });

  it("conserves weight: exactly between the edges, and everywhere where it is held", () => {
    const total = sum(weights);
    // Sums of 40 terms of order 1 in another order.
    expectClose([softHistogram(x, edges, { weights }).sum()], [total], 1e-14);
    const wide = array([-3, NaN, 2, 7]);
    expect(softHistogram(wide, edges).sum().item()).toBe(1);
    expect(softHistogram(wide, edges, { outside: "hold" }).sum().item()).toBe(3);
    const smooth = { kernel: "logistic", width: 0.8, weights, outside: "hold" } as const;
    expectClose([softHistogram(x, edges, smooth).sum()], [total], 1e-14);
    expect(
      softHistogram(x, edges, { ...smooth, outside: "drop" })
        .sum()
        .item(),
    ).toBeLessThan(total.item());
    expect(softHistogram(wide, edges, { kernel: "logistic", width: 0.1, outside: "hold" }).sum().item()).toBeCloseTo(
      3,
      14,
    );
  });

  it("tends to the hard histogram as clouds shrink", () => {
    const points = array([0.2, 0.8, 1.2, 2, 3, 3.9]);
    // The nearest edge is 0.1 away: exp(-100) of each cloud lies beyond it.
    const soft = softHistogram(points, edges, { kernel: "logistic", width: 1e-3 });
    expectClose([soft], [histogram(points, edges).cast("f64")], 1e-15);
  });

  it("has the derivatives of its value, in positions, weights, edges and width", () => {
    const marks = array([1, -2, 3, 0.5]);
    const smooth = (p: { x: Arr; w: Arr; edges: Arr; width: Arr }): Arr =>
      sum(softHistogram(p.x, p.edges, { kernel: "logistic", width: p.width, weights: p.w }).square().mul(marks));
    const at = { x: x.slice([0, 6]), w: weights.slice([0, 6]), edges: array(edges), width: array(0.3) };
    checkGrads(smooth, [at], { order: 2 });
    // Away from the centres, where the slope of the linear kernel jumps.
    const linear = (p: { x: Arr; w: Arr }): Arr => sum(softHistogram(p.x, [0, 1, 2, 3], { weights: p.w }).square());
    checkGrads(linear, [{ x: array([0.7, 1.2, 2.1, 0.2]), w: array([1, 2, 3, 4]) }], { order: 1 });
    expectTree(grad((p: Arr) => softHistogram(p, [0, 1, 2, 3]).slice(0))(array([NaN, 0.75])), [0, -1]);
  });

  it("is the same compiled, and mapped over a batch", () => {
    for (const options of [{}, { outside: "hold" }, { kernel: "logistic", width: 0.2 }] as const) {
      const f = (p: Arr): Arr => softHistogram(p, linspace(0.5, 3, 7), options);
      // The logistic function to 2 ulp, sums in another order.
      expectClose([jit(f)(x)], [f(x)], 1e-14);
      expectClose([jit(vmap(f))(x.reshape(4, 10))], [vmap(f)(x.reshape(4, 10))], 1e-14);
    }
  });

  it("refuses a width that is not positive", () => {
    expect(messageOf(() => softHistogram(x, edges, { kernel: "logistic", width: 0 }))).toMatchInlineSnapshot(
      `"ParameterError at width in softHistogram(): expected more than 0, received 0."`,
    );
  });
});
