/** At which arguments a function is checked: from the command line, from the module, or from a parameter spec in it. */
import { array, type NestedNumbers } from "../../index.ts";
import { CommandError } from "../command-error.ts";
import type { ModuleExports } from "./load-module.ts";

/** A function of a module, and where its arguments may be found. */
export interface CheckedFunction {
  readonly exports: ModuleExports;
  /** Name of the export. */
  readonly name: string;
  /** The JSON given with --at, if any. */
  readonly at: string | undefined;
}

/**
 * In this order: the JSON of --at; the export `<name>Arguments`; for a function of one argument, the defaults of a
 * parameter spec exported as `<name>Spec` or `spec`.
 *
 * @throws CommandError when none of these is there, or the JSON cannot be read
 */
export function argumentsOf({ exports, name, at }: CheckedFunction): readonly unknown[] {
  if (at !== undefined) return fromJson(at);
  const listed = exports[`${name}Arguments`];
  if (Array.isArray(listed)) return listed as readonly unknown[];
  if (listed !== undefined) throw new CommandError(`The export ${name}Arguments must be a list of arguments.`);
  const spec = exports[`${name}Spec`] ?? exports.spec;
  if (typeof spec === "object" && spec !== null && "defaults" in spec) return [spec.defaults];
  throw new CommandError(
    `No arguments for ${name}: export a list '${name}Arguments' or a parameter spec '${name}Spec' beside it, or give --at '[…]'.`,
  );
}

function fromJson(text: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`--at is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  // A list is the list of arguments; anything else is the only one.
  return Array.isArray(parsed) ? parsed.map(asTree) : [asTree(parsed)];
}

/** Lists of numbers, nested or not, become arrays; everything else stays what it is. */
function asTree(value: unknown): unknown {
  if (isNestedNumbers(value)) return array(value);
  if (Array.isArray(value)) return value.map(asTree);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, asTree(child)]));
}

function isNestedNumbers(value: unknown): value is NestedNumbers & readonly unknown[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "number" || isNestedNumbers(item))
  );
}
