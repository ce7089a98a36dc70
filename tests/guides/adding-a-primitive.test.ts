/** The guide to adding a primitive, taken literally: its files are made, its lines added, its commands pass. */

import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/public-modules.ts";

/** Inside the repository, so that dependencies resolve; the folder is ignored by git. */
const copy = `${repository}.cache/adding-a-primitive`;

interface Instruction {
  readonly file: string;
  /** Undefined makes the file; null adds at its end; else below the one line that says this. */
  readonly below: string | null | undefined;
  readonly code: string;
}

/** What the page tells its reader to do, in order. */
function instructions(): Instruction[] {
  const page = readFileSync(`${repository}docs/adding-a-primitive.md`, "utf8");
  const step =
    /(?:Create `(?<created>[^`]+)`|In `(?<changed>[^`]+)`(?:,\s+after\s+the\s+line\s+`(?<below>[^`]+)`)?,\s+add):\s+```ts fragment\n(?<code>[\s\S]*?)```/g;
  return [...page.matchAll(step)].map(({ groups }) => ({
    file: (groups!["created"] ?? groups!["changed"])!,
    below: groups!["created"] !== undefined ? undefined : (groups!["below"] ?? null),
    code: groups!["code"]!,
  }));
}

function follow({ file, below, code }: Instruction): void {
  const path = join(copy, file);
  if (below === undefined) {
    expect(existsSync(path), `${file} exists already`).toBe(false);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    return;
  }
  if (below === null) {
    appendFileSync(path, code);
    return;
  }
  const lines = readFileSync(path, "utf8").split("\n");
  const places = lines.flatMap((line, i) => (line.trim() === below ? [i] : []));
  expect(places, `lines of ${file} that say ${below}`).toHaveLength(1);
  lines.splice(places[0]! + 1, 0, code.trimEnd());
  writeFileSync(path, lines.join("\n"));
}

/** The commands of the page, as it gives them. */
function commands(): string[] {
  const page = readFileSync(`${repository}docs/adding-a-primitive.md`, "utf8");
  return [...page.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap((block) => block[1]!.trimEnd().split("\n"))
    .map((line) => line.replace(/ #.*/, ""));
}

const tools: Readonly<Record<string, string>> = { tsc: "typescript/bin/tsc", vitest: "vitest/vitest.mjs" };

/** Runs a command of the page in the copy, with the tools of the repository. */
function run(command: string, ...more: readonly string[]): { status: number | null; output: string } {
  const [npx, tool, ...args] = command.split(" ");
  expect(npx).toBe("npx");
  const script = `${repository}node_modules/${tools[tool!]!}`;
  const options = { cwd: copy, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args, ...more], options);
  return { status, output: stdout + stderr };
}

describe("docs/adding-a-primitive.md", () => {
  beforeAll(() => {
    rmSync(copy, { recursive: true, force: true });
    for (const part of [
      "src",
      "inference",
      "models",
      "examples",
      "fixtures",
      "tests",
      ".ci",
      "package.json",
      "tsconfig.json",
    ]) {
      cpSync(`${repository}${part}`, join(copy, part), { recursive: true });
    }
    for (const instruction of instructions()) follow(instruction);
  });

  it("shows as many steps as it has fragments", () => {
    const page = readFileSync(`${repository}docs/adding-a-primitive.md`, "utf8");
    expect(instructions()).toHaveLength(page.match(/```ts fragment/g)!.length);
  });

  const [typeCheck, ...tests] = commands();

  it("leads to code that type-checks", () => {
    const { output, status } = run(typeCheck!);
    expect(output).toBe("");
    expect(status).toBe(0);
  }, 120_000);

  it.each(tests)(
    "leads to a primitive that passes: %s",
    (command) => {
      const report = join(copy, "report.json");
      rmSync(report, { force: true });
      const { output, status } = run(command, "--reporter=json", `--outputFile=${report}`);
      expect(existsSync(report), output).toBe(true);
      const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
      expect(numFailedTests, output).toBe(0);
      expect(status, output).toBe(0);
      // From the sweep: values, derivatives on both targets, batching, views, special values and more.
      expect(numPassedTests).toBeGreaterThanOrEqual(command.includes("tests/primitives") ? 12 : 3);
    },
    120_000,
  );
});
