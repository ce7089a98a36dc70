/** Which public functions take options, and of which kinds each option is: read from the types, so that none is forgotten. */
import ts from "typescript";
import { programOf, publicModules } from "../support/public-modules.ts";

/** What values of an option may be. */
export interface OptionKinds {
  readonly name: string;
  /** Kinds by `typeof`; "null" where null means something; "text" where any string will do. */
  readonly kinds: ReadonlySet<string>;
}

/** A function with options. */
export interface OptionFunction {
  /** As a user writes it: "schedules.exponential". */
  readonly name: string;
  readonly module: string;
  readonly options: readonly OptionKinds[];
}

/** Doors whose functions are swept. */
const doors = [
  "fluxion",
  "fluxion/inference",
  "fluxion/inference/methods",
  "fluxion/report",
  "fluxion/inference/report",
  "fluxion/system",
  "fluxion/node",
];

/** All functions of the doors that take an object of options: a parameter of that name, or of a type called so. */
export function functionsWithOptions(): readonly OptionFunction[] {
  const modules = publicModules();
  const program = programOf(doors.map((door) => modules.get(door)!));
  const checker = program.getTypeChecker();
  const found: OptionFunction[] = [];
  const visit = (symbol: ts.Symbol, name: string, module: string): void => {
    const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (real.flags & ts.SymbolFlags.ValueModule) {
      for (const inner of checker.getExportsOfModule(real)) visit(inner, `${name}.${inner.name}`, module);
      return;
    }
    if ((real.flags & ts.SymbolFlags.Function) === 0) return;
    const options = new Map<string, Set<string>>();
    for (const signature of checker.getTypeOfSymbol(real).getCallSignatures()) {
      for (const parameter of signature.parameters) {
        const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
        if (!isOptions(parameter, checker.typeToString(type))) continue;
        for (const property of checker.getPropertiesOfType(type)) {
          const kinds = options.get(property.name) ?? new Set<string>();
          kindsOf(checker.getTypeOfSymbol(property), kinds);
          options.set(property.name, kinds);
        }
      }
    }
    if (options.size === 0) return;
    found.push({ name, module, options: Array.from(options, ([option, kinds]) => ({ name: option, kinds })) });
  };
  for (const door of doors) {
    const source = checker.getSymbolAtLocation(program.getSourceFile(modules.get(door)!)!)!;
    for (const symbol of checker.getExportsOfModule(source)) visit(symbol, symbol.name, door);
  }
  return found;
}

/** By its name, or, where it is taken apart in the signature, by that of its type. */
function isOptions(parameter: ts.Symbol, type: string): boolean {
  return (
    parameter.name === "options" || /Options\b/.test(type) || (parameter.name.startsWith("__") && type.startsWith("{"))
  );
}

function kindsOf(type: ts.Type, kinds: Set<string>): void {
  for (const part of type.isUnion() ? type.types : [type]) {
    const { flags } = part;
    if (flags & ts.TypeFlags.Null) kinds.add("null");
    else if (flags & ts.TypeFlags.String) kinds.add("string").add("text");
    else if (flags & ts.TypeFlags.StringLike) kinds.add("string");
    else if (flags & ts.TypeFlags.NumberLike) kinds.add("number");
    else if (flags & ts.TypeFlags.BooleanLike) kinds.add("boolean");
    else if (flags & ts.TypeFlags.ESSymbolLike) kinds.add("symbol");
    else if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) kinds.add("anything");
    else if (part.getCallSignatures().length > 0) kinds.add("function");
    else if (!(flags & ts.TypeFlags.Undefined)) kinds.add("object");
  }
}
