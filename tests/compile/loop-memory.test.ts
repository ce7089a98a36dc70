/** What a loop needs per step: nothing. Carries lie in one place each, and memory does not grow with the number of steps. */

import { type Arr, grad, scan } from "fluxion";
import { describe, expect, it } from "vitest";
import { showCompiled } from "../../src/compile/show.ts";
import { optimizeAndPlan } from "../../src/compile/wasm/compile-wasm.ts";
import { programOf, uniform } from "./support.ts";

const carries = Array.from({ length: 12 }, (_, i) => uniform([100], i));

/** Twelve coupled oscillators, each pulled by its neighbour as it was before the step. */
const coupled =
  (length: number) =>
  (...start: Arr[]): Arr[] => {
    const step = (xs: readonly Arr[]): Arr[] => xs.map((x, i) => x.mul(0.9).add(xs[(i + 1) % xs.length]!.mul(0.1)));
    return [...scan(step as (xs: Arr[]) => Arr[], start, { length }).carry];
  };

describe("a loop with many carries", () => {
  it("takes the same memory for any number of steps", () => {
    const bytes = (length: number): number => optimizeAndPlan(programOf(coupled(length), carries)).layout.arenaBytes;
    expect(bytes(1000)).toBe(bytes(3));
    // Inputs and carries, and nothing else: all twelve are exchanged in one loop nest.
    expect(bytes(1000)).toBeLessThan(12 * 2 * (800 + 128));
  });

  it("overwrites them in place, in one loop nest", () => {
    const listing = showCompiled(programOf(coupled(1000), carries)).split("\n");
    const body = listing.slice(listing.findIndex((line) => line.startsWith("loop")) + 1, -1);
    expect(body).toHaveLength(1);
    expect(body[0]!.match(/\(in place\)/g)).toHaveLength(12);
  });

  it("keeps one copy of each carry a step for the gradient, and that is all that grows", () => {
    const total = (length: number) => (x: Arr) => scan((s: Arr) => s.mul(0.9).tanh(), x, { length }).carry.sum();
    const bytes = (length: number): number =>
      optimizeAndPlan(programOf(grad(total(length)), [carries[0]!])).layout.arenaBytes;
    // A hundred numbers of eight bytes a step; blocks are rounded up to an odd number of cache lines.
    expect(bytes(1000) - bytes(500)).toBeGreaterThanOrEqual(500 * 800 - 128);
    expect(bytes(1000) - bytes(500)).toBeLessThanOrEqual(500 * 800 + 128);
  });
});
