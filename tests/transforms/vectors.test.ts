/** Functions of vectors as methods call them: the same numbers as without compilation, call after call. */
import { describe, expect, it } from "vitest";
import { type Arr, array, concat, exp, grad, jit } from "../../src/index.ts";
import { compileVectors } from "../../src/transforms/vectors.ts";
import { minimize, nelderMead, sample } from "../../inference/index.ts";

const options = { target: undefined, where: "test" } as const;

describe("compileVectors", () => {
  it.each(["wasm", "reference"] as const)("returns new arrays in the order of the leaves, on %s", (target) => {
    const f = compileVectors(([x, y], [scale]) => ({ b: x!.mul(y!).mul(scale!), a: x!.sum() }), {
      ...options,
      sizes: [2, 2],
      fixed: [array(10)],
      target,
    });
    const first = f(Float64Array.of(1, 2), Float64Array.of(3, 4));
    const second = f(Float64Array.of(5, 6), Float64Array.of(1, 1));
    // Keys in sorted order; the first result is untouched by the second call.
    expect(first).toEqual([Float64Array.of(3), Float64Array.of(30, 80)]);
    expect(second).toEqual([Float64Array.of(11), Float64Array.of(50, 60)]);
  });

  it("has what is fixed at every call, though a run may write over its inputs", () => {
    const held = array([1, 2, 3]);
    const f = compileVectors(([x], [fixed]) => exp(fixed!.mul(2)).add(x!), { ...options, sizes: [3], fixed: [held] });
    const expected = Float64Array.of(1, 2, 3).map((value) => Math.exp(2 * value));
    for (let call = 0; call < 3; call++) {
      const [values] = f(new Float64Array(3));
      // A unit in the last place between this exponential and that of the engine, relative.
      values!.forEach((value, i) => expect(value / expected[i]! - 1).toBeCloseTo(0, 14));
    }
    expect(held.toNested()).toEqual([1, 2, 3]);
  });

  it("returns a vector that comes out as it went in, and constants", () => {
    const f = compileVectors(([x]) => [x!, array([7]), concat([x!, x!])], { ...options, sizes: [1], fixed: [] });
    const input = Float64Array.of(4);
    const [same, seven, twice] = f(input);
    expect([same, seven, twice]).toEqual([Float64Array.of(4), Float64Array.of(7), Float64Array.of(4, 4)]);
    expect(same).not.toBe(input);
  });

  it("casts to double precision", () => {
    const f = compileVectors(([x]) => x!.cast("f32"), { ...options, sizes: [1], fixed: [] });
    expect(f(Float64Array.of(0.1))[0]).toEqual(Float64Array.of(Math.fround(0.1)));
  });
});

describe("a fit", () => {
  it("inside of a function that is being traced says that a value is not known", () => {
    const outer = (scale: Arr): Arr => minimize((p: { x: Arr }) => p.x.sub(scale).square(), { x: 0 }).params.x;
    expect(() => grad(outer)(2)).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: TracerError in minimize() (tests/transforms/vectors.test.ts:52:40): what is to be compiled reads a value that is not known, since the function around it is being traced. Call it outside of grad, jit and vmap. The derivative of a minimum by what its function reads is that of implicit.argmin, with a solve that returns the minimum found outside: () => fit.params.]`,
    );
    expect(() => jit(outer)(2)).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: TracerError in minimize() (tests/transforms/vectors.test.ts:52:40): what is to be compiled reads a value that is not known, since the function around it is being traced. Call it outside of grad, jit and vmap. The derivative of a minimum by what its function reads is that of implicit.argmin, with a solve that returns the minimum found outside: () => fit.params.]`,
    );
  });

  it("and a sampler say so alike", () => {
    const outer = (scale: Arr): Arr =>
      sample((p: { x: Arr }) => p.x.sub(scale).square().neg(), { x: 0 }, { draws: 1 }).mean().x;
    expect(() => grad(outer)(2)).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: TracerError in sample() (tests/transforms/vectors.test.ts:63:7): what is to be compiled reads a value that is not known, since the function around it is being traced. Call it outside of grad, jit and vmap. The derivative of a minimum by what its function reads is that of implicit.argmin, with a solve that returns the minimum found outside: () => fit.params.]`,
    );
  });

  it("without derivatives of what is no scalar says so", () => {
    const method = nelderMead();
    const squares = (p: { x: Arr }): Arr => p.x.square();
    expect(() => minimize(squares, { x: array([1, 2]) }, { method })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: ShapeError in minimize(): the objective does not return a scalar. Received 2 numbers. Sum what it returns, as in residuals.square().sum().]`,
    );
  });
});
