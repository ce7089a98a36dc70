/** Processes killed at any moment of writing: the file is whole, and is never older than what they had told to be written. */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { streams } from "fluxion";
import { runSteps } from "fluxion/inference/methods";
import { repository } from "../support/public-modules.ts";
import { field, writers } from "./writers.ts";

const killsOfAKind = 100;
let folder = "";
let program = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-kills-"));
  // One file that starts in a fraction of the time that loading the sources takes.
  program = join(folder, "writer.mjs");
  const entry = join(folder, "entry.ts");
  await writeFile(
    entry,
    `import { main } from ${JSON.stringify(`${repository}tests/kill/writers.ts`)}; await main(process.argv.slice(2));\n`,
  );
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    tsconfig: `${repository}tsconfig.json`,
    external: ["@resvg/resvg-js", "vega", "vega-lite"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "silent",
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Starts a writer and kills it so many milliseconds after its first write; returns the last number that it told. */
async function killed(kind: string, path: string, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, [program, kind, path], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((settle, fail) => {
    let timer: NodeJS.Timeout | undefined;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      timer ??= setTimeout(() => child.kill("SIGKILL"), milliseconds);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      // A line is told once its end is there.
      const told = out.split("\n").slice(0, -1);
      if (signal === "SIGKILL") settle(Number(told.at(-1) ?? 0));
      else fail(new Error(`the writer ended with ${code}: ${err}`));
    });
  });
}

describe.each(Object.keys(writers))("a %s whose writer is killed", (kind) => {
  it(`is whole after ${killsOfAKind} kills, and nothing is lost`, async () => {
    const path = join(folder, `${kind}.file`);
    const moments = streams.uniforms(streams.key(`kills of a ${kind}`), killsOfAKind);
    let [before, lost, torn, unfinished] = [0, 0, 0, 0];
    for (const moment of moments) {
      const told = await killed(kind, path, 150 * moment);
      unfinished += (await readdir(folder)).filter((name) => name.endsWith(".part")).length;
      const there = await writers[kind]!.numberIn(path).catch(() => -1);
      if (there < 0) torn++;
      else if (there < Math.max(told, before)) lost++;
      before = Math.max(there, before);
    }
    console.log(
      `${kind}: ${killsOfAKind} kills, ${before} writes, ${unfinished} killed while writing, ${torn} torn files, ${lost} lost writes`,
    );
    expect({ torn, lost }).toEqual({ torn: 0, lost: 0 });
    // Each process wrote, and some were killed while they did.
    expect(before).toBeGreaterThan(killsOfAKind / 2);
    expect(unfinished).toBeGreaterThan(0);
    if (kind !== "checkpoint") return;
    // It goes on to the bits of a run that was never killed, and clears up what the killed ones left.
    const identity = { question: "field", method: "logistic", options: {}, parameters: ["x"], inputs: "" };
    const rules = { maxSteps: before + 3, judge: () => null };
    const run = await runSteps(field, field.start, rules, {
      keep: () => undefined,
      identity,
      run: { resume: path },
    });
    let state = field.start();
    for (let step = 0; step < before + 3; step++) ({ state } = field.step(state));
    expect(run.state).toStrictEqual(state);
    expect((await readdir(folder)).filter((name) => name.startsWith("checkpoint.file"))).toEqual(["checkpoint.file"]);
  });
});
