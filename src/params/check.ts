/** Checks parameter values against a spec, and says about each what is wrong with it. */
import { Arr } from "../array/index.ts";
import { describeValue, ParameterError } from "../errors/index.ts";
import { type Leaf, leavesWithPaths } from "../tree/index.ts";
import type { Parameter } from "./parameter.ts";

/** What is needed to know of a parameter to check its value. */
interface Expected {
  readonly path: string;
  readonly unit: string;
  readonly parameter: Parameter;
}

/** @throws ParameterError naming every parameter that is unknown, missing, no scalar or out of bounds */
export function checkParams(expected: readonly Expected[], params: unknown, model: string | undefined): void {
  const where = "check";
  const found = leavesWithPaths(params as Leaf, { where });
  const names = expected.map(({ path }) => path);
  const unknown = found.filter(({ path }) => !names.includes(path)).map(({ path }) => path);
  const missing = names.filter((name) => !found.some(({ path }) => path === name));
  if (unknown.length > 0 || missing.length > 0) {
    throw new ParameterError({
      where,
      problem: [listed("unknown", unknown), listed("missing", missing)].filter((text) => text !== "").join(", "),
      hint: `The parameters${model === undefined ? "" : ` of ${model}`} are ${names.join(", ")}.`,
    });
  }
  const values = new Map(found.map(({ path, leaf }) => [path, leaf]));
  const complaints = expected.flatMap(({ path, unit, parameter }) => {
    const leaf = values.get(path)!;
    if (leaf instanceof Arr && leaf.isTracer) return [];
    if (typeof leaf === "boolean" || (leaf instanceof Arr && leaf.rank > 0)) {
      return [{ path, problem: `Parameter ${path} must be one number and is ${describeValue(leaf)}` }];
    }
    const value = typeof leaf === "number" ? leaf : leaf.item();
    if (parameter.allows(value)) return [];
    const suffix = model === undefined ? "" : ` for ${model} model`;
    const unitText = unit === "" ? "" : ` (${unit})`;
    return [
      { path, problem: `Parameter ${path}=${value} outside physical bounds ${parameter.range}${suffix}${unitText}` },
    ];
  });
  if (complaints.length === 0) return;
  throw new ParameterError({
    path: complaints.length === 1 ? complaints[0]!.path : undefined,
    problem: complaints.map(({ problem }) => problem).join("; "),
  });
}

function listed(word: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  return `${word} ${names.length === 1 ? "parameter" : "parameters"} ${names.join(", ")}`;
}
