/** A disk that fills up in the middle of a write: the call says so, and what was there stays, to the last byte. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statfsSync, unlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { streams } from "fluxion";
import { writers } from "./writers.ts";

const disksOfAKind = 34;
let folder = "";
/** Why a small disk could not be made; null where it is there. */
let refusal: string | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxion-full-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    refusal = String(error).split("\n")[0]!;
  }
});
afterAll(async () => {
  if (refusal === null) execFileSync("umount", [folder]);
  await rm(folder, { recursive: true });
});

const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

describe.each(Object.keys(writers))("a %s on a disk that is full", (kind) => {
  it(`is as it was, ${disksOfAKind} times, and the call says why`, async (test) => {
    test.skip(refusal !== null, `no small disk can be mounted here: ${refusal}`);
    const path = join(folder, `${kind}.file`);
    const ballast = join(folder, "ballast");
    const writer = writers[kind]!;
    await writer.writeAll(path, () => undefined, 1);
    const before = readFileSync(path);
    const messages = new Set<string>();
    let [lost, left] = [0, 0];
    for (const share of streams.uniforms(streams.key(`full disks of a ${kind}`), disksOfAKind)) {
      // Room for a part of what is to be written; a tmpfs gives it out in pages.
      const room = Math.floor((share * before.length) / 4096) * 4096;
      writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes() - room)));
      const outcome = await writer
        .writeAll(path, () => undefined, 2)
        .then(
          () => "written",
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
      messages.add(outcome.replace(folder, "…"));
      if (!readFileSync(path).equals(before)) lost++;
      unlinkSync(ballast);
      left += readdirSync(folder).filter((name) => name !== `${kind}.file`).length;
    }
    console.log(
      `${kind}: ${disksOfAKind} full disks, ${lost} files lost, ${left} left beside them; said: ${[...messages].join(" | ")}`,
    );
    expect({ lost, left }).toEqual({ lost: 0, left: 0 });
    for (const message of messages) expect(message).toContain("the disk is full");
    unlinkSync(path);
  });
});
