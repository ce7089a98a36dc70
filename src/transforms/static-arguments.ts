/** Static arguments: plain values that a compiled function is made for, told apart by what they hold. */

import { describeValue, OptionError } from "../errors/index.ts";
import { formatPath, type Step } from "../tree/index.ts";
import { isRecord } from "../tree/node.ts";
import { argumentName } from "./trace-call.ts";

/** Arguments as a function has them: those of the given positions, and the rest, which are traced. */
export interface SplitArguments {
  readonly traced: readonly unknown[];
  /** Tells static arguments apart. */
  readonly key: string;
  /** The name in errors of a traced argument, by its place among the traced ones. */
  readonly nameOf: (place: number) => string;
  /** All arguments again, with others in place of the traced ones. */
  readonly joined: (traced: readonly unknown[]) => unknown[];
}

/** @throws OptionError unless it is a list of whole numbers, each once */
export function requireStaticPositions(value: unknown, where: string, path: string): void {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const whole = list.every((each) => Number.isInteger(each) && (each as number) >= 0);
  if (Array.isArray(value) && whole && new Set(list).size === list.length) return;
  throw new OptionError({
    where,
    path,
    expected: "a list of positions of arguments, such as [1]",
    received: Array.isArray(value) ? `[${value.join(", ")}]` : describeValue(value),
  });
}

/** @throws OptionError naming a static argument, or the part of one, that is no plain value */
export function splitArguments(args: readonly unknown[], positions: readonly number[], where: string): SplitArguments {
  const isStatic = new Set(positions);
  const places = args.map((_, position) => position).filter((position) => !isStatic.has(position));
  const key = positions
    .map((position) => keyOf(args[position], [], new Set(), { where, root: argumentName(position, args.length) }))
    .join(";");
  return {
    traced: places.map((position) => args[position]),
    key: `${args.length}|${key}`,
    nameOf: (place) => argumentName(places[place]!, args.length),
    joined: (traced) => {
      const all = args.slice();
      places.forEach((position, i) => {
        all[position] = traced[i];
      });
      return all;
    },
  };
}

interface Place {
  readonly where: string;
  readonly root: string;
}

/** A text that is equal for equal plain values and for no others: numbers as Object.is tells them apart. */
function keyOf(value: unknown, path: Step[], within: Set<unknown>, place: Place): string {
  switch (typeof value) {
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "boolean":
    case "undefined":
      return String(value);
    default:
      break;
  }
  if (value === null) return "null";
  if (!Array.isArray(value) && !isRecord(value)) throw notPlain(value, path, place);
  // It may stand at several places, but not within itself.
  if (within.has(value)) throw notPlain(value, path, place, "It contains itself.");
  within.add(value);
  const key = Array.isArray(value)
    ? `[${value.map((each, i) => keyOf(each, [...path, i], within, place)).join(",")}]`
    : `{${Object.keys(value)
        .sort()
        .map((name) => `${JSON.stringify(name)}:${keyOf(value[name], [...path, name], within, place)}`)
        .join(",")}}`;
  within.delete(value);
  return key;
}

function notPlain(value: unknown, path: readonly Step[], { where, root }: Place, hint?: string): OptionError {
  return new OptionError({
    where,
    path: formatPath(path, root),
    expected:
      "a static argument that is a plain value: a number, text, true or false, null, or a list or object of these",
    received: describeValue(value),
    hint: hint ?? wayOut(value),
  });
}

function wayOut(value: unknown): string {
  if (typeof value === "function") return "Let the compiled function close over it: jit((x) => f(x, activation)).";
  return "An array is traced: leave its position out of static. What can change unseen has no value to compile for.";
}
