/** Imports of inference point one way: no circle of files, none of folders, and what stands in src knows no inference. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The TypeScript files below a folder, as paths from the root with forward slashes. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : path.endsWith(".ts") ? [path] : [];
    })
    .sort();
}

/** Files from which this one imports or re-exports a value; what is there as a type alone is gone when the code runs. */
function valueImports(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const from = statement.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from) || !from.text.startsWith(".") || !hasValue(statement))
      return [];
    return [posix.join(dirname(file), from.text)];
  });
}

function hasValue(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) {
    if (statement.isTypeOnly) return false;
    const { exportClause } = statement;
    return exportClause === undefined || ts.isNamespaceExport(exportClause) || someValue(exportClause.elements);
  }
  const clause = statement.importClause;
  if (clause === undefined) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  if (clause.name !== undefined || clause.namedBindings === undefined) return true;
  return ts.isNamespaceImport(clause.namedBindings) || someValue(clause.namedBindings.elements);
}

function someValue(names: readonly { readonly isTypeOnly: boolean }[]): boolean {
  return names.some(({ isTypeOnly }) => !isTypeOnly);
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What each node leads to, nodes being the files or, with `dirname`, their folders; a node does not lead to itself. */
function graphOf(files: readonly string[], node: (file: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const from = node(file);
    const targets = graph.get(from) ?? new Set<string>();
    graph.set(from, targets);
    for (const to of valueImports(file).map(node)) if (to !== from) targets.add(to);
  }
  return graph;
}

/** The nodes that lead back to themselves, each with all it shares a circle with (Tarjan 1972). */
function circlesOf(graph: Graph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const circle = open.splice(open.indexOf(node));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}

const files = filesBelow("inference");
/** The listing at the door names every folder; nothing inside imports it, but for the reports, which have a door of their own above. */
const door = "inference/index.ts";
const above = "inference/report/";

describe("imports of inference", () => {
  it("finds a circle where there is one", () => {
    const graph = new Map([
      ["a", new Set(["b"])],
      ["b", new Set(["c"])],
      ["c", new Set(["b"])],
    ]);
    expect(circlesOf(graph)).toEqual([["b", "c"]]);
  });

  it("have no circle of files", () => {
    expect(files.length).toBeGreaterThan(200);
    expect(circlesOf(graphOf(files, (file) => file))).toEqual([]);
  });

  it("have no circle of folders", () => {
    const inside = files.filter((file) => file !== door);
    const users = inside.filter((file) => valueImports(file).includes(door));
    expect(users.filter((file) => !file.startsWith(above))).toEqual([]);
    expect(circlesOf(graphOf(inside, dirname))).toEqual([]);
  });

  it("have no circle of first-level folders", () => {
    const inside = files.filter((file) => file !== door);
    const first = (file: string) => file.split("/").slice(0, 2).join("/");
    expect(circlesOf(graphOf(inside, first))).toEqual([]);
  });

  it("are not needed by what stands in src, the command line aside", () => {
    const below = filesBelow("src").filter((file) => !file.startsWith("src/cli/"));
    const upwards = below.flatMap((file) =>
      valueImports(file).flatMap((to) => (to.startsWith("inference/") ? [`${file} -> ${to}`] : [])),
    );
    expect(upwards).toEqual([]);
  });

  it("leave folders of at most a dozen files", () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 12)).toEqual([]);
  });
});
