/** Writing a file as a whole: whatever happens, its path holds what was there or what is new (Node only). */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readdir, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "../errors/index.ts";

/**
 * Puts content in the place of a file. It goes to a new file beside it (of a random name, opened only where nothing has that name, so that
 * nobody can lead it elsewhere), which is flushed to the disk, measured and read back before it takes the place of the old one. A disk
 * that is full, or that keeps less than it was given, leaves the old file as it is.
 *
 * @param content  what the file will hold, in pieces that are written one after the other
 * @param where  the call that an error names
 * @throws DataError naming the file that cannot be written, and why
 */
export async function writeWhole(path: string, content: Iterable<string | Uint8Array>, where: string): Promise<void> {
  const target = await targetOf(path);
  const beside = `${target}.${randomBytes(8).toString("hex")}.part`;
  let isBeside = false;
  try {
    const mode = await modeOf(target);
    const file = await open(beside, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, mode);
    isBeside = true;
    try {
      const length = await writeAll(file, content);
      await file.sync();
      await requireContent(file, content, length);
    } finally {
      await file.close();
    }
    await rename(beside, target);
    isBeside = false;
    await flushFolder(dirname(target));
  } catch (cause) {
    if (isBeside) await unlink(beside).catch(() => undefined);
    throw new DataError({
      where,
      path,
      problem: `the file cannot be written (${reasonOf(cause)})`,
      hint: hintFor(codeOf(cause)),
    });
  }
}

/** Removes what processes that were killed in the middle of writing this file left beside it. */
export async function removeUnfinished(path: string): Promise<void> {
  const target = await targetOf(path);
  const [folder, name] = [dirname(target), basename(target)];
  const isUnfinished = (entry: string): boolean =>
    entry.startsWith(`${name}.`) && /^[0-9a-f]{16}\.part$/.test(entry.slice(name.length + 1));
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries.filter(isUnfinished)) await unlink(join(folder, entry)).catch(() => undefined);
}

/** What the system calls the failure: "ENOENT", "ENOSPC"; else the message. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** Why a file cannot be written, in words. */
export function reasonOf(cause: unknown): string {
  const code = codeOf(cause);
  return code === "ENOSPC" || code === "EDQUOT" ? `${code}: the disk is full` : code;
}

/** What can be done about it. */
export function hintFor(code: string): string {
  if (code === "ENOENT") return "Make its folder first.";
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
    return "What was there is as it was. Make room, or name a file on another disk.";
  return "Name a file in a folder that can be written to.";
}

/** Where a link leads to, so that the link stays one. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

/** A new file may be read and written by as many as the old one, or as the user's mask allows. */
async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch {
    return 0o666;
  }
}

function bytesOf(piece: string | Uint8Array): Uint8Array {
  return typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
}

/** Writes every byte, however many at a time the system takes; returns how many they are. */
async function writeAll(file: FileHandle, content: Iterable<string | Uint8Array>): Promise<number> {
  let length = 0;
  for (const piece of content) {
    const bytes = bytesOf(piece);
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, length);
      if (bytesWritten === 0) throw new Error("the disk takes no more");
      done += bytesWritten;
      length += bytesWritten;
    }
  }
  return length;
}

/** @throws Error unless the file holds these bytes, and no others */
async function requireContent(file: FileHandle, content: Iterable<string | Uint8Array>, length: number): Promise<void> {
  const { size } = await file.stat();
  if (size !== length) throw new Error(`the disk kept ${size} of ${length} bytes`);
  let at = 0;
  for (const piece of content) {
    const bytes = bytesOf(piece);
    const back = Buffer.alloc(bytes.length);
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await file.read(back, done, bytes.length - done, at + done);
      if (bytesRead === 0) throw new Error(`the disk gave back ${at + done} of ${length} bytes`);
      done += bytesRead;
    }
    if (!back.equals(bytes)) throw new Error("the disk gave back other bytes than it was given");
    at += bytes.length;
  }
}

/** The new name is on the disk too; where a folder cannot be flushed, the system decides when. */
async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, constants.O_RDONLY);
    await folder.sync().finally(() => folder.close());
  } catch {
    // Some systems open no folders; the file itself is whole in any case.
  }
}
