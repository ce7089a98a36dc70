/** Files are written as a whole, and nobody can lead the writer elsewhere. */
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { removeUnfinished, writeWhole } from "../../src/run/write-whole.ts";

const folder = mkdtempSync(join(tmpdir(), "fluxion-whole-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("replaces a file, keeps its permissions, and leaves nothing beside it", async () => {
  const path = join(folder, "file");
  writeFileSync(path, "old", { mode: 0o640 });
  await writeWhole(path, ["new ", Uint8Array.of(0xe2, 0x82, 0xac), "\n"], "test");
  expect(readFileSync(path, "utf8")).toBe("new €\n");
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["file"]);
});

it("writes through a link, which stays one", async () => {
  const [target, link] = [join(folder, "target"), join(folder, "link")];
  writeFileSync(target, "old");
  symlinkSync(target, link);
  await writeWhole(link, ["new"], "test");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, "utf8")).toBe("new");
});

it("says what cannot be written, and keeps what was there", async () => {
  await expect(writeWhole(join(folder, "none", "file"), ["x"], "test")).rejects.toThrow(
    /the file cannot be written \(ENOENT\)\. Make its folder first\.$/,
  );
  const path = join(folder, "kept");
  writeFileSync(path, "old");
  const broken = {
    *[Symbol.iterator]() {
      yield "half";
      throw new Error("the content ends here");
    },
  };
  await expect(writeWhole(path, broken, "test")).rejects.toThrow("the content ends here");
  expect(readFileSync(path, "utf8")).toBe("old");
});

it("finds content that changes between writing and reading back", async () => {
  let turn = 0;
  const changing = {
    *[Symbol.iterator]() {
      yield turn++ === 0 ? "first" : "other";
    },
  };
  await expect(writeWhole(join(folder, "changing"), changing, "test")).rejects.toThrow(
    "the disk gave back other bytes than it was given",
  );
  expect(existsSync(join(folder, "changing"))).toBe(false);
});

it("clears up after processes that were killed, and nothing else", async () => {
  const path = join(folder, "run");
  const names = ["run.0123456789abcdef.part", "run.part", "other.0123456789abcdef.part", "run.json"];
  for (const name of names) writeFileSync(join(folder, name), "");
  await removeUnfinished(path);
  expect(names.filter((name) => existsSync(join(folder, name)))).toEqual(names.slice(1));
});
