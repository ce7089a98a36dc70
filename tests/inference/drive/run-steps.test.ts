/** Long runs: the same bits whether interrupted or not, an event loop that turns, and nothing lost. */
import { describe, expect, it } from "vitest";
import { type Progress } from "fluxion/inference";
import { drive, type Method, type RunIdentity, runSteps, streamSteps } from "fluxion/inference/methods";
import { memoryStore } from "../../run/memory-store.ts";

interface Walk {
  readonly x: number;
  readonly path: Float64Array;
}

/** A map whose orbit is chaotic: a difference in the last bit of a state doubles with every step. */
const logistic: Method<number, Walk, { readonly was: number }> = {
  init: (x) => ({ x, path: Float64Array.of(x, 0) }),
  step: ({ x, path }) => ({ state: { x: 3.99 * x * (1 - x), path: path.map((p) => p + x) }, info: { was: x } }),
};
const start = (): Walk => logistic.init(0.3);
const rules = { maxSteps: 400, judge: () => null };
const identity: RunIdentity = { question: "walk", method: "logistic", options: {}, parameters: ["x"], inputs: "" };
/** A step that takes a little while by the clock. */
const slow = (milliseconds: number): typeof logistic => ({
  ...logistic,
  step: (state) => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
    return logistic.step(state);
  },
});

