/** Peers in Python, for those who have its packages; others get a note. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Peer } from "../benchmark.ts";
import { inOwnProcess, type ProcessPeer } from "./process-peer.ts";

/** One computation in Python. */
export interface PythonPeer extends Omit<ProcessPeer, "command"> {
  /** Script beside this file. */
  readonly script: string;
  /** Packages that it imports. */
  readonly packages: readonly string[];
}

const interpreter = process.env["PYTHON"] ?? "python3";
const missing = new Map<string, string | undefined>();

/** Why the packages cannot be imported, or undefined when they can. */
function obstacle(packages: readonly string[]): string | undefined {
  const key = packages.join(", ");
  if (!missing.has(key)) {
    const run = spawnSync(interpreter, ["-c", `import ${key}`]);
    const reason =
      run.error === undefined ? `Python (${interpreter}) cannot import ${key}` : `no Python (${interpreter}) was found`;
    missing.set(key, run.status === 0 ? undefined : reason);
  }
  return missing.get(key);
}

/** The peer, or a note that Python or a package was not found. */
export function python({ script, packages, ...peer }: PythonPeer): Peer {
  const absent = obstacle(packages);
  if (absent !== undefined) return { name: peer.name, absent };
  const path = fileURLToPath(new URL(script, import.meta.url));
  return inOwnProcess({ ...peer, command: interpreter, arguments: ["-B", path, ...peer.arguments] });
}
