/** The driver: steps, stops and cancels every method alike. */
import { describe, expect, it } from "vitest";
import { drive, iterate, type Method } from "fluxion/inference/methods";

/** Halves a number at each step. */
const halving: Method<number, { readonly x: number }, { readonly was: number }> = {
  init: (x) => ({ x }),
  step: ({ x }) => ({ state: { x: x / 2 }, info: { was: x } }),
};
const judge = ({ x }: { readonly x: number }): "small" | null => (x < 1 ? "small" : null);

describe("drive", () => {
  it("steps until the judge has a verdict, and tells of each step", () => {
    const heard: unknown[] = [];
    const end = drive(halving, halving.init(4), { maxSteps: 9, judge }, (record) => heard.push(record));
    expect(end).toEqual({ state: { x: 0.5 }, steps: 3, verdict: "small" });
    expect(heard).toEqual([
      { step: 1, state: { x: 2 }, info: { was: 4 } },
      { step: 2, state: { x: 1 }, info: { was: 2 } },
      { step: 3, state: { x: 0.5 }, info: { was: 1 } },
    ]);
  });

  it("judges the first state before any step", () => {
    expect(drive(halving, halving.init(0.1), { maxSteps: 9, judge })).toEqual({
      state: { x: 0.1 },
      steps: 0,
      verdict: "small",
    });
  });

  it("stops after the steps allowed", () => {
    expect(drive(halving, halving.init(64), { maxSteps: 2, judge })).toEqual({
      state: { x: 16 },
      steps: 2,
      verdict: "max-steps",
    });
  });

  it("stops before the next step once aborted", () => {
    const controller = new AbortController();
    const rules = { maxSteps: 9, judge, signal: controller.signal };
    const end = drive(halving, halving.init(64), rules, ({ step }) => {
      if (step === 3) controller.abort();
    });
    expect(end).toEqual({ state: { x: 8 }, steps: 3, verdict: "cancelled" });
  });

  it("can be walked through one step at a time", () => {
    const run = iterate(halving, halving.init(4), { maxSteps: 9, judge });
    expect(run.next().value).toMatchObject({ step: 1 });
    expect([...run].map(({ state }) => state.x)).toEqual([1, 0.5]);
  });
});
