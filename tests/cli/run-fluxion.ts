/** Runs the fluxion command, in this process or, as a user's shell would, in one of its own. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "../../src/cli/program.ts";
import { repository } from "../support/public-modules.ts";

/** What a command left behind. */
export interface CommandRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const tsx = fileURLToPath(import.meta.resolve("tsx/cli"));

/** Runs `fluxion <argv>` here: what the process around the command does is left out, and so is its start. */
export async function runHere(argv: readonly string[]): Promise<CommandRun> {
  const lines: Record<"out" | "err", string> = { out: "", err: "" };
  const code = await runCommandLine(argv, {
    result: (text) => (lines.out += `${text}\n`),
    remark: (text) => (lines.err += `${text}\n`),
  });
  return { code, ...lines };
}

/** Runs `fluxion <argv>` from the sources in a process of its own in `folder`; output goes through pipes, so nothing meant for a terminal may appear. */
export function runInShell(argv: readonly string[], folder = repository): Promise<CommandRun> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [tsx, `${repository}src/cli/main.ts`, ...argv], {
      cwd: folder,
      env: { ...process.env, TSX_TSCONFIG_PATH: `${repository}tsconfig.json` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => settle({ code, out, err }));
  });
}
