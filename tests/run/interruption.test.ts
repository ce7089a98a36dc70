/** Processes that are told to end, or killed: what they leave behind is whole, and goes on to the same bits. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { minimize, unwrap } from "fluxion/inference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interruptionSentence, untilSignal } from "../../src/run/interruptible.ts";
import { repository } from "../support/public-modules.ts";
import { field, runField } from "./endless.ts";
import { fitValley, valley, valleyStart } from "./valley.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-interruption-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A process starts slowly on a busy machine: loading the sources alone takes seconds there. */
const processTimeout = 240_000;
const tsx = import.meta.resolve("tsx");

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly out: string;
    readonly err: string;
  }>;
}

/** A script of this folder in a process of its own, its output in pipes. */
function run(script: string, file: string): Running {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ["--import", tsx, path, file], {
    env: { ...process.env, TSX_TSCONFIG_PATH: `${repository}tsconfig.json` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Awaited<Running["ended"]>>((settle, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => settle({ code, signal, out, err }));
  });
  return { child, ended };
}

/** Steps in a checkpoint; minus one where there is none. */
async function stepsIn(file: string): Promise<number> {
  if (!existsSync(file)) return -1;
  return Number(/"steps":(\d+)/.exec(await readFile(file, "utf8"))?.[1]);
}

async function until(file: string, steps: number, { child }: Running): Promise<void> {
  while ((await stepsIn(file)) < steps && child.exitCode === null) await delay(20);
}

describe("a fit that is told to end", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "leaves a checkpoint at %s, says so, and goes on to the same bits",
    async (signal) => {
      const file = join(folder, `${signal}.checkpoint`);
      const running = run("valley.ts", file);
      await until(file, 3, running);
      running.child.kill(signal);
      const { code, out, err } = await running.ended;
      const steps = await stepsIn(file);
      expect({ code, out }).toEqual({ code: 0, out: "" });
      // All that was written, and no sign of a progress bar: the streams are pipes.
      expect(err).toBe(
        `Interrupted by ${signal}. Cancelled after ${steps} steps and saved in ${file}; the same call goes on from there.\n`,
      );
      expect(steps).toBeGreaterThanOrEqual(3);

      const rest = unwrap(await fitValley({ run: { resume: file } }));
      const whole = unwrap(minimize(valley, valleyStart));
      expect(steps).toBeLessThan(whole.steps);
      expect(rest.state).toStrictEqual(whole.state);
      expect(rest.history).toStrictEqual(whole.history);
      expect(rest.steps).toBe(whole.steps);
    },
    processTimeout,
  );

  it("says what it can of any work", () => {
    const saved = { name: "chain.checkpoint", failure: null };
    expect([
      interruptionSentence("SIGINT", 3),
      interruptionSentence("SIGINT", null),
      interruptionSentence("SIGTERM", { steps: 1, saved: null }),
      interruptionSentence("SIGTERM", { steps: 20, saved }),
      interruptionSentence("SIGTERM", { steps: 20, saved: { ...saved, failure: new Error("no space left") } }),
    ]).toEqual([
      "Interrupted by SIGINT.",
      "Interrupted by SIGINT.",
      "Interrupted by SIGTERM after 1 step.",
      "Interrupted by SIGTERM after 20 steps and saved in chain.checkpoint; the same run goes on from there.",
      "Interrupted by SIGTERM after 20 steps; chain.checkpoint could not be written and holds an earlier step: no space left",
    ]);
  });

  it("leaves the signals alone when the work is done", async () => {
    const before = process.listenerCount("SIGTERM");
    const { result, interruption } = await untilSignal((signal) => {
      expect(process.listenerCount("SIGTERM")).toBe(before + 1);
      return Promise.resolve(signal.aborted);
    });
    expect([result, interruption, process.listenerCount("SIGTERM")]).toEqual([false, null, before]);
  });
});

describe("a run that is killed", () => {
  it(
    "has a whole checkpoint at every moment, and goes on from it to the same bits",
    async () => {
      const file = join(folder, "killed.checkpoint");
      let steps = 0;
      for (const moment of [0, 17]) {
        const running = run("endless.ts", file);
        await until(file, steps + 2, running);
        await delay(moment);
        running.child.kill("SIGKILL");
        expect((await running.ended).signal).toBe("SIGKILL");
        steps = await stepsIn(file);
      }
      // Told to end in the middle of a write, it finishes that one and writes the last.
      const running = run("endless.ts", file);
      await until(file, steps + 2, running);
      running.child.kill("SIGTERM");
      const { code, err } = await running.ended;
      steps = await stepsIn(file);
      expect([code, err]).toEqual([
        0,
        `Interrupted by SIGTERM after ${steps} steps and saved in ${file}; the same run goes on from there.\n`,
      ]);
      const end = await runField(file, steps + 5);
      let state = field.init(0.3);
      for (let step = 0; step < steps + 5; step++) state = field.step(state).state;
      expect(end.steps).toBe(steps + 5);
      expect(end.state.x).toBe(state.x);
      expect(Buffer.from(end.state.values.buffer).equals(Buffer.from(state.values.buffer))).toBe(true);
    },
    processTimeout,
  );
});
