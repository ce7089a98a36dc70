/** Writing a report: a reader never finds half a file. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";

/** Writes text or bytes to `path` by way of a temporary file and a rename; folders on the way are made. */
export async function writeReport(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, typeof content === "string" ? content : Buffer.from(content));
}
