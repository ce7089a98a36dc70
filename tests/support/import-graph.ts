/** The import graph: which source file needs which others when it runs. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, normalize } from "node:path";
import ts from "typescript";
import { repository } from "./public-modules.ts";

/** Node to the nodes that it needs. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Relative paths of the TypeScript files under a folder of the repository. */
export function sourcesUnder(folder: string): string[] {
  return readdirSync(`${repository}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path}`)
    .sort();
}

/** Imports and re-exports between files; those of types alone are gone when the program runs, and count where `types` says so. */
export function importGraph(files: readonly string[], { types }: { readonly types: boolean }): Graph {
  return new Map(
    files.map((file) => {
      const source = ts.createSourceFile(file, readFileSync(`${repository}${file}`, "utf8"), ts.ScriptTarget.ES2022);
      const needed = source.statements.flatMap((statement): string[] => {
        if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
        const specifier = statement.moduleSpecifier;
        if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return [];
        if (!types && !bringsValues(statement)) return [];
        return [normalize(`${dirname(file)}/${specifier.text}`)];
      });
      return [file, new Set(needed)];
    }),
  );
}

function bringsValues(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, isTypeOnly } = statement;
    if (isTypeOnly) return false;
    return (
      exportClause === undefined ||
      ts.isNamespaceExport(exportClause) ||
      exportClause.elements.some((each) => !each.isTypeOnly)
    );
  }
  const clause = statement.importClause;
  if (clause === undefined) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  const { name, namedBindings } = clause;
  if (name !== undefined || namedBindings === undefined || ts.isNamespaceImport(namedBindings)) return true;
  return namedBindings.elements.some((each) => !each.isTypeOnly);
}

/** The graph of folders: `depth` parts of each path name a folder; a file that stands above them is a node of its own. */
export function folderGraph(graph: Graph, depth: number): Graph {
  const folderOf = (path: string): string => path.split("/").slice(0, depth).join("/");
  const folders = new Map<string, Set<string>>();
  for (const [file, needed] of graph) {
    const from = folderOf(file);
    const targets = folders.get(from) ?? new Set();
    folders.set(from, targets);
    for (const each of needed) if (folderOf(each) !== from) targets.add(folderOf(each));
  }
  return folders;
}

/** Groups of nodes that need each other, each sorted: none where imports point one way (Tarjan's strongly connected components). */
export function circles(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node)!, low.get(next)!));
      } else if (onStack.has(next)) low.set(node, Math.min(low.get(node)!, index.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const members = stack.splice(stack.indexOf(node));
    for (const member of members) onStack.delete(member);
    if (members.length > 1) found.push(members.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
