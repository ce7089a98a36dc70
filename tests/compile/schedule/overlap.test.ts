/** Overlap of views: what is told from strides agrees with the elements themselves. */

import { describe, expect, it } from "vitest";
import { Buffer } from "../../../src/compile/schedule/buffer.ts";
import { areDisjoint, coincide } from "../../../src/compile/schedule/overlap.ts";
import { Region } from "../../../src/compile/schedule/region.ts";
import {
  flipView,
  LoopCounter,
  sliceView,
  stepView,
  type View,
  wholeView,
} from "../../../src/compile/schedule/view.ts";
import { random } from "../support.ts";

const region = new Region(undefined);
const whole = wholeView(new Buffer("value", "f64", 60, region), [5, 12]);
const ones = [1, 1];

function positions({ offset, shape, strides }: View): number[] {
  return shape.reduce<number[]>(
    (starts, length, axis) => starts.flatMap((start) => Array.from({ length }, (_, i) => start + i * strides[axis]!)),
    [offset],
  );
}

describe("areDisjoint", () => {
  it("tells rows, columns and blocks apart", () => {
    const rows = [0, 2].map((row) => sliceView(whole, [row, 0], [2, 12], ones));
    const columns = [0, 5].map((column) => sliceView(whole, [0, column], [5, 5], ones));
    const flipped = flipView(columns[0]!, [0, 1]);
    expect(areDisjoint(rows[0]!, rows[1]!)).toBe(true);
    expect(areDisjoint(columns[0]!, columns[1]!)).toBe(true);
    expect(areDisjoint(flipped, columns[1]!)).toBe(true);
    expect(areDisjoint(flipped, columns[0]!)).toBe(false);
    expect(areDisjoint(rows[0]!, columns[1]!)).toBe(false);
  });

  it("never says so of views with an element in common", () => {
    const next = random(7);
    const below = (limit: number): number => Math.floor(next() * limit);
    const draw = (): View => {
      const steps = [1 + below(2), 1 + below(3)];
      const starts = [below(5), below(12)];
      const shape = [
        1 + below(Math.ceil((5 - starts[0]!) / steps[0]!)),
        1 + below(Math.ceil((12 - starts[1]!) / steps[1]!)),
      ];
      const view = sliceView(whole, starts, shape, steps);
      return next() < 0.3 ? flipView(view, [below(2)]) : view;
    };
    let told = 0;
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [draw(), draw()];
      if (!areDisjoint(a, b)) continue;
      told++;
      const seen = new Set(positions(a));
      expect(positions(b).some((position) => seen.has(position))).toBe(false);
    }
    expect(told).toBeGreaterThan(400);
  });

  it("says nothing of views that loops move differently", () => {
    const stack = wholeView(whole.buffer, [5, 12]);
    const [first, second] = [new LoopCounter(5, false), new LoopCounter(5, false)];
    const left = sliceView(stepView(stack, first), [0], [6], [1]);
    const right = sliceView(stepView(stack, first), [6], [6], [1]);
    expect(areDisjoint(left, right)).toBe(true);
    expect(areDisjoint(left, sliceView(stepView(stack, second), [6], [6], [1]))).toBe(false);
    expect(coincide(left, sliceView(stepView(stack, first), [0], [6], [1]))).toBe(true);
    expect(coincide(left, right)).toBe(false);
  });
});
