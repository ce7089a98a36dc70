/** fileStore: a checkpoint in a file (Node only). */
import { createReadStream } from "node:fs";
import { DataError } from "../errors/index.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import { lockFile } from "./file-lock.ts";
import { codeOf, removeUnfinished, writeWhole } from "./write-whole.ts";

/**
 * A file (Node only). It is written beside and moved into place once it is on the disk, so that whatever happens the file
 * holds the last whole checkpoint. While a run saves to it, no other can.
 *
 * @throws DataError, from `read`, `write` and `lock`, naming the file that cannot be read or written, or who works with it
 */
export function fileStore(path: string): CheckpointStore {
  return {
    name: path,
    async read() {
      try {
        return await linesOf(path);
      } catch (cause) {
        if (codeOf(cause) === "ENOENT") return null;
        throw new DataError({ where: "checkpoint", path, problem: `the file cannot be read (${codeOf(cause)})` });
      }
    },
    write: (lines) => writeWhole(path, terminated(lines), "checkpoint"),
    async lock() {
      const unlock = await lockFile(path, "checkpoint");
      // What a killed process had begun to write: nobody else writes here now.
      await removeUnfinished(path);
      return unlock;
    },
  };
}

/** Lines with their ends; iterated twice, once to write and once to compare. */
function terminated(lines: readonly string[]): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const line of lines) yield `${line}\n`;
    },
  };
}

/** The lines of a file, which as one text may be longer than a string can be. */
async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  let open: string[] = [];
  for await (const chunk of createReadStream(path, {
    encoding: "utf8",
    highWaterMark: 2 ** 22,
  }) as AsyncIterable<string>) {
    const [first = "", ...rest] = chunk.split("\n");
    open.push(first);
    for (const next of rest) {
      lines.push(open.join(""));
      open = [next];
    }
  }
  const last = open.join("");
  // A file that ends in the middle of a line keeps that line: whoever reads it sees that it is cut off.
  if (last !== "") lines.push(last);
  return lines;
}
