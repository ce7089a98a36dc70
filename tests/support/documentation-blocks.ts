/** The fenced TypeScript of the documentation: pages in Markdown, and doc comments of the sources. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { repository } from "./public-modules.ts";

/** One fenced block: a complete module. */
export interface DocumentationBlock {
  /** Its file, relative to the repository, and the line of its opening fence: `README.md:12`. */
  readonly place: string;
  /** Its text below as many empty lines as stand above it in its file, so that the line of an error is right. */
  readonly code: string;
  /** False where the fence says `ts no-run`: then only the types are checked. */
  readonly runs: boolean;
  /** For each line that prints, what it says behind an arrow that it prints, or undefined. */
  readonly prints: readonly (string | undefined)[];
  /** All that it prints, where a block of plain text follows it. */
  readonly output: string | undefined;
}

/** Files below the given folders whose names end so, relative to the repository and in a fixed order. */
function filesBelow(folders: readonly string[], ending: string): string[] {
  return folders
    .filter((folder) => existsSync(`${repository}${folder}`))
    .flatMap((folder) =>
      readdirSync(`${repository}${folder}`, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
    )
    .filter((path) => path.endsWith(ending) && !path.startsWith("docs/api/"))
    .sort();
}

/** The blocks of a page; `leader` is what stands before each of its lines (in a doc comment: a star). */
function blocksOf(path: string, lines: readonly string[], leader: RegExp): DocumentationBlock[] {
  const blocks: DocumentationBlock[] = [];
  let open: { line: number; fence: string; runs: boolean; typescript: boolean; code: string[] } | undefined;
  lines.forEach((line, index) => {
    const text = line.replace(leader, "");
    const fence = /^\s*(`{3,})(.*)$/.exec(text);
    if (open) {
      if (fence?.[1] === open.fence && fence[2]!.trim() === "") {
        const { line: first, runs } = open;
        if (open.typescript) {
          blocks.push({
            place: `${path}:${first + 1}`,
            code: "\n".repeat(first + 1) + open.code.join("\n") + "\n",
            runs,
            prints: promises(open.code),
            output: textFollowing(lines.slice(index + 1).map((each) => each.replace(leader, ""))),
          });
        }
        open = undefined;
      } else open.code.push(text);
    } else if (fence) {
      const [language, ...flags] = fence[2]!.trim().split(/\s+/);
      // A fragment is no module: the page that shows one has a test that puts it where it belongs.
      const typescript = (language === "ts" || language === "typescript") && !flags.includes("fragment");
      open = { line: index, fence: fence[1]!, runs: !flags.includes("no-run"), typescript, code: [] };
    }
  });
  if (open) throw new Error(`${path}:${open.line + 1}: this fence is never closed`);
  return blocks;
}

/** The content of a fence of plain text, when nothing but empty lines stands before it. */
function textFollowing(lines: readonly string[]): string | undefined {
  const start = lines.findIndex((line) => line.trim() !== "");
  if (lines[start]?.trim() !== "```text") return undefined;
  const text = lines.slice(start + 1);
  return text.slice(0, text.indexOf("```")).join("\n");
}

/** What statements `console.log(…); // → text` promise to print; of one over several lines the arrow stands on its last. */
function promises(code: readonly string[]): (string | undefined)[] {
  return code.flatMap((line, index) => {
    if (!line.includes("console.log(")) return [];
    const indent = /^\s*/.exec(line)![0];
    const last = line.endsWith("(") ? code.slice(index).find((next) => next.startsWith(`${indent});`)) : line;
    return [/\/\/ → (.*)$/.exec(last ?? "")?.[1]?.trimEnd()];
  });
}

/** The doc comments of a source file, every other line of it blanked, so that line numbers hold. */
function docCommentLines(source: string): string[] {
  let within = false;
  return source.split("\n").map((line) => {
    if (!within && /^\s*\/\*\*/.test(line)) within = true;
    const kept = within ? line : "";
    if (within && line.includes("*/")) within = false;
    return kept;
  });
}

const read = (path: string) => readFileSync(`${repository}${path}`, "utf8");
const pages = () => ["README.md", ...filesBelow(["docs", "src", "inference", "models", "examples", "fixtures"], ".md")];
const sources = () => filesBelow(["src", "inference", "models"], ".ts");

/** Every fenced TypeScript block of the pages and of the doc comments. */
export function documentationBlocks(): DocumentationBlock[] {
  return [
    ...pages().flatMap((path) => blocksOf(path, read(path).split("\n"), /^/)),
    ...sources().flatMap((path) => blocksOf(path, docCommentLines(read(path)), /^\s*\* ?/)),
  ];
}

/** Pages and sources that show fragments of files. */
export function filesWithFragments(): string[] {
  return [...pages(), ...sources()].filter((path) => /^\W*`{3,}(ts|typescript) .*fragment/m.test(read(path)));
}

/** Places whose `@example` is not followed by a fenced TypeScript block, and so would never be run. */
export function unfencedExamples(): string[] {
  return sources().flatMap((path) => {
    const lines = docCommentLines(read(path));
    return lines.flatMap((line, index) => {
      if (!/^\s*(\/\*)?\*+\s*@example\b/.test(line)) return [];
      const fenced = lines.slice(index + 1, index + 4).some((next) => /^\s*\*\s*```ts\b/.test(next));
      return fenced ? [] : [`${path}:${index + 1}`];
    });
  });
}
