/** Fusion: which equations share a loop nest, what stays in registers, what is computed in place. */

import { type Arr, concat, emit, matMul, scan, stack } from "fluxion";
import { describe, expect, it } from "vitest";
import { showCompiled } from "../../../src/compile/show.ts";
import { commonRefinement, refineStrides } from "../../../src/compile/schedule/iteration-space.ts";
import { programOf, uniform } from "../support.ts";

const show = (f: (...xs: Arr[]) => Arr | readonly Arr[], ...args: Arr[]): string[] =>
  showCompiled(programOf(f, args)).split("\n").slice(1, -1);

const x = uniform([64], 1);

describe("iteration spaces", () => {
  it("have a common refinement when their axes nest", () => {
    expect(commonRefinement([12], [3, 4])).toEqual([3, 4]);
    expect(commonRefinement([3, 4], [4, 3])).toBeUndefined();
    expect(commonRefinement([2, 6], [6, 2])).toEqual([2, 3, 2]);
    expect(commonRefinement([2, 6], [4, 3])).toEqual([2, 2, 3]);
    expect(commonRefinement([], [])).toEqual([]);
    expect(refineStrides([6, 2], [2, 1], [2, 3, 2])).toEqual([6, 2, 1]);
    expect(refineStrides([12], [-1], [3, 4])).toEqual([-4, -1]);
  });
});

describe("fusion", () => {
  it("puts a chain and its sums into one loop", () => {
    expect(show((a) => [a.mul(2).exp().add(a).sum(), a.square().sum()], x)).toEqual([
      "kernel 64 (4 at a time): mul, exp, add, reduce sum, square, reduce sum; input0:f64[64] -> value0:f64[1] value1:f64[1]",
    ]);
  });

  it("waits for a sum before what reads it", () => {
    const steps = show((a) => a.sub(a.sum()), x);
    expect(steps.map((step) => step.split(";")[0])).toEqual([
      "kernel 64 (8 at a time): reduce sum",
      "kernel 64 (8 at a time): sub",
    ]);
  });

  it("computes late what only later loops read", () => {
    // exp(a) is needed beside the sum only: it goes there instead of through memory.
    const steps = show((a) => a.exp().mul(a.sin().sum()), x);
    expect(steps).toEqual([
      "kernel 64 (4 at a time): sin, reduce sum; input0:f64[64] -> value0:f64[1]",
      "kernel 64 (4 at a time): exp, mul; input0:f64[64] value0:f64[1] -> value1:f64[64]",
    ]);
  });

  it("reads views in place and fuses across shapes", () => {
    expect(show((a) => a.reshape(8, 8).T.add(a.reshape(8, 8)), x).length).toBe(1);
    expect(show((a) => [a.reshape(8, 8).mul(2), a.reshape(4, 16).add(1)], x).length).toBe(1);
  });

  it("merges axes that all accesses walk as one", () => {
    const y = uniform([4, 5, 6], 1);
    expect(show((a) => a.mul(2), y)[0]).toMatch(/^kernel 120 /);
    expect(show((a) => a.sum([1, 2]), y)[0]).toMatch(/^kernel 4 x 30 /);
    expect(show((a) => a.sum(0), y)[0]).toMatch(/^kernel 4 x 30 /);
    expect(show((a) => a.sum(1), y)[0]).toMatch(/^kernel 4 x 5 x 6 /);
  });

  it("writes the parts of a larger array where they belong", () => {
    expect(show((a) => concat([a.mul(2), a.add(1)]), x)).toEqual([
      "kernel 64 (8 at a time): mul, add; input0:f64[64] -> value0:f64[128]",
    ]);
    expect(show((a) => stack([a.sum(), a.max()]), x)).toEqual([
      "kernel 64 (8 at a time): reduce sum, reduce max; input0:f64[64] -> value0:f64[2]",
    ]);
    const m = uniform([8, 8], 1);
    expect(show((a) => concat([matMul(a, a), a]), m)).toEqual([
      "matMul input0:f64[64] -> value0:f64[64] value1:f64[128]",
      "kernel 64 (8 at a time): copy; input0:f64[64] -> value1:f64[128]",
    ]);
  });
});

describe("loops", () => {
  it("update carries in place and write stacks directly", () => {
    const steps = show((a) => {
      const { carry, ys } = scan((c: Arr) => emit(c.mul(a).add(1), c), a, { length: 5 });
      return [carry, ys];
    }, x);
    expect(steps).toEqual([
      "kernel 64 (8 at a time): copy; input0:f64[64] -> value0:f64[64]",
      "loop 5 times",
      "  kernel 64 (8 at a time): mul, add; value0:f64[64] input0:f64[64] -> value1:f64[320] value0:f64[64] (in place)",
    ]);
  });

  it("place sums and products in their carries", () => {
    const m = uniform([4, 4], 1);
    const steps = show(
      (a) =>
        scan(({ p, s }) => ({ p: matMul(p, a), s: s.add(a.sum()).mul(p.sum()) }), { p: a, s: a.max() }, { length: 3 })
          .carry.s,
      m,
    );
    // The sum reads the old product in the pass that overwrites it; its own carry is updated where it lies.
    expect(steps.filter((step) => step.startsWith("  "))).toEqual([
      "  matMul value0:f64[16] input0:f64[16] -> value3:f64[16] value4:f64[16]",
      "  kernel 16 (8 at a time): reduce sum; value0:f64[16] value4:f64[16] -> value0:f64[16] (in place) value5:f64[1]",
      "  kernel scalar: add, mul; value1:f64[1] value2:f64[1] value5:f64[1] -> value1:f64[1] (in place)",
    ]);
  });
});
