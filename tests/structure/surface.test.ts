/** The public surface stays narrow, and every value of it is told in a guide. */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { programOf, publicModules, repository } from "../support/public-modules.ts";

const doors = publicModules();
const program = programOf([...doors.values()]);
const checker = program.getTypeChecker();

interface Export {
  readonly name: string;
  readonly symbol: ts.Symbol;
}

const followed = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

const membersOf = (module: ts.Symbol): Export[] =>
  checker.getExportsOfModule(module).map((symbol) => ({ name: symbol.name, symbol: followed(symbol) }));

function exportsOf(door: string): Export[] {
  const source = program.getSourceFile(doors.get(door)!);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${door} is no module`);
  return membersOf(module);
}

const isNamespace = ({ symbol }: Export): boolean => (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;
const isValue = ({ symbol }: Export): boolean => (symbol.flags & ts.SymbolFlags.Value) !== 0;

describe("the public surface", () => {
  it("is narrow: a family of functions is one name", () => {
    const main = ["fluxion", "fluxion/inference"].flatMap(exportsOf);
    // 401 values and 410 types stood at these two doors before families had namespaces.
    expect(main.filter(isValue).length).toBeLessThanOrEqual(300);
    expect(main.filter((each) => !isValue(each)).length).toBeLessThanOrEqual(80);
  });

  it("gives no name two meanings", () => {
    const meanings = new Map<string, Map<ts.Symbol, string>>();
    for (const door of doors.keys()) {
      for (const { name, symbol } of exportsOf(door)) {
        // Each door has a namespace of types, and they are different ones.
        if (name === "types") continue;
        meanings.set(name, (meanings.get(name) ?? new Map<ts.Symbol, string>()).set(symbol, door));
      }
    }
    const two = [...meanings].filter(([, symbols]) => symbols.size > 1);
    expect(two.map(([name, symbols]) => `${name}: ${[...symbols.values()].join(", ")}`)).toEqual([]);
  });
});

/** The guides, the README and the pages of models, less what lists measurements and decisions. */
const guides = [
  "README.md",
  ...readdirSync(`${repository}docs`)
    .filter((file) => file.endsWith(".md") && !["decisions.md", "benchmarks.md", "accuracy.md"].includes(file))
    .map((file) => `docs/${file}`),
  ...readdirSync(`${repository}models`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `models/${entry.name}/README.md`),
]
  .map((file) => readFileSync(`${repository}${file}`, "utf8"))
  .join("\n");

const isTold = (name: string): boolean => new RegExp(`(?<![\\w.])${name.replaceAll(".", "\\.")}\\b`).test(guides);

describe("every public value is told in a guide", () => {
  it.each([...doors.keys()])("%s", (door) => {
    const untold = exportsOf(door)
      .filter((each) => isValue(each) && each.name !== "types")
      .flatMap((each) =>
        isNamespace(each)
          ? membersOf(each.symbol)
              .filter(isValue)
              .map(({ name }) => `${each.name}.${name}`)
          : [each.name],
      )
      .filter((name) => !isTold(name));
    expect(untold).toEqual([]);
  });
});