describe("runSteps", () => {
  it("ends as drive does", async () => {
    const infos: unknown[] = [];
    const end = drive(logistic, start(), rules, ({ info }) => infos.push(info));
    const run = await runSteps(logistic, start, rules);
    expect(run).toMatchObject({ ...end, records: infos, saved: null });
  });

  it("goes on from where it was cut off, to the same bits", async () => {
    const whole = await runSteps(logistic, start, rules);
    for (const cut of [0, 1, 137, 399]) {
      const store = memoryStore();
      const controller = new AbortController();
      if (cut === 0) controller.abort();
      const run = { resume: { file: store } };
      const onStep = ({ step }: { readonly step: number }): void => {
        if (step === cut) controller.abort();
      };
      const part = await runSteps(logistic, start, rules, {
        identity,
        run: { ...run, signal: controller.signal },
        onStep,
      });
      expect(part).toMatchObject({ verdict: "cancelled", steps: cut, saved: { name: "memory", failure: null } });
      const steps: number[] = [];
      const rest = await runSteps(
        logistic,
        () => {
          throw new Error("the start is not asked for");
        },
        rules,
        { identity, run, onStep: ({ step }) => steps.push(step) },
      );
      expect(steps).toEqual(Array.from({ length: 400 - cut }, (_, i) => cut + 1 + i));
      const { seconds: _, saved: _saved, ...rested } = rest;
      const { seconds: __, saved: __saved, ...unbroken } = whole;
      expect(rested).toStrictEqual(unbroken);
      expect(rest.seconds).toBeGreaterThan(part.seconds);
    }
  });

  it("is extended by a larger number of steps", async () => {
    const file = memoryStore();
    const short = { maxSteps: 10, judge: () => null };
    await runSteps(logistic, start, short, { identity, run: { resume: { file } } });
    expect(file.texts.at(-1)).toContain('"ended":"max-steps"');
    const longer = await runSteps(logistic, start, rules, { identity, run: { resume: { file } } });
    expect(longer.state).toStrictEqual(drive(logistic, start(), rules).state);
  });

  it("saves so many steps apart, and at its beginning and end", async () => {
    const file = memoryStore();
    await runSteps(
      logistic,
      start,
      { ...rules, maxSteps: 25 },
      { identity, run: { resume: { file, every: { steps: 10 } } } },
    );
    const steps = file.texts.map((text) => Number(/"steps":(\d+)/.exec(text)?.[1]));
    expect(steps).toEqual([0, 10, 20, 25]);
  });

  it("keeps what it is told to", async () => {
    const end = await runSteps(logistic, start, rules, {
      keep: ({ step, state }) => (step % 100 === 0 ? state.x : undefined),
    });
    expect(end.records).toHaveLength(4);
    expect(end.records[3]).toBe(end.state.x);
  });

  it("lets the event loop turn by the clock, not by the step", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    // A quarter of a second of steps at least: turns come every twentieth of a second, whatever the steps are.
    const { seconds } = await runSteps(slow(0.1), start, { maxSteps: 2500, judge: () => null });
    const ofShort = turns;
    turns = 0;
    await runSteps(slow(25), start, { maxSteps: 10, judge: () => null });
    clearInterval(timer);
    expect(ofShort).toBeGreaterThanOrEqual(2);
    expect(ofShort).toBeLessThanOrEqual(seconds / 0.05 + 1);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it("tells of its progress", async () => {
    const heard: Progress[] = [];
    let ends = 0;
    await runSteps(
      slow(5),
      start,
      { ...rules, maxSteps: 40 },
      {
        label: "walk",
        total: 40,
        note: ({ state }) => `x ${state.x.toFixed(1)}`,
        run: { progress: { update: (progress) => heard.push(progress), end: () => ends++ } },
      },
    );
    expect(ends).toBe(1);
    expect(heard.length).toBeGreaterThanOrEqual(2);
    const last = heard.at(-1)!;
    expect(last).toMatchObject({ label: "walk", total: 40, note: expect.stringMatching(/^x [01]\.\d$/) as string });
    // A step takes five milliseconds at least.
    expect(last.rate).toBeLessThanOrEqual(200);
    expect(last.remaining).toBeCloseTo((40 - last.step) / last.rate, 12);
  });

  it("saves the last whole step when a step throws", async () => {
    const file = memoryStore();
    let calls = 0;
    const failing: typeof logistic = {
      ...logistic,
      step: (state) => {
        if (++calls === 8) throw new Error("no such orbit");
        return logistic.step(state);
      },
    };
    const saved = { identity, run: { resume: { file } } };
    await expect(runSteps(failing, start, rules, saved)).rejects.toThrow("no such orbit");
    const end = await runSteps(logistic, start, rules, saved);
    expect(file.texts[1]).toContain('"steps":7');
    expect(end.state).toStrictEqual(drive(logistic, start(), rules).state);
  });

  it("finds out at once that it cannot save, and later only says so", async () => {
    const file = memoryStore();
    file.failing = true;
    await expect(runSteps(logistic, start, rules, { identity, run: { resume: { file } } })).rejects.toThrow(
      "disk is full",
    );
    file.failing = false;
    const end = await runSteps(logistic, start, rules, {
      identity,
      run: { resume: { file } },
      onStep: () => {
        file.failing = true;
      },
    });
    expect(end.saved).toEqual({ name: "memory", failure: new Error("the disk is full") });
    expect(end.state).toStrictEqual(drive(logistic, start(), rules).state);
  });

  it("does with a checkpoint that is there as it is told", async () => {
    const file = memoryStore();
    const at = (existing: "resume" | "require" | "refuse" | "replace", method = "logistic") =>
      runSteps(
        logistic,
        start,
        { ...rules, maxSteps: 3 },
        {
          identity: { ...identity, method },
          run: { resume: { file, existing } },
        },
      );
    await expect(at("require")).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at memory in checkpoint(): there is no such checkpoint to go on from.]`,
    );
    await at("refuse");
    await expect(at("refuse")).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at memory in checkpoint(): there is a file already. Go on from it, or name another file to start afresh.]`,
    );
    const before = file.texts.length;
    await expect(at("resume", "tent")).rejects.toThrowErrorMatchingInlineSnapshot(
      `[DataError: DataError at memory in checkpoint(): the checkpoint is of another run: the method is logistic in the file and tent here. It is left as it is; name another file to start afresh.]`,
    );
    expect(file.texts).toHaveLength(before);
    expect((await at("replace", "tent")).steps).toBe(3);
    await expect(at("require", "tent")).resolves.toMatchObject({ steps: 3, verdict: "max-steps" });
  });

  it("asks for a file or a store", async () => {
    const none = { path: "walk.checkpoint" } as unknown as { file: string };
    await expect(runSteps(logistic, start, rules, { identity, run: { resume: none } })).rejects.toThrow(
      "OptionError at run.resume in runSteps(): expected the path of a file, or { file }, received an object with key path",
    );
    const wrong = { file: 3 } as unknown as { file: string };
    await expect(runSteps(logistic, start, rules, { identity, run: { resume: wrong } })).rejects.toThrow(
      "OptionError at run.resume.file in runSteps(): expected a path or a store with name, read and write, received the number 3",
    );
  });

  it("asks who the run is before it is saved", async () => {
    const resume = memoryStore();
    await expect(runSteps(logistic, start, rules, { run: { resume: { file: resume } } })).rejects.toThrow(
      "OptionError at identity in runSteps(): the option identity is missing",
    );
  });

  it("wants a positive interval", async () => {
    const resume = { file: memoryStore(), every: { seconds: 0 } };
    await expect(
      runSteps(logistic, start, rules, { identity, run: { resume } }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[OptionError: OptionError at run.resume.every.seconds in runSteps(): expected a positive number, received the number 0.]`,
    );
  });
});

describe("streamSteps", () => {
  it("gives every step and the end", async () => {
    const stream = streamSteps(logistic, start, { ...rules, maxSteps: 3 });
    const steps: number[] = [];
    for (;;) {
      const next = await stream.next();
      if (next.done === true) {
        expect(next.value).toMatchObject({ steps: 3, verdict: "max-steps" });
        break;
      }
      steps.push(next.value.step);
    }
    expect(steps).toEqual([1, 2, 3]);
  });

  it("saves when the caller leaves, and goes on from there", async () => {
    const saved = { identity, run: { resume: { file: memoryStore() } } };
    for await (const { step } of streamSteps(logistic, start, rules, saved)) if (step === 55) break;
    const steps: number[] = [];
    let last = Number.NaN;
    for await (const { step, state } of streamSteps(logistic, start, rules, saved)) {
      steps.push(step);
      last = state.x;
    }
    expect([steps[0], steps.at(-1)]).toEqual([56, 400]);
    expect(last).toBe(drive(logistic, start(), rules).state.x);
  });
});
