/** Walks over the tree that a spec is written as. */
import { describeValue, ParameterError } from "../errors/index.ts";
import { formatPath, type Step } from "../tree/index.ts";
import { Parameter } from "./parameter.ts";
import type { AnyStructural } from "./spec-types.ts";
import { StructuralParameter } from "./structural.ts";

/** Takes the place of a parameter that is left out. */
export const omitted: unique symbol = Symbol("omitted");

/**
 * The same nest of lists and objects with every parameter replaced; objects lose what is replaced by `omitted`.
 *
 * @throws ParameterError naming the path of anything that is no parameter
 */
export function rebuilt(
  node: unknown,
  steps: readonly Step[],
  replace: (parameter: Parameter | AnyStructural, steps: readonly Step[]) => unknown,
): unknown {
  if (node instanceof Parameter) return replace(node, steps);
  if (node instanceof StructuralParameter) {
    if (typeof steps.at(-1) === "string") return replace(node as AnyStructural, steps);
    throw new ParameterError({
      where: "spec",
      path: formatPath(steps),
      problem: "a structural parameter must have a name",
      hint: "Write it in an object, not in a list: the values of a spec leave it out.",
    });
  }
  if (Array.isArray(node)) return node.map((child: unknown, index) => rebuilt(child, [...steps, index], replace));
  if (!isRecord(node)) {
    const isSpec = typeof node === "object" && node !== null && "parameters" in node && "leaves" in node;
    throw new ParameterError({
      where: "spec",
      path: formatPath(steps),
      expected: "a parameter such as real({ default: 0 }), or an object or list of parameters",
      received: describeValue(node),
      hint: isSpec ? "To include another spec, use its parameters." : undefined,
    });
  }
  const entries = Object.entries(node).map(([key, child]) => [key, rebuilt(child, [...steps, key], replace)] as const);
  return Object.fromEntries(entries.filter(([, child]) => child !== omitted));
}

/** Leaves out objects in which nothing is left. */
export function withoutEmpty(node: unknown): unknown {
  if (!isRecord(node)) return node;
  const entries = Object.entries(node).map(([key, child]) => [key, withoutEmpty(child)] as const);
  return Object.fromEntries(entries.filter(([, child]) => !isRecord(child) || Object.keys(child).length > 0));
}

/**
 * Two trees in one; what both have must be objects.
 *
 * @throws ParameterError naming a parameter that both have
 */
export function merged(first: unknown, second: unknown, steps: readonly Step[], where: string): unknown {
  if (!isRecord(first) || !isRecord(second)) {
    throw new ParameterError({
      where,
      path: formatPath(steps),
      problem: steps.length === 0 ? "only specs written as objects can be joined" : "both have it",
      hint: "To replace a parameter, write spec({ ...base.parameters, name: ... }).",
    });
  }
  const result: Record<string, unknown> = { ...first };
  for (const [key, child] of Object.entries(second)) {
    result[key] = Object.hasOwn(first, key) ? merged(first[key], child, [...steps, key], where) : child;
  }
  return result;
}

function isRecord(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === "object" && node !== null && Object.getPrototypeOf(node) === Object.prototype;
}
