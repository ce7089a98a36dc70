/** One file, one writer: who comes second is told who is there, and the lock of a process that has ended holds nobody up. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Arr } from "fluxion";
import { minimizeAsync } from "fluxion/inference";
import { afterAll, expect, it } from "vitest";
import { lockFile } from "../../src/run/file-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "fluxion-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("is held by one at a time, and given back", async () => {
  const path = join(folder, "one");
  const unlock = await lockFile(path, "checkpoint");
  await expect(lockFile(path, "checkpoint")).rejects.toThrow("another run of this process is saving to this file");
  await unlock();
  expect(existsSync(`${path}.lock`)).toBe(false);
  await (
    await lockFile(path, "checkpoint")
  )();
});

it("of a process that has ended is taken over, also where its number has come again", async () => {
  const path = join(folder, "ended");
  const { pid } = spawnSync(process.execPath, ["--eval", ""]);
  const owner = { pid, began: "1", host: hostname(), token: "0123456789abcdef" };
  for (const left of [owner, { ...owner, pid: process.pid }]) {
    writeFileSync(`${path}.lock`, JSON.stringify(left));
    const unlock = await lockFile(path, "checkpoint");
    expect(readFileSync(`${path}.lock`, "utf8")).toContain(`"pid":${process.pid}`);
    await unlock();
  }
});

it("of another machine, or one that cannot be read, is left alone and named", async () => {
  const path = join(folder, "elsewhere");
  writeFileSync(`${path}.lock`, JSON.stringify({ pid: 7, began: "1", host: "node-12", token: "0123456789abcdef" }));
  await expect(lockFile(path, "checkpoint")).rejects.toThrow(
    `the process 7 on node-12 is saving to this file. Wait until it has ended, or name another file. If it has ended, remove ${path}.lock`,
  );
  writeFileSync(`${path}.lock`, "");
  await expect(lockFile(path, "checkpoint")).rejects.toThrow("its owner is unknown");
});

it("of many who come at once is got by one", async () => {
  const path = join(folder, "many");
  const owner = { pid: 2 ** 30, began: "1", host: hostname(), token: "0123456789abcdef" };
  writeFileSync(`${path}.lock`, JSON.stringify(owner));
  const came = await Promise.allSettled(Array.from({ length: 20 }, () => lockFile(path, "checkpoint")));
  expect(came.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it("keeps two fits from one checkpoint", async () => {
  const run = { resume: join(folder, "fit") };
  const fit = () => minimizeAsync(({ x }: { x: Arr }) => x.sub(3).square(), { x: 1 }, { run });
  const [one, two] = await Promise.allSettled([fit(), fit()]);
  expect([one.status, two.status].sort()).toEqual(["fulfilled", "rejected"]);
  expect((await fit()).status).toBe("converged");
});
