/** Following a guide literally: its files are made in a copy of the repository, its lines added, its commands run. */
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "../support/public-modules.ts";

const parts = ["src", "inference", "models", "examples", "fixtures", "tests", ".ci", "package.json", "tsconfig.json"];

const step =
  /(?:Create `(?<created>[^`]+)`|In `(?<changed>[^`]+)`(?:,\s+after\s+the\s+line\s+`(?<below>[^`]+)`)?,\s+add):\s+```ts fragment\n(?<code>[\s\S]*?)```/g;

/** A guide, followed. */
export interface FollowedGuide {
  /** Steps taken, and fragments that the page shows. */
  readonly steps: number;
  readonly fragments: number;
  /** The commands of the page, in order. */
  readonly commands: readonly string[];
  /** Runs one of them in the copy, with the tools of the repository. */
  readonly run: (command: string) => { readonly status: number | null; readonly output: string };
}

/** Copies the repository to `folder` and does there what `docs/<guide>` says. */
export function followGuide(guide: string, folder: string): FollowedGuide {
  const page = readFileSync(`${repository}docs/${guide}`, "utf8");
  rmSync(folder, { recursive: true, force: true });
  for (const part of parts) cpSync(`${repository}${part}`, join(folder, part), { recursive: true });
  const steps = [...page.matchAll(step)];
  for (const { groups } of steps) {
    const { created, changed, below, code } = groups!;
    take(join(folder, (created ?? changed)!), created !== undefined, below, code!);
  }
  return {
    steps: steps.length,
    fragments: page.match(/```ts fragment/g)?.length ?? 0,
    commands: [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => block[1]!.trimEnd().split("\n")),
    run: (command) => run(command, folder),
  };
}

function take(path: string, isNew: boolean, below: string | undefined, code: string): void {
  if (isNew) {
    if (existsSync(path)) throw new Error(`${path} exists already`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    return;
  }
  if (below === undefined) {
    appendFileSync(path, code);
    return;
  }
  const lines = readFileSync(path, "utf8").split("\n");
  const places = lines.flatMap((line, i) => (line.trim() === below ? [i] : []));
  if (places.length !== 1) throw new Error(`${places.length} lines of ${path} say ${below}`);
  lines.splice(places[0]! + 1, 0, code.trimEnd());
  writeFileSync(path, lines.join("\n"));
}

const tools: Readonly<Record<string, string>> = {
  tsc: "typescript/bin/tsc",
  vitest: "vitest/vitest.mjs",
  tsx: "tsx/dist/cli.mjs",
};

function run(command: string, folder: string): { readonly status: number | null; readonly output: string } {
  const [npx, tool, ...args] = command.split(" ");
  const script = tools[tool!];
  if (npx !== "npx" || script === undefined) throw new Error(`cannot run ${command}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${repository}node_modules/${script}`, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}
