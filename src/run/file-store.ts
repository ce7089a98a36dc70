/** fileStore: a checkpoint in a file (Node only). */
import { readFile } from "node:fs/promises";
import { DataError } from "../errors/index.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";

/**
 * A file (Node only). It is written beside and moved into place once it is on the disk, so that whatever happens the file
 * holds the last whole checkpoint.
 *
 * @throws DataError, from `read` and `write`, naming the file that cannot be read or written
 */
export function fileStore(path: string): CheckpointStore {
  return {
    name: path,
    async read() {
      try {
        return await readFile(path, "utf8");
      } catch (cause) {
        if (codeOf(cause) === "ENOENT") return null;
        throw new DataError({ where: "checkpoint", path, problem: `the file cannot be read (${codeOf(cause)})` });
      }
    },
    async write(text) {
      // Loaded when needed: most programs keep no checkpoint.
      const { default: writeFileAtomic } = await import("write-file-atomic");
      try {
        await writeFileAtomic(path, text);
      } catch (cause) {
        const hint =
          codeOf(cause) === "ENOENT" ? "Make its folder first." : "Name a file in a folder that can be written to.";
        throw new DataError({
          where: "checkpoint",
          path,
          problem: `the file cannot be written (${codeOf(cause)})`,
          hint,
        });
      }
    },
  };
}

/** What the system calls the failure: "ENOENT", "ENOSPC". */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
