/** Schedules: values at their joints, and what they refuse. */
import { describe, expect, it } from "vitest";
import { schedules } from "fluxion/inference";

describe("schedules", () => {
  it("constant is constant", () => {
    expect([0, 7, 1e9].map(schedules.constant(0.3))).toEqual([0.3, 0.3, 0.3]);
  });

  it("piecewise changes at its steps", () => {
    const rate = schedules.piecewise([
      [0, 1],
      [3, 0.5],
      [10, 0],
    ]);
    expect([0, 2, 3, 9, 10, 1000].map(rate)).toEqual([1, 1, 0.5, 0.5, 0, 0]);
  });

  it("warmupCosine meets its three rates exactly and halves in the middle", () => {
    const rate = schedules.warmupCosine({ start: 0.1, peak: 0.9, warmup: 4, total: 24, end: 0.3 });
    expect([0, 4, 24, 25, 1e6].map(rate)).toEqual([0.1, 0.9, 0.3, 0.3, 0.3]);
    expect(rate(2)).toBeCloseTo(0.5, 15);
    expect(rate(14)).toBeCloseTo(0.6, 15);
    expect(schedules.warmupCosine({ peak: 0.9, warmup: 0, total: 9 })(0)).toBe(0.9);
  });

  it("exponential falls by its factor, from where it begins, to its floor", () => {
    const rate = schedules.exponential({ start: 8, factor: 0.5, over: 2, from: 3, floor: 0.7 });
    expect([0, 3, 5, 7, 9, 100].map(rate)).toEqual([8, 8, 4, 2, 1, 0.7]);
    expect(rate(4)).toBeCloseTo(8 * Math.SQRT1_2, 14);
  });

  it("refuse what is no learning rate", () => {
    expect(() => schedules.constant(-1)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at rate in schedules.constant(): expected a learning rate from 0, received the number -1.]`,
    );
    expect(() => schedules.piecewise([[1, 0.1]])).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at pieces in schedules.piecewise(): expected a first pair from step 0, received a first pair from step 1.]`,
    );
    const unordered = [
      [0, 0.1],
      [9, 0.1],
      [9, 0.2],
    ] as const;
    expect(() => schedules.piecewise(unordered)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at pieces[2][0] in schedules.piecewise(): expected a step after 9, received 9.]`,
    );
    expect(() => schedules.warmupCosine({ peak: 1, warmup: 5, total: 5 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at warmup in schedules.warmupCosine(): expected a number of steps from 0 to below total, 5, received the number 5.]`,
    );
    expect(() => schedules.exponential({ start: 1, factor: 0, over: 5 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at factor in schedules.exponential(): expected a positive number, received the number 0.]`,
    );
  });
});
