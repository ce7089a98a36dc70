/** Peers in C, compiled once into a temporary folder. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Peer } from "../benchmark.ts";
import { inOwnProcess, type ProcessPeer } from "./process-peer.ts";

/** What is asked of the compiler, so that its answer stays float64 in the order written. */
export const PLAIN_FLAGS: readonly string[] = ["-O3", "-march=native"];

/** As `PLAIN_FLAGS`, and free to reorder sums and to use the vector functions of libmvec, good to 4 ulp. */
export const FAST_MATH_FLAGS: readonly string[] = [...PLAIN_FLAGS, "-ffast-math"];

/** One computation in C. */
export interface NativePeer extends Omit<ProcessPeer, "command"> {
  /** C source beside this file. */
  readonly source: string;
  readonly flags: readonly string[];
}

const compiler = process.env["CC"] ?? "gcc";
const executables = new Map<string, string>();
let folder: string | undefined;

function temporaryFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), "fluxion-bench-"));
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  return (folder = made);
}

/** The path of the compiled program, or undefined when there is no compiler. A compiler that finds an error is an error. */
function compile(source: string, flags: readonly string[]): string | undefined {
  const key = [source, ...flags].join(" ");
  const known = executables.get(key);
  if (known !== undefined) return known;
  const executable = join(temporaryFolder(), `program-${executables.size}`);
  const path = fileURLToPath(new URL(source, import.meta.url));
  const run = spawnSync(compiler, ["-std=c11", ...flags, path, "-o", executable, "-lm"], { encoding: "utf8" });
  if (run.error !== undefined) return undefined;
  if (run.status !== 0) throw new Error(`${compiler} could not compile ${source}:\n${run.stderr}`);
  executables.set(key, executable);
  return executable;
}

/** The peer, or a note that no compiler was found. */
export function native({ source, flags, ...peer }: NativePeer): Peer {
  const command = compile(source, flags);
  if (command === undefined) return { name: peer.name, absent: `no C compiler (${compiler}) was found` };
  return inOwnProcess({ ...peer, command });
}
