/** Runs the fluxion command from the sources in a process of its own, as a user's shell would. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { repository } from "../support/public-modules.ts";

/** What a command left behind. */
export interface CommandRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const tsx = fileURLToPath(import.meta.resolve("tsx/cli"));

/** Runs `fluxion <argv>` in `folder`; output goes through pipes, so nothing meant for a terminal may appear. */
export function runFluxion(argv: readonly string[], folder = repository): Promise<CommandRun> {
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
