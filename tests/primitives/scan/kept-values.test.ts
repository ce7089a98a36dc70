/** What a loop keeps for its derivative: the least that saves the most, and never more than its carries. */

import { type Arr, emit, grad, jvp, log1p, ones, scan, sqrt, square, tanh, trace, zeros } from "fluxion";
import { describe, expect, it } from "vitest";
import { sizeOf } from "../../../src/array/shape.ts";
import type { Program } from "../../../src/program/program.ts";
import { expectTree } from "../../support/trees.ts";

const LENGTH = 50;

/** Names of what the second, backward loop computes, and how many numbers a step the first one keeps for it. */
function loopsOf(f: (x: Arr) => Arr, x: Arr): { backward: string[]; kept: number } {
  const { equations } = trace(grad(f))(x).program;
  const loops = equations.filter(({ primitive }) => primitive.name === "scan");
  const last = loops.at(-1)!;
  const read = new Set<unknown>(last.operands);
  // A first loop that keeps nothing is not there: nobody asks for its result.
  const results = loops.slice(0, -1).flatMap((loop) => loop.results);
  const kept = results.filter((result) => read.has(result) && result.type.shape[0] === LENGTH);
  const { body } = last.attributes as Readonly<{ body: Program }>;
  return {
    backward: body.equations.map(({ primitive }) => primitive.name),
    kept: kept.reduce((sum, { type }) => sum + sizeOf(type.shape) / LENGTH, 0),
  };
}

const after = (step: (s: Arr) => Arr) => (x: Arr) => scan(step, x, { length: LENGTH }).carry.sum();

describe("a loop's derivative", () => {
  it("keeps the result of a costly function that its derivative reads, in place of the carry", () => {
    const { backward, kept } = loopsOf(after(tanh), ones([10]));
    expect(backward).not.toContain("tanh");
    expect(kept).toBe(10);
  });

  it("keeps nothing of a step that is linear", () => {
    const settled = after((s) => s.mul(0.9).add(1));
    expect(loopsOf((x) => settled(x).square(), ones([10])).kept).toBe(0);
  });

  it("keeps no more than the carry, however large the values within a step are", () => {
    const spread = (s: Arr): Arr =>
      s
        .add(ones([1000]))
        .sin()
        .mean();
    const { backward, kept } = loopsOf(after(spread), zeros([]));
    expect(kept).toBe(1);
    // sin is not kept; its derivative is a cosine of what is computed again.
    expect(backward).toContain("cos");
  });

  it("keeps positions after a drift rather than positions and velocities before it", () => {
    const orbit = (start: Arr): Arr =>
      scan(
        ([x, v]: readonly [Arr, Arr]): readonly [Arr, Arr] => {
          const next = x.add(v.mul(0.01));
          const r = sqrt(square(next).add(1));
          return [next, v.sub(next.mul(log1p(r).div(r.pow(3)).mul(0.01)))];
        },
        [start, start.mul(0)] as const,
        { length: LENGTH },
      ).carry[0].sum();
    const { backward, kept } = loopsOf(orbit, ones([10]));
    expect(kept).toBeLessThanOrEqual(20);
    expect(backward).not.toContain("log1p");
  });

  it("is that of the loop of values and tangents together", () => {
    const f = (x: Arr): Arr => {
      const { carry, ys } = scan(
        (s: Arr) => {
          const t = s.sin().mul(s.exp().add(2).log());
          return emit(t.tanh().add(s.mul(0.5)), t.square());
        },
        x,
        { length: LENGTH },
      );
      return carry.mul(ys.sum(0)).sum();
    };
    const x = ones([1]).mul(0.3);
    // One input: the gradient is the derivative along it. Rounding of fifty steps, each contracting.
    expectTree(grad(f)(x), [jvp(f, [x], [ones([1])]).tangent.item()], 1e-13);
  });
});
