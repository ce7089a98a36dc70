/** The rules of the house that no linter knows: each file opens by saying what it is, and an index only lists. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { repository } from "./support/public-modules.ts";

const files = ["src", "inference", "models", "examples", "tests"]
  .filter((folder) => existsSync(`${repository}${folder}`))
  .flatMap((folder) =>
    readdirSync(`${repository}${folder}`, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  )
  .filter((path) => path.endsWith(".ts"))
  .sort();

const textOf = (path: string) => readFileSync(`${repository}${path}`, "utf8");

describe("sources", () => {
  it("open with a comment that says what the file is", () => {
    const opensWithComment = (text: string) => /^(#!.*\n)?\/\*\* ?\S|^(#!.*\n)?\/\*\*\n \* \S/.test(text);
    expect(files.filter((path) => !opensWithComment(textOf(path)))).toEqual([]);
  });

  it("have index files that list exports by name and hold no logic", () => {
    const isNamedExport = (statement: ts.Statement) =>
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier !== undefined &&
      statement.exportClause !== undefined;
    const offending = files
      .filter((path) => path.endsWith("/index.ts"))
      .flatMap((path) => {
        const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2022);
        return source.statements
          .filter((statement) => !isNamedExport(statement))
          .map((statement) => `${path}: ${statement.getText(source)}`);
      });
    expect(offending).toEqual([]);
  });

  it("are called by an idea, not by utils, helpers or misc", () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|misc|common)(\.ts$|\/)/.test(path))).toEqual([]);
  });
});
