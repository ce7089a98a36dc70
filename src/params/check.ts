/** Checks parameter values against a spec, and says about each what is wrong with it. */
import { Arr } from "../array/index.ts";
import { describeShape, describeValue, ParameterError } from "../errors/index.ts";
import { type Leaf, leavesWithPaths } from "../tree/index.ts";
import type { Parameter } from "./parameter.ts";
import { numberPaths } from "./space/number-paths.ts";

/** What is needed to know of a parameter to check its value. */
interface Expected {
  readonly path: string;
  readonly unit: string;
  readonly parameter: Parameter;
}

/** @throws ParameterError naming every parameter that is unknown, missing, of another shape or out of bounds */
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
  refuse(expected.flatMap((each) => complaintsOf(each, values.get(each.path)!, model)));
}

/** Something wrong with one parameter, as a sentence. */
interface Complaint {
  readonly path: string;
  readonly problem: string;
}

/** What is wrong with the value of a parameter; nothing is said of traced values but their shape. */
export function complaintsOf({ path, unit, parameter }: Expected, leaf: Leaf, model: string | undefined): Complaint[] {
  const { shape } = parameter;
  const own = leaf instanceof Arr ? leaf.shape : [];
  if (typeof leaf === "boolean" || describeShape(own) !== describeShape(shape)) {
    if (leaf instanceof Arr && leaf.isTracer && shape.length === 0) return [];
    const wanted = shape.length === 0 ? "one number" : `numbers of shape ${describeShape(shape)}`;
    return [{ path, problem: `Parameter ${path} must be ${wanted} and is ${describeValue(leaf)}` }];
  }
  if (leaf instanceof Arr && leaf.isTracer) return [];
  const names = numberPaths(path, shape);
  const suffix = model === undefined ? "" : ` for ${model} model`;
  const unitText = unit === "" ? "" : ` (${unit})`;
  return parameter.complaints(leaf).map(({ position, value, expected, received }) => {
    const name = position === null ? path : names[position]!;
    if (position === null || parameter.dtype === "i32") {
      return { path: name, problem: `Parameter ${name} must be ${expected} and is ${received}` };
    }
    const range = parameter.rangeAt(position);
    return { path: name, problem: `Parameter ${name}=${value} outside physical bounds ${range}${suffix}${unitText}` };
  });
}

/** @throws ParameterError with all complaints, if there are any */
export function refuse(complaints: readonly Complaint[]): void {
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
