/** The error about a node that no tree may hold: finds it again with its path, and says what to do. */
import { describeValue, TreeError } from "../errors/index.ts";
import { depthLimit, isLeaf, isList, isRecord, walkOrder } from "./node.ts";
import { formatPath, type Step } from "./path.ts";

/** How an error speaks of a tree: the function that was called, and the tree's name there. */
export interface TreeContext {
  readonly where?: string | undefined;
  readonly root?: string | undefined;
}

/** The error for the first node in walking order that is no leaf, list or record. */
export function invalidNodeError(tree: unknown, { where, root }: TreeContext): TreeError {
  const steps: Step[] = [];
  const found = findInvalid(tree, steps);
  const path = formatPath(steps, root);
  if (found?.problem !== undefined) return new TreeError({ where, path, problem: found.problem, hint: found.hint });
  return new TreeError({
    where,
    path,
    expected: "an Arr, a number or a boolean, or a plain object or list of these",
    received: describeValue(found?.node),
    hint: wayOut(found?.node),
  });
}

interface Invalid {
  readonly node?: unknown;
  readonly problem?: string;
  readonly hint?: string;
}

/** Leaves in `steps` the path to what it finds. */
function findInvalid(node: unknown, steps: Step[]): Invalid | undefined {
  if (isLeaf(node)) return undefined;
  if (steps.length > depthLimit) {
    steps.length = 3;
    return { problem: `the tree is more than ${depthLimit} levels deep`, hint: "Does an object in it contain itself?" };
  }
  if (isList(node)) {
    for (let index = 0; index < node.length; index++) {
      steps.push(index);
      const found = findInvalid(node[index], steps);
      if (found !== undefined) return found;
      steps.pop();
    }
    return undefined;
  }
  if (!isRecord(node)) return { node };
  for (const key of walkOrder(Object.keys(node))) {
    steps.push(key);
    if (key === "__proto__") return { problem: 'no key may be "__proto__"', hint: "Choose another name." };
    const found = findInvalid(node[key], steps);
    if (found !== undefined) return found;
    steps.pop();
  }
  return undefined;
}

function wayOut(node: unknown): string {
  switch (typeof node) {
    case "undefined":
      return "Give it a value, or leave the key out.";
    case "string":
    case "symbol":
      return "Keep names and labels outside of the tree.";
    case "bigint":
      return "Convert it with Number(...).";
    case "function":
      return "Call it first, or pass it beside the tree: a tree holds values only.";
    default:
      break;
  }
  if (node === null) return "Give it a value, or leave the key out.";
  if (node instanceof Promise) return "Await it first.";
  if (node instanceof Map) return "Make it a plain object: Object.fromEntries(map).";
  if (node instanceof Set) return "Make it a list: [...set].";
  if (ArrayBuffer.isView(node) || (typeof node === "object" && "shape" in node && "data" in node)) {
    return "Make it an Arr: array(...).";
  }
  return "Copy its fields to a plain object: { ...it }.";
}
