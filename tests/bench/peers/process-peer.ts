/** Peers that are programs of their own: they read doubles, time themselves, and write seconds a call and then their result. */
import { spawnSync } from "node:child_process";
import type { Contender, Values } from "../benchmark.ts";
import { SAMPLE_SECONDS } from "../measure.ts";

/** A program and what to ask of it; the seconds to run for are appended to its arguments. */
export interface ProcessPeer {
  readonly name: string;
  readonly tolerance: number;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly input: Float64Array;
  /** Names the doubles that the program writes. */
  read(output: Float64Array): Values;
}

/** Runs the program once, for at least `minimumSeconds` after its own warm-up. */
function execute(peer: ProcessPeer, minimumSeconds: number): { seconds: number; values: Values } {
  const run = spawnSync(peer.command, [...peer.arguments, String(minimumSeconds)], {
    input: new Uint8Array(peer.input.buffer, peer.input.byteOffset, peer.input.byteLength),
    maxBuffer: 2 ** 30,
  });
  if (run.status !== 0) throw new Error(`${peer.name} failed: ${String(run.stderr)}`);
  // A copy, because a double must start at a multiple of eight bytes.
  const output = new Float64Array(new Uint8Array(run.stdout).buffer);
  return { seconds: output[0] ?? Number.NaN, values: peer.read(output.subarray(1)) };
}

export const inOwnProcess = (peer: ProcessPeer): Contender => ({
  name: peer.name,
  tolerance: peer.tolerance,
  values: () => execute(peer, 0).values,
  sample: () => execute(peer, SAMPLE_SECONDS).seconds,
});
