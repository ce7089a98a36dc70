/** Documentation runs: every fenced TypeScript block is type-checked and executed as the module it claims to be. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { documentationBlocks, filesWithFragments, unfencedExamples } from "./support/documentation-blocks.ts";
import { programOf, repository } from "./support/public-modules.ts";

// Inside the repository, so that `fluxion` resolves as it does for examples; the folder is ignored by git.
const modules = `${repository}.cache/documentation`;
rmSync(modules, { recursive: true, force: true });
mkdirSync(modules, { recursive: true });

const blocks = documentationBlocks().map((block) => {
  const file = join(modules, `${block.place.replace(/[^\w.]+/g, "-")}.ts`);
  writeFileSync(file, block.code);
  return { ...block, file };
});

// What a block writes (a report, say) goes to a folder of its own, and its console stays quiet.
const home = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), "fluxion-documentation-"));
let printed: string[] = [];
beforeAll(() => {
  process.chdir(scratch);
  vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
    printed.push(format(...values));
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  process.chdir(home);
  rmSync(scratch, { recursive: true });
});

it("has its @examples fenced as ts, so that they run", () => {
  expect(unfencedExamples()).toEqual([]);
});

it("shows fragments only where a test of its own puts them into place", () => {
  // Tests of their own: tests/guides/adding-a-model.test.ts, tests/guides/adding-a-primitive.test.ts.
  expect(filesWithFragments()).toEqual(["docs/adding-a-model.md", "docs/adding-a-primitive.md"]);
});

it("has blocks that type-check", () => {
  const program = programOf(
    blocks.map(({ file }) => file),
    { moduleDetection: ts.ModuleDetectionKind.Force },
  );
  const places = new Map(blocks.map(({ file, place }) => [basename(file), place]));
  const problems = blocks
    .flatMap(({ file }) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    })
    .map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      const block = places.get(basename(file?.fileName ?? "")) ?? "";
      return `block at ${block}, line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  expect(problems).toEqual([]);
});

const runnable = blocks
  .filter(({ runs }) => runs)
  .map(({ place, file, prints, output }) => [place, pathToFileURL(file).href, prints, output] as const);
it.runIf(runnable.length > 0).each(runnable)("%s runs and prints what it says", async (_place, url, prints, output) => {
  printed = [];
  await import(/* @vite-ignore */ url);
  if (output !== undefined) expect(printed.join("\n")).toBe(output);
  const promised = prints.flatMap((expected, i) => (expected === undefined ? [] : [{ line: i, prints: expected }]));
  // Lines are told apart by their order, so a block that promises what it prints prints once a line.
  if (promised.length > 0) expect(printed.length).toBe(prints.length);
  expect(promised.map(({ line }) => ({ line, prints: printed[line]?.replace(/\s+/g, " ") }))).toEqual(promised);
});
