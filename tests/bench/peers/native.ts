/** Peers in C: compiled once into a temporary folder, run as a process that times itself and writes doubles. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Contender, Peer, Values } from "../benchmark.ts";
import { SAMPLE_SECONDS } from "../measure.ts";

/** What is asked of the compiler, so that its answer stays float64 in the order written. */
export const PLAIN_FLAGS: readonly string[] = ["-O3", "-march=native"];

/** As `PLAIN_FLAGS`, and free to reorder sums and to use the vector logarithm of libmvec, good to 4 ulp. */
export const FAST_MATH_FLAGS: readonly string[] = [...PLAIN_FLAGS, "-ffast-math"];

/** One native computation. */
export interface NativePeer {
  readonly name: string;
  readonly tolerance: number;
  /** C source beside this file. */
  readonly source: string;
  readonly flags: readonly string[];
  /** Arguments before the minimum of seconds to run for. */
  readonly arguments: readonly (string | number)[];
  readonly input: Float64Array;
  /** Names the doubles that the program writes. */
  read(output: Float64Array): Values;
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

/** Runs the program once: seconds a call, and what it computed. */
function execute(executable: string, peer: NativePeer, minimumSeconds: number): { seconds: number; values: Values } {
  const input = new Uint8Array(peer.input.buffer, peer.input.byteOffset, peer.input.byteLength);
  const run = spawnSync(executable, [...peer.arguments.map(String), String(minimumSeconds)], {
    input,
    maxBuffer: 2 ** 30,
  });
  if (run.status !== 0) throw new Error(`${peer.source} failed: ${String(run.stderr)}`);
  // A copy, because a double must start at a multiple of eight bytes.
  const [seconds = Number.NaN, ...rest] = new Float64Array(new Uint8Array(run.stdout).buffer);
  return { seconds, values: peer.read(Float64Array.from(rest)) };
}

/** The peer, or a note that no compiler was found. */
export function native(peer: NativePeer): Peer {
  const executable = compile(peer.source, peer.flags);
  if (executable === undefined) return { name: peer.name, absent: `no C compiler (${compiler}) was found` };
  const contender: Contender = {
    name: peer.name,
    tolerance: peer.tolerance,
    values: () => execute(executable, peer, 0).values,
    sample: () => execute(executable, peer, SAMPLE_SECONDS).seconds,
  };
  return contender;
}
