/** The arena: blocks alive together never overlap, and space is used again. */

import { type Arr, scan, trace, valueAndGrad } from "fluxion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, pack, paddedSize } from "../../../src/compile/plan/arena.ts";
import { optimizeAndPlan } from "../../../src/compile/wasm/compile-wasm.ts";
import { meanSquaredDistance, parameters } from "../../bench/leapfrog-fluxion.ts";
import { leapfrogProblem } from "../../bench/leapfrog-problem.ts";
import { programOf, uniform } from "../support.ts";

const arenaBytes = (f: (...xs: Arr[]) => Arr | readonly Arr[], ...args: Arr[]): number =>
  optimizeAndPlan(programOf(f, args)).layout.arenaBytes;

describe("packing", () => {
  it("keeps blocks that live together apart, and needs no more than the most that lives at once needs in some order", () => {
    const block = fc.record({ first: fc.nat({ max: 20 }), length: fc.nat({ max: 6 }), size: fc.nat({ max: 10_000 }) });
    const few = fc.array(block, { maxLength: 40 });
    const many = fc.array(block, { minLength: 300, maxLength: 400 });
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: few }, many), (drafts) => {
        const blocks = drafts.map(({ first, length, size }): Block => ({
          first,
          last: first + length,
          size,
          address: -1,
        }));
        const end = pack(blocks, 64);
        blocks.forEach((a, i) => {
          expect(a.address).toBeGreaterThanOrEqual(64);
          expect(a.address % 16).toBe(0);
          expect(a.address + a.size).toBeLessThanOrEqual(end);
          for (const b of blocks.slice(i + 1)) {
            const together = a.first <= b.last && b.first <= a.last && a.size > 0 && b.size > 0;
            if (together) expect(a.address + a.size <= b.address || b.address + b.size <= a.address).toBe(true);
          }
        });
        const total = blocks.reduce((sum, { size }) => sum + paddedSize(size), 0);
        expect(end - 64).toBeLessThanOrEqual(total);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("uses the room of what is no longer needed", () => {
    const chain = [0, 1, 2, 3, 4].map((first): Block => ({ first, last: first + 1, size: 1024, address: -1 }));
    expect(pack(chain, 0)).toBe(2 * paddedSize(1024));
  });

  it("keeps large arrays off the same places of the cache", () => {
    expect(paddedSize(8192) % 4096).not.toBe(0);
    expect(paddedSize(24)).toBe(32);
  });
});

describe("the memory of a program", () => {
  const x = uniform([1000], 1);

  it("does not grow with the length of a chain of sums", () => {
    const chain = (length: number) => (a: Arr) => {
      let value = a;
      for (let i = 0; i < length; i++) value = value.sub(value.sum());
      return value;
    };
    // Each sum ends a loop, so every second value passes through memory: two arrays and the input, whatever the length.
    expect(arenaBytes(chain(20), x)).toBe(arenaBytes(chain(10), x));
    expect(arenaBytes(chain(20), x)).toBeLessThan(3.2 * 8000);
  });

  it("of a reverse loop is little more than the carries that it must keep", () => {
    const steps = 500;
    const loss = (a: Arr): Arr =>
      scan((c) => c.mul(a).sin().add(c), a, { length: steps })
        .carry.square()
        .sum();
    const bytes = arenaBytes((a) => {
      const { value, grad } = valueAndGrad(loss)(a);
      return [value, grad];
    }, x);
    expect(bytes / (steps * 8000)).toBeLessThan(1.02);
  });

  it("of the gradient of 300 leapfrog steps is little more than the six coordinates of each", () => {
    const problem = leapfrogProblem(64, 300);
    const loss = meanSquaredDistance(problem);
    const { program } = trace((p: ReturnType<typeof parameters>) => valueAndGrad(loss)(p))(parameters(problem));
    const carries = problem.steps * 6 * 64 * 8;
    expect(optimizeAndPlan(program).layout.arenaBytes / carries).toBeLessThan(1.1);
  });
});
