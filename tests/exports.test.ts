/** Every public name is documented, and the list of public names changes only on purpose. */
import ts from "typescript";
import { expect, it } from "vitest";
import { programOf, publicModules } from "./support/public-modules.ts";

const modules = publicModules();
const program = programOf([...modules.values()]);
const checker = program.getTypeChecker();

/** The exported symbols of a module, each followed through re-exports to where it is declared. */
function exportsOf(file: string): { name: string; symbol: ts.Symbol }[] {
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol) throw new Error(`${file} is no module`);
  return checker.getExportsOfModule(symbol).map((exported) => ({
    name: exported.name,
    symbol: exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
  }));
}

/** Whether the comment stands on the declaration itself or, for a namespace re-export, at the top of its file. */
function isDocumented(symbol: ts.Symbol): boolean {
  if (symbol.getDocumentationComment(checker).length > 0) return true;
  const declaration = symbol.declarations?.[0];
  return declaration !== undefined && ts.isSourceFile(declaration) && declaration.text.startsWith("/**");
}

const isType = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Value) === 0;

it.each([...modules])("every export of %s says what it is", (_name, file) => {
  const silent = exportsOf(file).filter(({ symbol }) => !isDocumented(symbol));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

it("exports exactly the names in tests/exports.txt", async () => {
  const list = [...modules].map(([module, file]) => {
    const names = exportsOf(file).map(({ name, symbol }) => (isType(symbol) ? `type ${name}` : name));
    return [module, ...names.sort().map((name) => `  ${name}`)].join("\n");
  });
  await expect(`${list.join("\n")}\n`).toMatchFileSnapshot("exports.txt");
});
